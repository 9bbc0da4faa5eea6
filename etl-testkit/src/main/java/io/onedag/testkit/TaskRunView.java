package io.onedag.testkit;

import io.onedag.Rows;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.plan.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task run of a {@link TestRun} as it stands.
 *
 * @param label {@code load}, or {@code fetch[2]} for a mapped instance
 * @param state where it stands
 * @param reason what a final state came from; null: a success, or not final
 * @param explanation why it is where it is, for people: names its rule and the states of its upstreams, and what its last attempt failed
 *     with
 * @param attempts attempts of all rounds
 * @param output its output as a JSON value, gathered for a mapped task as a whole; null: none
 * @param chosen what a branching task chose, or null
 * @param failure why its last attempt failed, or null
 * @param allowedFailure whether its failure is allowed
 * @param rows the row counts of its last attempt
 * @param startedAt when its last attempt started; null: never
 * @param endedAt when it ended; null: not yet
 * @param retryAt when its next attempt is due; null: it waits for none
 * @param instances how many instances a mapped task as a whole has; -1: none yet, or it isn't mapped
 */
public record TaskRunView(
        String label,
        TaskState state,
        @Nullable Reason reason,
        String explanation,
        int attempts,
        @Nullable Object output,
        @Nullable List<String> chosen,
        @Nullable Failure failure,
        boolean allowedFailure,
        Rows rows,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant retryAt,
        int instances) {}
