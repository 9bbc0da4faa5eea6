package io.onedag.cli;

/** The {@code onedag} command. */
public final class Main {

    private Main() {}

    /**
     * Runs the command.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.out.println("onedag " + Main.class.getPackage().getImplementationVersion());
    }
}
