package io.onedag.engine;

import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.plan.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one commit changes in a run: outcomes, what the plan decided from them, and the next claims, in this order.
 *
 * @param writes changes of task runs
 * @param end the run's end, or null
 */
public record RunChange(List<Write> writes, @Nullable End end) {

    /** One change of one task run. */
    public sealed interface Write {

        /** The task's name. */
        String task();

        /** The index of a mapped instance; -1: not mapped. */
        int mapIndex();
    }

    /**
     * An attempt begins: the task run becomes {@link TaskState#RUNNING}, its generation becomes {@code generation}, which is one more
     * than it was (a task run without a row counts as generation 0).
     *
     * @param driverRound the round as an engine outside that drives the run counts; 0 for ours
     * @param deadline when such an engine gives the attempt up at the latest; null: it has no such time, or the attempt is ours
     */
    public record Claim(
            String task,
            int mapIndex,
            long generation,
            int round,
            int attempt,
            int recoveries,
            Instant startedAt,
            int driverRound,
            @Nullable Instant deadline)
            implements Write {

        /** An attempt that an engine of ours drives. */
        public Claim(
                String task, int mapIndex, long generation, int round, int attempt, int recoveries, Instant startedAt) {
            this(task, mapIndex, generation, round, attempt, recoveries, startedAt, 0, null);
        }
    }

    /**
     * The attempt of this generation ended. {@code state} is a final state, or {@link TaskState#RETRY_WAIT} with {@code retryAt}, or
     * {@link TaskState#READY} for an attempt lost with its process. An attempt that didn't end its task run is kept in the history.
     */
    public record Outcome(
            String task,
            int mapIndex,
            long generation,
            TaskState state,
            @Nullable Reason reason,
            Instant endedAt,
            @Nullable Instant retryAt,
            @Nullable String output,
            @Nullable List<String> branch,
            @Nullable Failure error,
            boolean allowedFailure,
            Rows rows)
            implements Write {}

    /** The plan decided that a task run won't run: {@code SKIPPED}, {@code UPSTREAM_FAILED} or {@code CANCELLED}. */
    public record Decision(
            String task,
            int mapIndex,
            int round,
            TaskState state,
            @Nullable Reason reason,
            Instant endedAt) implements Write {}

    /**
     * The engine outside that drives the run says how a task run ended, whatever is on record: someone marked it there, or its process
     * ended without a word. An attempt that is under way can't change it any more; its output, if it had one, is forgotten.
     *
     * @param round for a task run without a row
     * @param state a final state
     * @param branch what a branching task counts as having chosen, or null
     * @param error what is to be said of it
     */
    public record Mark(
            String task,
            int mapIndex,
            int round,
            TaskState state,
            Instant endedAt,
            @Nullable List<String> branch,
            @Nullable Failure error,
            boolean allowedFailure)
            implements Write {}

    /** The attempt of this generation started an operating-system process. */
    public record Started(String task, int mapIndex, long generation, OsProcess process) implements Write {}

    /**
     * The run ends.
     *
     * @param state a final state
     * @param reason why, for people; null: nothing to say
     * @param endedAt when
     */
    public record End(RunState state, @Nullable String reason, Instant endedAt) {}
}
