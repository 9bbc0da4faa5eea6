package io.onedag.schedule;

/** A schedule whose start, end or jitter can't be: the message says which, why, and what to write. */
public final class InvalidScheduleException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * @param key the key of the schedule at fault: {@code start}, {@code end} or {@code jitter}; empty where it is not known
     * @param message what, why, and what to do
     */
    public InvalidScheduleException(String key, String message) {
        super(message);
        this.key = key;
    }

    /** The key of the schedule at fault: {@code start}, {@code end} or {@code jitter}; empty where it is not known. */
    public String key() {
        return key;
    }
}
