package io.onedag.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.engine.RunStore;
import io.onedag.engine.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process of one attempt gets a store that starts fast, holds nothing and migrates nothing. */
class BriefStoreTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL"})
    void a_run_goes_from_its_first_attempt_to_its_end(TestStores kind) {
        try (TestStore test = kind.open()) {
            test.store();
            try (RunStore store = BriefStore.open(test.settings(), test.folder())) {
                var airflow = new Airflow(store, DrivenRunContract.diamond());
                airflow.begin("a");
                assertThat(kind == TestStores.SQLITE ? 1 : test.openConnections())
                        .as("connections while the task works")
                        .isLessThanOrEqualTo(1);
                airflow.begin("a", 0, 2).end(airflow.success(null));
                airflow.succeed("b", "c", "d");
                assertThat(airflow.run().state()).isEqualTo(RunState.SUCCEEDED);
            }
            test.store().close();
            assertThat(test.openConnections()).isZero();
        }
    }

    @Test
    void a_task_that_takes_its_time_holds_no_connection() {
        try (TestStore test = TestStores.POSTGRESQL.open()) {
            test.store().close();
            try (RunStore store = BriefStore.open(test.settings(), test.folder())) {
                var airflow = new Airflow(store, DrivenRunContract.diamond());
                var attempt = airflow.begin("a");
                assertThat(test.openConnections())
                        .as("connections while the task works")
                        .isZero();
                attempt.end(airflow.success(null));
                airflow.succeed("b", "c", "d");
                assertThat(airflow.run().state()).isEqualTo(RunState.SUCCEEDED);
            }
        }
    }

    @Test
    void a_connection_that_the_server_ended_meanwhile_is_replaced() throws Exception {
        try (TestStore test = TestStores.POSTGRESQL.open()) {
            test.store();
            try (RunStore store = BriefStore.open(test.settings(), test.folder())) {
                var airflow = new Airflow(store, DrivenRunContract.diamond());
                var attempt = airflow.begin("a");
                endConnections(test);
                attempt.end(airflow.success(null));
                airflow.succeed("b", "c", "d");
                assertThat(airflow.run().state()).isEqualTo(RunState.SUCCEEDED);
            }
        }
    }

    private static void endConnections(TestStore test) throws SQLException {
        String application = test.settings().get(StoreAddress.URL).replaceFirst(".*application_name=", "");
        try (Connection connection = PostgresServer.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = '"
                    + application + "'");
        }
    }

    @Test
    void an_embedded_store_that_is_not_there_is_not_made() {
        assertThatThrownBy(() -> BriefStore.open(Map.of(), folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("store migrate");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_server_without_tables_is_not_migrated() {
        RunStore store = BriefStore.open(
                Map.of(StoreAddress.URL, PostgresServer.url(), StoreAddress.SCHEMA, PostgresServer.newSchema()),
                folder);

        assertThatThrownBy(() -> new Airflow(store, DrivenRunContract.diamond()).begin("a"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no tables of Onedag yet")
                .hasMessageContaining("store migrate");
    }

    @Test
    void a_server_that_does_not_answer_is_named() {
        RunStore store = BriefStore.open(Map.of(StoreAddress.URL, "postgresql://u:secret@127.0.0.1:1/db"), folder);

        assertThatThrownBy(() -> new Airflow(store, DrivenRunContract.diamond()).begin("a"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("127.0.0.1:1/db")
                .hasMessageNotContaining("secret");
    }

    @Test
    void an_attempt_loads_neither_a_pool_nor_flyway_nor_jgrapht_nor_a_lambda_of_ours() throws Exception {
        try (TestStore test = TestStores.POSTGRESQL.open()) {
            test.store();
            List<String> loaded = loaded(test.settings());

            for (String name : List.of("org.flywaydb", "com.zaxxer", "org.sqlite", "org.jgrapht", "io.onedag.yaml")) {
                assertThat(loaded).as(name).noneMatch(line -> line.contains(" " + name + "."));
            }
            assertThat(loaded)
                    .filteredOn(line -> line.contains(" io.onedag.") && line.contains("$$Lambda"))
                    .filteredOn(line -> !line.contains("DrivenRunContract"))
                    .filteredOn(line -> Stream.of("Pipeline", "CallSites", "definition.", "validation.")
                            .noneMatch(line::contains))
                    .isEmpty();
        }
    }

    private List<String> loaded(Map<String, String> settings) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OneAttempt.class.getName(),
                settings.get(StoreAddress.URL),
                settings.get(StoreAddress.SCHEMA)));
        Path log = folder.resolve("classes");
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(child.waitFor()).as(log.toString()).isZero();
        return Files.readAllLines(log, StandardCharsets.UTF_8);
    }

    static final class OneAttempt {
        public static void main(String[] args) {
            Pipeline pipeline = DrivenRunContract.diamond();
            try (RunStore store =
                    BriefStore.open(Map.of(StoreAddress.URL, args[0], StoreAddress.SCHEMA, args[1]), Path.of(""))) {
                var airflow = new Airflow(store, pipeline);
                airflow.begin("a").end(airflow.success("1"));
                airflow.begin("b").end(airflow.success("1"));
            }
        }
    }
}
