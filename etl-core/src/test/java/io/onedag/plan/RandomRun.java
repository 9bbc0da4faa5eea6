package io.onedag.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Plays a {@link Scenario} in random order and holds every word of the plan to the {@link RuleBook}. */
final class RandomRun implements Decisions {

    private final Scenario scenario;
    private final PipelineGraph graph;
    private final Random order;
    private final RuleBook book;
    private RunPlan plan;

    /** What has ended, kept by the test itself. */
    private final Map<At, TaskRunState> ended;

    private final Set<At> ready = new LinkedHashSet<>();
    private final Set<At> running = new LinkedHashSet<>();
    private final Set<At> everReady = new LinkedHashSet<>();
    private final Map<At, TaskRunState> lately = new HashMap<>();
    private boolean cut;

    RandomRun(Scenario scenario, long order) {
        this(scenario, order, Map.of());
    }

    /** A run in a later round: what is given stays as it ended. */
    RandomRun(Scenario scenario, long order, Map<At, TaskRunState> ended) {
        this.scenario = scenario;
        this.graph = scenario.graph();
        this.order = new Random(order);
        this.ended = new LinkedHashMap<>(ended);
        this.book = new RuleBook(graph.pipeline(), this.ended);
        this.plan = RunPlan.restore(graph, ended.values());
        plan.begin(this);
        checkAll();
    }

    @Override
    public void ready(int task, int mapIndex) {
        At at = new At(graph.task(task).name(), mapIndex);
        assertThat(cut).as("%s is ready in a run that was cut", at).isFalse();
        assertThat(ready).as("%s is ready twice", at).doesNotContain(at);
        assertThat(ended).as("%s is ready though it has ended", at).doesNotContainKey(at);
        assertThat(book.says(at.task())).as("%s is ready", at).isEqualTo(RuleBook.Says.RUN);
        ready.add(at);
        everReady.add(at);
    }

    @Override
    public void decided(int task, int mapIndex, TaskState state, Reason reason) {
        At at = new At(graph.task(task).name(), mapIndex);
        assertThat(ended).as("%s is decided twice", at).doesNotContainKey(at);
        if (cut) {
            assertThat(state).isEqualTo(TaskState.CANCELLED);
            ready.remove(at);
        } else {
            assertThat(ready).as("%s is decided though it may start", at).doesNotContain(at);
            assertThat(book.says(at.task()).name()).as("%s is decided", at).isEqualTo(state.name());
        }
        remember(at, Outcome.of(state, reason));
    }

    /** One thing happens: a task run starts, is retried or ends. False: nothing is left to happen. */
    boolean step() {
        lately.clear();
        int choices = ready.size() + running.size();
        if (choices == 0) {
            return false;
        }
        int choice = order.nextInt(choices);
        if (choice < ready.size()) {
            At at = List.copyOf(ready).get(choice);
            ready.remove(at);
            running.add(at);
            plan.started(graph.index(at.task()), at.index());
        } else {
            At at = List.copyOf(running).get(choice - ready.size());
            if (order.nextInt(4) == 0) {
                plan.retrying(graph.index(at.task()), at.index());
                plan.started(graph.index(at.task()), at.index());
            } else {
                end(at);
            }
        }
        checkAll();
        return true;
    }

    private void end(At at) {
        running.remove(at);
        Outcome outcome = scenario.outcome(graph.index(at.task()), at.index());
        remember(at, outcome);
        plan.ended(graph.index(at.task()), at.index(), outcome, this);
    }

    RandomRun toTheEnd() {
        while (step()) {}
        assertThat(plan.isDone()).as("the run ends").isTrue();
        return this;
    }

    /** Plays at most so many steps. */
    RandomRun steps(int count) {
        for (int i = 0; i < count && step(); i++) {}
        return this;
    }

    /** Writes the plan out and reads it back; what was ready may be left out of it. */
    void writeAndRestore(boolean withReady) {
        var written = new ArrayList<>(plan.write());
        if (!withReady) {
            written.removeIf(state -> state.state() == TaskState.READY);
        }
        java.util.Collections.shuffle(written, order);
        Set<At> before = Set.copyOf(ready);
        ready.clear();
        plan = RunPlan.restore(graph, written);
        plan.begin(this);
        assertThat(ready).isEqualTo(before);
        checkAll();
    }

    /** Cuts the run and ends what runs. */
    void cut() {
        cut = true;
        plan.cut(Reason.CANCELLED, this);
        assertThat(ready).isEmpty();
        for (At at : List.copyOf(running)) {
            running.remove(at);
            Outcome outcome = order.nextBoolean()
                    ? Outcome.of(TaskState.CANCELLED, Reason.CANCELLED)
                    : scenario.outcome(graph.index(at.task()), at.index());
            remember(at, outcome);
            plan.ended(graph.index(at.task()), at.index(), outcome, this);
        }
        assertThat(plan.isDone()).isTrue();
    }

    RunPlan plan() {
        return plan;
    }

    Map<At, TaskRunState> ended() {
        return ended;
    }

    Set<At> ready() {
        return ready;
    }

    Set<At> running() {
        return running;
    }

    /** Every task run that was ever ready. */
    Set<At> everReady() {
        return everReady;
    }

    /** What the last step brought to an end, decisions included. */
    Map<At, TaskRunState> lately() {
        return lately;
    }

    boolean hasFailed() {
        return ended.values().stream().anyMatch(row -> book.isFailure(row) && row.state() != TaskState.CANCELLED);
    }

    private void remember(At at, Outcome outcome) {
        var row = new TaskRunState(
                at.task(), at.index(), outcome.state(), outcome.reason(), outcome.chosen(), outcome.lengths());
        ended.put(at, row);
        lately.put(at, row);
    }

    /** What the book says of each task is what the plan has made of it, no more and no less. */
    private void checkAll() {
        if (cut) {
            return;
        }
        for (TaskDefinition task : graph.pipeline().tasks()) {
            String name = task.name();
            int index = graph.index(name);
            RuleBook.Says says = book.says(name);
            int instances = book.instances(name);
            List<At> all = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                all.add(new At(name, i));
            }
            if (all.isEmpty()) {
                all.add(new At(name, -1));
            }
            if (book.isOver(name)) {
                assertThat(plan.state(index, -1).isFinal())
                        .as("%s is over", name)
                        .isTrue();
                continue;
            }
            for (At at : all) {
                if (ended.containsKey(at) || running.contains(at)) {
                    continue;
                }
                switch (says) {
                    case WAIT -> assertThat(ready).as("the book says WAIT").doesNotContain(at);
                    case RUN -> assertThat(ready).as("the book says RUN").contains(at);
                    default -> assertThat(ended).as("the book says %s", says).containsKey(at);
                }
            }
        }
        assertThat(plan.hasFailed()).isEqualTo(hasFailed());
        assertThat(plan.isDone())
                .isEqualTo(graph.pipeline().tasks().stream().allMatch(task -> book.isOver(task.name())));
    }
}
