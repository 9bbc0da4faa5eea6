package io.onedag.cli;

/** The exit codes of every command. */
public final class ExitCode {

    /** Done. */
    public static final int DONE = 0;

    /** The run failed, or the command did, in a way that it doesn't know. */
    public static final int FAILED = 1;

    /** Wrong usage, or a wrong definition. */
    public static final int USAGE = 2;

    /** The store or the engine can't be reached. */
    public static final int UNREACHABLE = 3;

    /** The run was cancelled. */
    public static final int CANCELLED = 130;

    private ExitCode() {}
}
