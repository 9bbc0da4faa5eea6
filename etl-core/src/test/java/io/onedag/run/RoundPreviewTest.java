package io.onedag.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.NewRun;
import io.onedag.engine.Opening;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunStore;
import io.onedag.plan.Reason;
import io.onedag.plan.RunPlan;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a resume or rerun would do to each task run, and when it would be refused. */
class RoundPreviewTest {

    private static final Task NOTHING = context -> TaskResult.success();

    private Instant now = Instant.parse("2026-01-31T06:00:00Z");
    private final RunStore store = new MemoryRunStore(() -> now);
    private final ProcessInfo me = ProcessInfo.current(RunIds.next(), "test", "1");
    private final Pipeline pipeline = Pipeline.named("p")
            .task("a", NOTHING)
            .task("b", NOTHING, t -> t.needs("a"))
            .task("c", NOTHING, t -> t.needs("b"))
            .task("d", NOTHING, t -> t.effect(Effect.ONCE))
            .build();

    @Test
    void a_failed_run_puts_back_what_failed_and_what_could_not_run() {
        RunLease run = open("local");
        end(run, "a", TaskState.SUCCEEDED, null);
        end(run, "d", TaskState.SUCCEEDED, null);
        end(run, "b", TaskState.FAILED, Reason.FATAL);
        finish(run, RunState.FAILED, "c", TaskState.UPSTREAM_FAILED, Reason.RULE);
        RoundPreview preview =
                RoundPreview.ofResume(store, store.run(run.runId()).orElseThrow(), pipeline);
        assertThat(preview.round()).isEqualTo(2);
        assertThat(words(preview))
                .containsExactly(
                        "a STAYS: it succeeded",
                        "b AGAIN: it failed: boom",
                        "c AGAIN: it could not run",
                        "d STAYS: it succeeded");
        RoundPreview rerun = RoundPreview.ofRerun(store, store.run(run.runId()).orElseThrow(), pipeline, "a");
        assertThat(words(rerun))
                .containsExactly(
                        "a AGAIN: named by --from",
                        "b AGAIN: it comes after a",
                        "c AGAIN: it comes after a",
                        "d STAYS: it succeeded");
    }

    @Test
    void a_run_that_lost_its_process_goes_on_in_its_round() {
        RunLease run = open("local");
        end(run, "a", TaskState.SUCCEEDED, null);
        claim(run, "b");
        now = now.plusSeconds(60);
        RoundPreview preview =
                RoundPreview.ofResume(store, store.run(run.runId()).orElseThrow(), pipeline);
        assertThat(preview.round()).isEqualTo(1);
        assertThat(words(preview))
                .containsExactly(
                        "a STAYS: it succeeded",
                        "b GOES_ON: its attempt was lost with its process",
                        "c GOES_ON: it has not run yet",
                        "d GOES_ON: it has not run yet");
    }

    @Test
    void what_is_only_now_found_to_be_given_up_stays_for_the_next_resume() {
        RunLease run = open("local");
        claim(run, "d");
        now = now.plusSeconds(60);
        RoundPreview preview =
                RoundPreview.ofResume(store, store.run(run.runId()).orElseThrow(), pipeline);
        assertThat(words(preview))
                .contains("d STAYS: its attempt was lost with its process, and it is given up: the next resume runs it"
                        + " again");
    }

    @Test
    void a_run_that_succeeded_leaves_nothing_to_resume() {
        RunLease run = open("local");
        for (String task : List.of("a", "b", "c", "d")) {
            end(run, task, TaskState.SUCCEEDED, null);
        }
        store.commit(run, new RunChange(List.of(), new RunChange.End(RunState.SUCCEEDED, null, now)));
        RoundPreview preview =
                RoundPreview.ofResume(store, store.run(run.runId()).orElseThrow(), pipeline);
        assertThat(preview.isEmpty()).isTrue();
        assertThat(preview.round()).isEqualTo(1);
    }

    @Test
    void it_refuses_what_would_be_refused() {
        RunLease alive = open("local");
        assertThatThrownBy(() ->
                        RoundPreview.ofResume(store, store.run(alive.runId()).orElseThrow(), pipeline))
                .isInstanceOf(InvalidRunException.class)
                .hasMessageContaining("which is alive");
        RunLease outside = open("airflow");
        assertThatThrownBy(() ->
                        RoundPreview.ofResume(store, store.run(outside.runId()).orElseThrow(), pipeline))
                .isInstanceOf(InvalidRunException.class)
                .hasMessageContaining("driven by airflow");
    }

    private static List<String> words(RoundPreview preview) {
        return preview.tasks().stream()
                .map(each -> each.task() + " " + each.then() + ": " + each.why())
                .toList();
    }

    private RunLease open(String engine) {
        store.join(me);
        var id = RunIds.next();
        var asked = new NewRun(
                id,
                "p",
                id.toString(),
                null,
                "{}",
                pipeline.planHash(),
                RunPlan.RULES_VERSION,
                Definitions.write(pipeline),
                engine,
                false,
                0);
        RunLease lease = ((Opening.Created) store.open(asked, me.id())).lease();
        store.activate(lease, 9);
        return lease;
    }

    private void claim(RunLease run, String task) {
        store.commit(run, new RunChange(List.of(new RunChange.Claim(task, -1, 1, 1, 1, 0, now)), null));
    }

    private void end(RunLease run, String task, TaskState state, @Nullable Reason reason) {
        claim(run, task);
        Failure failure = state == TaskState.SUCCEEDED ? null : new Failure("Boom", "boom", null, false);
        var outcome =
                new RunChange.Outcome(task, -1, 1, state, reason, now, null, null, null, failure, false, Rows.NONE);
        store.commit(run, new RunChange(List.of(outcome), null));
    }

    private void finish(RunLease run, RunState end, String task, TaskState state, Reason reason) {
        var decision = new RunChange.Decision(task, -1, 1, state, reason, now);
        store.commit(run, new RunChange(List.of(decision), new RunChange.End(end, null, now)));
    }
}
