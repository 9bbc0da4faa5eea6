package io.onedag.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import io.onedag.TaskState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.quicktheories.QuickTheory;
import org.quicktheories.core.Gen;

/** What holds for every pipeline, however its task runs end and in whatever order. */
class RunPlanPropertyTest {

    private static QuickTheory examples(int count) {
        return qt().withExamples(count).withShrinkCycles(2_000);
    }

    @Test
    void each_task_starts_or_is_decided_exactly_when_the_rules_say_so_and_every_run_ends() {
        examples(3_000).forAll(Scenario.any(), orders()).checkAssert((scenario, order) -> {
            RandomRun run = new RandomRun(scenario, order).toTheEnd();
            assertThat(run.plan().hasFailed()).isEqualTo(run.hasFailed());
        });
    }

    @Test
    void how_a_run_ends_does_not_depend_on_the_order_in_which_its_tasks_end() {
        examples(1_000).forAll(Scenario.any(), orders(), orders()).checkAssert((scenario, one, other) -> {
            RandomRun first = new RandomRun(scenario, one).toTheEnd();
            RandomRun second = new RandomRun(scenario, other).toTheEnd();
            assertThat(second.ended()).isEqualTo(first.ended());
            assertThat(second.plan().write()).isEqualTo(first.plan().write());
        });
    }

    @Test
    void a_plan_written_out_and_read_back_at_any_point_goes_on_as_it_would_have() {
        examples(1_000)
                .forAll(Scenario.any(), orders(), integers().between(0, 20))
                .checkAssert((scenario, order, every) -> {
                    RandomRun plain = new RandomRun(scenario, order).toTheEnd();
                    RandomRun restored = new RandomRun(scenario, order + 1);
                    int steps = 0;
                    do {
                        if (steps++ % (every + 1) == 0) {
                            restored.writeAndRestore(steps % 2 == 0);
                        }
                    } while (restored.step());
                    assertThat(restored.plan().isDone()).isTrue();
                    assertThat(restored.ended()).isEqualTo(plain.ended());
                });
    }

    @Test
    void slices_decide_the_same_as_the_whole_plan() {
        examples(2_000).forAll(Scenario.any(), orders()).checkAssert((scenario, order) -> {
            RandomRun run = new RandomRun(scenario, order);
            boolean withReady = order % 2 == 0;
            Map<At, TaskRunState> store = new HashMap<>();
            sync(store, run, withReady);
            Set<At> readyBefore = Set.copyOf(run.ready());
            while (run.step()) {
                At at = outcomeOf(run);
                if (at != null) {
                    Collected said = new Collected(scenario);
                    PlanSlice slice = PlanSlice.of(scenario.graph(), names -> rows(store, names));
                    TaskRunState row = run.ended().get(at);
                    slice.ended(
                            scenario.graph().index(at.task()),
                            at.index(),
                            new Outcome(row.state(), row.reason(), row.chosen(), row.lengths()),
                            said);
                    Map<At, TaskState> decided = states(run.lately());
                    decided.remove(at);
                    assertThat(said.decided).as("decided after %s", at).isEqualTo(decided);
                    Set<At> before = readyBefore;
                    said.ready.removeIf(
                            each -> before.contains(each) || run.running().contains(each));
                    assertThat(said.ready)
                            .as("ready after %s", at)
                            .isEqualTo(run.ready().stream()
                                    .filter(each -> !before.contains(each))
                                    .collect(Collectors.toSet()));
                    boolean active = store.values().stream()
                            .anyMatch(each ->
                                    !each.state().isFinal() && !at.equals(new At(each.task(), each.mapIndex())));
                    assertThat(slice.hasEnded(active)).isEqualTo(run.plan().isDone());
                }
                sync(store, run, withReady);
                readyBefore = Set.copyOf(run.ready());
            }
        });
    }

    @Test
    void what_nobody_decided_yet_is_followed_up_by_a_slice() {
        examples(500)
                .forAll(Scenario.any(), orders(), integers().between(0, 20))
                .checkAssert((scenario, order, steps) -> {
                    RandomRun run = new RandomRun(scenario, order).steps(steps);
                    Map<At, TaskRunState> store = new HashMap<>(run.ended());
                    run.ended().forEach((at, row) -> {
                        if (row.reason() == Reason.RULE
                                || row.reason() == Reason.BRANCH
                                || row.reason() == Reason.EMPTY_MAP) {
                            store.remove(at);
                        }
                    });
                    Map<At, TaskState> undecided = states(run.ended());
                    undecided.keySet().removeAll(store.keySet());
                    Collected said = new Collected(scenario);
                    PlanSlice.of(scenario.graph(), names -> rows(store, names))
                            .follow(
                                    store.keySet().stream()
                                            .map(at -> scenario.graph().index(at.task()))
                                            .distinct()
                                            .toList(),
                                    said);
                    assertThat(said.decided).isEqualTo(undecided);
                });
    }

    @Test
    void what_does_not_run_is_explained_by_an_upstream_that_is_named() {
        examples(500)
                .forAll(Scenario.any(), orders(), integers().between(0, 40))
                .checkAssert((scenario, order, steps) -> {
                    RandomRun run = new RandomRun(scenario, order).steps(steps);
                    for (Explanation each : Explainer.of(
                                    scenario.graph(), run.plan().write(), null)
                            .all()) {
                        if (each.state() == TaskState.PENDING
                                || each.reason() == Reason.RULE
                                || each.reason() == Reason.BRANCH) {
                            assertThat(each.upstreams()).as(each.sentence()).anySatisfy(upstream -> {
                                assertThat(upstream.decisive()).isTrue();
                                assertThat(each.sentence()).contains(upstream.task());
                            });
                        }
                    }
                });
    }

    @Test
    void a_run_that_is_cut_at_any_point_starts_nothing_more_and_ends() {
        examples(500)
                .forAll(Scenario.any(), orders(), integers().between(0, 20))
                .checkAssert((scenario, order, steps) ->
                        new RandomRun(scenario, order).steps(steps).cut());
    }

    @Test
    void a_resume_runs_no_success_again_and_ends() {
        examples(1_500)
                .forAll(Scenario.any(), orders(), integers().between(0, 60))
                .checkAssert((scenario, order, steps) -> {
                    RandomRun first = new RandomRun(scenario, order).steps(steps);
                    first.cut();
                    Map<At, TaskRunState> kept = keptByResume(scenario, first.ended());
                    Scenario later = scenario.withOutcomes(order, order % 2 == 0 ? 0 : scenario.failures());
                    RandomRun second = new RandomRun(later, order, kept).toTheEnd();
                    first.ended().forEach((at, row) -> {
                        if (row.state() == TaskState.SUCCEEDED || row.reason() == Reason.SELF) {
                            assertThat(second.everReady()).doesNotContain(at);
                        }
                    });
                    assertThat(second.plan().wasCut()).isFalse();
                    assertThat(second.hasFailed() && later.failures() == 0).isFalse();
                    kept.forEach((at, row) -> assertThat(second.ended()).containsEntry(at, row));
                });
    }

    @Test
    void resuming_a_run_that_succeeded_puts_nothing_back() {
        examples(1_000).forAll(Scenario.any(), orders()).checkAssert((scenario, order) -> {
            RandomRun run = new RandomRun(scenario, order).toTheEnd();
            if (!run.plan().hasFailed()) {
                assertThat(Rounds.forResume(scenario.graph(), run.plan().write()))
                        .isEmpty();
            }
        });
    }

    @Test
    void a_skip_that_a_resume_leaves_would_have_been_decided_the_same() {
        examples(1_000).forAll(Scenario.any(), orders()).checkAssert((scenario, order) -> {
            RandomRun first = new RandomRun(scenario, order).toTheEnd();
            Scenario later = scenario.withOutcomes(order, 0);
            Map<At, TaskRunState> kept = keptByResume(scenario, first.ended());
            Map<At, TaskRunState> fewer = new LinkedHashMap<>(kept);
            fewer.values().removeIf(row -> row.state() == TaskState.SKIPPED && row.reason() != Reason.SELF);
            assertThat(new RandomRun(later, order, fewer).toTheEnd().ended())
                    .isEqualTo(new RandomRun(later, order, kept).toTheEnd().ended());
        });
    }

    @Test
    void a_rerun_puts_back_a_task_and_all_after_it_and_leaves_the_rest() {
        examples(500).forAll(Scenario.any(), orders()).checkAssert((scenario, order) -> {
            RandomRun first = new RandomRun(scenario, order).toTheEnd();
            int from = (int) (order % scenario.graph().size());
            String name = scenario.graph().task(from).name();
            List<TaskRunState> back =
                    Rounds.forRerun(scenario.graph(), first.plan().write(), name);
            assertThat(back).anySatisfy(row -> assertThat(row.task()).isEqualTo(name));
            Map<At, TaskRunState> kept = new LinkedHashMap<>(first.ended());
            back.forEach(row -> kept.remove(new At(row.task(), row.mapIndex())));
            var later = scenario.graph().withDescendants(List.of(from));
            kept.keySet()
                    .forEach(at -> assertThat(later.get(scenario.graph().index(at.task())))
                            .isFalse());
            new RandomRun(scenario.withOutcomes(order, 10), order, kept).toTheEnd();
        });
    }

    private static Gen<Long> orders() {
        return longs().between(0, 1 << 20);
    }

    private static Map<At, TaskRunState> keptByResume(Scenario scenario, Map<At, TaskRunState> ended) {
        Map<At, TaskRunState> kept = new LinkedHashMap<>(ended);
        Rounds.forResume(scenario.graph(), ended.values())
                .forEach(row -> kept.remove(new At(row.task(), row.mapIndex())));
        return kept;
    }

    private static void sync(Map<At, TaskRunState> store, RandomRun run, boolean withReady) {
        store.clear();
        store.putAll(run.ended());
        run.running().forEach(at -> store.put(at, row(at, TaskState.RUNNING)));
        if (withReady) {
            run.ready().forEach(at -> store.put(at, row(at, TaskState.READY)));
        }
    }

    private static TaskRunState row(At at, TaskState state) {
        return new TaskRunState(at.task(), at.index(), state, null, null, Map.of());
    }

    private static List<TaskRunState> rows(Map<At, TaskRunState> store, java.util.Collection<String> names) {
        return store.values().stream().filter(row -> names.contains(row.task())).toList();
    }

    /** The task run whose outcome the last step brought, null: it brought none. */
    private static At outcomeOf(RandomRun run) {
        return run.lately().entrySet().stream()
                .filter(entry -> run.everReady().contains(entry.getKey()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static Map<At, TaskState> states(Map<At, TaskRunState> rows) {
        var states = new HashMap<At, TaskState>();
        rows.forEach((at, row) -> states.put(at, row.state()));
        return states;
    }

    private static final class Collected implements Decisions {
        private final Scenario scenario;
        private final Set<At> ready = new java.util.HashSet<>();
        private final Map<At, TaskState> decided = new HashMap<>();

        Collected(Scenario scenario) {
            this.scenario = scenario;
        }

        @Override
        public void ready(int task, int mapIndex) {
            At at = new At(scenario.graph().task(task).name(), mapIndex);
            assertThat(ready.add(at)).as("%s is ready once", at).isTrue();
        }

        @Override
        public void decided(int task, int mapIndex, TaskState state, Reason reason) {
            At at = new At(scenario.graph().task(task).name(), mapIndex);
            assertThat(decided.put(at, state)).as("%s is decided once", at).isNull();
        }
    }
}
