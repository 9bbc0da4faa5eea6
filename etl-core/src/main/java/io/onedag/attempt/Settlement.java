package io.onedag.attempt;

import io.onedag.Effect;
import io.onedag.RetryPolicy;
import io.onedag.Rows;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.RunStore;
import io.onedag.plan.Outcome;
import io.onedag.plan.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt's result makes of its task run, alike for every engine of ours that retries by itself.
 *
 * @param state a final state, or {@link TaskState#RETRY_WAIT}
 * @param reason what a final state came from, or null
 * @param retryIn in RETRY_WAIT: the delay before the next attempt
 * @param failure why it failed, or null
 * @param output compact JSON, or null
 * @param chosen what a branching task chose, or null
 * @param lengths for each task mapped over the output: the length of its list
 * @param allowedFailure whether a failure is allowed
 * @param rows row counts
 */
public record Settlement(
        TaskState state,
        @Nullable Reason reason,
        @Nullable Duration retryIn,
        @Nullable Failure failure,
        @Nullable String output,
        @Nullable List<String> chosen,
        Map<String, Integer> lengths,
        boolean allowedFailure,
        Rows rows) {

    private static final Settlement PLAIN =
            new Settlement(TaskState.SUCCEEDED, null, null, null, null, null, Map.of(), false, Rows.NONE);

    /**
     * Settles an attempt.
     *
     * @param task the task's definition
     * @param result how the attempt ended
     * @param attempt its number within the round
     * @param recoveries how many attempts of the round were lost with their process; they don't count against the retry budget
     * @param cut why the run was cut short meanwhile; null: it wasn't
     * @param random for jitter
     */
    public static Settlement of(
            TaskDefinition task,
            AttemptResult result,
            int attempt,
            int recoveries,
            @Nullable Reason cut,
            RandomGenerator random) {
        if (result == AttemptResult.Succeeded.PLAIN) {
            return PLAIN;
        }
        if (result instanceof AttemptResult.Succeeded success) {
            return new Settlement(
                    TaskState.SUCCEEDED,
                    null,
                    null,
                    null,
                    success.output(),
                    success.chosen(),
                    success.lengths(),
                    false,
                    success.rows());
        }
        if (result instanceof AttemptResult.Skipped skipped) {
            var why = new Failure("Skipped", skipped.why(), null, false);
            return end(TaskState.SKIPPED, Reason.SELF, why, false, skipped.rows());
        }
        if (result instanceof AttemptResult.Failed failed) {
            return failed(task, failed, attempt - recoveries, cut, random);
        }
        var interrupted = (AttemptResult.Interrupted) result;
        var why = new Failure("Cancelled", interrupted.why(), null, false);
        return end(TaskState.CANCELLED, cut == null ? Reason.CANCELLED : cut, why, false, Rows.NONE);
    }

    /** What the plan is told when the state is final. */
    public Outcome outcome() {
        return chosen == null && lengths.isEmpty()
                ? state == TaskState.SUCCEEDED ? Outcome.SUCCEEDED : Outcome.of(state, reason)
                : new Outcome(state, reason, chosen, lengths);
    }

    private static Settlement failed(
            TaskDefinition task, AttemptResult.Failed failed, int tried, @Nullable Reason cut, RandomGenerator random) {
        Failure failure = failed.failure();
        RetryPolicy retry = task.retry();
        if (task.effect() == Effect.ONCE) {
            Reason reason = failed.timedOut()
                    ? Reason.OUTCOME_UNKNOWN
                    : failure.fatal() ? Reason.FATAL : Reason.ATTEMPTS_EXHAUSTED;
            return end(TaskState.FAILED, reason, failure, task.allowFailure(), failed.rows());
        }
        if (failure.fatal()) {
            return end(TaskState.FAILED, Reason.FATAL, failure, task.allowFailure(), failed.rows());
        }
        if (!retry.allowsAttemptAfter(tried)) {
            return end(TaskState.FAILED, Reason.ATTEMPTS_EXHAUSTED, failure, task.allowFailure(), failed.rows());
        }
        if (cut != null) {
            return end(TaskState.CANCELLED, cut, failure, false, failed.rows());
        }
        return new Settlement(
                TaskState.RETRY_WAIT,
                null,
                retry.delayAfter(tried, random),
                failure,
                null,
                null,
                Map.of(),
                false,
                failed.rows());
    }

    private static Settlement end(TaskState state, Reason reason, Failure failure, boolean allowed, Rows rows) {
        return new Settlement(state, reason, null, failure, null, null, Map.of(), allowed, rows);
    }

    /** The transaction that waits to commit with this result's outcome, or null. */
    public static RunStore.@Nullable EffectTransaction effect(AttemptResult result) {
        return result instanceof AttemptResult.Succeeded success ? success.effect() : null;
    }
}
