package io.onedag.plan;

import io.onedag.TaskState;
import io.onedag.TriggerRule;

/**
 * What a trigger rule says, given which ends were seen among the direct upstreams.
 *
 * <p>The ends are a set, not counts: repeating one changes nothing. A mapped upstream gives one end for each instance.
 */
public enum Verdict {
    /** Not decided yet. */
    WAIT,
    /** It starts. */
    RUN,
    /** It is skipped. */
    SKIP,
    /** It can't run because something upstream failed. */
    UPSTREAM_FAILED;

    static final int SUCCEEDED = 1;
    static final int FAILED = 2;
    static final int SKIPPED = 4;
    static final int BLOCKED = 8;
    static final int ALLOWED_FAILURE = 16;

    /** The end that a final state gives, as a bit. A cancelled upstream counts as one that could not run. */
    static int end(TaskState state, boolean allowedFailure) {
        return switch (state) {
            case SUCCEEDED -> SUCCEEDED;
            case FAILED -> allowedFailure ? ALLOWED_FAILURE : FAILED;
            case SKIPPED -> SKIPPED;
            case UPSTREAM_FAILED, CANCELLED -> BLOCKED;
            case PENDING, READY, RUNNING, RETRY_WAIT ->
                throw new IllegalArgumentException(state + " is no final state");
        };
    }

    /**
     * Decides.
     *
     * @param rule the trigger rule
     * @param ends the ends seen so far
     * @param all whether all upstreams have ended; true for a task without upstreams
     */
    static Verdict of(TriggerRule rule, int ends, boolean all) {
        boolean failure = (ends & (FAILED | BLOCKED)) != 0;
        boolean skip = (ends & SKIPPED) != 0;
        boolean success = (ends & (SUCCEEDED | ALLOWED_FAILURE)) != 0;
        boolean failureSeen = failure || (ends & ALLOWED_FAILURE) != 0;
        boolean started = switch (rule) {
            case ALWAYS -> true;
            case ONE_SUCCESS -> success;
            case ONE_FAILED -> failureSeen;
            case ONE_DONE -> success || (ends & FAILED) != 0;
            default -> false;
        };
        if (started || (all && ends == 0)) {
            return RUN;
        }
        if (!all) {
            return WAIT;
        }
        return switch (rule) {
            case ALL_SUCCESS -> failure ? UPSTREAM_FAILED : skip ? SKIP : RUN;
            case ALL_FAILED -> (ends & SUCCEEDED) != 0 || skip ? SKIP : RUN;
            case ALL_DONE -> RUN;
            case ALL_SKIPPED -> ends == SKIPPED ? RUN : SKIP;
            case NONE_FAILED -> failure ? UPSTREAM_FAILED : RUN;
            case NONE_FAILED_MIN_ONE_SUCCESS -> failure ? UPSTREAM_FAILED : success ? RUN : SKIP;
            case NONE_SKIPPED -> skip ? SKIP : RUN;
            case ONE_SUCCESS -> failure ? UPSTREAM_FAILED : SKIP;
            case ONE_FAILED, ONE_DONE -> SKIP;
            case ALWAYS -> RUN;
        };
    }
}
