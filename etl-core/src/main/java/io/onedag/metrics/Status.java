package io.onedag.metrics;

import io.onedag.RunState;
import io.onedag.TaskState;
import java.util.Locale;

/** How attempts and runs ended, as labels say it. */
enum Status {
    SUCCESS,
    FAILED,
    SKIPPED,
    CANCELLED;

    static final int COUNT = values().length;

    final String label = name().toLowerCase(Locale.ROOT);

    /**
     * How an attempt ended.
     *
     * @param state what its task run became
     */
    static Status of(TaskState state) {
        return switch (state) {
            case SUCCEEDED -> SUCCESS;
            case SKIPPED -> SKIPPED;
            case CANCELLED -> CANCELLED;
            case FAILED, UPSTREAM_FAILED, RETRY_WAIT, PENDING, READY, RUNNING -> FAILED;
        };
    }

    static Status of(RunState state) {
        return switch (state) {
            case SUCCEEDED -> SUCCESS;
            case CANCELLED -> CANCELLED;
            case FAILED, QUEUED, RUNNING -> FAILED;
        };
    }
}
