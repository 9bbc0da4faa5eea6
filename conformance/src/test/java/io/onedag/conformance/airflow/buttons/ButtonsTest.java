package io.onedag.conformance.airflow.buttons;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.RunState;
import io.onedag.conformance.airflow.AirflowVersion;
import io.onedag.conformance.airflow.Clear;
import io.onedag.conformance.airflow.kit.AirflowRun;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.probe.JournalEntry;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Airflow's buttons mean what they say, and our record follows them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("airflow")
@ExtendWith(SharedDesk.class)
class ButtonsTest {

    @Test
    void a_task_that_is_cleared_alone_runs_again(Desk desk) throws Exception {
        AirflowRun run = failed(desk, "clear-one");
        desk.journal("mended").open("clear-one");
        desk.api().clear(Clear.tasks("mended", "clear-one", "a"));
        ObservedRun again = desk.ended(run);
        assertThat(Desk.states(again))
                .containsExactly("a SUCCEEDED 2", "b FAILED 1", "beside SUCCEEDED 1", "c UPSTREAM_FAILED 0");
        assertThat(again.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_task_that_is_cleared_with_all_after_it_gives_what_a_rerun_gives(Desk desk) throws Exception {
        AirflowRun run = failed(desk, "clear-down");
        desk.journal("mended").open("clear-down");
        desk.api().clear(Clear.tasks("mended", "clear-down", "b").withDownstream());
        ObservedRun again = desk.ended(run);
        assertThat(again.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Desk.states(again))
                .containsExactly("a SUCCEEDED 1", "b SUCCEEDED 2", "beside SUCCEEDED 1", "c SUCCEEDED 1");
        assertThat(numbers(desk, "mended", "clear-down", "b")).containsExactly("1.1", "2.1");
    }

    @Test
    void what_failed_is_cleared_and_the_rest_stays(Desk desk) throws Exception {
        AirflowRun run = failed(desk, "clear-failed");
        desk.journal("mended").open("clear-failed");
        desk.api().clear(Clear.run("mended", "clear-failed").failedOnes());
        ObservedRun again = desk.ended(run);
        assertThat(again.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Desk.states(again))
                .containsExactly("a SUCCEEDED 1", "b SUCCEEDED 2", "beside SUCCEEDED 1", "c SUCCEEDED 1");
    }

    @Test
    void a_run_that_is_cleared_runs_again_as_a_whole(Desk desk) throws Exception {
        AirflowRun run = failed(desk, "clear-run");
        desk.journal("mended").open("clear-run");
        desk.api().clear(Clear.run("mended", "clear-run"));
        ObservedRun again = desk.ended(run);
        assertThat(again.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Desk.states(again))
                .containsExactly("a SUCCEEDED 2", "b SUCCEEDED 2", "beside SUCCEEDED 2", "c SUCCEEDED 1");
    }

    @Test
    void one_mapped_instance_that_is_cleared_runs_again_alone(Desk desk) throws Exception {
        AirflowRun run = desk.start("each", "clear-instance");
        desk.ended(run);
        desk.api().clear(Clear.tasks("each", "clear-instance", "m").instance(1));
        ObservedRun again = desk.ended(run);
        assertThat(Desk.states(again))
                .containsExactly(
                        "list SUCCEEDED 1",
                        "m[0] SUCCEEDED 1",
                        "m[1] SUCCEEDED 2",
                        "m[2] SUCCEEDED 1",
                        "z SUCCEEDED 1");
    }

    @Test
    void a_running_task_that_is_marked_failed_has_failed_and_what_follows_could_not_run(Desk desk) throws Exception {
        AirflowRun run = waiting(desk, "mark-failed");
        desk.api().markTask("waits", "mark-failed", "s", -1, "failed");
        ObservedRun ended = desk.ended(run);
        assertThat(ended.state()).isEqualTo(RunState.FAILED);
        assertThat(Desk.states(ended)).containsExactly("a SUCCEEDED 1", "s FAILED 1", "t UPSTREAM_FAILED 0");
    }

    @Test
    void a_running_task_that_is_marked_skipped_is_skipped(Desk desk) throws Exception {
        AirflowRun run = waiting(desk, "mark-skipped");
        desk.api().markTask("waits", "mark-skipped", "s", -1, "skipped");
        ObservedRun ended = desk.ended(run);
        assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Desk.states(ended)).containsExactly("a SUCCEEDED 1", "s SKIPPED 1", "t SUCCEEDED 1");
    }

    /** Airflow 2 lets it run on to its end for a while, beside what follows. */
    @Test
    void a_running_task_that_is_marked_success_has_succeeded(Desk desk) throws Exception {
        AirflowRun run = waiting(desk, "mark-success");
        desk.api().markTask("waits", "mark-success", "s", -1, "success");
        desk.await("waits", "mark-success", Kind.END, "t", 1);
        desk.journal("waits").open("mark-success");
        ObservedRun ended = desk.ended(run);
        assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Desk.states(ended)).containsExactly("a SUCCEEDED 1", "s SUCCEEDED 1", "t SUCCEEDED 1");
    }

    @Test
    void a_running_run_that_is_marked_success_is_not_left_running(Desk desk) throws Exception {
        Assumptions.assumeFalse(
                AirflowVersion.chosen().isAirflow2(),
                "Airflow 2 lets the task run on and tells nobody that the run is over: our record learns of it with the next child");
        AirflowRun run = waiting(desk, "run-success");
        desk.api().markRun("waits", "run-success", "success");
        assertThat(run.await(Desk.LIMIT)).isTrue();
        ObservedRun ended = Objects.requireNonNull(run.read());
        assertThat(ended.state().isFinal()).as(ended.toString()).isTrue();
        assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_finished_task_that_is_marked_is_so_on_our_record_from_the_next_child_on(Desk desk) throws Exception {
        AirflowRun run = failed(desk, "mark-finished");
        desk.api().markTask("mended", "mark-finished", "b", -1, "success");
        desk.api().clear(Clear.tasks("mended", "mark-finished", "c"));
        ObservedRun again = desk.ended(run);
        assertThat(again.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Desk.states(again))
                .containsExactly("a SUCCEEDED 1", "b SUCCEEDED 1", "beside SUCCEEDED 1", "c SUCCEEDED 1");
        assertThat(desk.seen("mended", "mark-finished", Kind.START, "c").get(0).text())
                .as("a mark gives no output")
                .isEqualTo("null");
    }

    @Test
    void a_run_that_was_deleted_and_made_again_under_its_id_runs_again(Desk desk) throws Exception {
        AirflowRun run = failed(desk, "made-again");
        desk.api().deleteRun("mended", "made-again");
        desk.journal("mended").open("made-again");
        desk.api().trigger("mended", "made-again");
        desk.await("mended", "made-again", Kind.END, "c", 1);
        ObservedRun again = desk.ended(run);
        assertThat(again.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Desk.states(again))
                .containsExactly("a SUCCEEDED 2", "b SUCCEEDED 2", "beside SUCCEEDED 2", "c SUCCEEDED 1");
    }

    private static AirflowRun failed(Desk desk, String key) throws Exception {
        AirflowRun run = desk.start("mended", key);
        ObservedRun ended = desk.ended(run);
        assertThat(Desk.states(ended))
                .containsExactly("a SUCCEEDED 1", "b FAILED 1", "beside SUCCEEDED 1", "c UPSTREAM_FAILED 0");
        return run;
    }

    private static AirflowRun waiting(Desk desk, String key) {
        AirflowRun run = desk.start("waits", key);
        desk.await("waits", key, Kind.START, "s", 1);
        return run;
    }

    private static List<String> numbers(Desk desk, String pipeline, String key, String task) {
        return desk.seen(pipeline, key, Kind.START, task).stream()
                .map((JournalEntry each) -> each.round() + "." + each.attempt())
                .toList();
    }
}
