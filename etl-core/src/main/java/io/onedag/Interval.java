package io.onedag;

import java.time.Instant;

/**
 * The time {@code [start, end)} that a scheduled run covers: from one fire time of its schedule to the next. {@code end} is the moment
 * at which the run is due.
 *
 * <p>Intervals of a schedule are never empty. One with {@code start} equal to {@code end} comes from an engine that fires without an
 * interval.
 *
 * @param start the first instant covered
 * @param end the fire time; not covered. Never before {@code start}
 */
public record Interval(Instant start, Instant end) {

    /**
     * @throws IllegalArgumentException if {@code end} is before {@code start}
     */
    public Interval {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("The interval ends at " + end + ", before its start " + start
                    + ". Give the earlier instant first.");
        }
    }

    /** Whether nothing lies between start and end. */
    public boolean isEmpty() {
        return start.equals(end);
    }

    /** Whether {@code instant} is covered: {@code start <= instant < end}. */
    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    /** ISO 8601: {@code 2026-01-01T00:05:00Z/2026-01-02T00:05:00Z}. */
    @Override
    public String toString() {
        return start + "/" + end;
    }
}
