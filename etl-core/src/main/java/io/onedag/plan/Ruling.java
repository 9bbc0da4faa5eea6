package io.onedag.plan;

import io.onedag.TaskState;
import io.onedag.TriggerRule;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a task, given how its upstreams stand: what its branches and the producer of its list leave open, then its trigger
 * rule.
 */
enum Ruling {
    /** Not decided yet. */
    WAIT(null, null),
    /** It starts. */
    RUN(null, null),
    /** Its rule skips it, or the producer of its list was skipped. */
    SKIP(TaskState.SKIPPED, Reason.RULE),
    /** A branch did not choose it. */
    NOT_CHOSEN(TaskState.SKIPPED, Reason.BRANCH),
    /** There is nothing to map it over. */
    NOTHING_TO_MAP(TaskState.SKIPPED, Reason.EMPTY_MAP),
    /** It can't run because something upstream failed. */
    UPSTREAM_FAILED(TaskState.UPSTREAM_FAILED, Reason.RULE);

    /** What the producer of a mapped task leaves it. */
    enum Items {
        /** Something to map over, or the task isn't mapped: its rule decides. */
        SOME,
        /** An empty list, or the null of an allowed failure. */
        NONE,
        /** The producer was skipped. */
        SKIPPED,
        /** The producer failed, or could not run. */
        FAILED;

        /**
         * What a producer leaves once it has ended.
         *
         * @param ends its ends as {@link Verdict} bits: one, or those of its instances
         * @param length the length of its list; below 0: it has none
         */
        static Items of(int ends, int length) {
            if ((ends & (Verdict.SUCCEEDED | Verdict.ALLOWED_FAILURE)) != 0) {
                return length > 0 ? SOME : NONE;
            }
            return (ends & (Verdict.FAILED | Verdict.BLOCKED)) != 0 ? FAILED : SKIPPED;
        }
    }

    private final @Nullable TaskState state;
    private final @Nullable Reason reason;

    Ruling(@Nullable TaskState state, @Nullable Reason reason) {
        this.state = state;
        this.reason = reason;
    }

    /** The final state of a task that won't run. */
    @Nullable
    TaskState state() {
        return state;
    }

    /** What that state came from. */
    @Nullable
    Reason reason() {
        return reason;
    }

    /**
     * Decides a task whose branches and producer have all ended.
     *
     * @param rule its trigger rule
     * @param ends the ends seen among its upstreams
     * @param all whether all its upstreams have ended
     * @param notChosen whether a branching upstream left it out
     * @param items what its producer leaves it
     */
    static Ruling of(TriggerRule rule, int ends, boolean all, boolean notChosen, Items items) {
        if (notChosen || items != Items.SOME) {
            if (!all) {
                return WAIT;
            }
            if (notChosen) {
                return NOT_CHOSEN;
            }
        }
        Verdict verdict = Verdict.of(rule, ends, all);
        if (items == Items.FAILED || verdict == Verdict.UPSTREAM_FAILED) {
            return UPSTREAM_FAILED; // a failure outweighs a skip
        }
        if (items != Items.SOME) {
            return items == Items.NONE ? NOTHING_TO_MAP : SKIP;
        }
        return switch (verdict) {
            case WAIT -> WAIT;
            case RUN -> RUN;
            case SKIP -> SKIP;
            case UPSTREAM_FAILED -> UPSTREAM_FAILED;
        };
    }

    /** Whether a rule can start a task before all its upstreams have ended. */
    static boolean startsEarly(TriggerRule rule) {
        return switch (rule) {
            case ONE_SUCCESS, ONE_FAILED, ONE_DONE, ALWAYS -> true;
            case ALL_SUCCESS,
                    ALL_FAILED,
                    ALL_DONE,
                    ALL_SKIPPED,
                    NONE_FAILED,
                    NONE_FAILED_MIN_ONE_SUCCESS,
                    NONE_SKIPPED -> false;
        };
    }
}
