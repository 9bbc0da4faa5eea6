package io.onedag.conformance.airflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task of a run, or one instance of a mapped one, as Airflow has it on record.
 *
 * @param mapIndex -1 when it is not mapped, or has not been expanded
 * @param state like {@code success}, {@code failed}, {@code up_for_retry}; null when it has none yet
 * @param tryNumber the latest try; 0 before the first
 * @param pid the process of the latest try, on this machine; null before the first
 */
public record TaskInstance(
        String taskId,
        int mapIndex,
        @Nullable String state,
        int tryNumber,
        int maxTries,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable Long pid) {

    /** Like {@code load} or {@code load[3]}. */
    public String name() {
        return mapIndex < 0 ? taskId : taskId + "[" + mapIndex + "]";
    }

    public boolean isIn(String wanted) {
        return wanted.equals(state);
    }
}
