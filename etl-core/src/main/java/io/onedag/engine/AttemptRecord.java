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
 */
public record AttemptRecord(
        String task,
        int mapIndex,
        int round,
        int attempt,
        TaskState outcome,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Failure error) {}
