package io.onedag.conformance.airflow;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person does to Airflow by its buttons, the same for every version. Each method returns when Airflow has taken the request, before
 * it acts on it, and throws {@link AirflowRefused} when it answers with an error. Thread-safe.
 */
public interface AirflowApi {

    /** Lets a DAG's runs go on, and its schedule. */
    default void unpause(String dag) {
        pause(dag, false);
    }

    /** Keeps new tasks of a DAG from starting, or no longer. */
    void pause(String dag, boolean paused);

    /**
     * Begins a run.
     *
     * @param conf what it is given
     * @param logicalDate null: none on Airflow 3, this moment on Airflow 2
     */
    void trigger(String dag, String run, Map<String, ?> conf, @Nullable Instant logicalDate);

    /** Begins a run for an interval, whose start is its logical date. */
    void triggerFor(String dag, String run, Map<String, ?> conf, Instant start, Instant end);

    /** Begins a run that is given nothing. */
    default void trigger(String dag, String run) {
        trigger(dag, run, Map.of(), null);
    }

    /** What a run was given. */
    Map<String, Object> conf(String dag, String run);

    /** Puts tasks back, so that they run again. */
    void clear(Clear what);

    /** Says how a run ended, whatever it does now: {@code success}, {@code failed} or {@code queued}. */
    void markRun(String dag, String run, String state);

    /** Says how a task ended, whatever it does now: {@code success}, {@code failed} or {@code skipped}; map index -1 for one that is not mapped. */
    void markTask(String dag, String run, String task, int mapIndex, String state);

    /** Removes a run from the record. */
    void deleteRun(String dag, String run);

    /** Makes up for runs of the past. Airflow 2 has done so when this returns. */
    void backfill(Backfill what);
}
