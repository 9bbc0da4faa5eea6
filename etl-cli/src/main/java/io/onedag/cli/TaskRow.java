package io.onedag.cli;

import io.onedag.Rows;
import io.onedag.TaskState;
import io.onedag.engine.TaskRunRecord;
import org.jspecify.annotations.Nullable;

/**
 * A task run as it is shown.
 *
 * @param task the task's name
 * @param mapIndex the index of a mapped instance; -1: not mapped, or not known yet
 * @param state where it stands
 * @param maxAttempts how many attempts a round has at most; 0: unknown
 * @param record what the store has; null: nothing yet
 */
record TaskRow(
        String task,
        int mapIndex,
        TaskState state,
        int maxAttempts,
        @Nullable TaskRunRecord record) {

    /** {@code name} or {@code name[index]}. */
    String label() {
        return mapIndex < 0 ? task : task + "[" + mapIndex + "]";
    }

    /** Attempts of all rounds. */
    int attempts() {
        return record == null ? 0 : record.attempts();
    }

    Rows rows() {
        return record == null ? Rows.NONE : record.rows();
    }

    boolean allowedFailure() {
        return record != null && record.allowedFailure();
    }
}
