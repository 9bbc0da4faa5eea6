package io.onedag.conformance.airflow.buttons;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.RunState;
import io.onedag.conformance.airflow.Clear;
import io.onedag.conformance.airflow.TaskInstance;
import io.onedag.conformance.airflow.kit.AirflowRun;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.probe.JournalEntry;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever ends an attempt, nothing of it is left, and never do two of one task run side by side. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("airflow")
@ExtendWith(SharedDesk.class)
class ProcessesTest {

    @Test
    void a_run_that_is_marked_failed_leaves_no_process_and_is_cancelled(Desk desk) throws Exception {
        AirflowRun run = desk.start("tree", "cancelled");
        List<JournalEntry> processes = processes(desk, "tree", "cancelled", 1);
        desk.api().markRun("tree", "cancelled", "failed");
        Desk.awaitGone(processes);
        ObservedRun ended = desk.ended(run);
        assertThat(ended.state()).isEqualTo(RunState.CANCELLED);
        assertThat(Desk.states(ended)).containsExactly("after CANCELLED 0", "work CANCELLED 1");
    }

    @Test
    void an_attempt_that_times_out_leaves_no_process(Desk desk) throws Exception {
        AirflowRun run = desk.start("tree_limited", "slow");
        List<JournalEntry> processes = processes(desk, "tree_limited", "slow", 1);
        desk.await("tree_limited", "slow", Kind.END, "work", 1);
        Desk.awaitGone(processes);
        ObservedRun ended = desk.ended(run);
        assertThat(ended.state()).isEqualTo(RunState.FAILED);
        assertThat(Desk.states(ended)).containsExactly("after SUCCEEDED 1", "work FAILED 1");
    }

    @Test
    void a_run_that_times_out_leaves_no_process_and_has_failed_for_that_reason(Desk desk) throws Exception {
        AirflowRun run = desk.start("tree_in_a_limited_run", "slow");
        List<JournalEntry> processes = processes(desk, "tree_in_a_limited_run", "slow", 1);
        desk.airflow().server().awaitEnd("tree_in_a_limited_run", "slow", Desk.LIMIT);
        Desk.awaitGone(processes);
        ObservedRun ended = desk.ended(run);
        assertThat(ended.state()).isEqualTo(RunState.FAILED);
        assertThat(ended.reason()).contains("timed out");
        assertThat(Desk.states(ended)).containsExactly("after CANCELLED 0", "work CANCELLED 1");
    }

    @Test
    void a_running_task_that_is_cleared_is_ended_and_runs_again(Desk desk) throws Exception {
        AirflowRun run = desk.start("tree", "cleared");
        List<JournalEntry> processes = processes(desk, "tree", "cleared", 1);
        desk.api().clear(Clear.tasks("tree", "cleared", "work"));
        desk.await("tree", "cleared", Kind.START, "work", 2);
        assertThat(processes).as("processes of the first attempt").allMatch(Desk::isGone);
        List<JournalEntry> second = processes(desk, "tree", "cleared", 2);
        desk.journal("tree").open("cleared");
        desk.api().clear(Clear.tasks("tree", "cleared", "work"));
        ObservedRun ended = desk.ended(run);
        Desk.awaitGone(second);
        assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Desk.states(ended)).contains("after SUCCEEDED 1");
    }

    @Test
    void when_a_tasks_own_process_is_killed_no_second_copy_runs_beside_its_retry(Desk desk) throws Exception {
        AirflowRun run = desk.start("tree", "killed");
        List<JournalEntry> processes = processes(desk, "tree", "killed", 1);
        TaskInstance task = desk.airflow().server().metadata().taskInstance("tree", "killed", "work");
        ProcessHandle.of(Objects.requireNonNull(task.pid())).orElseThrow().destroyForcibly();
        Desk.awaitGone(processes);
        List<JournalEntry> starts = desk.await("tree", "killed", Kind.START, "work", 2);
        assertThat(processes).allMatch(each -> each.at().isBefore(starts.get(1).at()));
        List<JournalEntry> second = processes(desk, "tree", "killed", 2);
        desk.api().markRun("tree", "killed", "failed");
        Desk.awaitGone(second);
        assertThat(Desk.states(desk.ended(run))).containsExactly("after CANCELLED 0", "work CANCELLED 2");
    }

    /** Those that the newest attempt started, and its own. */
    private static List<JournalEntry> processes(Desk desk, String pipeline, String key, int attempt) {
        List<JournalEntry> started = desk.await(pipeline, key, Kind.PROCESS, "work", attempt * 2);
        List<JournalEntry> bodies = desk.seen(pipeline, key, Kind.START, "work");
        var all = new ArrayList<>(started.subList(attempt * 2 - 2, attempt * 2));
        all.add(bodies.get(attempt - 1));
        return all;
    }
}
