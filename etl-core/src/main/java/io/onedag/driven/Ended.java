package io.onedag.driven;

import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.plan.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the end of an attempt was put on record.
 *
 * @param stale whether a later attempt, or the driver's word, was there first: then nothing was changed, and nothing else here counts
 * @param state what the task run became: a final state, {@code RETRY_WAIT}, or {@code READY} when the attempt was cut off
 * @param reason what a final state came from, or null
 * @param failure why it failed, or null
 * @param retryIn in RETRY_WAIT: the delay of the retry policy; null otherwise
 * @param allowedFailure whether its failure is allowed
 * @param decided the task runs that won't run, as the plan decided from it
 * @param closing the end of the run, when this decided it; null: it goes on
 */
public record Ended(
        boolean stale,
        TaskState state,
        @Nullable Reason reason,
        @Nullable Failure failure,
        @Nullable Duration retryIn,
        boolean allowedFailure,
        List<Decided> decided,
        @Nullable Closing closing) {

    /** A task run that won't run. */
    public record Decided(
            TaskKey key, TaskState state, @Nullable Reason reason) {}

    static Ended tooLate() {
        return new Ended(true, TaskState.RUNNING, null, null, null, false, List.of(), null);
    }
}
