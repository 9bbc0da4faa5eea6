package io.onedag.metrics;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener.End;
import io.onedag.engine.RunListener.TaskEvent;
import io.onedag.engine.RunRecord;
import io.onedag.plan.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What engines tell. */
final class Events {

    static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private Events() {}

    static Pipeline pipeline(String name) {
        return Pipeline.named(name)
                .task("load", context -> TaskResult.success())
                .build();
    }

    static RunRecord run(@Nullable Interval interval, int round, long leaseGeneration) {
        return new RunRecord(
                UUID.randomUUID(),
                "k",
                "p",
                RunState.RUNNING,
                null,
                NOON,
                NOON,
                null,
                interval,
                "{}",
                "",
                1,
                "",
                "local",
                "app",
                "1",
                "1",
                round,
                null,
                null,
                leaseGeneration,
                null,
                false,
                0);
    }

    static TaskEvent attempt(String task, int number) {
        return new TaskEvent(task, -1, 1, number, 3);
    }

    static End succeeded(long millis, Rows rows) {
        return new End(TaskState.SUCCEEDED, null, Duration.ofMillis(millis), null, null, null, false, rows);
    }

    static End retried(String type) {
        var delay = Duration.ofSeconds(1);
        return new End(TaskState.RETRY_WAIT, null, Duration.ofMillis(20), failure(type), delay, NOON, false, Rows.NONE);
    }

    static End failed(String type, boolean allowed) {
        return new End(
                TaskState.FAILED,
                Reason.ATTEMPTS_EXHAUSTED,
                Duration.ofMillis(20),
                failure(type),
                null,
                null,
                allowed,
                new Rows(7, 0, 7));
    }

    static End skipped() {
        var why = new Failure("Skipped", "nothing to do", null, false);
        return new End(TaskState.SKIPPED, Reason.SELF, Duration.ofMillis(2), why, null, null, false, Rows.NONE);
    }

    static End cancelled() {
        var why = new Failure("Cancelled", "enough", null, false);
        return new End(TaskState.CANCELLED, Reason.CANCELLED, Duration.ofMillis(2), why, null, null, false, Rows.NONE);
    }

    static End lost() {
        var why = new Failure("Lost", "with its process", null, false);
        return new End(TaskState.READY, null, Duration.ZERO, why, null, null, false, Rows.NONE);
    }

    private static Failure failure(String type) {
        return new Failure(type, "why", null, false);
    }
}
