package io.onedag.driven;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Decisions;
import io.onedag.plan.Outcome;
import io.onedag.plan.Reason;
import io.onedag.plan.RunPlan;
import io.onedag.plan.TaskRunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the plan makes of a run's states: which task runs won't run, and whether it has ended. */
final class PlannedRun {

    private final PipelineGraph graph;
    private final List<TaskRunState> states;

    PlannedRun(PipelineGraph graph, List<TaskRunState> states) {
        this.graph = graph;
        this.states = states;
    }

    /** A task run is taken to stand otherwise than its record says. */
    void set(String task, int mapIndex, Outcome outcome) {
        put(new TaskRunState(task, mapIndex, outcome.state(), outcome.reason(), outcome.chosen(), outcome.lengths()));
    }

    private void put(TaskRunState state) {
        for (int i = 0; i < states.size(); i++) {
            TaskRunState each = states.get(i);
            if (each.mapIndex() == state.mapIndex() && each.task().equals(state.task())) {
                states.set(i, state);
                return;
            }
        }
        states.add(state);
    }

    /** A task run isn't over yet. */
    void reopen(String task, int mapIndex) {
        put(new TaskRunState(task, mapIndex, TaskState.RUNNING, null, null, java.util.Map.of()));
    }

    /** What follows from the states as they stand. */
    Following follow(int round, Instant now) {
        RunPlan plan = RunPlan.restore(graph, states);
        var following = new Following(graph, plan, round, now);
        plan.begin(following);
        return following;
    }

    /** What follows when the run is cut: whatever has not begun won't. */
    Following cut(Reason reason, int round, Instant now) {
        RunPlan plan = RunPlan.restore(graph, states);
        var following = new Following(graph, plan, round, now);
        plan.cut(reason, following);
        return following;
    }

    /** The plan's decisions, as writes. */
    static final class Following implements Decisions {
        private final PipelineGraph graph;
        private final RunPlan plan;
        private final int round;
        private final Instant now;
        private final List<RunChange.Write> writes = new ArrayList<>();
        private final List<Ended.Decided> decided = new ArrayList<>();

        private Following(PipelineGraph graph, RunPlan plan, int round, Instant now) {
            this.graph = graph;
            this.plan = plan;
            this.round = round;
            this.now = now;
        }

        @Override
        public void ready(int task, int mapIndex) {}

        @Override
        public void decided(int task, int mapIndex, TaskState state, Reason reason) {
            String name = graph.task(task).name();
            writes.add(new RunChange.Decision(name, mapIndex, round, state, reason, now));
            decided.add(new Ended.Decided(new TaskKey(name, mapIndex), state, reason));
        }

        List<RunChange.Write> writes() {
            return writes;
        }

        List<Ended.Decided> decided() {
            return decided;
        }

        /** How the run ended; null: it hasn't. */
        RunChange.@Nullable End end(RunRecord run) {
            if (run.state().isFinal() || !plan.isDone()) {
                return null;
            }
            if (plan.hasFailed()) {
                return new RunChange.End(RunState.FAILED, null, now);
            }
            return plan.wasCut()
                    ? new RunChange.End(RunState.CANCELLED, "cancelled in " + run.driver(), now)
                    : new RunChange.End(RunState.SUCCEEDED, null, now);
        }
    }
}
