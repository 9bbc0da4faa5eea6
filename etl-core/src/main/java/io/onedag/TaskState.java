package io.onedag;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The states of a task run: one task within a run, or one mapped instance of it. */
public enum TaskState {
    /** Its trigger rule isn't decided yet. */
    PENDING,
    /** Its rule is met; it waits for a slot. */
    READY,
    /** An attempt is under way. */
    RUNNING,
    /** An attempt failed and the next one waits for its delay. */
    RETRY_WAIT,
    /** Done. */
    SUCCEEDED,
    /** Its attempts are used up, or it failed for good. */
    FAILED,
    /** It skipped itself, or its rule or a branch decided that it does not run. */
    SKIPPED,
    /** It can't run because something upstream failed. */
    UPSTREAM_FAILED,
    /** The run was cancelled, or timed out, before it ended. */
    CANCELLED;

    /** The one table of transitions inside a round; everything else is refused. A new round alone leaves a final state. */
    private static final Map<TaskState, Set<TaskState>> NEXT = new EnumMap<>(Map.of(
            PENDING, EnumSet.of(READY, SKIPPED, UPSTREAM_FAILED, CANCELLED),
            READY, EnumSet.of(RUNNING, CANCELLED),
            RUNNING, EnumSet.of(READY, RETRY_WAIT, SUCCEEDED, FAILED, SKIPPED, CANCELLED),
            RETRY_WAIT, EnumSet.of(READY, RUNNING, FAILED, CANCELLED),
            SUCCEEDED, EnumSet.noneOf(TaskState.class),
            FAILED, EnumSet.noneOf(TaskState.class),
            SKIPPED, EnumSet.noneOf(TaskState.class),
            UPSTREAM_FAILED, EnumSet.noneOf(TaskState.class),
            CANCELLED, EnumSet.noneOf(TaskState.class)));

    /** Whether a task run in this state is over for this round. */
    public boolean isFinal() {
        return ordinal() >= SUCCEEDED.ordinal();
    }

    /** Whether a task run may go from this state to {@code next} within a round. */
    public boolean mayBecome(TaskState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }
}
