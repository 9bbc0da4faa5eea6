package io.onedag.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.NewRun;
import io.onedag.engine.Opening;
import io.onedag.engine.PipelineOwnedException;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunChange.Claim;
import io.onedag.engine.RunChange.Decision;
import io.onedag.engine.RunChange.End;
import io.onedag.engine.RunChange.Outcome;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.StaleLeaseException;
import io.onedag.engine.StoreException;
import io.onedag.engine.TaskRunRecord;
import io.onedag.plan.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What stores on a database do besides. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
class SqlRunStoreTest {

    private static final Instant AT = Instant.parse("2026-03-29T01:30:00.123456Z");

    @Parameter
    TestStores kind;

    private TestStore test;
    private RunStore store;
    private ProcessInfo me;
    private RunLease lease;

    @BeforeEach
    void open_a_store_with_a_claimed_task() throws SQLException {
        test = kind.open();
        store = test.store();
        me = RunStoreContract.process("elsewhere");
        store.join(me);
        lease = open("sales", "k");
        store.commit(lease, change(claim("load", 1)));
        try (Connection connection = store.openConnection()) {
            run(connection, "create table " + target() + " (id integer primary key)");
        }
    }

    @AfterEach
    void close_the_store_and_find_no_connection_left() throws SQLException {
        if (kind == TestStores.POSTGRESQL) {
            try (Connection connection = PostgresServer.connect()) {
                run(connection, "drop table " + target());
            }
        }
        store.close();
        if (test.elsewhere() != store) {
            test.elsewhere().close();
        }
        assertThat(test.openConnections()).as("connections left open").isZero();
        test.close();
    }

    // ---- effects

    @Test
    void an_effect_commits_together_with_its_outcome() throws SQLException {
        try (var effect = store.beginEffect(lease).orElseThrow()) {
            run(effect.connection(), "insert into " + target() + " values (1)");
            assertThat(rows()).as("before the commit").isZero();
            effect.commit(change(success("load", 1)));
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(task("load").state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void an_effect_that_is_not_committed_leaves_nothing() throws SQLException {
        try (var effect = store.beginEffect(lease).orElseThrow()) {
            run(effect.connection(), "insert into " + target() + " values (1)");
        }
        assertThat(rows()).isZero();
        assertThat(task("load").state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void an_effect_of_a_worker_that_lost_its_run_leaves_nothing() throws SQLException {
        try (var effect = store.beginEffect(lease).orElseThrow()) {
            store.leave(me.id());
            ProcessInfo other = RunStoreContract.process("other");
            test.elsewhere().join(other);
            RunLease now = test.elsewhere().takeOver(lease.runId(), other.id()).orElseThrow();
            test.elsewhere().commit(now, change(new Decision("load", -1, 1, TaskState.CANCELLED, null, AT)));
            run(effect.connection(), "insert into " + target() + " values (1)");

            assertThatThrownBy(() -> effect.commit(change(success("load", 1)))).isInstanceOf(StaleLeaseException.class);
        }
        assertThat(rows()).isZero();
        assertThat(task("load").state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void a_transactional_task_can_not_end_its_transaction_itself() throws SQLException {
        try (var effect = store.beginEffect(lease).orElseThrow()) {
            Connection connection = effect.connection();
            run(connection, "insert into " + target() + " values (1)");
            for (var call :
                    List.<Call>of(connection::commit, connection::rollback, () -> connection.setAutoCommit(true))) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("transaction ends with the task's outcome");
            }
            connection.close();
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.isClosed()).as("a close is left to the store").isFalse();
            var savepoint = connection.setSavepoint();
            run(connection, "insert into " + target() + " values (2)");
            connection.rollback(savepoint);
            effect.commit(change(success("load", 1)));
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void an_effect_that_only_reads_first_can_still_write_after_others_wrote() throws SQLException {
        try (Connection task = store.openConnection()) {
            task.setAutoCommit(false);
            store.commit(lease, change(claim("while nobody has read", 1)));
            run(task, "select count(*) from " + target());
            run(task, "insert into " + target() + " values (1)");
            task.commit();
            store.commit(lease, change(claim("after the commit", 1)));
            run(task, "insert into " + target() + " values (2)");
            task.rollback();
            store.commit(lease, change(claim("after the rollback", 1)));
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void reading_waits_for_no_writer() throws SQLException {
        try (var effect = store.beginEffect(lease).orElseThrow()) {
            run(effect.connection(), "insert into " + target() + " values (1)");
            assertThat(test.elsewhere().runs(new RunFilter(null, null, 5))).hasSize(1);
            assertThat(task("load").state()).isEqualTo(TaskState.RUNNING);
            effect.commit(change(success("load", 1)));
        }
    }

    /** A writer that finds the database held by a transactional task waits for it; none of the two fails. */
    @Test
    void a_writer_waits_for_a_transactional_task() throws Exception {
        CompletableFuture<Void> writer;
        try (var effect = store.beginEffect(lease).orElseThrow()) {
            run(effect.connection(), "insert into " + target() + " values (1)");
            writer = CompletableFuture.runAsync(() -> store.commit(lease, change(claim("other", 1))));
            effect.commit(change(success("load", 1)));
        }
        writer.get(20, TimeUnit.SECONDS);
        assertThat(task("other").state()).isEqualTo(TaskState.RUNNING);
    }

    // ---- texts and times

    @Test
    void what_no_database_keeps_is_shown_in_prose_and_refused_in_names() {
        var failure = new Failure("E", "a\0b \ud83d\ude80 \ud83d end", "\udc00", true);
        store.commit(
                lease,
                change(new Outcome(
                        "load",
                        -1,
                        1,
                        TaskState.FAILED,
                        Reason.FATAL,
                        AT,
                        null,
                        "\"\\u0000\"",
                        null,
                        failure,
                        false,
                        Rows.NONE)));
        assertThat(task("load").error())
                .isEqualTo(new Failure("E", "a\u2400b \ud83d\ude80 \ufffd end", "\ufffd", true));
        assertThat(task("load").output()).isEqualTo("\"\\u0000\"");

        assertThatThrownBy(() -> open("sales", "a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run key");
        assertThatThrownBy(() -> open("a\ud83d", "k")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void instants_survive_any_time_zone() {
        TimeZone before = TimeZone.getDefault();
        var instants = List.of(
                AT,
                Instant.parse("2026-03-29T02:30:00.000001Z"),
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("2026-10-25T00:59:59.999999Z"),
                Instant.parse("9999-12-31T23:59:59Z"));
        try {
            int i = 0;
            for (String zone : List.of("Europe/Paris", "America/Caracas", "Pacific/Apia", "UTC")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                for (Instant instant : instants) {
                    String name = "t" + i++;
                    store.commit(lease, change(new Claim(name, -1, 1, 1, 1, 0, instant.plusNanos(999))));
                    assertThat(task(name).startedAt()).as(zone).isEqualTo(instant);
                }
            }
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            for (int read = 0; read < i; read++) {
                assertThat(task("t" + read).startedAt()).isEqualTo(instants.get(read % instants.size()));
            }
            Instant created = store.run(lease.runId()).orElseThrow().createdAt();
            assertThat(created)
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
            assertThat(store.isAlive(me)).isTrue();
        } finally {
            TimeZone.setDefault(before);
        }
    }

    // ---- who owns what

    @Test
    void a_pipelines_name_belongs_to_the_application_that_registered_it_first() {
        var stranger = new ProcessInfo(RunIds.next(), "elsewhere", 1, AT, "another app", "9");
        test.elsewhere().join(stranger);
        assertThatThrownBy(
                        () -> test.elsewhere().open(RunStoreContract.run("sales", "k2", "{}", "local"), stranger.id()))
                .isInstanceOf(PipelineOwnedException.class)
                .hasMessageContaining("sales")
                .hasMessageContaining("app")
                .hasMessageContaining("another app");
        assertThat(store.run("sales", "k2")).isEmpty();
    }

    @Test
    void a_local_process_known_to_be_dead_frees_its_runs_at_once() throws Exception {
        Process ended =
                new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-version").start();
        ProcessHandle handle = ended.toHandle();
        ProcessInfo self = ProcessInfo.current(RunIds.next(), "app", "1");
        var dead = new ProcessInfo(
                RunIds.next(),
                self.host(),
                handle.pid(),
                handle.info().startInstant().orElseGet(Instant::now),
                "app",
                "1");
        ended.waitFor();
        var reused = new ProcessInfo(
                RunIds.next(), self.host(), self.pid(), self.startedAt().minusSeconds(60), "app", "1");
        store.join(self);
        store.join(dead);
        store.join(reused);
        assertThat(store.isAlive(self)).isTrue();
        assertThat(store.isAlive(dead)).isFalse();
        assertThat(store.isAlive(reused)).as("its pid is another's now").isFalse();
        assertThat(store.isAlive(me)).as("on another machine").isTrue();

        UUIDs held = new UUIDs();
        held.add(store.open(RunStoreContract.run("sales", "a", "{}", "local"), dead.id()));
        held.add(store.open(RunStoreContract.run("sales", "b", "{}", "local"), reused.id()));
        held.add(store.open(RunStoreContract.run("sales", "c", "{}", "local"), self.id()));
        assertThat(store.takeOver(held.get(0), me.id())).isPresent();
        assertThat(store.takeOver(held.get(1), me.id())).isPresent();
        assertThat(store.takeOver(held.get(2), me.id())).isEmpty();
        assertThat(store.beat(dead.id())).as("declared dead").isFalse();
    }

    @Test
    void an_effect_that_was_committed_is_not_undone_by_a_connection_lost_afterwards() throws SQLException {
        assumeThat(kind).isEqualTo(TestStores.POSTGRESQL);
        try (var effect = store.beginEffect(lease).orElseThrow()) {
            run(effect.connection(), "insert into " + target() + " values (1)");
            effect.commit(change(success("load", 1)));
            endConnections();
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(task("load").state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void an_effect_whose_connection_is_lost_leaves_nothing_and_says_why() throws SQLException {
        assumeThat(kind).isEqualTo(TestStores.POSTGRESQL);
        try (var effect = store.beginEffect(lease).orElseThrow()) {
            run(effect.connection(), "insert into " + target() + " values (1)");
            endConnections();
            assertThatThrownBy(() -> effect.commit(change(success("load", 1))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("committing a transactional task to PostgreSQL")
                    .hasMessageContaining("See that the server runs");
        }
        assertThat(rows()).isZero();
        assertThat(task("load").state()).isEqualTo(TaskState.RUNNING);
    }

    /** A list by pipeline, by state and of all must stay quick among many runs. */
    @Test
    void many_runs_are_listed_quickly() {
        for (int i = 0; i < 300; i++) {
            RunLease each = open("many", "k" + i);
            if (i % 2 == 0) {
                store.commit(each, new RunChange(List.of(), new End(RunState.FAILED, null, AT)));
            }
        }
        assertThat(store.runs(new RunFilter("many", RunState.FAILED, 100)))
                .hasSize(100)
                .extracting(RunRecord::definition)
                .containsOnly("");
    }

    @Test
    void a_closed_store_says_so() {
        store.close();
        assertThatThrownBy(() -> store.beat(me.id()))
                .isInstanceOfAny(IllegalStateException.class, StoreException.class);
        store = test.elsewhere();
    }

    @Test
    void an_interrupt_that_is_meant_for_a_task_does_not_keep_its_outcome_from_being_written() {
        Thread.currentThread().interrupt();
        store.commit(lease, change(success("load", 1)));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(task("load").state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void a_server_that_ends_connections_is_asked_again() throws SQLException {
        assumeThat(kind).isEqualTo(TestStores.POSTGRESQL);
        for (int i = 0; i < 3; i++) {
            endConnections();
            assertThat(store.beat(me.id())).isTrue();
        }
    }

    // ---- helpers

    @FunctionalInterface
    private interface Call {
        void run() throws SQLException;
    }

    private static final class UUIDs extends ArrayList<java.util.UUID> {
        private static final long serialVersionUID = 1L;

        void add(Opening opening) {
            add(opening.run().id());
        }
    }

    private static void endConnections() throws SQLException {
        try (Connection connection = PostgresServer.connect()) {
            run(
                    connection,
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
                            + "where application_name like 'onedagtest%' and pid <> pg_backend_pid()");
        }
    }

    private String target() {
        return "target_table";
    }

    private RunLease open(String pipeline, String key) {
        NewRun asked = RunStoreContract.run(pipeline, key, "{}", "local");
        return ((Opening.Created) store.open(asked, me.id())).lease();
    }

    private TaskRunRecord task(String name) {
        return test.elsewhere().taskRuns(lease.runId()).stream()
                .filter(each -> each.task().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private int rows() throws SQLException {
        try (Connection connection = test.elsewhere().openConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from " + target())) {
            count.next();
            return count.getInt(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static RunChange change(RunChange.Write... writes) {
        return new RunChange(List.of(writes), null);
    }

    private static Claim claim(String task, long generation) {
        return new Claim(task, -1, generation, 1, 1, 0, AT);
    }

    private static Outcome success(String task, long generation) {
        return new Outcome(
                task, -1, generation, TaskState.SUCCEEDED, null, AT, null, null, null, null, false, Rows.NONE);
    }
}
