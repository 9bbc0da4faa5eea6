package io.onedag.conformance.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness on a real Airflow, with a DAG that was written by hand. */
@Tag("airflow")
@Tag("every-version")
class AirflowServerTest {

    private static final String DAG = "tiny";
    private static final Duration LIMIT = Duration.ofSeconds(60);

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
        try (InputStream tiny = Objects.requireNonNull(AirflowServerTest.class.getResourceAsStream("tiny.py"))) {
            Files.copy(tiny, airflow.dags().resolve("tiny.py"));
        }
        airflow.awaitDags(List.of(DAG), LIMIT);
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
        airflow.api().clear(new Clear(DAG, "marked", List.of(), -1, false, true));
        airflow.awaitTask(DAG, "marked", "nap", -1, "running", LIMIT);
        airflow.api().markTask(DAG, "marked", "nap", -1, "skipped");
        assertThat(airflow.awaitEnd(DAG, "marked", LIMIT).state()).isEqualTo("success");
    }

    @Test
    void a_run_goes_on_when_its_scheduler_was_killed_and_another_one_starts() {
        airflow.api().trigger(DAG, "orphaned", Map.of("nap", 3), null);
        airflow.awaitTask(DAG, "orphaned", "nap", -1, "running", LIMIT);
        airflow.killScheduler();
        airflow.startScheduler();
        assertThat(airflow.awaitEnd(DAG, "orphaned", LIMIT).state()).isEqualTo("success");
        assertThat(tries("orphaned")).containsExactly("each[0] 1", "each[1] 1", "last 1", "list 1", "nap 1");
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
