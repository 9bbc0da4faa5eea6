package io.onedag.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreAdminTest {

    @TempDir
    Path folder;

    @Test
    void the_embedded_store_is_made_once_however_many_open_it_at_once() {
        List<CompletableFuture<Void>> opened = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.runAsync(() -> new SqlRunStoreProvider()
                        .open(Map.of(), folder, Mode.WRITE)
                        .close()))
                .toList();
        opened.forEach(CompletableFuture::join);
        assertThat(embedded().check()).satisfies(check -> {
            assertThat(check.version()).isEqualTo(SchemaVersion.KNOWN);
            assertThat(check.problems()).isEmpty();
        });
    }

    @Test
    void the_embedded_store_can_be_migrated_by_hand_too() {
        assertThat(embedded().check().version()).as("before").isZero();
        assertThat(embedded().check().problems()).isEmpty();
        assertThat(folder.resolve("onedag.db")).as("a check makes nothing").doesNotExist();
        assertThat(embedded().migrate())
                .extracting(StoreAdmin.Migration::from, StoreAdmin.Migration::to)
                .containsExactly(0, SchemaVersion.KNOWN);
        assertThat(embedded().migrate())
                .extracting(StoreAdmin.Migration::from, StoreAdmin.Migration::to)
                .containsExactly(SchemaVersion.KNOWN, SchemaVersion.KNOWN);
    }

    @Test
    void a_server_is_migrated_once_however_many_do_it_at_once() {
        StoreAdmin admin = server(PostgresServer.newSchema());
        assertThat(admin.check().problems()).singleElement().asString().contains("onedag store migrate");
        IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(admin::migrate))
                .toList()
                .forEach(each -> assertThat(each.join().to()).isEqualTo(SchemaVersion.KNOWN));
        assertThat(admin.check().problems()).isEmpty();
    }

    @Test
    void tables_that_a_dba_made_are_taken_as_they_are() throws SQLException {
        String schema = PostgresServer.newSchema() + " \"quoted\"; drop";
        StoreAdmin admin = server(schema);
        try (Connection connection = PostgresServer.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(admin.ddl(0));
        }
        assertThat(admin.check().problems()).isEmpty();
        assertThat(admin.migrate())
                .extracting(StoreAdmin.Migration::from, StoreAdmin.Migration::to)
                .containsExactly(SchemaVersion.KNOWN, SchemaVersion.KNOWN);
        assertThat(admin.check().problems()).isEmpty();
    }

    @Test
    void the_ddl_needs_no_database() {
        assertThat(StoreAdmin.of(Map.of("DATABASE_URL", "postgresql://nowhere.invalid/x"), folder)
                        .ddl(0))
                .contains("create schema if not exists \"onedag\"")
                .contains("set search_path to \"onedag\"")
                .contains("create table pipeline_runs")
                .contains("grant usage on schema \"onedag\"");
        assertThat(embedded().ddl(0)).contains("create table pipeline_runs").doesNotContain("timestamptz");
        assertThat(embedded().ddl(SchemaVersion.KNOWN)).doesNotContain("create table");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_damaged_file_is_found() throws Exception {
        embedded().migrate();
        Path file = folder.resolve("onedag.db");
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 4096 * 3, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);
        assertThat(embedded().check().problems())
                .isNotEmpty()
                .allMatch(
                        line -> line.contains("Restore it from a backup") || line.contains("restore it from a backup"));
    }

    /** What a version before wrote is read as it was, and goes on. */
    @Test
    void rows_of_the_version_before_are_kept() throws SQLException {
        String schema = PostgresServer.newSchema();
        String all = server(schema).ddl(0);
        String since = server(schema).ddl(2);
        try (Connection connection = PostgresServer.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(all.substring(0, all.indexOf("-- Onedag's schema, version 3")));
            statement.execute("set search_path to \"" + schema + "\"");
            rows(statement, "current_timestamp", "'018f0000-0000-7000-8000-000000000001'");
            statement.execute(since);
        }
        kept(new SqlRunStoreProvider()
                .open(Map.of("DATABASE_URL", PostgresServer.url(), "ONEDAG_SCHEMA", schema), folder, Mode.READ));
    }

    @Test
    void rows_of_the_embedded_version_before_are_kept() throws SQLException {
        embedded().migrate();
        var database = new SqliteDatabase(folder.resolve("onedag.db"));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String back : List.of(
                    "alter table pipeline_tasks drop column driver_round",
                    "alter table pipeline_tasks drop column deadline",
                    "drop table earlier_params",
                    "update onedag_version set schema_version = 2",
                    "delete from onedag_schema_history where version = '3'")) {
                statement.execute(back);
            }
            rows(statement, "'2026-01-01T00:00:00.000000Z'", "'018f0000-0000-7000-8000-000000000001'");
        }
        kept(new SqlRunStoreProvider().open(Map.of(), folder, Mode.WRITE));
    }

    private static void rows(Statement statement, String now, String id) throws SQLException {
        statement.execute("insert into pipeline_runs (run_id, pipeline, run_key, state, created_at, params, plan_hash,"
                + " rules_version, driver, application, application_version, onedag_version, round, lease_generation,"
                + " test_mode, row_limit, definition) values (" + id + ", 'sales', 'k', 'SUCCEEDED', " + now
                + ", '{}', 'h', 1, 'local', 'app', '1', '0.1.0', 1, 1, false, 0, '{}')");
        statement.execute("insert into pipeline_tasks (run_id, task, map_index, state, round, attempt,"
                + " earlier_attempts, recoveries, generation, started_at, ended_at, allowed_failure, rows_read,"
                + " rows_written, rows_rejected, output) values (" + id + ", 'a', -1, 'SUCCEEDED', 1, 1, 0, 0, 1, "
                + now + ", " + now + ", false, 1, 2, 3, '[1]')");
    }

    private static void kept(RunStore store) {
        try (store) {
            RunRecord run = store.run("sales", "k").orElseThrow();
            assertThat(store.taskRuns(run.id())).singleElement().satisfies(each -> {
                assertThat(each.output()).isEqualTo("[1]");
                assertThat(each.driverRound()).isZero();
                assertThat(each.deadline()).isNull();
            });
            assertThat(store.params(run, 1)).isEqualTo("{}");
        }
    }

    private StoreAdmin embedded() {
        return StoreAdmin.of(Map.of(), folder);
    }

    private StoreAdmin server(String schema) {
        return StoreAdmin.of(Map.of("DATABASE_URL", PostgresServer.url(), "ONEDAG_SCHEMA", schema), folder);
    }
}
