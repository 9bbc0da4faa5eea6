package io.onedag.cli;

import io.onedag.Onedag;

/** The {@code onedag} command. */
public final class Main {

    private Main() {}

    /**
     * Runs the command with the pipelines that are on the class path.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Onedag.main(args);
    }
}
