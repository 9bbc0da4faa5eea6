package io.onedag.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanSliceTest {

    private static final Task NOTHING = context -> TaskResult.success();

    private final Map<At, TaskRunState> store = new LinkedHashMap<>();
    private final List<List<String>> reads = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private PipelineGraph graph;
    private PlanSlice slice;

    @Test
    void a_success_in_a_chain_reads_two_tasks_and_makes_the_next_one_ready() {
        define(chain(1000));
        ended("t500", Outcome.SUCCEEDED);
        assertThat(said).containsExactly("t501 READY");
        assertThat(reads.stream().flatMap(List::stream)).containsExactlyInAnyOrder("t500", "t501");
    }

    @Test
    void a_failure_is_followed_down_to_the_last_task_that_will_not_run() {
        define(chain(1000));
        ended("t989", Outcome.of(TaskState.FAILED, Reason.FATAL));
        assertThat(said).hasSize(10).startsWith("t990 UPSTREAM_FAILED").endsWith("t999 UPSTREAM_FAILED");
        assertThat(reads.stream().flatMap(List::stream)).hasSize(11).doesNotHaveDuplicates();
    }

    @Test
    void a_join_is_decided_by_the_last_of_its_upstreams() {
        define(pipeline().task("a", NOTHING).task("b", NOTHING).task("c", NOTHING, t -> t.needs("a", "b")));
        record("b", TaskState.RUNNING);
        ended("a", Outcome.SUCCEEDED);
        assertThat(said).isEmpty();
        assertThat(slice.hasEnded(true)).isFalse();
        ended("b", Outcome.SUCCEEDED);
        assertThat(said).containsExactly("c READY");
        assertThat(slice.hasEnded(false)).as("c is ready").isFalse();
        record("c", TaskState.RUNNING);
        ended("c", Outcome.SUCCEEDED);
        assertThat(slice.hasEnded(false)).isTrue();
    }

    @Test
    void a_run_has_not_ended_while_a_task_that_nobody_claimed_is_left() {
        define(pipeline().task("a", NOTHING).task("b", NOTHING));
        ended("a", Outcome.SUCCEEDED);
        assertThat(slice.hasEnded(false)).isFalse();
        ended("b", Outcome.SUCCEEDED);
        assertThat(slice.hasEnded(false)).isTrue();
    }

    @Test
    void a_run_has_not_ended_while_an_upstream_of_an_early_starter_is_left() {
        define(pipeline()
                .task("slow", NOTHING)
                .task("early", NOTHING, t -> t.needs("slow").when(TriggerRule.ALWAYS)));
        ended("early", Outcome.SUCCEEDED);
        assertThat(slice.hasEnded(false)).isFalse();
        ended("slow", Outcome.SUCCEEDED);
        assertThat(slice.hasEnded(false)).isTrue();
    }

    @Test
    void a_list_makes_its_instances_ready_and_the_last_of_them_what_comes_after() {
        define(pipeline()
                .task("list", NOTHING)
                .task("each", NOTHING, t -> t.needs("list").forEach("list"))
                .task("again", NOTHING, t -> t.needs("each").forEach("each").when(TriggerRule.ALL_DONE)));
        ended("list", new Outcome(TaskState.SUCCEEDED, null, null, Map.of("each", 2)));
        assertThat(said).containsExactly("each[0] READY", "each[1] READY");
        ended("each[1]", Outcome.of(TaskState.FAILED, Reason.FATAL));
        assertThat(said).as("each[0] has no row: it may be ready").isEmpty();
        ended("each[0]", Outcome.SUCCEEDED);
        assertThat(said).containsExactly("again[0] READY", "again[1] READY");
        ended("again[0]", Outcome.SUCCEEDED);
        assertThat(slice.hasEnded(false)).isFalse();
        ended("again[1]", Outcome.SUCCEEDED);
        assertThat(slice.hasEnded(false)).isTrue();
    }

    @Test
    void a_choice_on_record_counts_when_another_upstream_ends_later() {
        define(pipeline()
                .task("choose", NOTHING, t -> t.branch("left", "right"))
                .task("other", NOTHING)
                .task("left", NOTHING, t -> t.needs("choose", "other"))
                .task("right", NOTHING, t -> t.needs("choose", "other")));
        ended("choose", new Outcome(TaskState.SUCCEEDED, null, List.of("left"), Map.of()));
        assertThat(said).isEmpty();
        ended("other", Outcome.SUCCEEDED);
        assertThat(said).containsExactly("left READY", "right SKIPPED");
    }

    @Test
    void rows_that_a_round_put_back_count_as_none() {
        define(pipeline()
                .task("list", NOTHING)
                .task("each", NOTHING, t -> t.needs("list").forEach("list")));
        record("each[0]", TaskState.PENDING);
        record("each", TaskState.PENDING);
        ended("list", new Outcome(TaskState.SUCCEEDED, null, null, Map.of("each", 0)));
        assertThat(said).containsExactly("each SKIPPED");
    }

    @Test
    void outcomes_on_record_that_nobody_followed_up_are_followed_up() {
        define(chain(4));
        record("t0", TaskState.SUCCEEDED);
        record("t1", TaskState.FAILED);
        slice().follow(List.of(0, 1), decisions());
        assertThat(said).containsExactly("t2 UPSTREAM_FAILED", "t3 UPSTREAM_FAILED");
    }

    private static Pipeline.Builder pipeline() {
        return Pipeline.named("p");
    }

    private static Pipeline.Builder chain(int size) {
        Pipeline.Builder pipeline = pipeline().task("t0", NOTHING);
        for (int i = 1; i < size; i++) {
            String before = "t" + (i - 1);
            pipeline.task("t" + i, NOTHING, t -> t.needs(before));
        }
        return pipeline;
    }

    private void define(Pipeline.Builder pipeline) {
        graph = PipelineGraph.of(pipeline.build());
    }

    private void record(String name, TaskState state) {
        At at = At.of(name);
        store.put(at, new TaskRunState(at.task(), at.index(), state, null, null, Map.of()));
    }

    /** One transaction: an outcome, what follows from it, and all of it on record. */
    private void ended(String name, Outcome outcome) {
        said.clear();
        At at = At.of(name);
        slice().ended(graph.index(at.task()), at.index(), outcome, decisions());
        store.put(
                at,
                new TaskRunState(
                        at.task(), at.index(), outcome.state(), outcome.reason(), outcome.chosen(), outcome.lengths()));
    }

    private PlanSlice slice() {
        slice = PlanSlice.of(graph, this::rows);
        return slice;
    }

    private Collection<TaskRunState> rows(Collection<String> tasks) {
        reads.add(List.copyOf(tasks));
        return store.values().stream().filter(row -> tasks.contains(row.task())).toList();
    }

    private Decisions decisions() {
        return new Decisions() {
            @Override
            public void ready(int task, int mapIndex) {
                said.add(new At(graph.task(task).name(), mapIndex) + " READY");
            }

            @Override
            public void decided(int task, int mapIndex, TaskState state, Reason reason) {
                At at = new At(graph.task(task).name(), mapIndex);
                said.add(at + " " + state);
                store.put(at, new TaskRunState(at.task(), at.index(), state, reason, null, Map.of()));
            }
        };
    }
}
