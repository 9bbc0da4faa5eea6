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
public record RunLease(UUID runId, UUID process, long generation) {}
