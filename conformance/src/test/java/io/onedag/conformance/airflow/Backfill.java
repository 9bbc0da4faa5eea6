package io.onedag.conformance.airflow;

import java.time.Instant;
import java.util.Map;

/**
 * Runs of the past to make up for.
 *
 * @param from the first logical date
 * @param to the last logical date
 * @param conf what each run is given; Airflow 2 takes it too
 * @param reprocess what happens to runs that are there
 * @param maxActiveRuns how many at once; on Airflow 2 the DAG's own limit holds
 */
public record Backfill(
        String dag, Instant from, Instant to, Map<String, ?> conf, Reprocess reprocess, int maxActiveRuns) {

    /** Which of the runs that are there already run again. */
    public enum Reprocess {
        NONE,
        FAILED,
        COMPLETED
    }

    /** Leaves runs that are there as they are. */
    public static Backfill of(String dag, Instant from, Instant to) {
        return new Backfill(dag, from, to, Map.of(), Reprocess.NONE, 16);
    }

    /** The same, with another treatment of runs that are there. */
    public Backfill reprocessing(Reprocess which) {
        return new Backfill(dag, from, to, conf, which, maxActiveRuns);
    }
}
