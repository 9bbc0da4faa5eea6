package io.onedag.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.plan.Explanation.Cause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Task NOTHING = context -> TaskResult.success();

    @Test
    void a_skip_names_the_rule_and_the_upstream_that_was_left_out_by_a_branch() {
        PlayedRun run = PlayedRun.of(pipeline()
                        .task("decide", NOTHING, t -> t.branch("clean", "audit"))
                        .task("clean", NOTHING, t -> t.needs("decide"))
                        .task("audit", NOTHING, t -> t.needs("decide"))
                        .task("extract", NOTHING)
                        .task("load", NOTHING, t -> t.needs("extract", "clean")))
                .choose("decide", "audit")
                .succeed("extract");
        Explanation load = explain(run, "load");
        assertThat(load.cause()).isEqualTo(Cause.RULE);
        assertThat(load.sentence())
                .isEqualTo("load was skipped: its rule all_success needs every upstream to have succeeded;"
                        + " clean was SKIPPED (not chosen by decide), extract SUCCEEDED");
        assertThat(load.upstreams()).extracting(Explanation.Upstream::decisive).containsExactly(false, true);
        assertThat(explain(run, "clean").sentence())
                .isEqualTo("clean was skipped: decide chose audit, which doesn't lead to it");
    }

    @Test
    void a_chain_that_could_not_run_names_where_it_began() {
        PlayedRun run = PlayedRun.of(pipeline()
                        .task("a", NOTHING)
                        .task("b", NOTHING, t -> t.needs("a"))
                        .task("c", NOTHING, t -> t.needs("b")))
                .fail("a");
        assertThat(explain(run, "b").sentence())
                .isEqualTo("b could not run: its rule all_success needs every upstream to have succeeded;"
                        + " a FAILED (no retry can mend it)");
        Explanation last = explain(run, "c");
        assertThat(last.roots()).containsExactly("a");
        assertThat(last.sentence()).endsWith("; b was UPSTREAM_FAILED; it began with a FAILED (no retry can mend it)");
    }

    @Test
    void what_waits_names_those_that_are_not_over_first() {
        PlayedRun run = PlayedRun.of(
                        pipeline().task("a", NOTHING).task("b", NOTHING).task("c", NOTHING, t -> t.needs("a", "b")))
                .succeed("a")
                .start("b");
        Explanation waiting = explain(run, "c");
        assertThat(waiting.cause()).isEqualTo(Cause.WAITS_FOR_UPSTREAMS);
        assertThat(waiting.sentence())
                .isEqualTo("c waits for b (RUNNING): its rule all_success needs every upstream to have succeeded;"
                        + " a SUCCEEDED");
    }

    @Test
    void a_ready_task_says_that_its_rule_is_met() {
        PlayedRun run = PlayedRun.of(pipeline()
                        .task("a", NOTHING)
                        .task("b", NOTHING, t -> t.needs("a").when(TriggerRule.ONE_FAILED)))
                .fail("a");
        assertThat(explain(run, "b").cause()).isEqualTo(Cause.WAITS_FOR_SLOT);
        assertThat(explain(run, "b").sentence())
                .isEqualTo("b is ready: its rule one_failed is met (a FAILED (no retry can mend it))");
    }

    @Test
    void a_branch_or_a_list_is_waited_for_whatever_the_rule() {
        PlayedRun run = PlayedRun.of(pipeline()
                .task("decide", NOTHING, t -> t.branch("b"))
                .task("b", NOTHING, t -> t.needs("decide").when(TriggerRule.ALWAYS))
                .task("list", NOTHING)
                .task("each", NOTHING, t -> t.needs("list").forEach("list")));
        assertThat(explain(run, "b").cause()).isEqualTo(Cause.WAITS_FOR_BRANCH);
        assertThat(explain(run, "b").sentence())
                .isEqualTo("b waits for decide (READY), which chooses what runs after it");
        assertThat(explain(run, "each").cause()).isEqualTo(Cause.WAITS_FOR_LIST);
        assertThat(explain(run, "each").sentence())
                .isEqualTo("each waits for list (READY), whose list it is mapped over");
    }

    @Test
    void what_a_branch_left_out_waits_for_the_end_of_all_its_upstreams_whatever_its_rule() {
        PlayedRun run = PlayedRun.of(pipeline()
                        .task("decide", NOTHING, t -> t.branch("audit", "clean"))
                        .task("audit", NOTHING, t -> t.needs("decide"))
                        .task(
                                "clean",
                                NOTHING,
                                t -> t.needs("decide", "extract").when(TriggerRule.ALWAYS))
                        .task("extract", NOTHING))
                .choose("decide", "audit");
        Explanation clean = explain(run, "clean");
        assertThat(clean.sentence())
                .isEqualTo("clean waits for extract (READY): it won't run, which is settled when all its upstreams have"
                        + " ended: decide chose audit, which doesn't lead to it");
        assertThat(clean.upstreams())
                .filteredOn(Explanation.Upstream::decisive)
                .extracting(Explanation.Upstream::task)
                .containsExactly("extract");
    }

    @Test
    void an_empty_list_and_a_skipped_producer_are_told_apart() {
        PlayedRun empty = mapped().succeedWith("list", "each", 0);
        assertThat(explain(empty, "each").cause()).isEqualTo(Cause.EMPTY_LIST);
        assertThat(explain(empty, "each").sentence())
                .isEqualTo("each was skipped: it is mapped over list, whose list is empty");
        PlayedRun skipped = mapped().skipItself("list");
        assertThat(explain(skipped, "each").cause()).isEqualTo(Cause.FOLLOWS_LIST);
        assertThat(explain(skipped, "each").sentence())
                .isEqualTo("each was skipped: it is mapped over list, and list was SKIPPED (skipped itself)");
        PlayedRun failed = mapped().fail("list");
        assertThat(explain(failed, "each").sentence())
                .isEqualTo("each could not run: it is mapped over list, and list FAILED (no retry can mend it)");
    }

    @Test
    void instances_are_counted_in_their_successors() {
        PlayedRun run = mapped().succeedWith("list", "each", 3)
                .succeed("each[0]", "each[2]")
                .fail("each[1]");
        assertThat(explain(run, "after").sentence())
                .isEqualTo("after could not run: its rule all_success needs every upstream to have succeeded;"
                        + " each 2 SUCCEEDED, 1 FAILED of 3 instances");
        assertThat(Explanation.of(run.graph, run.plan().write(), "each", 1).sentence())
                .isEqualTo("each[1] failed: no retry can mend it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Explanation.of(run.graph, run.plan().write(), "each", 3))
                .withMessage("task \"each\" has no instance 3: it has 3");
    }

    @Test
    void many_upstreams_are_cut_those_that_decided_it_first() {
        var pipeline = pipeline();
        var names = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            names.add("t" + i);
            pipeline.task("t" + i, NOTHING);
        }
        PlayedRun run = PlayedRun.of(pipeline.task("join", NOTHING, t -> t.needs(names.toArray(String[]::new))));
        names.subList(0, 199).forEach(run::succeed);
        run.fail("t199");
        assertThat(explain(run, "join").sentence())
                .endsWith(
                        "; t199 FAILED (no retry can mend it), t0 SUCCEEDED, t1 SUCCEEDED, t2 SUCCEEDED, t3 SUCCEEDED,"
                                + " and 195 more (195 SUCCEEDED)");
    }

    @Test
    void an_allowed_failure_says_who_sees_it() {
        PlayedRun run = PlayedRun.of(pipeline().task("a", NOTHING, t -> t.allowFailure()))
                .fail("a");
        assertThat(explain(run, "a").sentence())
                .isEqualTo("a failed: no retry can mend it; its failure is allowed: one_failed and all_failed see it,"
                        + " other rules and the run see a success");
    }

    @Test
    void what_a_cancel_cut_off_says_so() {
        PlayedRun run = PlayedRun.of(pipeline().task("a", NOTHING).task("b", NOTHING, t -> t.needs("a")));
        Explainer cut = Explainer.of(run.graph, List.of(), Reason.RUN_TIMEOUT);
        assertThat(cut.all()).extracting(Explanation::cause).containsOnly(Cause.RUN_CUT);
        assertThat(cut.explain("b", -1).sentence()).isEqualTo("b was cancelled: the run ran out of its timeout");
    }

    private static PlayedRun mapped() {
        return PlayedRun.of(pipeline()
                .task("list", NOTHING)
                .task("each", NOTHING, t -> t.needs("list").forEach("list"))
                .task("after", NOTHING, t -> t.needs("each")));
    }

    private static Explanation explain(PlayedRun run, String task) {
        Explanation found = Explanation.of(run.graph, run.plan().write(), task, -1);
        assertThat(found.state()).isEqualTo(run.state(task) == TaskState.READY ? found.state() : run.state(task));
        return found;
    }

    private static Pipeline.Builder pipeline() {
        return Pipeline.named("p");
    }
}
