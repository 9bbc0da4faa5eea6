package io.onedag.engine;

import java.util.UUID;

/** A write of a process that no longer holds the run's lease, or of an attempt that another one replaced. Nothing was changed. */
public final class StaleLeaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StaleLeaseException(UUID runId, String what) {
        super("run " + runId + ": " + what + ". Another process took the run over; this one changes nothing any more");
    }
}
