package io.onedag.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskState;
import io.onedag.graph.PipelineGraph;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A run played by hand: the test says how each task run ends, and asks what the plan made of it. */
final class PlayedRun implements Decisions {

    final PipelineGraph graph;
    private RunPlan plan;
    private final Set<String> ready = new LinkedHashSet<>();
    private final Map<String, Reason> decided = new LinkedHashMap<>();

    private PlayedRun(PipelineGraph graph, RunPlan plan) {
        this.graph = graph;
        this.plan = plan;
        plan.begin(this);
    }

    static PlayedRun of(Pipeline.Builder pipeline) {
        return of(pipeline, List.of());
    }

    static PlayedRun of(Pipeline.Builder pipeline, List<TaskRunState> states) {
        PipelineGraph graph = PipelineGraph.of(pipeline.build());
        return new PlayedRun(graph, RunPlan.restore(graph, states));
    }

    @Override
    public void ready(int task, int mapIndex) {
        assertThat(ready.add(at(task, mapIndex)))
                .as(at(task, mapIndex) + " is new to it")
                .isTrue();
    }

    @Override
    public void decided(int task, int mapIndex, TaskState state, Reason reason) {
        assertThat(decided).doesNotContainKey(at(task, mapIndex));
        decided.put(at(task, mapIndex), reason);
    }

    /** The task runs that may start and were not started, in the order in which the plan named them. */
    Set<String> ready() {
        return ready;
    }

    RunPlan plan() {
        return plan;
    }

    TaskState state(String name) {
        At at = At.of(name);
        return plan.state(graph.index(at.task()), at.index());
    }

    /** What a decision of the plan came from; null: it made none about this task run. */
    Reason reason(String name) {
        return decided.get(name);
    }

    PlayedRun start(String... names) {
        for (String name : names) {
            assertThat(ready).contains(name);
            ready.remove(name);
            At at = At.of(name);
            plan.started(graph.index(at.task()), at.index());
        }
        return this;
    }

    PlayedRun end(String name, Outcome outcome) {
        if (state(name) != TaskState.RUNNING) {
            start(name);
        }
        At at = At.of(name);
        plan.ended(graph.index(at.task()), at.index(), outcome, this);
        return this;
    }

    PlayedRun succeed(String... names) {
        for (String name : names) {
            end(name, Outcome.SUCCEEDED);
        }
        return this;
    }

    /** Succeeds with a list for a mapped task. */
    PlayedRun succeedWith(String name, String mapped, int length) {
        return end(name, new Outcome(TaskState.SUCCEEDED, null, null, Map.of(mapped, length)));
    }

    PlayedRun fail(String... names) {
        for (String name : names) {
            end(name, Outcome.of(TaskState.FAILED, Reason.FATAL));
        }
        return this;
    }

    PlayedRun skipItself(String... names) {
        for (String name : names) {
            end(name, Outcome.of(TaskState.SKIPPED, Reason.SELF));
        }
        return this;
    }

    PlayedRun choose(String name, String... chosen) {
        return end(name, new Outcome(TaskState.SUCCEEDED, null, List.of(chosen), Map.of()));
    }

    PlayedRun cut(Reason reason) {
        plan.cut(reason, this);
        ready.clear();
        return this;
    }

    /** Writes the plan out, reads it back and goes on. */
    PlayedRun restore() {
        return restore(plan.write());
    }

    /** Goes on from these states. */
    PlayedRun restore(List<TaskRunState> states) {
        plan = RunPlan.restore(graph, states);
        ready.clear();
        decided.clear();
        plan.begin(this);
        return this;
    }

    /** Begins a new round. */
    PlayedRun putBack(List<TaskRunState> back) {
        return restore(
                plan.write().stream().filter(state -> !back.contains(state)).toList());
    }

    PlayedRun resume() {
        return putBack(Rounds.forResume(graph, plan.write()));
    }

    private String at(int task, int mapIndex) {
        return new At(graph.task(task).name(), mapIndex).toString();
    }
}
