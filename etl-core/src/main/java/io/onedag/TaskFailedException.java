package io.onedag;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a task that knows whether another attempt makes sense. Any other exception is a retryable failure.
 *
 * <p>The message names what failed, why, and what to do next. A line of it that begins with {@code next: } is shown in place of the
 * general advice to resume the run.
 */
public final class TaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    private TaskFailedException(String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** A failure that another attempt may mend. */
    public static TaskFailedException retryable(String message, @Nullable Throwable cause) {
        return new TaskFailedException(message, true, cause);
    }

    /** A failure that no retry can mend. */
    public static TaskFailedException fatal(String message) {
        return new TaskFailedException(message, false, null);
    }

    /** A failure that no retry can mend. */
    public static TaskFailedException fatal(String message, @Nullable Throwable cause) {
        return new TaskFailedException(message, false, cause);
    }

    /** Whether another attempt makes sense. */
    public boolean isRetryable() {
        return retryable;
    }
}
