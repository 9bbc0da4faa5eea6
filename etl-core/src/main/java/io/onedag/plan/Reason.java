package io.onedag.plan;

/** What a final state came from. */
public enum Reason {
    /** SKIPPED: the task said so itself. */
    SELF,
    /** SKIPPED, UPSTREAM_FAILED: its trigger rule. */
    RULE,
    /** SKIPPED: a branch did not choose it. */
    BRANCH,
    /** SKIPPED: there was nothing to map over. */
    EMPTY_MAP,
    /** FAILED: no attempt was left. */
    ATTEMPTS_EXHAUSTED,
    /** FAILED: a failure that no retry can mend. */
    FATAL,
    /** FAILED: too many attempts were lost with their process. */
    RECOVERIES_EXHAUSTED,
    /** FAILED: an effect that may happen once was interrupted; a person decides. */
    OUTCOME_UNKNOWN,
    /** CANCELLED: someone cancelled the run. */
    CANCELLED,
    /** CANCELLED: the run timed out. */
    RUN_TIMEOUT,
    /** Any end: the engine outside that drives the run said so, and no attempt. */
    DRIVER
}
