package io.onedag;

/** Thrown by a task to end its task run as {@link TaskState#SKIPPED}; the message says why. */
public final class TaskSkippedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TaskSkippedException(String why) {
        super(why, null, false, false);
    }
}
