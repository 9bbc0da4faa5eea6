package io.onedag.engine;

import io.onedag.Rows;
import io.onedag.TaskState;
import io.onedag.plan.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task run as the store has it. One that was never claimed has no record.
 *
 * @param task the task's name
 * @param mapIndex the index of a mapped instance, from 0; -1: not mapped, or a mapped task that has no instances
 * @param state where it stands
 * @param reason what a final state came from, or null
 * @param round the round of its latest attempt
 * @param attempt the number of its latest attempt within that round; 0: none yet
 * @param earlierAttempts attempts of earlier rounds
 * @param recoveries attempts of this round that were lost with their process
 * @param generation grows with each claim and each put-back
 * @param startedAt when its latest attempt started; null: never
 * @param endedAt when it reached its final state, or its latest attempt ended; null: not yet
 * @param retryAt in {@link TaskState#RETRY_WAIT}: when its next attempt is due
 * @param output its output as compact JSON, or null
 * @param branch what a branching task chose, or null
 * @param error the failure of its latest attempt, or null
 * @param allowedFailure whether its failure is allowed
 * @param rows row counts of its latest attempt
 * @param process the operating-system process that its latest attempt started, or null
 * @param driverRound of its latest attempt, as an engine outside that drives the run counts; 0 for ours
 * @param deadline when such an engine gives its latest attempt up at the latest, or null
 */
public record TaskRunRecord(
        String task,
        int mapIndex,
        TaskState state,
        @Nullable Reason reason,
        int round,
        int attempt,
        int earlierAttempts,
        int recoveries,
        long generation,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant retryAt,
        @Nullable String output,
        @Nullable List<String> branch,
        @Nullable Failure error,
        boolean allowedFailure,
        Rows rows,
        @Nullable OsProcess process,
        int driverRound,
        @Nullable Instant deadline) {

    /** One of a run that an engine of ours drives. */
    public TaskRunRecord(
            String task,
            int mapIndex,
            TaskState state,
            @Nullable Reason reason,
            int round,
            int attempt,
            int earlierAttempts,
            int recoveries,
            long generation,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant retryAt,
            @Nullable String output,
            @Nullable List<String> branch,
            @Nullable Failure error,
            boolean allowedFailure,
            Rows rows,
            @Nullable OsProcess process) {
        this(
                task,
                mapIndex,
                state,
                reason,
                round,
                attempt,
                earlierAttempts,
                recoveries,
                generation,
                startedAt,
                endedAt,
                retryAt,
                output,
                branch,
                error,
                allowedFailure,
                rows,
                process,
                0,
                null);
    }

    /** Attempts of all rounds. */
    public int attempts() {
        return earlierAttempts + attempt;
    }
}
