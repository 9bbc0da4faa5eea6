package io.onedag.child;

/** The exit codes of one attempt. */
public final class ChildExit {

    /** It succeeded, or had succeeded before. */
    public static final int SUCCESS = 0;

    /** It failed, and may be tried again. */
    public static final int FAILED = 1;

    /** Wrong usage, not to be tried again. */
    public static final int USAGE = 2;

    /** The store can't be reached, or isn't ready; may be tried again. */
    public static final int UNREACHABLE = 3;

    /** Not now: the pipeline at hand has another plan than the caller was made for. */
    public static final int NOT_NOW = 75;

    /** The task skipped itself. */
    public static final int SKIPPED = 99;

    /** It failed, and is not to be tried again. */
    public static final int FATAL = 100;

    /** It was interrupted: terminated, its parent gone, or a later attempt in its place. */
    public static final int INTERRUPTED = 143;

    private ChildExit() {}
}
