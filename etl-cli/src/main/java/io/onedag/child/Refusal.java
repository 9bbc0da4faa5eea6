package io.onedag.child;

import org.jspecify.annotations.Nullable;

/** The attempt isn't begun: what was asked for is wrong, or not possible now. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String kind;
    private final transient @Nullable String hint;

    Refusal(int exitCode, String kind, String message, @Nullable String hint) {
        super(message);
        this.exitCode = exitCode;
        this.kind = kind;
        this.hint = hint;
    }

    /** Wrong usage: {@code message} says what is wrong and why, {@code hint} what to do instead. */
    static Refusal usage(String message, @Nullable String hint) {
        return new Refusal(ChildExit.USAGE, "usage", message, hint);
    }

    /** The exit code that says so. */
    public int exitCode() {
        return exitCode;
    }

    /** Its kind, for programs. */
    public String kind() {
        return kind;
    }

    /** What to do; null: the message says it. */
    public @Nullable String hint() {
        return hint;
    }
}
