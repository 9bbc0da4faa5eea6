package io.onedag;

import java.util.Locale;

/**
 * When a task starts, given the ends of its direct upstreams. The eleven rules and their meaning are Apache Airflow's; where
 * Airflow's answer depends on which upstream ended first, ours does not: a failure outweighs a skip.
 *
 * <p>A task starts as soon as its rule is met; that it will not run is decided when all its upstreams are final. A task without
 * upstreams starts under any rule.
 */
public enum TriggerRule {
    /** All upstreams succeeded. The default. */
    ALL_SUCCESS,
    /** All upstreams failed, or failed because of their own upstreams. */
    ALL_FAILED,
    /** All upstreams are over, however they ended. */
    ALL_DONE,
    /** All upstreams were skipped. */
    ALL_SKIPPED,
    /** At least one upstream failed; starts without waiting for the others. */
    ONE_FAILED,
    /** At least one upstream succeeded; starts without waiting for the others. */
    ONE_SUCCESS,
    /** At least one upstream succeeded or failed; starts without waiting for the others. */
    ONE_DONE,
    /** No upstream failed; skipped ones are fine. */
    NONE_FAILED,
    /** No upstream failed and at least one succeeded. */
    NONE_FAILED_MIN_ONE_SUCCESS,
    /** No upstream was skipped. */
    NONE_SKIPPED,
    /** Starts with the run, whatever its upstreams do. */
    ALWAYS;

    /** The name in YAML: lower case. */
    public String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
