package io.onedag.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.graph.PipelineGraph;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunPlanTest {

    private static final Task NOTHING = context -> TaskResult.success();

    @Nested
    class Ends {

        @Test
        void a_run_ends_when_every_task_is_over() {
            PlayedRun run = PlayedRun.of(chain()).succeed("a", "b");
            assertThat(run.plan().isDone()).isFalse();
            run.succeed("c");
            assertThat(run.plan().isDone()).isTrue();
            assertThat(run.plan().hasFailed()).isFalse();
        }

        @Test
        void a_failed_task_fails_the_run_and_what_needs_it_is_upstream_failed() {
            PlayedRun run = PlayedRun.of(chain()).fail("a");
            assertThat(run.state("b")).isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(run.state("c")).isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(run.plan().isDone()).isTrue();
            assertThat(run.plan().hasFailed()).isTrue();
        }

        @Test
        void a_clean_up_at_the_end_hides_no_failure() {
            PlayedRun run = PlayedRun.of(
                            chain().task("clean_up", NOTHING, t -> t.needs("c").when(TriggerRule.ALL_DONE)))
                    .fail("a")
                    .succeed("clean_up");
            assertThat(run.plan().isDone()).isTrue();
            assertThat(run.plan().hasFailed()).isTrue();
        }

        @Test
        void a_task_that_skips_itself_skips_what_needs_its_success_and_fails_nothing() {
            PlayedRun run = PlayedRun.of(
                            chain().task("anyway", NOTHING, t -> t.needs("a").when(TriggerRule.NONE_FAILED)))
                    .skipItself("a");
            assertThat(run.state("b")).isEqualTo(TaskState.SKIPPED);
            assertThat(run.reason("c")).isEqualTo(Reason.RULE);
            assertThat(run.ready()).containsExactly("anyway");
            run.succeed("anyway");
            assertThat(run.plan().isDone()).isTrue();
            assertThat(run.plan().hasFailed()).isFalse();
        }

        @Test
        void a_failure_outweighs_a_skip_whichever_comes_first() {
            PlayedRun skipFirst = PlayedRun.of(join()).skipItself("a").fail("b");
            PlayedRun failureFirst = PlayedRun.of(join()).fail("b").skipItself("a");
            assertThat(skipFirst.state("c")).isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(failureFirst.state("c")).isEqualTo(TaskState.UPSTREAM_FAILED);
        }

        @Test
        void a_chain_of_a_hundred_thousand_tasks_that_will_not_run_is_decided_at_once() {
            Pipeline.Builder pipeline = pipeline().task("t0", NOTHING);
            int last = 100_000;
            for (int i = 1; i <= last; i++) {
                String before = "t" + (i - 1);
                pipeline.task("t" + i, NOTHING, t -> t.needs(before));
            }
            PlayedRun run = PlayedRun.of(pipeline).fail("t0");
            assertThat(run.state("t" + last)).isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(run.plan().isDone()).isTrue();
        }

        @Test
        void groups_are_labels_and_decide_nothing() {
            Pipeline.Builder grouped = pipeline()
                    .task("a", NOTHING, t -> t.group("one"))
                    .task("b", NOTHING, t -> t.group("one"))
                    .task("c", NOTHING, t -> t.needs("a").group("two"));
            PlayedRun run = PlayedRun.of(grouped).fail("b");
            assertThat(run.state("c")).isEqualTo(TaskState.PENDING);
            run.succeed("a");
            assertThat(run.ready()).containsExactly("c");
        }
    }

    @Nested
    class Transitions {

        @Test
        void a_task_run_goes_from_ready_over_retries_to_its_end() {
            PlayedRun run = PlayedRun.of(pipeline().task("a", NOTHING)).start("a");
            run.plan().retrying(0, -1);
            assertThat(run.state("a")).isEqualTo(TaskState.RETRY_WAIT);
            run.plan().started(0, -1);
            run.plan().ended(0, -1, Outcome.SUCCEEDED, run);
            assertThat(run.state("a")).isEqualTo(TaskState.SUCCEEDED);
        }

        @Test
        void a_task_run_can_not_end_before_it_has_started() {
            PlayedRun run = PlayedRun.of(chain());
            assertThatIllegalStateException()
                    .isThrownBy(() -> run.plan().ended(0, -1, Outcome.SUCCEEDED, run))
                    .withMessage("task a is READY and can't become SUCCEEDED");
            assertThatIllegalStateException()
                    .isThrownBy(() -> run.plan().started(1, -1))
                    .withMessage("task b is PENDING and can't become RUNNING");
        }

        @Test
        void a_task_run_ends_once() {
            PlayedRun run = PlayedRun.of(chain()).succeed("a");
            assertThatIllegalStateException()
                    .isThrownBy(() -> run.plan().ended(0, -1, Outcome.of(TaskState.FAILED, Reason.FATAL), run))
                    .withMessage("task a is SUCCEEDED and can't become FAILED");
        }

        @Test
        void an_outcome_is_final() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Outcome.of(TaskState.RUNNING, null))
                    .withMessage("RUNNING is no final state");
        }
    }

    @Nested
    class EarlyStarts {

        @Test
        void one_success_starts_with_the_first_success_and_what_fails_later_changes_nothing() {
            PlayedRun run = PlayedRun.of(join(TriggerRule.ONE_SUCCESS)).succeed("a");
            assertThat(run.ready()).contains("c");
            run.succeed("c").fail("b");
            assertThat(run.state("c")).isEqualTo(TaskState.SUCCEEDED);
        }

        @Test
        void one_failed_starts_with_the_first_failure() {
            PlayedRun run = PlayedRun.of(join(TriggerRule.ONE_FAILED)).fail("b");
            assertThat(run.ready()).contains("c");
        }

        @Test
        void one_done_does_not_start_with_a_skip() {
            PlayedRun run = PlayedRun.of(join(TriggerRule.ONE_DONE)).skipItself("b");
            assertThat(run.ready()).doesNotContain("c");
            run.succeed("a");
            assertThat(run.ready()).contains("c");
        }

        @Test
        void always_starts_with_the_run() {
            PlayedRun run = PlayedRun.of(join(TriggerRule.ALWAYS));
            assertThat(run.ready()).containsExactlyInAnyOrder("a", "b", "c");
        }

        @ParameterizedTest
        @EnumSource(names = {"ALWAYS", "ONE_SUCCESS", "ONE_DONE", "ONE_FAILED"})
        void a_direct_successor_of_a_branch_waits_for_it_under_any_rule(TriggerRule rule) {
            PlayedRun run = PlayedRun.of(pipeline()
                    .task("choose", NOTHING, t -> t.branch("left", "right"))
                    .task("good", NOTHING)
                    .task("bad", NOTHING)
                    .task("left", NOTHING, t -> t.needs("choose", "good", "bad").when(rule))
                    .task(
                            "right",
                            NOTHING,
                            t -> t.needs("choose", "good", "bad").when(rule)));
            run.succeed("good").fail("bad");
            assertThat(run.ready()).containsExactly("choose");
            run.choose("choose", "left");
            assertThat(run.ready()).containsExactly("left");
            assertThat(run.reason("right")).isEqualTo(Reason.BRANCH);
        }

        @ParameterizedTest
        @EnumSource(names = {"ALWAYS", "ONE_SUCCESS", "ONE_DONE", "ONE_FAILED"})
        void a_mapped_task_waits_for_its_producer_under_any_rule(TriggerRule rule) {
            PlayedRun run = PlayedRun.of(pipeline()
                    .task("list", NOTHING)
                    .task("good", NOTHING)
                    .task("bad", NOTHING)
                    .task(
                            "each",
                            NOTHING,
                            t -> t.needs("list", "good", "bad").forEach("list").when(rule)));
            run.succeed("good").fail("bad");
            assertThat(run.ready()).containsExactly("list");
            run.succeedWith("list", "each", 2);
            assertThat(run.ready()).containsExactly("each[0]", "each[1]");
        }

        @Test
        void one_success_starts_with_the_first_instance_that_succeeds() {
            PlayedRun run = PlayedRun.of(
                            mapped().task("first", NOTHING, t -> t.needs("each").when(TriggerRule.ONE_SUCCESS)))
                    .succeedWith("list", "each", 3)
                    .fail("each[2]")
                    .succeed("each[1]");
            assertThat(run.ready()).containsExactly("each[0]", "first");
        }
    }

    @Nested
    class Branches {

        @Test
        void the_chosen_ones_run_and_the_others_are_skipped_whatever_their_rule() {
            PlayedRun run = PlayedRun.of(pipeline()
                            .task("choose", NOTHING, t -> t.branch("a", "b", "c"))
                            .task("a", NOTHING, t -> t.needs("choose"))
                            .task("b", NOTHING, t -> t.needs("choose").when(TriggerRule.ALL_DONE))
                            .task("c", NOTHING, t -> t.needs("choose")))
                    .choose("choose", "a", "c");
            assertThat(run.ready()).containsExactly("a", "c");
            assertThat(run.state("b")).isEqualTo(TaskState.SKIPPED);
            assertThat(run.reason("b")).isEqualTo(Reason.BRANCH);
        }

        @Test
        void choosing_nothing_skips_all_direct_successors_and_the_run_succeeds() {
            PlayedRun run = PlayedRun.of(branch()).choose("choose");
            assertThat(run.plan().isDone()).isTrue();
            assertThat(run.plan().hasFailed()).isFalse();
            assertThat(List.of(run.state("left"), run.state("right"), run.state("after_right")))
                    .containsOnly(TaskState.SKIPPED);
        }

        @Test
        void a_skip_goes_down_a_chain_that_needs_successes() {
            PlayedRun run = PlayedRun.of(branch()).choose("choose", "left");
            assertThat(run.reason("right")).isEqualTo(Reason.BRANCH);
            assertThat(run.reason("after_right")).isEqualTo(Reason.RULE);
        }

        @Test
        void a_join_runs_after_one_branch_under_none_failed_min_one_success_and_is_skipped_under_all_success() {
            PlayedRun run = PlayedRun.of(branch().task(
                                    "lenient",
                                    NOTHING,
                                    t -> t.needs("left", "right").when(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS))
                            .task("strict", NOTHING, t -> t.needs("left", "right")))
                    .choose("choose", "left")
                    .succeed("left");
            assertThat(run.ready()).containsExactly("lenient");
            assertThat(run.state("strict")).isEqualTo(TaskState.SKIPPED);
        }

        @Test
        void a_join_that_is_itself_a_successor_of_the_branch_is_left_to_its_rule_when_a_chosen_one_leads_to_it() {
            Pipeline.Builder pipeline = branch().task(
                            "join",
                            NOTHING,
                            t -> t.needs("choose", "after_right").when(TriggerRule.NONE_FAILED));
            PlayedRun followed =
                    PlayedRun.of(pipeline).choose("choose", "right").succeed("right", "after_right");
            assertThat(followed.ready()).containsExactly("join");
        }

        @Test
        void a_join_that_is_itself_a_successor_of_the_branch_is_skipped_when_no_chosen_one_leads_to_it() {
            Pipeline.Builder pipeline = branch().task(
                            "join",
                            NOTHING,
                            t -> t.needs("choose", "after_right").when(TriggerRule.NONE_FAILED));
            PlayedRun left = PlayedRun.of(pipeline).choose("choose", "left");
            assertThat(left.reason("join")).isEqualTo(Reason.BRANCH);
        }

        @Test
        void a_task_left_out_by_one_of_two_branches_is_skipped() {
            PlayedRun run = PlayedRun.of(pipeline()
                            .task("one", NOTHING, t -> t.branch("x", "y"))
                            .task("two", NOTHING, t -> t.branch("x", "z"))
                            .task("x", NOTHING, t -> t.needs("one", "two"))
                            .task("y", NOTHING, t -> t.needs("one"))
                            .task("z", NOTHING, t -> t.needs("two")))
                    .choose("one", "x")
                    .choose("two", "z");
            assertThat(run.reason("x")).isEqualTo(Reason.BRANCH);
            assertThat(run.ready()).containsExactly("z");
        }

        @Test
        void a_task_left_out_is_skipped_even_when_another_upstream_failed() {
            PlayedRun run = PlayedRun.of(pipeline()
                            .task("choose", NOTHING, t -> t.branch("left", "right"))
                            .task("other", NOTHING)
                            .task("left", NOTHING, t -> t.needs("choose"))
                            .task("right", NOTHING, t -> t.needs("choose", "other")))
                    .choose("choose", "left");
            assertThat(run.state("right")).isEqualTo(TaskState.PENDING);
            run.fail("other");
            assertThat(run.state("right")).isEqualTo(TaskState.SKIPPED);
        }

        @Test
        void after_a_branch_that_failed_or_was_skipped_the_rules_decide() {
            assertThat(PlayedRun.of(branch()).fail("choose").state("left")).isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(PlayedRun.of(branch()).skipItself("choose").reason("left"))
                    .isEqualTo(Reason.RULE);
        }

        @Test
        void an_allowed_failure_of_a_branch_chooses_nothing_and_leaves_its_other_successors_to_their_rules() {
            PlayedRun run = PlayedRun.of(pipeline()
                            .task(
                                    "choose",
                                    NOTHING,
                                    t -> t.branch("left", "right").allowFailure())
                            .task("left", NOTHING, t -> t.needs("choose"))
                            .task("right", NOTHING, t -> t.needs("choose"))
                            .task("fallback", NOTHING, t -> t.needs("choose").when(TriggerRule.ONE_FAILED)))
                    .fail("choose");
            assertThat(run.reason("left")).isEqualTo(Reason.BRANCH);
            assertThat(run.reason("right")).isEqualTo(Reason.BRANCH);
            assertThat(run.ready()).containsExactly("fallback");
        }
    }

    @Nested
    class Maps {

        @Test
        void an_empty_list_gives_one_skipped_row() {
            PlayedRun run = PlayedRun.of(mapped().task("strict", NOTHING, t -> t.needs("each"))
                            .task("lenient", NOTHING, t -> t.needs("each").when(TriggerRule.NONE_FAILED)))
                    .succeedWith("list", "each", 0);
            assertThat(run.state("each")).isEqualTo(TaskState.SKIPPED);
            assertThat(run.reason("each")).isEqualTo(Reason.EMPTY_MAP);
            assertThat(run.plan().instances(1)).isEqualTo(-1);
            assertThat(run.state("strict")).isEqualTo(TaskState.SKIPPED);
            assertThat(run.ready()).containsExactly("lenient");
        }

        @Test
        void three_items_give_three_instances() {
            PlayedRun run = PlayedRun.of(mapped().task("after", NOTHING, t -> t.needs("each")))
                    .succeedWith("list", "each", 3);
            assertThat(run.ready()).containsExactly("each[0]", "each[1]", "each[2]");
            run.succeed("each[2]", "each[0]");
            assertThat(run.ready()).doesNotContain("after");
            run.succeed("each[1]");
            assertThat(run.ready()).containsExactly("after");
        }

        @Test
        void two_hundred_items_give_two_hundred_instances_of_each_of_two_mapped_tasks() {
            PlayedRun run = PlayedRun.of(
                            mapped().task("again", NOTHING, t -> t.needs("each").forEach("each")))
                    .succeedWith("list", "each", 200);
            assertThat(run.ready()).hasSize(200);
            for (int i = 199; i >= 0; i--) {
                run.succeed("each[" + i + "]");
            }
            assertThat(run.ready()).hasSize(200).startsWith("again[0]", "again[1]");
        }

        @Test
        void each_instance_counts_once_in_the_rules_of_its_successors() {
            PlayedRun run = PlayedRun.of(mapped().task("all_success", NOTHING, t -> t.needs("each"))
                            .task("all_done", NOTHING, t -> t.needs("each").when(TriggerRule.ALL_DONE))
                            .task("one_failed", NOTHING, t -> t.needs("each").when(TriggerRule.ONE_FAILED))
                            .task("none_skipped", NOTHING, t -> t.needs("each").when(TriggerRule.NONE_SKIPPED)))
                    .succeedWith("list", "each", 3)
                    .succeed("each[0]")
                    .fail("each[1]");
            assertThat(run.ready()).containsExactly("each[2]", "one_failed");
            run.skipItself("each[2]");
            assertThat(run.ready()).containsExactly("one_failed", "all_done");
            assertThat(run.state("all_success")).isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(run.state("none_skipped")).isEqualTo(TaskState.SKIPPED);
            assertThat(run.state("each")).as("as a whole").isEqualTo(TaskState.FAILED);
            assertThat(run.plan().hasFailed()).isTrue();
        }

        @ParameterizedTest
        @EnumSource
        void a_mapped_task_follows_a_skipped_producer_whatever_its_rule(TriggerRule rule) {
            PlayedRun run = PlayedRun.of(mapped(rule)).skipItself("list");
            assertThat(run.state("each")).isEqualTo(TaskState.SKIPPED);
        }

        @ParameterizedTest
        @EnumSource
        void a_mapped_task_follows_a_failed_producer_whatever_its_rule(TriggerRule rule) {
            PlayedRun run = PlayedRun.of(mapped(rule)).fail("list");
            assertThat(run.state("each")).isEqualTo(TaskState.UPSTREAM_FAILED);
        }

        @ParameterizedTest
        @EnumSource
        void a_task_mapped_over_an_allowed_failure_has_nothing_to_map_over(TriggerRule rule) {
            PlayedRun run = PlayedRun.of(pipeline()
                            .task("list", NOTHING, t -> t.allowFailure())
                            .task(
                                    "each",
                                    NOTHING,
                                    t -> t.needs("list").forEach("list").when(rule)))
                    .fail("list");
            assertThat(run.state("each")).isEqualTo(TaskState.SKIPPED);
            assertThat(run.reason("each")).isEqualTo(Reason.EMPTY_MAP);
            assertThat(run.plan().hasFailed()).isFalse();
        }

        @Test
        void a_failure_elsewhere_outweighs_a_producer_that_was_skipped_or_gave_nothing() {
            Pipeline.Builder pipeline = pipeline()
                    .task("list", NOTHING)
                    .task("other", NOTHING)
                    .task("each", NOTHING, t -> t.needs("list", "other").forEach("list"));
            assertThat(PlayedRun.of(pipeline).skipItself("list").fail("other").state("each"))
                    .isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(PlayedRun.of(pipeline)
                            .succeedWith("list", "each", 0)
                            .fail("other")
                            .state("each"))
                    .isEqualTo(TaskState.UPSTREAM_FAILED);
        }

        @Test
        void mapping_over_a_mapped_task_gives_one_instance_for_each_gathered_element_with_nulls_among_them() {
            PlayedRun run = PlayedRun.of(nested(TriggerRule.ALL_DONE))
                    .succeedWith("list", "each", 3)
                    .succeed("each[0]")
                    .fail("each[1]")
                    .skipItself("each[2]");
            assertThat(run.ready()).containsExactly("again[0]", "again[1]", "again[2]");
        }

        @Test
        void with_some_instances_failed_the_rule_of_a_task_mapped_over_them_decides() {
            PlayedRun run = PlayedRun.of(nested(TriggerRule.ALL_SUCCESS))
                    .succeedWith("list", "each", 2)
                    .succeed("each[0]")
                    .fail("each[1]");
            assertThat(run.state("again")).isEqualTo(TaskState.UPSTREAM_FAILED);
        }

        @Test
        void a_task_mapped_over_a_mapped_task_follows_it_when_no_instance_succeeded() {
            PlayedRun failed = PlayedRun.of(nested(TriggerRule.ALL_DONE))
                    .succeedWith("list", "each", 2)
                    .skipItself("each[0]")
                    .fail("each[1]");
            assertThat(failed.state("again")).isEqualTo(TaskState.UPSTREAM_FAILED);
            PlayedRun skipped = PlayedRun.of(nested(TriggerRule.ALL_DONE))
                    .succeedWith("list", "each", 2)
                    .skipItself("each[0]", "each[1]");
            assertThat(skipped.state("again")).isEqualTo(TaskState.SKIPPED);
            PlayedRun empty = PlayedRun.of(nested(TriggerRule.ALL_DONE)).succeedWith("list", "each", 0);
            assertThat(empty.state("again")).isEqualTo(TaskState.SKIPPED);
        }

        @Test
        void allowed_failures_of_instances_are_gathered_as_nulls() {
            PlayedRun run = PlayedRun.of(pipeline()
                            .task("list", NOTHING)
                            .task(
                                    "each",
                                    NOTHING,
                                    t -> t.needs("list").forEach("list").allowFailure())
                            .task("again", NOTHING, t -> t.needs("each").forEach("each")))
                    .succeedWith("list", "each", 2)
                    .fail("each[0]", "each[1]");
            assertThat(run.ready()).containsExactly("again[0]", "again[1]");
            assertThat(run.plan().hasFailed()).isFalse();
        }

        @Test
        void two_tasks_may_be_mapped_over_different_lists_of_one_producer() {
            PlayedRun run = PlayedRun.of(pipeline()
                    .task("list", NOTHING)
                    .task("x", NOTHING, t -> t.needs("list").forEach("list", "x"))
                    .task("y", NOTHING, t -> t.needs("list").forEach("list", "y")));
            run.end("list", new Outcome(TaskState.SUCCEEDED, null, null, Map.of("x", 1, "y", 2)));
            assertThat(run.ready()).containsExactly("x[0]", "y[0]", "y[1]");
        }

        @Test
        void a_success_without_the_length_of_its_list_is_a_mistake_of_the_caller() {
            PlayedRun run = PlayedRun.of(mapped());
            assertThatIllegalStateException()
                    .isThrownBy(() -> run.succeed("list"))
                    .withMessage("the success of task list came without the length of the list for task each");
        }
    }

    @Nested
    class AllowedFailures {

        @ParameterizedTest
        @EnumSource
        void one_failed_and_all_failed_see_a_failure_and_every_other_rule_a_success(TriggerRule rule) {
            PlayedRun run = PlayedRun.of(pipeline()
                            .task("a", NOTHING, t -> t.allowFailure())
                            .task("b", NOTHING, t -> t.needs("a").when(rule)))
                    .fail("a");
            boolean seesFailure = rule == TriggerRule.ONE_FAILED || rule == TriggerRule.ALL_FAILED;
            char decision = TruthTable.parse(TruthTable.MEASURED).decision(rule, seesFailure ? "F" : "S");
            assertThat(run.state("b")).isEqualTo(decision == 'R' ? TaskState.READY : TaskState.SKIPPED);
        }

        @Test
        void the_state_stays_and_the_run_succeeds() {
            PlayedRun run = PlayedRun.of(pipeline().task("a", NOTHING, t -> t.allowFailure()))
                    .fail("a");
            assertThat(run.state("a")).isEqualTo(TaskState.FAILED);
            assertThat(run.plan().isDone()).isTrue();
            assertThat(run.plan().hasFailed()).isFalse();
        }

        @Test
        void each_instance_is_allowed_to_fail_by_itself() {
            PlayedRun run = PlayedRun.of(pipeline()
                            .task("list", NOTHING)
                            .task(
                                    "each",
                                    NOTHING,
                                    t -> t.needs("list").forEach("list").allowFailure())
                            .task("after", NOTHING, t -> t.needs("each")))
                    .succeedWith("list", "each", 2)
                    .succeed("each[0]")
                    .fail("each[1]");
            assertThat(run.ready()).containsExactly("after");
            assertThat(run.state("each")).as("as a whole").isEqualTo(TaskState.SUCCEEDED);
        }

        @Test
        void what_could_not_run_passes_on_although_its_own_failure_is_allowed() {
            PlayedRun run = PlayedRun.of(pipeline()
                            .task("a", NOTHING)
                            .task("b", NOTHING, t -> t.needs("a").allowFailure())
                            .task("c", NOTHING, t -> t.needs("b")))
                    .fail("a");
            assertThat(run.state("b")).isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(run.state("c")).isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(run.plan().hasFailed()).isTrue();
        }
    }

    @Nested
    class Cuts {

        @Test
        void nothing_more_starts_clean_ups_included_and_what_runs_is_left_to_the_caller() {
            PlayedRun run = PlayedRun.of(
                            join().task("clean_up", NOTHING, t -> t.needs("c").when(TriggerRule.ALL_DONE)))
                    .start("a")
                    .cut(Reason.CANCELLED);
            assertThat(run.state("b")).isEqualTo(TaskState.CANCELLED);
            assertThat(run.state("c")).isEqualTo(TaskState.CANCELLED);
            assertThat(run.state("clean_up")).isEqualTo(TaskState.CANCELLED);
            assertThat(run.plan().isDone()).isFalse();
            run.succeed("a");
            assertThat(run.ready()).isEmpty();
            assertThat(run.plan().isDone()).isTrue();
            assertThat(run.plan().hasFailed()).isFalse();
            assertThat(run.plan().wasCut()).isTrue();
        }

        @Test
        void instances_that_have_not_started_are_cancelled() {
            PlayedRun run = PlayedRun.of(mapped())
                    .succeedWith("list", "each", 3)
                    .succeed("each[0]")
                    .start("each[1]")
                    .cut(Reason.RUN_TIMEOUT);
            assertThat(run.state("each[1]")).isEqualTo(TaskState.RUNNING);
            assertThat(run.state("each[2]")).isEqualTo(TaskState.CANCELLED);
            assertThat(run.reason("each[2]")).isEqualTo(Reason.RUN_TIMEOUT);
            run.end("each[1]", Outcome.of(TaskState.CANCELLED, Reason.RUN_TIMEOUT));
            assertThat(run.plan().isDone()).isTrue();
            assertThat(run.state("each")).as("as a whole").isEqualTo(TaskState.CANCELLED);
        }
    }

    @Nested
    class Restores {

        @Test
        void a_plan_goes_on_where_it_was_written_out() {
            PlayedRun run = PlayedRun.of(nested(TriggerRule.ALL_DONE))
                    .restore()
                    .succeedWith("list", "each", 2)
                    .restore()
                    .succeed("each[1]")
                    .start("each[0]")
                    .restore();
            assertThat(run.ready()).isEmpty();
            assertThat(run.state("each[0]")).isEqualTo(TaskState.RUNNING);
            run.fail("each[0]").restore();
            assertThat(run.ready()).containsExactly("again[0]", "again[1]");
        }

        @Test
        void a_choice_is_written_out_and_read_back() {
            PlayedRun run = PlayedRun.of(
                            branch().task("other", NOTHING).task("late", NOTHING, t -> t.needs("choose", "other")))
                    .choose("choose", "left")
                    .restore()
                    .succeed("other");
            assertThat(run.reason("late")).isEqualTo(Reason.BRANCH);
        }

        @Test
        void an_outcome_that_was_on_record_before_anybody_decided_is_followed_up() {
            PlayedRun run = PlayedRun.of(
                    chain().task("clean_up", NOTHING, t -> t.needs("c").when(TriggerRule.ALL_DONE)),
                    List.of(new TaskRunState("a", -1, TaskState.FAILED, Reason.FATAL, null, Map.of())));
            assertThat(run.state("c")).isEqualTo(TaskState.UPSTREAM_FAILED);
            assertThat(run.ready()).containsExactly("clean_up");
        }

        @Test
        void rows_of_an_earlier_round_are_passed_over_where_the_list_got_shorter_by_one_or_empty() {
            for (int length = 0; length <= 1; length++) {
                PlayedRun run = PlayedRun.of(
                        mapped(),
                        List.of(
                                new TaskRunState("list", -1, TaskState.SUCCEEDED, null, null, Map.of("each", length)),
                                new TaskRunState("each", 0, TaskState.SUCCEEDED, null, null, Map.of()),
                                new TaskRunState("each", 1, TaskState.FAILED, Reason.FATAL, null, Map.of())));
                assertThat(run.state("each")).isEqualTo(length == 0 ? TaskState.SKIPPED : TaskState.SUCCEEDED);
                assertThat(run.plan().hasFailed()).isFalse();
            }
        }

        @Test
        void an_instance_of_a_task_that_is_not_mapped_is_the_state_of_another_definition() {
            for (int index = 0; index <= 1; index++) {
                var state = new TaskRunState("a", index, TaskState.SUCCEEDED, null, null, Map.of());
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> PlayedRun.of(chain(), List.of(state)))
                        .withMessageContaining("isn't mapped");
            }
        }

        @Test
        void what_the_end_of_an_instance_came_from_is_written_out() {
            PlayedRun run = PlayedRun.of(mapped())
                    .succeedWith("list", "each", 2)
                    .skipItself("each[0]")
                    .skipItself("each[1]");
            assertThat(run.state("each")).as("as a whole").isEqualTo(TaskState.SKIPPED);
            assertThat(run.plan().write())
                    .filteredOn(state -> state.task().equals("each"))
                    .extracting(TaskRunState::reason)
                    .containsExactly(Reason.SELF, Reason.SELF);
        }

        @Test
        void rows_of_an_earlier_round_with_a_longer_list_are_passed_over() {
            PlayedRun run = PlayedRun.of(
                    mapped(),
                    List.of(
                            new TaskRunState("list", -1, TaskState.SUCCEEDED, null, null, Map.of("each", 1)),
                            new TaskRunState("each", 0, TaskState.SUCCEEDED, null, null, Map.of()),
                            new TaskRunState("each", 1, TaskState.PENDING, null, null, Map.of()),
                            new TaskRunState("each", 2, TaskState.SUCCEEDED, null, null, Map.of())));
            assertThat(run.plan().isDone()).isTrue();
        }

        @Test
        void an_instance_that_was_ready_starts_although_another_upstream_was_put_back() {
            Pipeline.Builder pipeline = pipeline()
                    .task("list", NOTHING)
                    .task("other", NOTHING)
                    .task(
                            "each",
                            NOTHING,
                            t -> t.needs("list", "other").forEach("list").when(TriggerRule.ONE_FAILED));
            PlayedRun run = PlayedRun.of(
                    pipeline,
                    List.of(
                            new TaskRunState("list", -1, TaskState.SUCCEEDED, null, null, Map.of("each", 2)),
                            new TaskRunState("each", 0, TaskState.READY, null, null, Map.of())));
            assertThat(run.ready()).containsExactly("each[0]", "other");
            run.succeed("other");
            assertThat(run.state("each[1]")).isEqualTo(TaskState.SKIPPED);
            run.succeed("each[0]");
            assertThat(run.plan().isDone()).isTrue();
        }

        @Test
        void the_state_of_another_definition_is_refused() {
            PipelineGraph graph = PipelineGraph.of(chain().build());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunPlan.restore(
                            graph, List.of(new TaskRunState("x", -1, TaskState.SUCCEEDED, null, null, Map.of()))))
                    .withMessage("pipeline \"p\" has no task \"x\"");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunPlan.restore(
                            graph, List.of(new TaskRunState("a", 3, TaskState.SUCCEEDED, null, null, Map.of()))))
                    .withMessage(
                            "task a isn't mapped and has no instance 3, so this is the state of another definition");
        }
    }

    private static Pipeline.Builder pipeline() {
        return Pipeline.named("p");
    }

    /** a, b and c, one after the other. */
    private static Pipeline.Builder chain() {
        return pipeline()
                .task("a", NOTHING)
                .task("b", NOTHING, t -> t.needs("a"))
                .task("c", NOTHING, t -> t.needs("b"));
    }

    private static Pipeline.Builder join() {
        return join(TriggerRule.ALL_SUCCESS);
    }

    /** c after a and b. */
    private static Pipeline.Builder join(TriggerRule rule) {
        return pipeline()
                .task("a", NOTHING)
                .task("b", NOTHING)
                .task("c", NOTHING, t -> t.needs("a", "b").when(rule));
    }

    private static Pipeline.Builder branch() {
        return pipeline()
                .task("choose", NOTHING, t -> t.branch("left", "right"))
                .task("left", NOTHING, t -> t.needs("choose"))
                .task("right", NOTHING, t -> t.needs("choose"))
                .task("after_right", NOTHING, t -> t.needs("right"));
    }

    private static Pipeline.Builder mapped() {
        return mapped(TriggerRule.ALL_SUCCESS);
    }

    private static Pipeline.Builder mapped(TriggerRule rule) {
        return pipeline()
                .task("list", NOTHING)
                .task("each", NOTHING, t -> t.needs("list").forEach("list").when(rule));
    }

    private static Pipeline.Builder nested(TriggerRule rule) {
        return mapped().task(
                        "again", NOTHING, t -> t.needs("each").forEach("each").when(rule));
    }
}
