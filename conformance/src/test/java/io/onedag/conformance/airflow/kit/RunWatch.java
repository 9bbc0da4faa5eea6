package io.onedag.conformance.airflow.kit;

import io.onedag.conformance.airflow.Metadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The states of all runs, asked for once for all who wait. Thread-safe. */
final class RunWatch {

    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Metadata metadata;
    private Map<String, String> states = Map.of();
    private long asked = System.nanoTime() - FRESH_NANOS;

    RunWatch(Metadata metadata) {
        this.metadata = metadata;
    }

    /** The state of a run, at most a third of a second old; empty: there is none. */
    synchronized Optional<String> state(String dag, String run) {
        if (System.nanoTime() - asked >= FRESH_NANOS) {
            look();
        }
        return Optional.ofNullable(states.get(dag + "\n" + run));
    }

    /** Forgets what it knows. */
    synchronized void look() {
        var now = new HashMap<String, String>();
        metadata.query(
                "select dag_id, run_id, state from dag_run",
                row -> now.put(row.getString(1) + "\n" + row.getString(2), row.getString(3)));
        states = now;
        asked = System.nanoTime();
    }
}
