package io.onedag.conformance.airflow;

import java.util.List;

/**
 * What to clear of a run, so that it runs again.
 *
 * @param tasks the tasks; none means all
 * @param mapIndex the instance of the one task that {@code tasks} names; -1 for all of them
 * @param downstream whether all that comes after them is cleared too
 * @param onlyFailed whether only what failed is, upstream_failed included
 */
public record Clear(String dag, String run, List<String> tasks, int mapIndex, boolean downstream, boolean onlyFailed) {

    public Clear {
        tasks = List.copyOf(tasks);
        if (mapIndex >= 0 && tasks.size() != 1) {
            throw new IllegalArgumentException("a map index belongs to one task, not to " + tasks);
        }
    }

    /** All tasks of a run. */
    public static Clear run(String dag, String run) {
        return new Clear(dag, run, List.of(), -1, false, false);
    }

    /** Tasks of a run alone. */
    public static Clear tasks(String dag, String run, String... tasks) {
        return new Clear(dag, run, List.of(tasks), -1, false, false);
    }

    /** The same with all that comes after. */
    public Clear withDownstream() {
        return new Clear(dag, run, tasks, mapIndex, true, onlyFailed);
    }

    /** The same, of the failed ones. */
    public Clear failedOnes() {
        return new Clear(dag, run, tasks, mapIndex, downstream, true);
    }

    /** The same, of one mapped instance. */
    public Clear instance(int index) {
        return new Clear(dag, run, tasks, index, downstream, onlyFailed);
    }
}
