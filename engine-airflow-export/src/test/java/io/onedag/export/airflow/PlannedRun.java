package io.onedag.export.airflow;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Decisions;
import io.onedag.plan.Outcome;
import io.onedag.plan.Reason;
import io.onedag.plan.RunPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A run as the plan has it.
 *
 * @param states the final states of each task: one, or those of its instances
 * @param failed whether the run fails
 */
record PlannedRun(Map<String, List<TaskState>> states, boolean failed) {

    static PlannedRun of(PipelineGraph graph, Behaviour behaviour) {
        RunPlan plan = RunPlan.of(graph);
        var ready = new ArrayDeque<int[]>();
        var decisions = new Decisions() {
            @Override
            public void ready(int task, int mapIndex) {
                ready.add(new int[] {task, mapIndex});
            }

            @Override
            public void decided(int task, int mapIndex, TaskState state, Reason reason) {}
        };
        plan.begin(decisions);
        for (int[] next = ready.poll(); next != null; next = ready.poll()) {
            plan.started(next[0], next[1]);
            plan.ended(next[0], next[1], outcome(graph, behaviour, graph.task(next[0]), next[1]), decisions);
        }
        var states = new HashMap<String, List<TaskState>>();
        for (int task = 0; task < graph.size(); task++) {
            var own = new ArrayList<TaskState>();
            int instances = plan.instances(task);
            if (instances < 0) {
                own.add(plan.state(task, -1));
            } else {
                for (int i = 0; i < instances; i++) {
                    own.add(plan.state(task, i));
                }
            }
            states.put(graph.task(task).name(), own);
        }
        return new PlannedRun(states, plan.hasFailed());
    }

    private static Outcome outcome(PipelineGraph graph, Behaviour behaviour, TaskDefinition task, int mapIndex) {
        TaskState end = behaviour.end(task.name(), mapIndex);
        if (end != TaskState.SUCCEEDED) {
            return Outcome.of(end, end == TaskState.FAILED ? Reason.FATAL : Reason.SELF);
        }
        var lengths = new HashMap<String, Integer>();
        graph.pipeline().tasks().forEach(each -> {
            if (each.forEach() != null && each.forEach().task().equals(task.name())) {
                lengths.put(each.name(), behaviour.length(task.name()));
            }
        });
        return new Outcome(
                end,
                null,
                task.isBranching() ? behaviour.chosen().getOrDefault(task.name(), List.of()) : null,
                lengths);
    }
}
