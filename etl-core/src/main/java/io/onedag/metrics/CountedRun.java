package io.onedag.metrics;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts what one run does. Thread-safe. */
final class CountedRun implements RunListener {

    private static final double NANOS = 1e9;

    private final PipelineSeries series;
    private final AtomicInteger running = new AtomicInteger();
    private volatile long started;
    private volatile boolean hasStarted;

    CountedRun(PipelineSeries series) {
        this.series = series;
    }

    @Override
    public void runStarted(RunRecord run, Pipeline pipeline) {
        started = System.nanoTime();
        hasStarted = true;
        series.expectRuns();
        Interval interval = run.interval();
        Instant at = run.startedAt();
        boolean isItsFirstStart = run.round() == 1 && run.leaseGeneration() <= 1;
        if (interval != null && at != null && isItsFirstStart) {
            series.late(seconds(Duration.between(interval.end(), at)));
        }
    }

    @Override
    public void attemptLost(TaskEvent event, End end) {
        series.task(event.task()).ended(Status.FAILED).count().inc();
        series.error(end.failure());
    }

    @Override
    public void attemptStarted(TaskEvent event) {
        running.incrementAndGet();
        series.task(event.task());
        series.running.inc();
    }

    @Override
    public void attemptEnded(TaskEvent event, End end) {
        if (running.getAndUpdate(each -> Math.max(0, each - 1)) > 0) {
            series.running.dec();
        }
        Status status = Status.of(end.state());
        PipelineSeries.TaskSeries task = series.task(event.task());
        PipelineSeries.Ended ended = task.ended(status);
        ended.count().inc();
        ended.duration().observe(seconds(end.took()));
        if (status == Status.SUCCESS) {
            long rows = Math.max(end.rows().read(), end.rows().written());
            if (rows > 0) {
                task.rows.inc(rows);
            }
        } else if (status == Status.FAILED) {
            series.error(end.failure());
            if (end.retryIn() != null) {
                task.retries.inc();
            }
        }
    }

    @Override
    public void runEnded(RunState state, @Nullable String reason) {
        Status status = Status.of(state);
        series.runEnded(status);
        if (hasStarted) {
            series.runTook(status, (System.nanoTime() - started) / NANOS);
        }
    }

    @Override
    public void runLeft(String why) {
        series.running.dec(running.getAndSet(0));
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / NANOS;
    }
}
