package io.onedag.conformance.airflow.kit;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.conformance.airflow.DagRun;
import io.onedag.conformance.airflow.TaskInstance;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.ObservedRun.ObservedTask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Airflow's record of a run that has ended, and ours, have to say the same. */
public final class BothRecords {

    /** What Airflow calls our states. It has no word for cancelled: what ran has failed, what hadn't started was skipped, or never decided. */
    private static final Map<TaskState, Set<String>> TASKS = Map.of(
            TaskState.SUCCEEDED, Set.of("success"),
            TaskState.FAILED, Set.of("failed"),
            TaskState.SKIPPED, Set.of("skipped"),
            TaskState.UPSTREAM_FAILED, Set.of("upstream_failed"),
            TaskState.CANCELLED, Set.of("failed", "skipped", "none"));

    private static final Map<RunState, String> RUNS =
            Map.of(RunState.SUCCEEDED, "success", RunState.FAILED, "failed", RunState.CANCELLED, "failed");

    private BothRecords() {}

    /** What Airflow makes of what it cuts off; also of a task whose end it hasn't heard of by then. */
    private static final Set<String> CUT = Set.of("failed", "skipped", "none");

    /** Where they contradict each other, a sentence each. */
    public static List<String> contradictions(
            Pipeline pipeline, ObservedRun ours, DagRun run, List<TaskInstance> instances) {
        var found = new ArrayList<String>();
        if (!run.state().equals(RUNS.get(ours.state()))) {
            found.add("the run is " + ours.state() + " on our record, and " + run.state() + " on Airflow's");
        }
        boolean cut = ours.state() == RunState.CANCELLED;
        var names = new HashSet<String>();
        pipeline.tasks().forEach(task -> names.add(task.name()));
        var theirs = new TreeMap<String, String>();
        instances.stream()
                .filter(each -> names.contains(each.taskId()) && !each.isIn("removed"))
                .forEach(each -> theirs.put(each.name(), each.state() == null ? "none" : each.state()));
        for (ObservedTask task : ours.tasks()) {
            String state = theirs.remove(task.label());
            if (cut && state != null && CUT.contains(state) || state == null && isGoneThere(task, instances)) {
                continue;
            }
            if (state == null || !TASKS.getOrDefault(task.state(), Set.of()).contains(state)) {
                found.add(task.label() + " is " + task.state() + " on our record, and "
                        + (state == null ? "not" : state) + " on Airflow's");
            }
        }
        theirs.forEach((label, state) -> {
            if (!ours.state().equals(RunState.CANCELLED) && !state.equals("none")) {
                found.add(label + " is " + state + " on Airflow's record, and not on ours");
            }
        });
        return found;
    }

    /** A mapped task without instances any more: Airflow has no row for it but the removed ones. */
    private static boolean isGoneThere(ObservedTask task, List<TaskInstance> instances) {
        List<TaskInstance> rows = instances.stream()
                .filter(each -> each.taskId().equals(task.task()))
                .toList();
        return task.state() == TaskState.SKIPPED
                && !rows.isEmpty()
                && rows.stream().allMatch(each -> each.isIn("removed"));
    }
}
