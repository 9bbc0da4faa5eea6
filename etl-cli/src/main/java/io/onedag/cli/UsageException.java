package io.onedag.cli;

import org.jspecify.annotations.Nullable;

/** The command was used in a wrong way: exit code {@link ExitCode#USAGE}. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable String hint;

    /** {@code message} says what is wrong and why. */
    UsageException(String message) {
        this(message, null);
    }

    /** {@code hint} says what to do instead; null: the message does. */
    UsageException(String message, @Nullable String hint) {
        super(message);
        this.hint = hint;
    }

    /** As above, because of something that was thrown. */
    UsageException(String message, @Nullable String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    @Nullable
    String hint() {
        return hint;
    }
}
