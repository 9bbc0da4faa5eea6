package io.onedag.cli.progress;

import java.io.PrintStream;

/** Shows nothing but what the command itself says. Thread-safe. */
public final class QuietProgress implements Progress {

    private final PrintStream out;

    /** Writes to {@code out}. */
    public QuietProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void close() {}
}
