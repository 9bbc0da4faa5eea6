package io.onedag.conformance.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.conformance.process.MarkedProcesses;
import io.onedag.conformance.process.Poll;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("airflow")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AirflowServerEndTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void nothing_is_left_of_it_when_it_is_closed_not_even_what_a_task_left_behind(@TempDir Path home)
            throws IOException {
        long leaked;
        List<ProcessHandle> before;
        try (var postgres = PostgresServer.start()) {
            try (var airflow = AirflowServer.of(AirflowVersion.chosen(), home)
                    .postgres(postgres)
                    .start()) {
                SampleDags.copyTo(airflow.dags());
                airflow.awaitDags(List.of("tiny"), LIMIT);
                airflow.api().trigger("tiny", "leaky", Map.of("leak", true), null);
                airflow.api().trigger("tiny", "busy", Map.of("nap", 600), null);
                airflow.awaitEnd("tiny", "leaky", LIMIT);
                airflow.awaitProcess("tiny", "busy", "nap", -1, LIMIT);
                leaked = Long.parseLong(
                        airflow.metadata().xcom("tiny", "leaky", "nap", -1).orElseThrow());
                before = airflow.processes().alive();
                assertThat(before).extracting(ProcessHandle::pid).contains(leaked);
            }
            Poll.until(
                    Duration.ofSeconds(5),
                    () -> "still alive: " + before,
                    () -> before.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(postgres.create("still_there")).endsWith("/still_there");
        }
    }

    @Test
    void one_that_cannot_start_says_what_its_processes_wrote_and_leaves_none(@TempDir Path home) {
        AirflowVersion.chosen().require();
        var broken = AirflowServer.of(AirflowVersion.chosen(), home)
                .environment(Map.of("AIRFLOW__CORE__EXECUTOR", "NoSuchExecutor"));
        assertThatThrownBy(broken::start).isInstanceOf(AssertionError.class).hasMessageContaining("NoSuchExecutor");
        assertThat(new MarkedProcesses("AIRFLOW_HOME", home.toString()).alive()).isEmpty();
    }
}
