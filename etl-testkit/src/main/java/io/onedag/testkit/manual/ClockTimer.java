package io.onedag.testkit.manual;

import io.onedag.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The timer of attempts: goes by a clock that a test moves, in the thread that moves it. Starts no thread. */
public final class ClockTimer extends ScheduledThreadPoolExecutor {

    private final TestClock clock;

    /** A timer by this clock. */
    public ClockTimer(TestClock clock) {
        super(0);
        this.clock = clock;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Instant due = clock.instant().plus(Duration.of(delay, unit.toChronoUnit()));
        var scheduled = new Scheduled(command, due);
        scheduled.alarm = clock.at(due, scheduled);
        return scheduled;
    }

    private final class Scheduled extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final Instant due;
        private TestClock.Alarm alarm = () -> {};

        private Scheduled(Runnable command, Instant due) {
            super(command, null);
            this.due = due;
        }

        @Override
        public boolean cancel(boolean interrupt) {
            alarm.cancel();
            return super.cancel(interrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(clock.instant(), due));
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
