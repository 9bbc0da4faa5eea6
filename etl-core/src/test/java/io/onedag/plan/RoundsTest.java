package io.onedag.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final Task NOTHING = context -> TaskResult.success();

    @Test
    void a_resume_puts_back_a_failure_and_what_could_not_run_after_it() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p")
                        .task("extract", NOTHING)
                        .task("load", NOTHING, t -> t.needs("extract"))
                        .task("report", NOTHING, t -> t.needs("load"))
                        .task("clean_up", NOTHING, t -> t.needs("report").when(TriggerRule.ALL_DONE)))
                .succeed("extract")
                .fail("load")
                .succeed("clean_up");
        assertThat(names(Rounds.forResume(run.graph, run.plan().write()))).containsExactly("load", "report");
        run.resume();
        assertThat(run.ready()).containsExactly("load");
        run.succeed("load", "report");
        assertThat(run.plan().isDone()).isTrue();
        assertThat(run.plan().hasFailed()).isFalse();
    }

    @Test
    void a_resume_leaves_allowed_failures_and_tasks_that_skipped_themselves() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p")
                        .task("allowed", NOTHING, t -> t.allowFailure())
                        .task("itself", NOTHING)
                        .task("bad", NOTHING))
                .fail("allowed", "bad")
                .skipItself("itself");
        assertThat(names(Rounds.forResume(run.graph, run.plan().write()))).containsExactly("bad");
    }

    @Test
    void a_resume_puts_back_a_skip_that_hung_on_a_failure_and_leaves_one_that_did_not() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p")
                        .task("choose", NOTHING, t -> t.branch("left", "right"))
                        .task("left", NOTHING, t -> t.needs("choose"))
                        .task("right", NOTHING, t -> t.needs("choose"))
                        .task("after_right", NOTHING, t -> t.needs("right"))
                        .task("fallback", NOTHING, t -> t.needs("left").when(TriggerRule.ALL_SUCCESS))
                        .task(
                                "if_all_failed",
                                NOTHING,
                                t -> t.needs("left", "right").when(TriggerRule.ALL_FAILED)))
                .choose("choose", "left")
                .fail("left");
        assertThat(run.state("if_all_failed")).isEqualTo(TaskState.SKIPPED);
        assertThat(names(Rounds.forResume(run.graph, run.plan().write())))
                .containsExactly("left", "fallback", "if_all_failed");
    }

    @Test
    void a_resume_puts_back_a_skip_that_hung_on_another_one_after_a_failure() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p")
                        .task("a", NOTHING)
                        .task("b", NOTHING)
                        .task("if_all_failed", NOTHING, t -> t.needs("a", "b").when(TriggerRule.ALL_FAILED))
                        .task("next", NOTHING, t -> t.needs("if_all_failed"))
                        .task("last", NOTHING, t -> t.needs("next")))
                .fail("a")
                .succeed("b");
        assertThat(run.state("last")).isEqualTo(TaskState.SKIPPED);
        assertThat(names(Rounds.forResume(run.graph, run.plan().write())))
                .containsExactly("a", "if_all_failed", "next", "last");
    }

    @Test
    void a_resume_puts_back_the_instances_that_failed_alone() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p")
                        .task("list", NOTHING)
                        .task("each", NOTHING, t -> t.needs("list").forEach("list"))
                        .task("after", NOTHING, t -> t.needs("each")))
                .succeedWith("list", "each", 3)
                .succeed("each[0]", "each[2]")
                .fail("each[1]");
        assertThat(names(Rounds.forResume(run.graph, run.plan().write()))).containsExactly("each[1]", "after");
        run.resume();
        assertThat(run.ready()).containsExactly("each[1]");
        run.succeed("each[1]");
        assertThat(run.ready()).containsExactly("after");
    }

    @Test
    void a_resume_after_a_cancel_goes_on_where_it_was_cut_off() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p")
                        .task("list", NOTHING)
                        .task("each", NOTHING, t -> t.needs("list").forEach("list"))
                        .task("after", NOTHING, t -> t.needs("each")))
                .succeedWith("list", "each", 2)
                .succeed("each[0]")
                .cut(Reason.CANCELLED);
        assertThat(run.plan().isDone()).isTrue();
        run.resume();
        assertThat(run.ready()).containsExactly("each[1]");
        assertThat(run.plan().wasCut()).isFalse();
    }

    @Test
    void a_success_stays_although_what_it_followed_is_put_back() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p")
                        .task("bad", NOTHING)
                        .task("alarm", NOTHING, t -> t.needs("bad").when(TriggerRule.ONE_FAILED)))
                .fail("bad")
                .succeed("alarm")
                .resume();
        assertThat(run.state("alarm")).isEqualTo(TaskState.SUCCEEDED);
        run.succeed("bad");
        assertThat(run.plan().isDone()).isTrue();
        assertThat(run.plan().hasFailed()).isFalse();
    }

    @Test
    void a_resume_leaves_what_is_unfinished_where_it_is() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p").task("a", NOTHING).task("b", NOTHING))
                .start("a");
        assertThat(Rounds.forResume(run.graph, run.plan().write())).isEmpty();
    }

    @Test
    void a_rerun_puts_back_a_task_and_all_after_it_with_all_instances_however_they_ended() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p")
                        .task("before", NOTHING)
                        .task("list", NOTHING, t -> t.needs("before"))
                        .task("each", NOTHING, t -> t.needs("list").forEach("list"))
                        .task("after", NOTHING, t -> t.needs("each").when(TriggerRule.ALL_DONE))
                        .task("beside", NOTHING, t -> t.needs("before")))
                .succeed("before", "beside")
                .succeedWith("list", "each", 2)
                .succeed("each[0]")
                .skipItself("each[1]")
                .succeed("after");
        List<TaskRunState> back = Rounds.forRerun(run.graph, run.plan().write(), "list");
        assertThat(names(back)).containsExactly("list", "each[0]", "each[1]", "after");
        run.putBack(back).succeedWith("list", "each", 1);
        assertThat(run.ready()).containsExactly("each[0]");
    }

    @Test
    void a_rerun_from_a_task_that_does_not_exist_is_refused() {
        PlayedRun run = PlayedRun.of(Pipeline.named("p").task("a", NOTHING));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rounds.forRerun(run.graph, List.of(), "b"))
                .withMessage("pipeline \"p\" has no task \"b\"");
    }

    private static List<String> names(List<TaskRunState> states) {
        return states.stream()
                .map(state -> new At(state.task(), state.mapIndex()).toString())
                .toList();
    }
}
