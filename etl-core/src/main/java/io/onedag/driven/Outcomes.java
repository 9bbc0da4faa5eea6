package io.onedag.driven;

import io.onedag.Rows;
import io.onedag.TaskState;
import io.onedag.attempt.Settlement;
import io.onedag.engine.Failure;
import io.onedag.engine.RunChange;
import io.onedag.engine.TaskRunRecord;
import io.onedag.json.Json;
import io.onedag.plan.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the ends of attempts and runs. */
final class Outcomes {

    private Outcomes() {}

    static RunChange.Outcome of(
            TaskRunRecord row, TaskState state, @Nullable Reason reason, Failure why, boolean allowed, Instant now) {
        return of(row, row.generation(), state, reason, why, allowed, now);
    }

    static RunChange.Outcome of(
            TaskRunRecord row,
            long generation,
            TaskState state,
            @Nullable Reason reason,
            Failure why,
            boolean allowed,
            Instant now) {
        return new RunChange.Outcome(
                row.task(), row.mapIndex(), generation, state, reason, now, null, null, null, why, allowed, Rows.NONE);
    }

    static RunChange.Outcome of(TaskRunRecord row, Settlement settled, Instant now) {
        Duration delay = settled.retryIn();
        return new RunChange.Outcome(
                row.task(),
                row.mapIndex(),
                row.generation(),
                settled.state(),
                settled.reason(),
                now,
                delay == null ? null : now.plus(delay),
                settled.output(),
                settled.chosen(),
                settled.failure(),
                settled.allowedFailure(),
                settled.rows());
    }

    static @Nullable Closing closing(RunChange.@Nullable End end) {
        return end == null ? null : new Closing(end.state(), end.reason());
    }

    static boolean sameJson(String one, String other) {
        return one.equals(other) || Objects.equals(Json.parse(one), Json.parse(other));
    }
}
