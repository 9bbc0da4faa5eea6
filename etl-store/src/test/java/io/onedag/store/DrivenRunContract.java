package io.onedag.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.attempt.AttemptResult;
import io.onedag.driven.Begun;
import io.onedag.driven.DrivenAttempt;
import io.onedag.driven.DriversWord;
import io.onedag.driven.Ended;
import io.onedag.engine.AttemptRecord;
import io.onedag.engine.NewRun;
import io.onedag.engine.Opening;
import io.onedag.engine.OsProcess;
import io.onedag.engine.PipelineOwnedException;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.plan.Reason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run that an outside engine drives leaves on record, on every store. */
abstract class DrivenRunContract {

    private final TestStores kind;
    TestStore test;
    RunStore store;

    DrivenRunContract(TestStores kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open_the_store() {
        test = kind.open();
        store = test.store();
    }

    @AfterEach
    void close_the_store_and_find_no_connection_left() {
        store.close();
        test.elsewhere().close();
        assertThat(test.openConnections()).as("connections left open").isZero();
        test.close();
    }

    static final class Nothing implements Task {
        @Override
        public TaskResult execute(TaskContext context) {
            return TaskResult.success();
        }
    }

    static Pipeline.Builder named(String name) {
        return Pipeline.named(name);
    }

    static Pipeline.Builder task(Pipeline.Builder of, String task, UnaryOperator<Pipeline.TaskBuilder> options) {
        return of.task(task, new Nothing(), options);
    }

    /** a, then b and c, then d. */
    static Pipeline diamond() {
        return named("diamond")
                .task("a", new Nothing())
                .task("b", new Nothing(), t -> t.needs("a").retry(RetryPolicy.fixed(2, Duration.ofSeconds(5))))
                .task("c", new Nothing(), t -> t.needs("a"))
                .task("d", new Nothing(), t -> t.needs("b", "c"))
                .build();
    }

    private Airflow airflow(Pipeline pipeline) {
        return new Airflow(store, pipeline);
    }

    // ---- one run

    @Test
    void the_first_attempt_makes_the_run_and_claims_its_task() {
        Airflow airflow = airflow(diamond()).run("sched:2026-01-02T00:00:00Z").params("{\"day\":\"x\"}");

        DrivenAttempt a = airflow.begin("a");

        RunRecord run = airflow.run();
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(run.driver()).isEqualTo("airflow");
        assertThat(run.owner()).isNull();
        assertThat(run.startedAt()).isEqualTo(run.createdAt());
        assertThat(run.interval().end()).isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
        assertThat(run.params()).isEqualTo("{\"day\":\"x\"}");
        assertThat(a.info().params()).containsEntry("day", "x");
        assertThat(run.application()).isEqualTo("app");
        assertThat(run.applicationVersion()).isEqualTo("1.2");
        assertThat(airflow.states()).isEqualTo("a RUNNING");
        assertThat(List.of(a.generation(), (long) a.round(), (long) a.attempt()))
                .containsExactly(1L, 1L, 1L);
        ProcessInfo me = ProcessInfo.current(RunIds.next(), "app", "1.2");
        store.join(me);
        assertThat(store.takeOver(run.id(), me.id()))
                .as("nobody else advances it")
                .isEmpty();
    }

    @Test
    void a_run_ends_with_its_last_task_and_the_plan_says_how() {
        Airflow airflow = airflow(diamond());
        assertThat(airflow.begin("a").end(airflow.success("1")).closing()).isNull();
        airflow.succeed("b", "c");
        Ended d = airflow.begin("d").end(airflow.success(null));

        assertThat(d.closing().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(airflow.run().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(airflow.run().endedAt()).isNotNull();
        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b SUCCEEDED, c SUCCEEDED, d SUCCEEDED");
    }

    @Test
    void what_will_never_start_is_decided_by_the_commit_that_settles_it() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "c");
        Ended b = airflow.begin("b").end(Airflow.fatal());

        assertThat(b.state()).isEqualTo(TaskState.FAILED);
        assertThat(b.reason()).isEqualTo(Reason.FATAL);
        assertThat(b.decided()).singleElement().satisfies(each -> {
            assertThat(each.key().task()).isEqualTo("d");
            assertThat(each.state()).isEqualTo(TaskState.UPSTREAM_FAILED);
        });
        assertThat(b.closing().state()).isEqualTo(RunState.FAILED);
        assertThat(airflow.row("d").reason()).isEqualTo(Reason.RULE);
        assertThat(airflow.run().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_failure_waits_for_the_drivers_retry_while_the_policy_has_one() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        Ended first = airflow.begin("b").end(Airflow.failure());
        assertThat(first.state()).isEqualTo(TaskState.RETRY_WAIT);
        assertThat(first.retryIn()).isEqualTo(Duration.ofSeconds(5));

        DrivenAttempt again = airflow.begin("b", 0, 2);
        assertThat(again.round()).isEqualTo(1);
        Ended second = again.end(Airflow.failure());

        assertThat(second.state()).isEqualTo(TaskState.FAILED);
        assertThat(second.reason()).isEqualTo(Reason.ATTEMPTS_EXHAUSTED);
        assertThat(airflow.row("b").attempts()).isEqualTo(2);
        assertThat(store.attempts(airflow.id()))
                .extracting(AttemptRecord::task, AttemptRecord::attempt, AttemptRecord::outcome)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("b", 1, TaskState.RETRY_WAIT));
    }

    @Test
    void outputs_reach_the_next_task_byte_for_byte() {
        Airflow airflow = airflow(diamond());
        String output = "{\"b\":1,\"a\":[\"\\u0000é\",1.10,12345678901234567890],\"__classname__\":null}";
        airflow.begin("a").end(airflow.success(output));

        DrivenAttempt b = airflow.begin("b");

        assertThat(b.inputs().output(b.graph().index("a"))).isEqualTo(output);
    }

    @Test
    void another_application_can_not_take_the_pipelines_name() {
        org.junit.jupiter.api.Assumptions.assumeTrue(test.isSql());
        airflow(diamond()).succeed("a");
        var other = airflow(diamond()).run("other").request("a", -1, 0, 1);
        var renamed = new io.onedag.driven.DrivenRequest(
                other.graph(),
                other.planHash(),
                "airflow",
                "someone else",
                "1",
                "other",
                null,
                "{}",
                "a",
                -1,
                0,
                1,
                null,
                null);

        assertThatThrownBy(() -> DrivenAttempt.begin(store, renamed)).isInstanceOf(PipelineOwnedException.class);
        assertThat(store.run("diamond", "other")).isEmpty();
    }

    @Test
    void a_mapped_task_is_named_with_its_instance_and_no_other_is() {
        Airflow airflow = airflow(mapped());
        assertThatThrownBy(() -> airflow.begin("m")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> airflow.begin("list", 0, 0, 1)).hasMessageContaining("is not mapped");
    }

    // ---- an answer that got lost

    @Test
    void a_recorded_success_is_returned_to_the_next_attempt_as_it_was() {
        Airflow airflow = airflow(diamond());
        airflow.begin("a").end(airflow.success("[1]"));
        airflow.succeed("b");

        var recorded = (Begun.Recorded) airflow.start("a", -1, 0, 2);

        assertThat(recorded.taskRun().state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(recorded.taskRun().output()).isEqualTo("[1]");
        assertThat(airflow.row("a").attempts()).isEqualTo(1);
        assertThat(airflow.run().round()).isEqualTo(1);
    }

    @Test
    void a_recorded_skip_or_failure_is_returned_to_the_next_attempt_too() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        airflow.begin("b").end(new AttemptResult.Skipped("nothing to do", Rows.NONE));
        airflow.begin("c").end(Airflow.fatal());

        assertThat(((Begun.Recorded) airflow.start("b", -1, 0, 2)).taskRun().state())
                .isEqualTo(TaskState.SKIPPED);
        assertThat(((Begun.Recorded) airflow.start("c", -1, 0, 2))
                        .taskRun()
                        .error()
                        .message())
                .isEqualTo("it broke for good");
    }

    // ---- rounds

    @Test
    void the_same_attempt_again_means_that_the_run_was_made_again_and_begins_a_round() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "b", "c", "d");
        String all = "{\"a\":\"RUNNING\",\"b\":null,\"c\":null,\"d\":null}";

        DrivenAttempt a = airflow.says(all).begin("a");

        assertThat(a.round()).isEqualTo(2);
        assertThat(airflow.run().state()).isEqualTo(RunState.RUNNING);
        assertThat(airflow.run().roundBy()).isEqualTo("airflow, try 1");
        assertThat(airflow.states()).isEqualTo("a RUNNING, b PENDING, c PENDING, d PENDING");
        a.end(airflow.success(null));
        airflow.saysNothing().succeed("b", "c", "d");
        assertThat(airflow.run().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(airflow.run().round()).isEqualTo(2);
        assertThat(airflow.row("d").attempts()).isEqualTo(2);
    }

    @Test
    void a_cleared_task_alone_runs_again_and_its_successors_stay() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "b", "c", "d");
        airflow.says("{\"a\":\"SUCCEEDED\",\"b\":\"RUNNING\",\"c\":\"SUCCEEDED\",\"d\":\"SUCCEEDED\"}");

        DrivenAttempt b = airflow.begin("b", 1, 1);

        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b RUNNING, c SUCCEEDED, d SUCCEEDED");
        assertThat(airflow.run().roundBy()).isEqualTo("airflow, try 2");
        Ended ended = b.end(airflow.success("2"));
        assertThat(ended.closing().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(airflow.row("b").round()).isEqualTo(2);
        assertThat(airflow.row("b").attempts()).isEqualTo(2);
    }

    @Test
    void a_cleared_task_with_its_successors_is_one_round() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "c");
        airflow.begin("b").end(Airflow.fatal());
        assertThat(airflow.row("d").state()).isEqualTo(TaskState.UPSTREAM_FAILED);

        airflow.says("{\"a\":\"SUCCEEDED\",\"b\":\"RUNNING\",\"c\":\"SUCCEEDED\",\"d\":null}");
        DrivenAttempt b = airflow.begin("b", 1, 1);
        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b RUNNING, c SUCCEEDED");
        assertThat(b.end(airflow.success(null)).closing()).isNull();
        DrivenAttempt d = airflow.begin("d"); // never started before: the driver's round of it is still 0

        assertThat(d.round()).isEqualTo(2);
        assertThat(d.end(airflow.success(null)).closing().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(airflow.run().round()).isEqualTo(2);
    }

    @Test
    void siblings_that_were_cleared_together_are_one_round_whichever_comes_first() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "b", "c", "d");
        airflow.says("{\"a\":\"SUCCEEDED\",\"b\":\"RUNNING\",\"c\":null,\"d\":null}");

        DrivenAttempt b = airflow.begin("b", 1, 1);
        assertThat(b.end(airflow.success(null)).closing())
                .as("c and d are to come")
                .isNull();
        DrivenAttempt c = airflow.begin("c", 1, 1);
        c.end(airflow.success(null));

        assertThat(airflow.run().round()).isEqualTo(2);
        assertThat(airflow.run().state()).isEqualTo(RunState.RUNNING);
        assertThat(airflow.begin("d", 1, 1).end(airflow.success(null)).closing())
                .isNotNull();
    }

    @Test
    void a_cleared_run_runs_again_as_a_whole_and_keeps_what_it_was() {
        Airflow airflow = airflow(diamond());
        airflow.begin("a").end(airflow.success("1"));
        airflow.succeed("b", "c", "d");
        airflow.says("{\"a\":\"RUNNING\",\"b\":null,\"c\":null,\"d\":null}");

        airflow.begin("a", 1, 1).end(airflow.success("2"));

        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b PENDING, c PENDING, d PENDING");
        assertThat(store.attempts(airflow.id()))
                .filteredOn(each -> each.task().equals("a"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.output()).isEqualTo("1");
                    assertThat(each.putBackIn()).isEqualTo(2);
                });
    }

    @Test
    void a_task_that_the_plan_left_out_and_the_driver_starts_begins_a_round() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "c");
        airflow.begin("b").end(Airflow.fatal());

        DrivenAttempt d = airflow.begin("d");

        assertThat(d.round()).isEqualTo(2);
        assertThat(d.end(airflow.success(null)).closing().state()).isEqualTo(RunState.FAILED);
        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b FAILED, c SUCCEEDED, d SUCCEEDED");
    }

    @Test
    void other_parameters_begin_a_round_that_has_them_and_the_earlier_ones_are_kept() {
        Airflow airflow = airflow(diamond()).params("{\"n\":1}");
        airflow.succeed("a", "b", "c", "d");
        airflow.params("{\"n\":2}").begin("a", 1, 1).end(airflow.success(null));
        airflow.params("{\"n\":3}").begin("b", 1, 1);

        assertThat(airflow.run().params()).isEqualTo("{\"n\":3}");
        assertThat(airflow.run().round()).isEqualTo(3);
        assertThat(List.of(1, 2, 3, 4))
                .extracting(round -> store.params(airflow.run(), round))
                .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":3}");
    }

    @Test
    void a_round_with_the_same_parameters_keeps_none() {
        Airflow airflow = airflow(diamond()).params("{\"n\":1}");
        airflow.succeed("a");
        airflow.begin("a", 1, 1);

        assertThat(store.params(airflow.run(), 1)).isEqualTo("{\"n\":1}");
    }

    // ---- an attempt that is still on record as running

    @Test
    void a_retry_takes_over_at_once_and_the_earlier_attempt_changes_nothing() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        DrivenAttempt slept = airflow.begin("b");

        DrivenAttempt second = airflow.begin("b", 0, 2);
        Ended late = slept.end(airflow.success("\"late\""));
        Ended cut = slept.interrupted(DriversWord.NONE);

        assertThat(late.stale()).isTrue();
        assertThat(cut.stale()).isTrue();
        assertThat(airflow.row("b").state()).isEqualTo(TaskState.RUNNING);
        assertThat(airflow.row("b").output()).isNull();
        second.end(airflow.success("\"second\""));
        assertThat(airflow.row("b").output()).isEqualTo("\"second\"");
        assertThat(airflow.row("b").attempts()).isEqualTo(2);
        assertThat(store.attempts(airflow.id())).singleElement().satisfies(each -> {
            assertThat(each.attempt()).isEqualTo(1);
            assertThat(each.outcome()).isEqualTo(TaskState.READY);
            assertThat(each.error().message()).contains("was lost: airflow, try 2 began before it had ended");
        });
    }

    @Test
    void what_the_earlier_attempts_process_left_is_ended_before_the_next_one_works() throws Exception {
        Airflow airflow = airflow(diamond());
        DrivenAttempt killed = airflow.begin("a");
        Process left = new ProcessBuilder("setsid", "sleep", "600").start();
        try {
            store.commit(
                    killed.lease(),
                    new RunChange(
                            List.of(new RunChange.Started("a", -1, killed.generation(), OsProcess.of(left.toHandle()))),
                            null));

            airflow.begin("a", 0, 2);

            assertThat(left.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            left.destroyForcibly();
        }
    }

    /** Its own process was killed, and so could say nothing; a sibling's took the driver's word that it failed. */
    @Test
    void what_is_left_of_a_killed_attempt_is_ended_also_when_the_driver_gave_it_up_meanwhile() throws Exception {
        Airflow airflow = airflow(
                named("two").task("a", new Nothing()).task("b", new Nothing()).build());
        airflow.begin("a");
        Process left = leftBehind(airflow, "a");
        try {
            airflow.says("{\"a\":\"FAILED\"}");
            airflow.begin("b");
            assertThat(airflow.row("a").state()).isEqualTo(TaskState.FAILED);

            airflow.says("{\"a\":\"RUNNING\",\"b\":\"RUNNING\"}");
            airflow.begin("a", 1, 1);

            assertThat(left.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            left.destroyForcibly();
        }
    }

    @Test
    void what_is_left_of_a_killed_attempt_is_ended_also_when_a_sibling_began_the_round() throws Exception {
        Airflow airflow = airflow(
                named("two").task("a", new Nothing()).task("b", new Nothing()).build());
        airflow.begin("a");
        Process left = leftBehind(airflow, "a");
        try {
            airflow.says("{\"a\":\"FAILED\"}");
            airflow.succeed("b");
            airflow.says("{\"a\":null,\"b\":\"RUNNING\"}");
            airflow.begin("b", 1, 1);
            assertThat(airflow.row("a").state()).isEqualTo(TaskState.PENDING);

            airflow.begin("a", 1, 1);

            assertThat(left.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            left.destroyForcibly();
        }
    }

    /** A process of an attempt, with the mark that it carries. */
    private static Process leftBehind(Airflow airflow, String task) throws IOException {
        var builder = new ProcessBuilder("setsid", "sleep", "600");
        builder.environment().put("ONEDAG_PROCESS_TREE", airflow.id() + " -1 " + task + " " + RunIds.next());
        return builder.start();
    }

    @Test
    void a_cleared_run_takes_over_what_is_under_way() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        DrivenAttempt slept = airflow.begin("b");

        DrivenAttempt again = airflow.begin("b", 1, 1);

        assertThat(again.round()).isEqualTo(2);
        assertThat(slept.end(airflow.success("1")).stale()).isTrue();
        assertThat(again.end(airflow.success("2")).stale()).isFalse();
        assertThat(airflow.row("b").attempts()).isEqualTo(2);
    }

    @Test
    void an_interrupted_attempt_is_no_end() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");

        Ended ended = airflow.begin("b").interrupted(DriversWord.NONE);

        assertThat(ended.state()).isEqualTo(TaskState.READY);
        assertThat(ended.closing()).isNull();
        assertThat(airflow.row("b").state()).isEqualTo(TaskState.READY);
        assertThat(airflow.run().state()).isEqualTo(RunState.RUNNING);
        DrivenAttempt second = airflow.begin("b", 0, 2);
        assertThat(second.round()).isEqualTo(1);
        second.end(airflow.success(null));
        assertThat(airflow.row("b").attempts()).isEqualTo(2);
    }

    @Test
    void the_end_that_comes_first_counts() {
        Airflow airflow = airflow(diamond());
        DrivenAttempt a = airflow.begin("a");
        a.end(airflow.success("1"));

        assertThat(a.interrupted(DriversWord.parse("end task=failed run=failed"))
                        .stale())
                .isTrue();
        assertThat(airflow.row("a").state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(airflow.run().state()).isEqualTo(RunState.RUNNING);
    }

    // ---- the driver's word

    @Test
    void a_cancelled_run_ends_with_all_that_was_left_of_it() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        DrivenAttempt b = airflow.begin("b");
        DrivenAttempt c = airflow.begin("c");

        Ended cut = b.interrupted(DriversWord.parse("end task=failed run=failed"));

        assertThat(cut.state()).isEqualTo(TaskState.CANCELLED);
        assertThat(cut.closing().state()).isEqualTo(RunState.CANCELLED);
        assertThat(airflow.run().reason()).isEqualTo("cancelled in airflow");
        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b CANCELLED, c CANCELLED, d CANCELLED");
        assertThat(c.interrupted(DriversWord.parse("end task=failed run=failed"))
                        .stale())
                .as("the run is closed once")
                .isTrue();
    }

    @Test
    void a_run_that_timed_out_failed_and_what_it_cut_off_is_cancelled() {
        Airflow airflow = airflow(named("slow")
                .timeout(Duration.ofHours(2))
                .task("a", new Nothing())
                .task("b", new Nothing(), t -> t.needs("a"))
                .build());

        Ended cut = airflow.begin("a").interrupted(DriversWord.parse("end task=skipped run=failed"));

        assertThat(cut.closing().state()).isEqualTo(RunState.FAILED);
        assertThat(airflow.run().reason()).isEqualTo("the run timed out after 2h");
        assertThat(airflow.states()).isEqualTo("a CANCELLED, b CANCELLED");
        assertThat(airflow.row("b").reason()).isEqualTo(Reason.RUN_TIMEOUT);
    }

    /** The time limit counts from the driver's own start of the run, which a clear moves; the record keeps the first. */
    @Test
    void a_run_that_someone_cancels_late_is_cancelled_and_did_not_time_out() {
        Airflow airflow = airflow(named("late")
                .timeout(Duration.ofMillis(1))
                .task("a", new Nothing())
                .build());
        DrivenAttempt a = airflow.begin("a");

        Ended cut = a.interrupted(DriversWord.parse("end task=failed run=failed"));

        assertThat(cut.closing().state()).isEqualTo(RunState.CANCELLED);
        assertThat(airflow.run().reason()).isEqualTo("cancelled in airflow");
    }

    @Test
    void a_task_that_is_marked_failed_while_it_runs_fails_and_the_plan_goes_on() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "c");
        DrivenAttempt b = airflow.begin("b");

        Ended cut = b.interrupted(DriversWord.parse("end task=failed run=running"));

        assertThat(cut.state()).isEqualTo(TaskState.FAILED);
        assertThat(cut.closing().state()).isEqualTo(RunState.FAILED);
        assertThat(airflow.row("b").reason()).isEqualTo(Reason.DRIVER);
        assertThat(airflow.row("b").error().message()).isEqualTo("marked FAILED in airflow while attempt 1 ran");
        assertThat(airflow.row("d").state()).isEqualTo(TaskState.UPSTREAM_FAILED);
    }

    @Test
    void a_task_that_is_marked_as_a_success_or_skipped_while_it_runs_is_so() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        airflow.begin("b").interrupted(DriversWord.parse("end task=success run=running"));
        Ended c = airflow.begin("c").interrupted(DriversWord.parse("end task=skipped run=running"));

        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b SUCCEEDED, c SKIPPED, d SKIPPED");
        assertThat(c.closing().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_run_that_is_marked_as_a_success_is_one_and_the_rest_is_skipped() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        airflow.begin("c");
        Ended b = airflow.begin("b").interrupted(DriversWord.parse("end task=success run=success"));

        assertThat(b.closing().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(airflow.run().reason()).isEqualTo("marked as a success in airflow");
        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b SUCCEEDED, c SKIPPED, d SKIPPED");
    }

    @Test
    void a_last_task_that_is_marked_failed_and_may_fail_is_not_called_a_success() {
        Airflow airflow = airflow(task(named("may"), "a", t -> t.allowFailure()).build());

        Ended a = airflow.begin("a").interrupted(DriversWord.parse("end task=failed run=success"));

        assertThat(a.state()).isEqualTo(TaskState.FAILED);
        assertThat(a.allowedFailure()).isTrue();
        assertThat(airflow.row("a").error().message()).isEqualTo("marked FAILED in airflow while attempt 1 ran");
        assertThat(a.closing().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(airflow.run().reason()).as("nobody marked the run").isNull();
    }

    @Test
    void a_task_that_is_cleared_while_it_runs_is_merely_interrupted() {
        Airflow airflow = airflow(diamond());
        Ended ended = airflow.begin("a").interrupted(DriversWord.parse("end task=restarting run=running"));

        assertThat(ended.state()).isEqualTo(TaskState.READY);
        assertThat(ended.failure().message()).contains("was cleared in airflow");
        assertThat(airflow.begin("a", 0, 2).round()).isEqualTo(1);
    }

    @Test
    void a_cancelled_run_that_is_cleared_in_part_goes_on() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "c");
        airflow.begin("b").interrupted(DriversWord.parse("end task=failed run=failed"));

        airflow.says("{\"a\":\"SUCCEEDED\",\"b\":\"RUNNING\",\"c\":\"SUCCEEDED\",\"d\":null}");
        airflow.begin("b", 1, 1).end(airflow.success(null));
        Ended d = airflow.begin("d").end(airflow.success(null));

        assertThat(d.closing().state()).isEqualTo(RunState.SUCCEEDED);
    }

    // ---- the record follows the driver

    @Test
    void a_process_that_recorded_nothing_is_put_on_record_by_the_next_child() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        DrivenAttempt killed = airflow.begin("b");

        airflow.says("{\"a\":\"SUCCEEDED\",\"b\":\"FAILED\",\"c\":\"RUNNING\",\"d\":null}")
                .begin("c");

        TaskRunRecord b = airflow.row("b");
        assertThat(b.state()).isEqualTo(TaskState.FAILED);
        assertThat(b.reason()).isEqualTo(Reason.DRIVER);
        assertThat(b.error().message()).contains("attempt 1 ended without recording how");
        assertThat(killed.end(airflow.success("1")).stale()).isTrue();
    }

    @Test
    void a_task_that_the_driver_gave_up_failed_as_its_last_attempt_did_and_what_follows_is_decided() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        airflow.begin("b").end(Airflow.failure());

        airflow.says("{\"a\":\"SUCCEEDED\",\"b\":\"FAILED\",\"c\":\"RUNNING\",\"d\":\"UPSTREAM_FAILED\"}");
        Ended c = airflow.begin("c").end(airflow.success(null));

        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b FAILED, c SUCCEEDED, d UPSTREAM_FAILED");
        assertThat(c.closing().state()).isEqualTo(RunState.FAILED);
        assertThat(airflow.row("b").error().message()).isEqualTo("it broke");
        assertThat(airflow.row("b").reason()).isEqualTo(Reason.DRIVER);
    }

    @Test
    void a_task_that_was_marked_before_it_began_is_marked_and_what_the_plan_leaves_open_is_the_drivers() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");

        airflow.says("{\"a\":\"SUCCEEDED\",\"b\":\"FAILED\",\"c\":\"RUNNING\",\"d\":\"SKIPPED\"}");
        Ended c = airflow.begin("c").end(airflow.success(null));

        assertThat(airflow.row("b").error().message()).isEqualTo("marked FAILED in airflow");
        assertThat(airflow.row("b").attempts()).isZero();
        assertThat(airflow.row("d").error().message()).isEqualTo("marked SKIPPED in airflow");
        assertThat(c.closing().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_mark_changes_an_end_on_record() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");
        airflow.begin("b").end(Airflow.fatal());

        airflow.says("{\"a\":\"SUCCEEDED\",\"b\":\"SUCCEEDED\",\"c\":\"RUNNING\",\"d\":null}");
        airflow.begin("c").end(airflow.success(null));
        Ended d = airflow.saysNothing().begin("d").end(airflow.success(null));

        assertThat(airflow.row("b").error().message()).isEqualTo("marked SUCCEEDED in airflow; it had ended FAILED");
        assertThat(d.closing().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void an_output_of_a_task_that_was_marked_is_not_read_any_more() {
        Airflow airflow = airflow(named("tidy")
                .task("a", new Nothing())
                .task("b", new Nothing(), t -> t.needs("a").when(TriggerRule.ALL_DONE))
                .build());
        airflow.begin("a").end(airflow.success("1"));

        DrivenAttempt b = airflow.says("{\"a\":\"FAILED\",\"b\":\"RUNNING\"}").begin("b");

        assertThat(b.inputs().output(0)).isNull();
    }

    @Test
    void the_plans_word_stays_where_both_say_that_it_did_not_run() {
        Airflow airflow = airflow(named("rules")
                .task("a", new Nothing())
                .task("b", new Nothing(), t -> t.needs("a"))
                .task("c", new Nothing(), t -> t.needs("a").when(TriggerRule.ALL_DONE))
                .build());
        airflow.begin("a").end(Airflow.fatal());

        airflow.says("{\"a\":\"FAILED\",\"b\":\"SKIPPED\",\"c\":\"RUNNING\"}").begin("c");

        assertThat(airflow.row("b").state()).isEqualTo(TaskState.UPSTREAM_FAILED);
        assertThat(airflow.row("b").reason()).isEqualTo(Reason.RULE);
    }

    @Test
    void what_the_driver_said_before_an_attempt_began_says_nothing_of_it() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "b");
        Instant before = Instant.now().minusSeconds(60);

        airflow.says("{\"a\":\"FAILED\",\"b\":null,\"c\":\"RUNNING\",\"d\":null}", before)
                .begin("c", 1, 1);

        assertThat(airflow.states()).isEqualTo("a SUCCEEDED, b SUCCEEDED, c RUNNING");
    }

    @Test
    void an_end_that_the_driver_has_not_heard_of_yet_stays() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a", "b", "c", "d");

        airflow.says("{\"a\":\"SUCCEEDED\",\"b\":\"RUNNING\",\"c\":\"RUNNING\",\"d\":\"SUCCEEDED\"}")
                .begin("c", 1, 1);

        assertThat(airflow.row("b").state()).isEqualTo(TaskState.SUCCEEDED);
    }

    // ---- mapped tasks

    /** list, m over its list, n over m, and all of it gathered. */
    static Pipeline mapped() {
        return named("mapped")
                .task("list", new Nothing())
                .task("m", new Nothing(), t -> t.needs("list").forEach("list", "items"))
                .task("n", new Nothing(), t -> t.needs("m").forEach("m"))
                .task("sum", new Nothing(), t -> t.needs("m", "n").when(TriggerRule.ALL_DONE))
                .build();
    }

    private void list(Airflow airflow, int round, String items) {
        airflow.begin("list", round, 1).end(airflow.listed("list", "{\"items\":" + items + "}"));
    }

    @Test
    void instances_read_their_elements_and_are_gathered_in_order() {
        Airflow airflow = airflow(mapped());
        list(airflow, 0, "[\"x\",{\"b\":1,\"a\":2},null]");
        DrivenAttempt m2 = airflow.begin("m", 2, 0, 1);
        DrivenAttempt m1 = airflow.begin("m", 1, 0, 1);
        assertThat(m1.inputs().item(m1.task(), 1)).hasToString("{b=1, a=2}");
        assertThat(m2.inputs().item(m2.task(), 2)).isNull();
        m2.end(airflow.success("\"third\""));
        m1.end(Airflow.fatal());
        airflow.begin("m", 0, 0, 1).end(airflow.success("{\"b\":1,\"a\":1.0}"));

        assertThat(airflow.states())
                .isEqualTo("list SUCCEEDED, m[0] SUCCEEDED, m[1] FAILED, m[2] SUCCEEDED, n UPSTREAM_FAILED");
        DrivenAttempt sum = airflow.begin("sum");
        assertThat(sum.inputs().output(sum.graph().index("m"))).isEqualTo("[{\"b\":1,\"a\":1.0},null,\"third\"]");
        assertThat(sum.end(airflow.success(null)).closing().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_task_mapped_over_a_mapped_one_has_an_instance_for_each_of_its() {
        Airflow airflow = airflow(mapped());
        list(airflow, 0, "[1,2]");
        airflow.begin("m", 0, 0, 1).end(airflow.success("\"zero\""));
        airflow.begin("m", 1, 0, 1).end(airflow.success("[1]"));

        DrivenAttempt n1 = airflow.begin("n", 1, 0, 1);
        assertThat(n1.inputs().item(n1.task(), 1)).isEqualTo(List.of(1L));
        n1.end(airflow.success("11"));
        assertThat(airflow.start("n", 2, 0, 1)).isInstanceOf(Begun.NotToRun.class);
        airflow.begin("n", 0, 0, 1).end(airflow.success("10"));
        DrivenAttempt sum = airflow.begin("sum");
        assertThat(sum.inputs().output(sum.graph().index("n"))).isEqualTo("[10,11]");
        assertThat(sum.end(airflow.success(null)).closing().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void an_empty_list_leaves_one_skipped_row_and_gathers_nothing() {
        Airflow airflow = airflow(mapped());
        list(airflow, 0, "[]");

        assertThat(airflow.row("m").reason()).isEqualTo(Reason.EMPTY_MAP);
        DrivenAttempt sum = airflow.begin("sum");
        assertThat(sum.inputs().output(sum.graph().index("m"))).isEqualTo("[]");
    }

    @Test
    void an_index_beyond_the_list_is_not_run_and_leaves_no_record() {
        Airflow airflow = airflow(mapped());
        list(airflow, 0, "[1,2]");

        var refused = (Begun.NotToRun) airflow.start("m", 2, 0, 1);

        assertThat(refused.why().exitCode()).isEqualTo(99);
        assertThat(refused.message()).contains("m[2]").contains("the list on record has 2 elements");
        assertThat(airflow.states()).isEqualTo("list SUCCEEDED");
    }

    @Test
    void a_shorter_list_after_a_clear_leaves_the_removed_instances_out() {
        Airflow airflow = airflow(named("gather")
                .task("list", new Nothing())
                .task("m", new Nothing(), t -> t.needs("list").forEach("list", "items"))
                .task("sum", new Nothing(), t -> t.needs("m"))
                .build());
        list(airflow, 0, "[1,2,3]");
        for (int i = 0; i < 3; i++) {
            airflow.begin("m", i, 0, 1).end(airflow.success("\"old " + i + "\""));
        }
        airflow.succeed("sum");
        assertThat(airflow.run().state()).isEqualTo(RunState.SUCCEEDED);

        airflow.says("{\"list\":\"RUNNING\",\"m\":{\"0\":null,\"1\":null,\"2\":null},\"sum\":null}");
        list(airflow, 1, "[1,2]");
        airflow.saysNothing();
        assertThat(((Begun.NotToRun) airflow.start("m", 2, 1, 1)).why()).isEqualTo(Begun.Why.NO_SUCH_INSTANCE);
        airflow.begin("m", 0, 1, 1).end(airflow.success("\"new 0\""));
        airflow.begin("m", 1, 1, 1).end(airflow.success("\"new 1\""));
        airflow.says("{\"list\":\"SUCCEEDED\",\"m\":{\"0\":\"SUCCEEDED\",\"1\":\"SUCCEEDED\",\"2\":\"SKIPPED\"}}");
        DrivenAttempt sum = airflow.begin("sum", 1, 1);

        assertThat(sum.inputs().output(sum.graph().index("m"))).isEqualTo("[\"new 0\",\"new 1\"]");
        assertThat(sum.end(airflow.success(null)).closing().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(airflow.states()).isEqualTo("list SUCCEEDED, m[0] SUCCEEDED, m[1] SUCCEEDED, sum SUCCEEDED");
    }

    @Test
    void a_longer_list_after_a_clear_brings_new_instances_also_where_there_were_none() {
        Airflow airflow = airflow(mapped());
        list(airflow, 0, "[]");
        airflow.succeed("sum");

        airflow.says("{\"list\":\"RUNNING\",\"m\":null,\"n\":null,\"sum\":\"SUCCEEDED\"}");
        list(airflow, 1, "[1]");
        airflow.saysNothing().begin("m", 0, 0, 1).end(airflow.success("1"));
        Ended n = airflow.begin("n", 0, 0, 1).end(airflow.success("2"));

        assertThat(airflow.states()).isEqualTo("list SUCCEEDED, m[0] SUCCEEDED, n[0] SUCCEEDED, sum SUCCEEDED");
        assertThat(n.closing().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void instances_that_begin_before_anyone_said_that_the_list_grew_replace_the_row_without_one() {
        Airflow airflow = airflow(mapped());
        list(airflow, 0, "[]");
        list(airflow, 1, "[1]"); // without the driver's states: only this task is put back
        assertThat(airflow.row("m").state()).isEqualTo(TaskState.SKIPPED);

        airflow.begin("m", 0, 0, 1).end(airflow.success("1"));

        assertThat(airflow.row("m")).isNull();
        assertThat(airflow.row("m", 0).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void a_producer_that_was_marked_as_a_success_gives_nothing_to_map_over() {
        Airflow airflow = airflow(mapped());
        airflow.begin("list").interrupted(DriversWord.parse("end task=success run=running"));

        assertThat(airflow.states()).isEqualTo("list SUCCEEDED, m SKIPPED, n SKIPPED");
        assertThat(((Begun.NotToRun) airflow.start("m", 0, 0, 1)).why()).isEqualTo(Begun.Why.NO_SUCH_INSTANCE);
    }

    // ---- branches, allowed failures, effects

    @Test
    void a_branch_leaves_out_what_it_did_not_choose() {
        Airflow airflow = airflow(named("branches")
                .task("choose", new Nothing(), t -> t.branch("x", "y"))
                .task("x", new Nothing(), t -> t.needs("choose"))
                .task("y", new Nothing(), t -> t.needs("choose"))
                .task("end", new Nothing(), t -> t.needs("x", "y").when(TriggerRule.NONE_FAILED))
                .build());
        airflow.begin("choose").end(Airflow.chose("y"));
        assertThat(airflow.row("x").reason()).isEqualTo(Reason.BRANCH);
        airflow.succeed("y", "end");
        assertThat(airflow.run().state()).isEqualTo(RunState.SUCCEEDED);

        airflow.says("{\"choose\":\"RUNNING\",\"x\":null,\"y\":null,\"end\":null}");
        airflow.begin("choose", 1, 1).end(Airflow.chose("x"));
        airflow.saysNothing().begin("x").end(airflow.success(null));
        airflow.begin("end", 1, 1).end(airflow.success(null));

        assertThat(airflow.states()).isEqualTo("choose SUCCEEDED, end SUCCEEDED, x SUCCEEDED, y SKIPPED");
        assertThat(airflow.run().round()).isEqualTo(2);
    }

    @Test
    void a_branch_that_was_marked_as_a_success_counts_as_having_chosen_all() {
        Airflow airflow = airflow(named("branches")
                .task("choose", new Nothing(), t -> t.branch("x", "y"))
                .task("x", new Nothing(), t -> t.needs("choose"))
                .task("y", new Nothing(), t -> t.needs("choose"))
                .build());
        airflow.begin("choose").interrupted(DriversWord.parse("end task=success run=running"));

        assertThat(airflow.begin("x").round()).isEqualTo(1);
        assertThat(airflow.row("choose").branch()).containsExactly("x", "y");
    }

    @Test
    void an_allowed_failure_fails_neither_its_successors_nor_the_run() {
        Airflow airflow = airflow(named("allowed")
                .task("a", new Nothing(), t -> t.allowFailure())
                .task("b", new Nothing(), t -> t.needs("a"))
                .build());
        Ended a = airflow.begin("a").end(Airflow.fatal());
        assertThat(a.allowedFailure()).isTrue();
        Ended b =
                airflow.says("{\"a\":\"FAILED\",\"b\":\"RUNNING\"}").begin("b").end(airflow.success(null));

        assertThat(b.closing().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(airflow.row("a").allowedFailure()).isTrue();
    }

    private static Pipeline once() {
        return named("once")
                .task("pay", new Nothing(), t -> t.effect(Effect.ONCE))
                .task("tell", new Nothing(), t -> t.needs("pay"))
                .build();
    }

    @Test
    void an_effect_that_may_happen_once_is_not_begun_twice_in_a_round() {
        Airflow airflow = airflow(once());
        airflow.begin("pay"); // killed

        var refused = (Begun.NotToRun) airflow.start("pay", -1, 0, 2);

        assertThat(refused.why().exitCode()).isEqualTo(100);
        assertThat(refused.message()).contains("outcome unknown").contains("clear it there");
        assertThat(refused.closing().state()).isEqualTo(RunState.FAILED);
        assertThat(airflow.row("pay").reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
        assertThat(airflow.row("pay").attempts()).isEqualTo(1);
        assertThat(airflow.states()).isEqualTo("pay FAILED, tell UPSTREAM_FAILED");
        assertThat(airflow.begin("pay", 1, 1).end(airflow.success(null)).state())
                .as("a person cleared it")
                .isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void an_effect_that_was_interrupted_may_have_happened() {
        Airflow airflow = airflow(once());
        airflow.begin("pay").interrupted(DriversWord.NONE);

        assertThat(((Begun.NotToRun) airflow.start("pay", -1, 0, 2)).why()).isEqualTo(Begun.Why.OUTCOME_UNKNOWN);
        assertThat(airflow.row("pay").attempts()).isEqualTo(1);
        assertThat(airflow.row("pay").state()).isEqualTo(TaskState.FAILED);
    }

    // ---- another plan, another driver

    @Test
    void a_run_goes_on_with_the_definition_that_it_began_with() {
        airflow(diamond()).succeed("a");
        Airflow changed = airflow(named("diamond")
                .task("a", new Nothing())
                .task("b", new Nothing(), t -> t.needs("a").allowFailure())
                .task("c", new Nothing(), t -> t.needs("a", "b"))
                .task("e", new Nothing(), t -> t.needs("a"))
                .build());

        DrivenAttempt b = changed.begin("b");
        assertThat(b.graph().pipeline().task("b").allowFailure()).isFalse();
        assertThat(b.differences()).anyMatch(line -> line.contains("allow_failure"));
        var c = (Begun.NotToRun) changed.start("c", -1, 0, 1);
        assertThat(c.why().exitCode()).isEqualTo(75);
        assertThat(c.message())
                .contains("began with plan")
                .contains("task c stands elsewhere")
                .contains("tasks.c");
        assertThat(((Begun.NotToRun) changed.start("e", -1, 0, 1)).why()).isEqualTo(Begun.Why.OTHER_PLAN);
        assertThat(changed.states()).isEqualTo("a SUCCEEDED, b RUNNING");
    }

    @Test
    void the_key_of_a_run_that_another_engine_ended_gives_back_what_it_has() {
        ProcessInfo me = ProcessInfo.current(RunIds.next(), "app", "1.2");
        store.join(me);
        Pipeline pipeline = diamond();
        var run = new NewRun(
                RunIds.next(), "diamond", "manual__1", null, "{}", pipeline.planHash(), 1, "{}", "local", false, 0);
        var created = (Opening.Created) store.open(run, me.id());
        Airflow airflow = airflow(pipeline);
        assertThat(((Begun.NotToRun) airflow.start("a", -1, 0, 1)).why().exitCode())
                .isEqualTo(75);

        store.activate(created.lease(), 1);
        store.commit(
                created.lease(),
                new RunChange(
                        List.of(
                                new RunChange.Claim("a", -1, 1, 1, 1, 0, Instant.now()),
                                new RunChange.Outcome(
                                        "a",
                                        -1,
                                        1,
                                        TaskState.SUCCEEDED,
                                        null,
                                        Instant.now(),
                                        null,
                                        "7",
                                        null,
                                        null,
                                        false,
                                        Rows.NONE)),
                        new RunChange.End(RunState.FAILED, null, Instant.now())));

        assertThat(((Begun.Recorded) airflow.start("a", -1, 0, 1)).taskRun().output())
                .isEqualTo("7");
        var b = (Begun.NotToRun) airflow.start("b", -1, 0, 1);
        assertThat(b.why().exitCode()).isEqualTo(100);
        assertThat(b.message()).contains("is driven by local").contains("resume");
        assertThat(store.taskRuns(run.id())).hasSize(1);
    }

    // ---- at once

    /**
     * b and c end in the same moment, and d waits for both. If each decided from what it saw before the other's commit, neither would
     * decide anything of d, and nobody would end the run.
     */
    @org.junit.jupiter.api.RepeatedTest(5)
    void of_two_that_end_at_once_one_decides_what_follows_and_one_ends_the_run() throws Exception {
        Airflow here = airflow(diamond());
        Airflow there = new Airflow(test.elsewhere(), diamond());
        here.succeed("a");
        DrivenAttempt b = here.begin("b");
        DrivenAttempt c = there.begin("c");

        List<Ended> ends = atOnce(() -> b.end(Airflow.fatal()), () -> c.end(Airflow.fatal()));

        assertThat(ends).noneMatch(Ended::stale);
        assertThat(ends).filteredOn(each -> each.closing() != null).hasSize(1);
        assertThat(ends).filteredOn(each -> !each.decided().isEmpty()).hasSize(1);
        assertThat(here.states()).isEqualTo("a SUCCEEDED, b FAILED, c FAILED, d UPSTREAM_FAILED");
        assertThat(here.run().state()).isEqualTo(RunState.FAILED);
    }

    /** Several children bring the first task of a run that nobody has made, and the same pipeline. */
    @org.junit.jupiter.api.RepeatedTest(5)
    void of_several_that_begin_at_once_one_makes_the_run() throws Exception {
        Pipeline pipeline =
                named("wide").task("x", new Nothing()).task("y", new Nothing()).build();
        Airflow here = airflow(pipeline);
        Airflow there = new Airflow(test.elsewhere(), pipeline);

        List<DrivenAttempt> begun = atOnce(() -> here.begin("x"), () -> there.begin("y"));

        assertThat(begun).extracting(each -> each.run().id()).containsOnly(here.id());
        assertThat(here.states()).isEqualTo("x RUNNING, y RUNNING");
    }

    /** A cleared run: each task that can start begins with the driver's new round, in any order. */
    @org.junit.jupiter.api.RepeatedTest(5)
    void of_several_that_were_cleared_together_one_begins_the_round() throws Exception {
        Pipeline pipeline =
                named("wide").task("x", new Nothing()).task("y", new Nothing()).build();
        Airflow here = airflow(pipeline);
        Airflow there = new Airflow(test.elsewhere(), pipeline);
        here.succeed("x", "y");
        here.says("{\"x\":\"RUNNING\",\"y\":null}");
        there.says("{\"x\":null,\"y\":\"RUNNING\"}");

        List<DrivenAttempt> begun = atOnce(() -> here.begin("x", 1, 1), () -> there.begin("y", 1, 1));

        assertThat(begun).extracting(DrivenAttempt::round).containsOnly(2);
        List<Ended> ends = atOnce(
                () -> begun.get(0).end(here.success(null)), () -> begun.get(1).end(there.success(null)));
        assertThat(ends).filteredOn(each -> each.closing() != null).hasSize(1);
        assertThat(here.run().state()).isEqualTo(RunState.SUCCEEDED);
    }

    private static <T> List<T> atOnce(Callable<T> one, Callable<T> other) throws Exception {
        var barrier = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<T>> both = java.util.stream.Stream.of(one, other)
                    .map(each -> threads.submit(() -> {
                        barrier.await();
                        return each.call();
                    }))
                    .toList();
            return List.of(both.get(0).get(30, TimeUnit.SECONDS), both.get(1).get(30, TimeUnit.SECONDS));
        } finally {
            threads.shutdownNow();
        }
    }

    // ---- effects in the store's database

    @Test
    void an_effect_and_its_outcome_commit_together_or_not_at_all() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(test.isSql());
        Airflow airflow = airflow(named("load")
                .task(
                        "a",
                        new Nothing(),
                        t -> t.effect(Effect.TRANSACTIONAL).retry(RetryPolicy.fixed(3, Duration.ZERO)))
                .build());
        try (Connection connection = store.openConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table driven_effect (n integer primary key)");
        }
        try {
            DrivenAttempt slept = airflow.begin("a");
            var late = insert(slept, 1);
            late.close(); // it was killed: nothing of it stays
            DrivenAttempt second = airflow.begin("a", 0, 2);
            Ended ended = second.end(committing(insert(second, 2)));
            assertThat(ended.closing().state()).isEqualTo(RunState.SUCCEEDED);

            DrivenAttempt third = airflow.begin("a", 1, 1);
            assertThat(slept.interrupted(DriversWord.NONE).stale()).isTrue();
            assertThat(third.end(committing(insert(third, 3))).stale()).isFalse();
            assertThat(effects()).containsExactly(2, 3);
        } finally {
            try (Connection connection = store.openConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("drop table driven_effect");
            }
        }
    }

    /** The attempt's transaction is open when a later one takes over, on a database that locks rows alone. */
    @Test
    void an_effect_whose_attempt_was_taken_over_is_rolled_back() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(kind == TestStores.POSTGRESQL);
        Airflow airflow = airflow(named("load")
                .task(
                        "a",
                        new Nothing(),
                        t -> t.effect(Effect.TRANSACTIONAL).retry(RetryPolicy.fixed(3, Duration.ZERO)))
                .build());
        try (Connection connection = store.openConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table driven_effect (n integer primary key)");
        }
        try {
            DrivenAttempt slept = airflow.begin("a");
            var open = insert(slept, 1);
            DrivenAttempt second = airflow.begin("a", 0, 2);

            assertThat(slept.end(committing(open)).stale()).isTrue();
            assertThat(effects()).isEmpty();
            assertThat(second.end(committing(insert(second, 1))).stale()).isFalse();
            assertThat(effects()).containsExactly(1);
        } finally {
            try (Connection connection = store.openConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("drop table driven_effect");
            }
        }
    }

    private RunStore.EffectTransaction insert(DrivenAttempt attempt, int n) throws Exception {
        RunStore.EffectTransaction effect = store.beginEffect(attempt.lease()).orElseThrow();
        try (Statement statement = effect.connection().createStatement()) {
            statement.execute("insert into driven_effect (n) values (" + n + ")");
        }
        return effect;
    }

    private static AttemptResult committing(RunStore.EffectTransaction effect) {
        return new AttemptResult.Succeeded(null, null, Map.of(), Rows.NONE, effect);
    }

    private List<Integer> effects() throws Exception {
        var all = new ArrayList<Integer>();
        try (Connection connection = store.openConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select n from driven_effect order by n")) {
            while (rows.next()) {
                all.add(rows.getInt(1));
            }
        }
        return all;
    }

    // ---- guards

    @Test
    void what_throws_within_the_transaction_leaves_nothing() {
        Airflow airflow = airflow(diamond());
        airflow.succeed("a");

        assertThatThrownBy(() -> store.drive(airflow.id(), run -> {
                    run.apply(new RunChange(
                            List.of(new RunChange.Claim("b", -1, 1, 1, 1, 0, Instant.now(), 0, null)), null));
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
        assertThatThrownBy(() -> store.drive("diamond", "new", () -> start(airflow), run -> {
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");

        assertThat(airflow.states()).isEqualTo("a SUCCEEDED");
        assertThat(store.run("diamond", "new")).isEmpty();
        assertThatThrownBy(() -> store.drive(RunIds.next(), run -> 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static io.onedag.engine.DrivenRun.Start start(Airflow airflow) {
        RunRecord like = airflow.run();
        return new io.onedag.engine.DrivenRun.Start(
                new NewRun(RunIds.next(), like.pipeline(), "new", null, "{}", "h", 1, "{}", "airflow", false, 0),
                "app",
                "1");
    }
}
