package io.onedag.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test moves it. Retries, timeouts and run timeouts of a {@link PipelineTester} go by it, and a task
 * that asks an injected {@link Clock} or {@link java.time.InstantSource} for the time can be given it too.
 *
 * <ul>
 *   <li>starts at {@code 2026-01-01T00:00:00Z}, in UTC
 *   <li>goes forward only
 *   <li>what is due on the way happens at its own moment, the earliest first, in the thread that moves the clock
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class TestClock extends Clock {

    /** Where a clock starts unless a test says otherwise. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Something to happen at a moment. */
    public interface Alarm {

        /** Takes it back. Without effect once it has happened. */
        void cancel();
    }

    private final class Entry implements Alarm {
        private final Instant due;
        private final long sequence;
        private final Runnable action;

        private Entry(Instant due, long sequence, Runnable action) {
            this.due = due;
            this.sequence = sequence;
            this.action = action;
        }

        @Override
        public void cancel() {
            synchronized (TestClock.this) {
                alarms.remove(this);
            }
        }
    }

    private final PriorityQueue<Entry> alarms = new PriorityQueue<>(
            Comparator.<Entry, Instant>comparing(each -> each.due).thenComparingLong(each -> each.sequence));
    private Instant now;
    private long sequence;

    private TestClock(Instant start) {
        this.now = start;
    }

    /** A clock that starts at {@link #START}. */
    public static TestClock create() {
        return new TestClock(START);
    }

    /** A clock that starts at {@code start}. */
    public static TestClock at(Instant start) {
        return new TestClock(start);
    }

    /** A clock that starts at an instant in ISO 8601: {@code 2026-03-29T00:30:00Z}. */
    public static TestClock at(String start) {
        return new TestClock(Instant.parse(start));
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** This clock, told in another zone: it moves with this one. */
    @Override
    public Clock withZone(ZoneId zone) {
        return new Clock() {
            @Override
            public Instant instant() {
                return TestClock.this.instant();
            }

            @Override
            public ZoneId getZone() {
                return zone;
            }

            @Override
            public Clock withZone(ZoneId other) {
                return TestClock.this.withZone(other);
            }
        };
    }

    /**
     * Moves the clock on.
     *
     * @throws IllegalArgumentException when {@code time} is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a test clock goes forward only, not by " + time);
        }
        advanceTo(instant().plus(time));
    }

    /**
     * Moves the clock on to a moment.
     *
     * @throws IllegalArgumentException when it is past that already
     */
    public void advanceTo(Instant moment) {
        if (moment.isBefore(instant())) {
            throw new IllegalArgumentException(
                    "a test clock goes forward only: it is " + instant() + ", which is past " + moment);
        }
        for (Entry due = next(moment); due != null; due = next(moment)) {
            due.action.run();
        }
        synchronized (this) {
            now = latest(now, moment); // an alarm may have moved it further
        }
    }

    /** Lets {@code action} happen when the clock gets to {@code moment}; one that is past already happens when it moves next. */
    public synchronized Alarm at(Instant moment, Runnable action) {
        var alarm = new Entry(moment, sequence++, action);
        alarms.add(alarm);
        return alarm;
    }

    private synchronized @Nullable Entry next(Instant limit) {
        Entry due = alarms.peek();
        if (due == null || due.due.isAfter(limit)) {
            return null;
        }
        alarms.remove();
        now = latest(now, due.due);
        return due;
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    /** The moment it stands at, in ISO 8601. */
    @Override
    public String toString() {
        return instant().toString();
    }
}
