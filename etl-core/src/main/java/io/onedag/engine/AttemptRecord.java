package io.onedag.engine;

import io.onedag.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that did not end its task run, or ended it in an earlier round.
 *
 * @param task the task's name
 * @param mapIndex the index of a mapped instance; -1: not mapped
 * @param round its round
 * @param attempt its number within the round
 * @param outcome how it ended: {@code RETRY_WAIT} retried, {@code READY} lost with its process, or a final state
 * @param startedAt when it started
 * @param endedAt when it ended, or was found lost
 * @param error its failure, or null
 * @param output the output of one that succeeded and was put back, as compact JSON, or null
 * @param putBackIn the round in which its task run was put back; 0: it wasn't, or a version recorded it that didn't keep its output
 */
public record AttemptRecord(
        String task,
        int mapIndex,
        int round,
        int attempt,
        TaskState outcome,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Failure error,
        @Nullable String output,
        int putBackIn) {

    /** An attempt that another one followed in its round. */
    public AttemptRecord(
            String task,
            int mapIndex,
            int round,
            int attempt,
            TaskState outcome,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Failure error) {
        this(task, mapIndex, round, attempt, outcome, startedAt, endedAt, error, null, 0);
    }
}
