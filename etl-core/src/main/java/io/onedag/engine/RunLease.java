package io.onedag.engine;

import java.util.UUID;

/**
 * The right to advance a run. Its generation grows each time the run changes hands, and every write carries it, so that a process
 * that lost it changes nothing.
 *
 * @param runId the run
 * @param process who holds it
 * @param generation from 1
 */
public record RunLease(UUID runId, UUID process, long generation) {

    /** The process that holds the lease of a run that an engine outside drives: none of ours. */
    public static final UUID NOBODY = new UUID(0, 0);

    /** The lease of a run that an engine outside drives; it never changes hands. Its attempts are fenced by their generations. */
    public static RunLease ofDriver(UUID runId) {
        return new RunLease(runId, NOBODY, 1);
    }
}
