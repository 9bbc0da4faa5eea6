package io.onedag.conformance.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.onedag.conformance.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The harness on a real Airflow, with a DAG that was written by hand. */
@Tag("airflow")
@Tag("every-version")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AirflowServerTest {

    private static final String DAG = SampleDags.TINY;
    private static final String DAILY = SampleDags.DAILY;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private static Path home;

    private static AirflowServer airflow;

    @BeforeAll
    static void start() throws IOException {
        airflow = AirflowServer.of(AirflowVersion.chosen(), home)
                .environment(Map.of("GREETING", "good \"morning\" ${x} é"))
                .start();
        System.out.println("Airflow " + airflow.version() + " was well after "
                + airflow.startTime().toMillis() + " ms");
        SampleDags.copyTo(airflow.dags());
        airflow.awaitDags(List.of(DAG, DAILY), LIMIT);
    }

    @AfterAll
    static void end() {
        if (airflow != null) {
            airflow.close();
        }
    }

    @Test
    void a_triggered_run_succeeds_and_its_tasks_have_states_values_and_logs() {
        airflow.api().trigger(DAG, "plain", Map.of("greeting", "hé\n'"), null);
        DagRun run = airflow.awaitEnd(DAG, "plain", LIMIT);
        assertThat(run.state()).isEqualTo("success");
        assertThat(run.type()).isEqualTo("manual");
        assertThat(run.started()).isBeforeOrEqualTo(run.ended());
        assertThat(airflow.metadata().taskInstances(DAG, "plain"))
                .extracting(each -> each.name() + " " + each.state())
                .containsExactly("each[0] success", "each[1] success", "last success", "list success", "nap success");
        assertThat(airflow.api().conf(DAG, "plain")).isEqualTo(Map.of("greeting", "hé\n'"));
        assertThat(airflow.metadata().xcom(DAG, "plain", "each", 1)).hasValue("\"b\"");
        assertThat(airflow.metadata().xcom(DAG, "plain", "nap", -1)).isEmpty();
        assertThat(airflow.logs().text(DAG, "plain", "list", 1)).contains("greeting good \"morning\" ${x} é");
        assertThat(airflow.logs().text(DAG, "plain", "each", 1, 1)).contains("item b, try 1");
    }

    @Test
    void a_logical_date_is_on_record_and_refused_a_second_time() {
        Instant date = Instant.parse("2026-03-01T00:00:00Z");
        airflow.api().trigger(DAG, "dated", Map.of(), date);
        assertThat(airflow.awaitEnd(DAG, "dated", LIMIT).logicalDate()).isEqualTo(date);
        assertThatThrownBy(() -> airflow.api().trigger(DAG, "dated-again", Map.of(), date))
                .isInstanceOf(AirflowRefused.class)
                .hasMessageContaining("409");
        airflow.api().deleteRun(DAG, "dated");
        assertThat(airflow.metadata().run(DAG, "dated")).isEmpty();
    }

    @Test
    void what_is_cleared_runs_again() {
        airflow.api().trigger(DAG, "cleared");
        airflow.awaitEnd(DAG, "cleared", LIMIT);
        airflow.api().clear(Clear.tasks(DAG, "cleared", "nap").withDownstream());
        assertThat(airflow.awaitEnd(DAG, "cleared", LIMIT).clearNumber()).isEqualTo(1);
        assertThat(tries("cleared")).containsExactly("each[0] 1", "each[1] 1", "last 2", "list 1", "nap 2");
        airflow.api().clear(Clear.tasks(DAG, "cleared", "each").instance(1));
        airflow.awaitEnd(DAG, "cleared", LIMIT);
        assertThat(tries("cleared")).containsExactly("each[0] 1", "each[1] 2", "last 2", "list 1", "nap 2");
        airflow.api().clear(Clear.run(DAG, "cleared"));
        airflow.awaitEnd(DAG, "cleared", LIMIT);
        assertThat(tries("cleared")).containsExactly("each[0] 2", "each[1] 3", "last 3", "list 2", "nap 3");
    }

    @Test
    void a_running_task_that_is_cleared_is_ended_and_begins_anew() {
        ProcessHandle first = napping("cleared-early");
        airflow.api().clear(Clear.tasks(DAG, "cleared-early", "nap"));
        awaitEndOf(first);
        assumeFalse(
                airflow.version().text().startsWith("3.0."),
                "Airflow 3.0 ends the task and leaves it \"restarting\" for ever (apache/airflow #55045)");
        airflow.awaitTask(DAG, "cleared-early", "nap", -1, "running", LIMIT);
        assertThat(airflow.metadata().taskInstance(DAG, "cleared-early", "nap").tryNumber())
                .isEqualTo(2);
        airflow.api().markRun(DAG, "cleared-early", "failed");
        assertThat(airflow.awaitEnd(DAG, "cleared-early", LIMIT).state()).isEqualTo("failed");
    }

    @Test
    void a_running_task_that_is_marked_failed_is_ended_and_fails_its_run() {
        ProcessHandle nap = napping("marked");
        airflow.api().markTask(DAG, "marked", "nap", -1, "failed");
        assertThat(airflow.awaitEnd(DAG, "marked", LIMIT).state()).isEqualTo("failed");
        assertThat(airflow.metadata().taskInstance(DAG, "marked", "last").state())
                .isEqualTo("upstream_failed");
        awaitEndOf(nap);
        airflow.api().clear(Clear.run(DAG, "marked").failedOnes());
        airflow.awaitTask(DAG, "marked", "nap", -1, "running", LIMIT);
        airflow.api().markTask(DAG, "marked", "nap", -1, "skipped");
        assertThat(airflow.awaitEnd(DAG, "marked", LIMIT).state()).isEqualTo("success");
    }

    @Test
    void what_a_killed_scheduler_was_doing_is_done_again_by_the_next() {
        ProcessHandle lost = napping("orphaned");
        airflow.killScheduler();
        assertThat(airflow.processes().alive()).extracting(ProcessHandle::pid).doesNotContain(lost.pid());
        airflow.startScheduler();
        Poll.until(
                LIMIT,
                () -> airflow.describe(DAG, "orphaned"),
                () -> airflow.metadata().taskInstance(DAG, "orphaned", "nap").tryNumber() == 2);
        airflow.awaitTask(DAG, "orphaned", "nap", -1, "running", LIMIT);
        airflow.api().markTask(DAG, "orphaned", "nap", -1, "success");
        assertThat(airflow.awaitEnd(DAG, "orphaned", LIMIT).state()).isEqualTo("success");
        assertThat(tries("orphaned")).containsExactly("each[0] 1", "each[1] 1", "last 1", "list 1", "nap 2");
    }

    @Test
    void a_backfill_makes_up_for_intervals_of_the_past() {
        Instant first = Instant.parse("2026-03-02T00:00:00Z");
        Instant second = Instant.parse("2026-03-03T00:00:00Z");
        var backfill = Backfill.of(DAILY, first, second);
        airflow.api().backfill(backfill);
        Poll.until(
                LIMIT,
                () -> "not all backfilled: " + airflow.metadata().runs(DAILY),
                () -> backfilled().filter(DagRun::isFinal).count() == 2);
        assertThat(backfilled()).extracting(DagRun::intervalStart).containsExactly(first, second);
        assertThat(backfilled()).extracting(DagRun::state).containsOnly("success");
    }

    private static Stream<DagRun> backfilled() {
        return airflow.metadata().runs(DAILY).stream().filter(run -> run.type().equals("backfill"));
    }

    @Test
    void a_file_that_changes_is_read_again() throws IOException {
        Path file = airflow.dags().resolve("changing.py");
        Files.writeString(file, SampleDags.withTask("changing", "first"));
        airflow.awaitDags(List.of("changing"), LIMIT);
        Files.writeString(file, SampleDags.withTask("changing", "second"));
        Poll.until(
                LIMIT,
                () -> "still the first file",
                () -> touched(file)
                        && !airflow.metadata()
                                .query(
                                        "select 1 from serialized_dag where dag_id = 'changing' and data::text like '%second%'",
                                        row -> 1)
                                .isEmpty());
        airflow.api().trigger("changing", "changed");
        assertThat(airflow.awaitEnd("changing", "changed", LIMIT).state()).isEqualTo("success");
        assertThat(airflow.metadata().taskInstances("changing", "changed"))
                .extracting(TaskInstance::name)
                .containsExactly("second");
        Files.writeString(file, "# airflow dag\nraise ValueError('not today')\n");
        Poll.until(
                LIMIT,
                () -> "no import error",
                () -> touched(file)
                        && airflow.metadata().importErrors().toString().contains("not today"));
        Files.delete(file);
    }

    /** Airflow 2 takes a file that was written before it had done with the one before for that one. */
    private static boolean touched(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    @Test
    void pools_are_imported_by_the_command() throws IOException {
        Path pools = home.resolve("pools.json");
        Files.writeString(pools, "{\"narrow\": {\"slots\": 1, \"description\": \"\"}}");
        airflow.command().run("pools", "import", pools.toString());
        assertThat(airflow.metadata().query("select slots from slot_pool where pool = 'narrow'", row -> row.getInt(1)))
                .containsExactly(1);
    }

    private static ProcessHandle napping(String run) {
        airflow.api().trigger(DAG, run, Map.of("nap", 600), null);
        return airflow.awaitProcess(DAG, run, "nap", -1, LIMIT);
    }

    private static void awaitEndOf(ProcessHandle process) {
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static List<String> tries(String run) {
        return airflow.metadata().taskInstances(DAG, run).stream()
                .map(each -> each.name() + " " + each.tryNumber())
                .toList();
    }
}
