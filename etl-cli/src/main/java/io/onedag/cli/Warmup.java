package io.onedag.cli;

/**
 * Loads what the common commands load, for the class-data archive that makes them start fast. The launcher runs it once after each build; it
 * leaves nothing behind.
 */
final class Warmup {

    private Warmup() {}

    public static void main(String[] args) {
        Main.main(new String[] {"--help"});
    }
}
