package io.onedag.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
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
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.plan.Reason;
import io.onedag.plan.RunPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run waits for beyond its plan: other runs, slots, delays, a process that is gone. */
class RunExplainerTest {

    private static final Task NOTHING = context -> TaskResult.success();
    private static final Instant START = Instant.parse("2026-01-31T06:00:00Z");

    private Instant now = START;
    private final RunStore store = new MemoryRunStore(() -> now);
    private final ProcessInfo me = ProcessInfo.current(RunIds.next(), "test", "1");
    private final Pipeline pipeline = Pipeline.named("p")
            .pool("db", 1)
            .maxParallelTasks(2)
            .task("a", NOTHING, t -> t.pool("db"))
            .task("b", NOTHING, t -> t.pool("db").priority(5))
            .task("c", NOTHING, t -> t.retry(RetryPolicy.fixed(3, Duration.ofSeconds(30))))
            .task("d", NOTHING)
            .task("e", NOTHING, t -> t.needs("c"))
            .build();

    @Test
    void a_queued_run_names_the_run_that_it_waits_for() {
        RunLease first = open("local");
        assertThat(store.activate(first, 1)).isTrue();
        RunLease second = open("local");
        assertThat(told(second))
                .containsExactly("run " + second.runId() + " of p is QUEUED: at most 1 run of this pipeline may be"
                        + " active (max_active_runs), and " + first.runId() + " is RUNNING");
        assertThat(explain(second).task("a", -1).details())
                .singleElement()
                .asString()
                .contains("max_active_runs");
    }

    @Test
    void a_run_whose_process_is_gone_says_so_and_what_to_do() {
        RunLease run = open("local");
        store.activate(run, 1);
        claim(run, "a");
        now = now.plusSeconds(60);
        assertThat(explain(run).task("a", -1).details())
                .first()
                .isEqualTo("attempt 1 of 1 was under way when its process ended, and is lost");
        RunExplanation told = explain(run).run();
        assertThat(told.sentences()).first().asString().endsWith("nobody advances it: " + me + " is gone");
        assertThat(told.next()).isEqualTo("onedag resume " + run.runId());
        assertThat(explain(run).task("d", -1).details()).containsExactly("nobody advances the run: " + me + " is gone");
    }

    @Test
    void a_run_driven_from_outside_is_left_to_its_driver() {
        RunLease run = open("airflow");
        RunExplanation told = explain(run).run();
        assertThat(told.sentences()).first().asString().endsWith("airflow drives it, and decides there what starts");
        assertThat(told.next()).isNull();
    }

    @Test
    void a_ready_task_waits_for_its_pool_then_for_the_run_and_after_higher_priorities() {
        RunLease run = open("local");
        store.activate(run, 1);
        claim(run, "b");
        assertThat(explain(run).task("a", -1).details())
                .containsExactly("it waits for a slot of pool db (1 in all), taken by b");
        claim(run, "d");
        assertThat(explain(run).task("c", -1).details())
                .containsExactly("it waits for one of the run's 2 slots (max_parallel_tasks), taken by b, d");
        end(run, "b", TaskState.SUCCEEDED, null, null);
        end(run, "d", TaskState.SUCCEEDED, null, null);
        assertThat(explain(run).task("c", -1).details()).containsExactly("a slot is free: it is about to start");
    }

    @Test
    void a_lower_priority_names_those_that_go_first() {
        RunLease run = open("local");
        store.activate(run, 1);
        assertThat(explain(run).task("a", -1).details())
                .last()
                .isEqualTo("its priority is 0; those with a higher one go first: b");
    }

    @Test
    void a_retry_says_when_it_is_due_and_why_the_last_attempt_failed() {
        RunLease run = open("local");
        store.activate(run, 1);
        claim(run, "c");
        end(run, "c", TaskState.RETRY_WAIT, null, START.plusSeconds(30));
        assertThat(explain(run).task("c", -1).plan().sentence())
                .isEqualTo("c waits for its next attempt: it starts with the run");
        assertThat(explain(run).task("c", -1).details())
                .containsExactly("attempt 1 of 3 failed: boom; the next one is due at 2026-01-31T06:00:30Z, in 30s");
        assertThat(explain(run).task("e", -1).plan().sentence()).contains("e waits for c (RETRY_WAIT)");
        assertThat(told(run)).contains("1 task run waits for the next attempt: c due at 2026-01-31T06:00:30Z, in 30s");
    }

    @Test
    void a_task_that_runs_says_for_how_long_and_a_cancel_request_is_told() {
        RunLease run = open("local");
        store.activate(run, 1);
        claim(run, "d");
        now = now.plusSeconds(5);
        store.requestCancel(run.runId(), "no longer needed");
        assertThat(explain(run).task("d", -1).details())
                .containsExactly("attempt 1 of 1 is under way since 2026-01-31T06:00:00Z, for 5s; it has no timeout");
        assertThat(told(run)).contains("it was asked to end: no longer needed");
    }

    @Test
    void a_failure_that_lost_its_process_too_often_says_how_often() {
        RunLease run = open("local");
        store.activate(run, 1);
        store.commit(run, new RunChange(List.of(new RunChange.Claim("d", -1, 1, 1, 12, 11, now)), null));
        end(run, "d", TaskState.FAILED, Reason.RECOVERIES_EXHAUSTED, null);
        assertThat(explain(run).task("d", -1).plan().sentence())
                .isEqualTo("d failed: too many attempts were lost with their process");
        assertThat(explain(run).task("d", -1).details())
                .containsExactly(
                        "attempt 12 of 12 failed: boom",
                        "11 attempts of this round were lost with their process; 10 may be (max_recoveries)");
    }

    @Test
    void what_a_run_timeout_cut_off_is_not_called_a_cancel() {
        RunLease run = open("local");
        store.activate(run, 1);
        store.commit(
                run,
                new RunChange(
                        List.of(new RunChange.Decision("a", -1, 1, TaskState.CANCELLED, Reason.RUN_TIMEOUT, now)),
                        new RunChange.End(RunState.FAILED, "the run timed out after 5m", now)));
        assertThat(told(run)).first().asString().endsWith("FAILED: the run timed out after 5m");
        assertThat(explain(run).task("e", -1).plan().sentence())
                .isEqualTo("e was cancelled: the run ran out of its timeout");
    }

    private List<String> told(RunLease run) {
        return explain(run).run().sentences();
    }

    private RunExplainer explain(RunLease run) {
        RunRecord record = store.run(run.runId()).orElseThrow();
        return RunExplainer.load(store, record, now);
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
        return ((Opening.Created) store.open(asked, me.id())).lease();
    }

    private void claim(RunLease run, String task) {
        store.commit(run, new RunChange(List.of(new RunChange.Claim(task, -1, 1, 1, 1, 0, now)), null));
    }

    private void end(RunLease run, String task, TaskState state, Reason reason, Instant retryAt) {
        Failure failure = state == TaskState.SUCCEEDED ? null : new Failure("Boom", "boom", null, false);
        store.commit(
                run,
                new RunChange(
                        List.of(new RunChange.Outcome(
                                task, -1, 1, state, reason, now, retryAt, null, null, failure, false, Rows.NONE)),
                        null));
    }
}
