package io.onedag.conformance.airflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as Airflow has it on record.
 *
 * @param type {@code manual}, {@code scheduled}, {@code backfill} ...
 * @param state {@code queued}, {@code running}, {@code success} or {@code failed}
 * @param clearNumber how often it was cleared
 */
public record DagRun(
        String dagId,
        String runId,
        String type,
        String state,
        @Nullable Instant logicalDate,
        @Nullable Instant intervalStart,
        @Nullable Instant intervalEnd,
        @Nullable Instant started,
        @Nullable Instant ended,
        int clearNumber) {

    /** Whether it has come to its end, until somebody clears or marks it. */
    public boolean isFinal() {
        return state.equals("success") || state.equals("failed");
    }
}
