package io.onedag.metrics;

import io.onedag.engine.Failure;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The series of a pipeline, each looked up once for all runs: to find one costs more than to count. Thread-safe. */
final class PipelineSeries {

    private final Instruments instruments;
    private final String pipeline;
    private final Map<String, TaskSeries> tasks = new ConcurrentHashMap<>();
    final Gauge.Child running;

    PipelineSeries(Instruments instruments, String pipeline) {
        this.instruments = instruments;
        this.pipeline = pipeline;
        this.running = instruments.running.labels(pipeline);
    }

    /** Has the series of how runs end at zero, so that the first one to end is seen as an increase. */
    void expectRuns() {
        for (Status each : Set.of(Status.SUCCESS, Status.FAILED, Status.CANCELLED)) {
            instruments.runs.labels(pipeline, each.label);
        }
        instruments.runDuration.labels(pipeline, Status.SUCCESS.label);
    }

    TaskSeries task(String name) {
        TaskSeries known = tasks.get(name);
        return known != null ? known : tasks.computeIfAbsent(name, TaskSeries::new);
    }

    void late(double seconds) {
        instruments.lateness.labels(pipeline).observe(Math.max(0, seconds));
    }

    void error(@Nullable Failure failure) {
        if (failure != null) {
            String type = instruments.errorTypes.label(pipeline, failure.type());
            instruments.errors.labels(pipeline, type).inc();
        }
    }

    void runEnded(Status status) {
        instruments.runs.labels(pipeline, status.label).inc();
    }

    void runTook(Status status, double seconds) {
        instruments.runDuration.labels(pipeline, status.label).observe(seconds);
    }

    /** Those of a task. */
    final class TaskSeries {
        private final String name;
        private final AtomicReferenceArray<@Nullable Ended> ended = new AtomicReferenceArray<>(Status.COUNT);
        final Counter.Child retries;
        final Counter.Child rows;

        private TaskSeries(String name) {
            this.name = name;
            this.retries = instruments.retries.labels(pipeline, name);
            this.rows = instruments.rows.labels(pipeline, name);
            // They are there at zero before an attempt ends, so that the first end is seen as an increase.
            ended(Status.SUCCESS);
            instruments.attempts.labels(pipeline, name, Status.FAILED.label);
        }

        /** Those of its attempts that ended in this way. */
        Ended ended(Status status) {
            Ended known = ended.get(status.ordinal());
            if (known == null) {
                known = new Ended(
                        instruments.attempts.labels(pipeline, name, status.label),
                        instruments.taskDuration.labels(pipeline, name, status.label));
                ended.set(status.ordinal(), known);
            }
            return known;
        }
    }

    /** Those of a task's attempts that ended in one way. */
    record Ended(Counter.Child count, Histogram.Child duration) {}
}
