package io.onedag.child;

import io.onedag.engine.RunLease;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskLogs;
import io.onedag.log.LogWriter;
import org.jspecify.annotations.Nullable;

/** Keeps what the attempt logs in the store, from its first line. Thread-safe. */
final class StoreLogs implements TaskLogs {

    private final RunStore store;
    private final RunLease lease;
    private @Nullable LogWriter writer;

    StoreLogs(RunStore store, RunLease lease) {
        this.store = store;
        this.lease = lease;
    }

    @Override
    public synchronized Log open(RunListener.TaskEvent attempt, long generation) {
        if (writer == null) {
            writer = new LogWriter(store);
        }
        return writer.of(lease).open(attempt, generation);
    }

    /** Stores what waits, for five seconds at most. */
    void close() {
        LogWriter opened;
        synchronized (this) {
            opened = writer;
        }
        if (opened != null) {
            opened.close();
        }
    }
}
