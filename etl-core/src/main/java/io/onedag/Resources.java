package io.onedag;

/**
 * Limits of one attempt.
 *
 * @param memoryBytes memory of a JVM child; 0: no limit
 */
public record Resources(long memoryBytes) {

    /** No limits. */
    public static final Resources NONE = new Resources(0);

    public Resources {
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("memory is " + memoryBytes + " bytes; it can't be negative");
        }
    }
}
