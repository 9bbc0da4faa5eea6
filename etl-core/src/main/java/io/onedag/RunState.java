package io.onedag;

/** The states of a run. */
public enum RunState {
    /** It waits for another run of its pipeline to end ({@code max_active_runs}). */
    QUEUED,
    /** It is being advanced, or its driver died and it waits to be taken over. */
    RUNNING,
    /** Every task run ended, none of them failed (allowed failures aside). */
    SUCCEEDED,
    /** A task run ended {@link TaskState#FAILED} or {@link TaskState#UPSTREAM_FAILED}, or the run timed out. */
    FAILED,
    /** It was cancelled before its end. */
    CANCELLED;

    /** Whether the run is over for this round. */
    public boolean isFinal() {
        return ordinal() >= SUCCEEDED.ordinal();
    }

    /** Whether a run may go from this state to {@code next} within a round; a resume or rerun alone leaves a final state. */
    public boolean mayBecome(RunState next) {
        return switch (this) {
            case QUEUED -> next == RUNNING || next == CANCELLED || next == FAILED;
            case RUNNING -> next.isFinal();
            case SUCCEEDED, FAILED, CANCELLED -> false;
        };
    }
}
