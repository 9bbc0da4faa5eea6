package io.onedag.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.cli.settings.Settings;
import io.onedag.definition.DefinitionWriter;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.TaskLog;
import io.onedag.engine.TaskRunRecord;
import io.onedag.store.PostgresServer;
import io.onedag.store.SqlRunStoreProvider;
import io.onedag.store.StoreAdmin;
import io.onedag.yaml.YamlPipelines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One attempt as a process of its own, on record in a store. */
@Timeout(120)
class StoreChildTest {

    private static final String KEY = "sched:2026-01-02T00:00:00Z";

    private static final String YAML = """
            pipeline: p
            tasks:
              first: {uses: shell, with: {command: [sh, -c, "echo to the log; printf '[10, 20]' > \\"$ONEDAG_RESULT_FILE\\""]}}
              each: {uses: shell, needs: [first], for_each: "${tasks.first.output}", with: {command: [sh, -c, "echo item $0", "${item}"]}}
              last: {uses: noop, needs: [each]}
            """;

    @TempDir
    Path folder;

    private Map<String, String> settings() {
        return Map.of(Settings.DATABASE_URL, "jdbc:sqlite:" + folder.resolve("store.db"));
    }

    private ChildProcess child(String task, String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("p.yaml"), yaml);
            var pipeline = YamlPipelines.load(file);
            Files.writeString(folder.resolve("p.onedag.json"), DefinitionWriter.write(pipeline));
            return new ChildProcess(folder)
                    .task("p.onedag.json", task)
                    .with("ONEDAG_PLAN_HASH", pipeline.planHash())
                    .with("ONEDAG_DRIVER", "airflow")
                    .with(Settings.DATABASE_URL, settings().get(Settings.DATABASE_URL))
                    .options();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChildProcess migrated(String task, String yaml) {
        StoreAdmin.of(settings(), folder).migrate();
        return child(task, yaml);
    }

    private <T> T inStore(Function<RunStore, T> ask) {
        try (RunStore store = new SqlRunStoreProvider().open(settings(), folder, Mode.READ)) {
            return ask.apply(store);
        }
    }

    private RunRecord run() {
        return inStore(store -> store.run("p", KEY).orElseThrow());
    }

    private TaskRunRecord taskRun(String task, int mapIndex) {
        return inStore(store -> store.taskRuns(run().id()).stream()
                .filter(each -> each.task().equals(task) && each.mapIndex() == mapIndex)
                .findFirst()
                .orElseThrow());
    }

    @Test
    void a_run_goes_from_child_to_child_and_the_last_one_ends_it() throws Exception {
        migrated("first", YAML).run().exits(0);
        assertThat(run().state()).isEqualTo(RunState.RUNNING);
        assertThat(run().driver()).isEqualTo("airflow");
        assertThat(taskRun("first", -1).output()).isEqualTo("[10,20]");
        var each = child("each", YAML).with("ONEDAG_MAP_INDEX", "0").run().exits(0);
        assertThat(each.err()).contains("item 10");
        assertThat(child("each", YAML)
                        .with("ONEDAG_MAP_INDEX", "1")
                        .run()
                        .exits(0)
                        .err())
                .contains("item 20");
        var last = child("last", YAML).run().exits(0);
        assertThat(run().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(last.err()).contains("run " + KEY + " of p ended: SUCCEEDED");
    }

    @Test
    void a_run_of_a_caller_that_does_not_say_its_name_is_not_ours_to_take_over() throws Exception {
        migrated("first", YAML).with("ONEDAG_DRIVER", "").run().exits(0);
        assertThat(run().driver()).isEqualTo("external");
        assertThat(run().isDrivenFromOutside()).isTrue();
        try (RunStore store = new SqlRunStoreProvider().open(settings(), folder, Mode.WRITE)) {
            ProcessInfo me = ProcessInfo.current(RunIds.next(), "app", "1");
            store.join(me);
            assertThat(store.takeOver(run().id(), me.id())).isEmpty();
        }
    }

    @Test
    void an_engine_that_could_be_one_of_ours_is_refused_as_a_driver() throws Exception {
        var ended = migrated("first", YAML).with("ONEDAG_DRIVER", "local").run().exits(2);
        assertThat(ended.err()).contains("ONEDAG_DRIVER is \"local\"", "airflow, prefect, luigi or external");
        boolean made = inStore(store -> store.run("p", KEY).isPresent());
        assertThat(made).isFalse();
    }

    @Test
    void what_the_attempt_logs_is_in_the_store_too() throws Exception {
        var ended = migrated("first", YAML).run().exits(0);
        assertThat(ended.err()).contains("INFO to the log");
        List<TaskLog> logs = inStore(store -> store.taskLogs(run().id()));
        assertThat(logs).hasSize(1);
    }

    /** On SQLite its driver loads SLF4J by itself. PostgreSQL's loads java.util.logging, as it does in any program. */
    @Test
    void nothing_is_loaded_that_would_cost_a_start() throws Exception {
        Map<String, String> server =
                Map.of(Settings.DATABASE_URL, PostgresServer.url(), Settings.SCHEMA, PostgresServer.newSchema());
        StoreAdmin.of(server, folder).migrate();
        child("last", "pipeline: p\ntasks: {last: {uses: noop, needs: [a]}, a: {uses: noop}}\n")
                .with(Settings.DATABASE_URL, server.get(Settings.DATABASE_URL))
                .with(Settings.SCHEMA, server.get(Settings.SCHEMA))
                .jvm("-Xlog:class+load:file=" + folder.resolve("loaded.txt"))
                .run()
                .exits(0);
        assertThat(ChildTest.tooMuch(folder.resolve("loaded.txt")))
                .filteredOn(name -> !name.startsWith("java.util.logging"))
                .isEmpty();
        assertThat(Files.readString(folder.resolve("loaded.txt")))
                .contains("io.onedag.driven.DrivenAttempt ", "org.postgresql.Driver ")
                .doesNotContain("org.sqlite", "tools.jackson", "io.onedag.definition.Keys");
    }

    @Test
    void a_recorded_success_is_answered_without_running_again() throws Exception {
        migrated("first", YAML).run().exits(0);
        Files.delete(folder.resolve("result.json"));
        var again = child("first", YAML).with("ONEDAG_ATTEMPT", "2").run().exits(0);
        assertThat(again.err())
                .contains("is on record as SUCCEEDED", "doesn't run again")
                .doesNotContain("to the log");
        assertThat(again.result().get("output")).isEqualTo(List.of(10L, 20L));
        assertThat(taskRun("first", -1).attempts()).isEqualTo(1);
    }

    @Test
    void a_higher_round_runs_again_and_is_on_record_as_a_round() throws Exception {
        migrated("first", YAML).run().exits(0);
        var again = child("first", YAML).with("ONEDAG_ROUND", "1").run().exits(0);
        assertThat(again.err()).contains("to the log");
        assertThat(run().round()).isEqualTo(2);
        assertThat(taskRun("first", -1).attempts()).isEqualTo(2);
    }

    @Test
    void a_failure_says_who_tries_again_and_what_replays_it() throws Exception {
        String yaml =
                "pipeline: p\ntasks: {a: {uses: shell, with: {command: [sh, -c, 'exit 3']}, retry: {max_attempts: 2}}}\n";
        var first = migrated("a", yaml).run().exits(1);
        assertThat(first.err())
                .contains("task a, attempt 1 of 2: failed", "next   airflow tries it again", "task run --replay");
        assertThat(taskRun("a", -1).state()).isEqualTo(TaskState.RETRY_WAIT);
        var second = child("a", yaml).with("ONEDAG_ATTEMPT", "2").run().exits(1);
        assertThat(second.err()).contains("next   mend the cause, then clear the task in airflow");
        assertThat(taskRun("a", -1).state()).isEqualTo(TaskState.FAILED);
        assertThat(run().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_store_without_its_schema_is_exit_code_3_and_the_command_that_makes_it() throws Exception {
        var ended = child("first", YAML).run().exits(3);
        assertThat(ended.err()).contains("task first, attempt 1 of 1: failed", "store migrate", "nothing was begun");
        assertThat(folder.resolve("store.db")).doesNotExist();
    }

    @Test
    void a_server_that_is_not_there_is_exit_code_3_in_the_failure_block() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var ended = child("first", YAML)
                .with(Settings.DATABASE_URL, "postgresql://me:hunter22@127.0.0.1:" + port + "/db")
                .run()
                .exits(3);
        assertThat(ended.err())
                .contains("task first, attempt 1 of 1: failed", "  why    ", "See that the server runs")
                .doesNotContain("hunter22");
    }

    @Test
    void an_attempt_that_is_cut_off_is_on_record_as_cut_off_and_may_be_tried_again() throws Exception {
        String yaml = "pipeline: p\ntasks: {a: {uses: shell, with: {command: [sh, -c, 'echo waiting; sleep 1000']}}}\n";
        migrated("a", yaml).start().awaitErr("waiting").signal("TERM").end().exits(143);
        assertThat(run().state()).isEqualTo(RunState.RUNNING);
        assertThat(taskRun("a", -1).state().isFinal()).isFalse();
    }

    @Test
    void a_body_that_takes_no_notice_is_put_on_record_as_cut_off_too() throws Exception {
        StoreAdmin.of(settings(), folder).migrate();
        var running = new ChildProcess(folder)
                .task("declared", "deaf")
                .with("ONEDAG_DRIVER", "airflow")
                .with(Settings.DATABASE_URL, Objects.requireNonNull(settings().get(Settings.DATABASE_URL)))
                .classPath(Jars.withSources(folder))
                .options()
                .start()
                .awaitErr("waiting");
        long before = System.nanoTime();
        var ended = running.signal("TERM").end().exits(143);
        assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(3_000);
        assertThat(ended.outcome()).isEqualTo("interrupted");
        TaskState state = inStore(
                store -> store.taskRuns(store.run("declared", KEY).orElseThrow().id())
                        .get(0)
                        .state());
        assertThat(state).isNotEqualTo(TaskState.RUNNING);
    }

    @Test
    void what_the_driver_made_of_the_task_is_its_record() throws Exception {
        String yaml = """
                pipeline: p
                tasks:
                  a: {uses: shell, with: {command: [sh, -c, 'echo waiting; sleep 1000']}}
                  b: {uses: noop, needs: [a]}
                """;
        migrated("a", yaml)
                .with("ONEDAG_PARENT_STDIN", "1")
                .start()
                .awaitErr("waiting")
                .say("end task=failed run=running")
                .signal("TERM")
                .end()
                .exits(143);
        assertThat(taskRun("a", -1).state()).isEqualTo(TaskState.FAILED);
        assertThat(taskRun("b", -1).state()).isEqualTo(TaskState.UPSTREAM_FAILED);
        assertThat(run().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_result_that_can_not_be_written_is_a_failure_on_record_too() throws Exception {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        String yaml = "pipeline: p\ntasks: {a: {uses: shell, with: {command: [rmdir, gone]}}}\n";
        var ended = migrated("a", yaml)
                .with("ONEDAG_RESULT_FILE", gone.resolve("result.json").toString())
                .run()
                .exits(1);
        assertThat(ended.err()).contains("task a, attempt 1 of 1: failed", "its result can't be written to");
        assertThat(taskRun("a", -1).state()).isEqualTo(TaskState.FAILED);
        assertThat(run().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_transactional_effect_commits_with_its_outcome() throws Exception {
        StoreAdmin.of(settings(), folder).migrate();
        new ChildProcess(folder)
                .task("declared", "insert")
                .with("ONEDAG_DRIVER", "airflow")
                .with(Settings.DATABASE_URL, Objects.requireNonNull(settings().get(Settings.DATABASE_URL)))
                .classPath(Jars.withSources(folder))
                .options()
                .run()
                .exits(0);
        int rows = inStore(store -> {
            try (Connection connection = Objects.requireNonNull(store.openConnection());
                    var statement = connection.createStatement();
                    var result = statement.executeQuery("select count(*) from made_by_a_child")) {
                return result.next() ? result.getInt(1) : -1;
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(rows).isEqualTo(1);
    }

    @Test
    void an_effect_that_can_not_commit_is_no_success_for_the_caller_either() throws Exception {
        Map<String, String> server =
                Map.of(Settings.DATABASE_URL, PostgresServer.url(), Settings.SCHEMA, PostgresServer.newSchema());
        StoreAdmin.of(server, folder).migrate();
        var ended = new ChildProcess(folder)
                .task("declared", "collide")
                .with("ONEDAG_DRIVER", "airflow")
                .with(Settings.DATABASE_URL, Objects.requireNonNull(server.get(Settings.DATABASE_URL)))
                .with(Settings.SCHEMA, Objects.requireNonNull(server.get(Settings.SCHEMA)))
                .classPath(Jars.withSources(folder))
                .options()
                .run()
                .exits(1);
        assertThat(ended.outcome()).isEqualTo("failed");
        assertThat(ended.err()).contains("task collide, attempt 1 of 1: failed", "collided_n_key");
        try (RunStore store = new SqlRunStoreProvider().open(server, folder, Mode.READ)) {
            assertThat(store.taskRuns(store.run("declared", KEY).orElseThrow().id()))
                    .extracting(TaskRunRecord::state)
                    .contains(TaskState.FAILED);
        }
    }
}
