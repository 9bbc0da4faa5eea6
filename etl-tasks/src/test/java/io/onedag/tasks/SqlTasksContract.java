package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Dataset;
import io.onedag.Rows;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskSpec;
import io.onedag.tasks.dataset.DatasetWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code sql} and {@code upsert} do, on each database. */
@Timeout(120)
abstract class SqlTasksContract {

    @TempDir
    Path folder;

    TestContext context;
    Connection connection;

    /** The address of this test's database, for the setting {@code database}. */
    abstract String url();

    /** A connection of the test's own. */
    abstract Connection connect() throws SQLException;

    /** A query that doesn't end. */
    abstract String endless();

    @BeforeEach
    void open() throws Exception {
        prepare();
        context = new TestContext(folder);
        connection = connect();
        connection.setAutoCommit(false);
        context.resources.put(Connection.class, connection);
    }

    void prepare() throws SQLException {}

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    void execute(String... statements) throws SQLException {
        try (Connection own = connect();
                var statement = own.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** The rows that a query gives, as texts, to whoever sees what is committed. */
    List<List<String>> query(String query) throws SQLException {
        try (Connection own = connect();
                var statement = own.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            var rows = new ArrayList<List<String>>();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    TaskFailedException failure(TaskSpec spec) {
        try {
            context.run(spec);
        } catch (TaskFailedException e) {
            return e;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            rollBack();
        }
        throw new AssertionError("it didn't fail");
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> row(Object... entries) {
        var row = new LinkedHashMap<String, Object>();
        for (int i = 0; i < entries.length; i += 2) {
            row.put((String) entries[i], entries[i + 1]);
        }
        return row;
    }

    // ---- sql

    @Test
    void statements_are_executed_in_order_and_count_the_rows_they_change() throws Exception {
        assertThat(context.output(SqlStatement.of(
                        "create table t (id integer primary key, name varchar(50))",
                        "insert into t values (1, 'a'), (2, 'b');",
                        "update t set name = 'c'",
                        "select * from t")))
                .isEqualTo(4L);
        assertThat(context.rows).isEqualTo(new Rows(0, 4, 0));
    }

    @Test
    void the_attempts_own_connection_is_neither_committed_nor_closed() throws Exception {
        execute("create table t (id integer)");

        context.run(SqlStatement.of("insert into t values (1)"));

        assertThat(query("select * from t")).isEmpty();
        connection.commit();
        assertThat(query("select * from t")).hasSize(1);
    }

    @Test
    void another_database_commits_with_the_task() throws Exception {
        execute("create table t (id integer primary key)");

        assertThat(context.output(SqlStatement.of("insert into t values (:id)")
                        .param("id", 1L)
                        .database(url())))
                .isEqualTo(1L);
        assertThat(query("select * from t")).hasSize(1);

        assertThat(failure(SqlStatement.of("insert into t values (2)", "insert into t values (1)")
                        .database(url())))
                .hasMessageContaining("insert into t values (1)");
        assertThat(query("select * from t")).hasSize(1);
    }

    static List<String> hostile() {
        return List.of(
                "",
                "'; drop table t; --",
                "\"",
                "it's a \"test\" \\",
                "a\nb\r\n\t",
                "$(id) `id` ${HOME}",
                "{{ ds }} :name ? ?? $1 @x",
                "😀 é 漢字",
                "$$ $tag$",
                "x".repeat(40 * 1024));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void any_text_is_bound_as_it_is(String text) throws Exception {
        execute("create table t (id integer, v varchar(100000))");
        context.params.put("text", text);

        context.run(SqlStatement.of("insert into t (id, v) values (:id, :v)")
                .param("id", 7L)
                .param("v", "${params.text}"));
        assertThat(context.output(SqlStatement.of("select v from t where v = :v and id = :id")
                        .param("v", "${params.text}")
                        .param("id", 7L)
                        .value()))
                .isEqualTo(text);
    }

    @Test
    void a_parameter_is_written_once_or_more_and_left_alone_in_texts_names_and_comments() throws Exception {
        assertThat(context.output(
                        SqlStatement.of("""
                                -- not :this, nor 'that
                                select :a + :b + :a as "x:c", ':d ''?''' as y /* nor :e ? */
                                """).param("a", 2L).param("b", 3L).rows()))
                .isEqualTo(List.of(Map.of("x:c", 7L, "y", ":d '?'")));
    }

    @Test
    void a_parameter_that_has_no_value_is_a_failure_for_good() {
        assertThat(failure(SqlStatement.of("select :dya").param("day", 1L)))
                .hasMessageContaining(":dya")
                .hasMessageContaining("did you mean \"day\"?");
    }

    @Test
    void several_statements_in_one_text_are_a_failure_for_good() {
        assertThat(failure(SqlStatement.of("select 1; drop table t")))
                .hasMessageContaining("more than one statement")
                .matches(e -> !e.isRetryable());
    }

    @Test
    void one_value_may_be_the_output() throws Exception {
        execute("create table t (id integer)", "insert into t values (1), (2)");

        assertThat(context.output(SqlStatement.of("select max(id) from t").value()))
                .isEqualTo(2L);
        assertThat(context.output(
                        SqlStatement.of("select id from t where id > 5").value()))
                .isNull();
        assertThat(context.output(
                        SqlStatement.of("select max(id) from t where id > 5").value()))
                .isNull();
        assertThat(failure(SqlStatement.of("select id from t").value())).hasMessageContaining("one row at most");
        assertThat(failure(SqlStatement.of("select id, id as x from t").value()))
                .hasMessageContaining("one column");
        assertThat(failure(SqlStatement.of("delete from t").value())).hasMessageContaining("gives no rows");
    }

    @Test
    void rows_may_be_the_output_as_far_as_they_fit() throws Exception {
        execute(
                "create table t (id integer, name varchar(50), price decimal(10,2))",
                "insert into t values (1, 'a', 1.5), (2, null, null)");

        assertThat(context.output(
                        SqlStatement.of("select id, name from t order by id").rows()))
                .isEqualTo(List.of(row("id", 1L, "name", "a"), row("id", 2L, "name", null)));
        assertThat(context.rows).isEqualTo(new Rows(2, 0, 0));
        assertThat(failure(SqlStatement.of(
                                "select a.id, :text as text from t a, t b, t c, t d, t e, t f, t g, t h, t i, t j")
                        .param("text", "x".repeat(100))
                        .rows()))
                .hasMessageContaining("more rows than an output holds")
                .hasMessageContaining("result: dataset");
        assertThat(failure(SqlStatement.of("select id, name as id from t").rows()))
                .hasMessageContaining("two columns named \"id\"");
    }

    @Test
    void rows_may_go_to_a_dataset() throws Exception {
        execute("create table t (id integer, name varchar(50))", "insert into t values (1, 'a'), (2, null), (3, '')");

        Dataset dataset = context.dataset(
                SqlStatement.of("select id, name from t order by id").dataset());

        assertThat(dataset.columns()).containsExactly("id", "name");
        assertThat(DatasetTest.rows(dataset))
                .containsExactly(List.of("1", "a"), Arrays.asList("2", null), List.of("3", ""));
        assertThat(context.rows).isEqualTo(new Rows(3, 0, 0));
    }

    @Test
    void test_mode_reads_as_many_rows_as_its_limit() throws Exception {
        execute("create table t (id integer)", "insert into t values (1), (2), (3)");
        context.limit = 2;

        assertThat(context.dataset(SqlStatement.of("select id from t").dataset())
                        .rows())
                .isEqualTo(2);
        assertThat((List<?>) context.output(SqlStatement.of("select id from t").rows()))
                .hasSize(2);
    }

    @Test
    void a_wrong_statement_is_a_failure_for_good_that_shows_it() {
        assertThat(failure(SqlStatement.of("selekt 1\n  from   nowhere")))
                .hasMessageContaining("the database refused a statement: ")
                .hasMessageContaining("Statement: selekt 1 from nowhere")
                .matches(e -> !e.isRetryable());
        assertThat(failure(SqlStatement.of("select * from nowhere")))
                .hasMessageContaining("nowhere")
                .matches(e -> !e.isRetryable());
        assertThat(failure(SqlStatement.of("select 'x" + "y".repeat(1000) + "' from nowhere"))
                        .getMessage())
                .hasSizeLessThan(600);
    }

    @Test
    void a_broken_constraint_is_a_failure_for_good() throws Exception {
        execute("create table t (id integer primary key)", "insert into t values (1)");

        assertThat(failure(SqlStatement.of("insert into t values (1)")))
                .hasMessageContaining("Correct the row")
                .matches(e -> !e.isRetryable());
    }

    @Test
    void cancelling_the_attempt_cancels_the_statement() throws Exception {
        cancels(SqlStatement.of(endless()).value());
        cancels(SqlStatement.of(endless()).value().database(url()));
    }

    private void cancels(TaskSpec spec) throws Exception {
        var registered = new CountDownLatch(1);
        var cancelled = new TestContext(folder) {
            @Override
            public AutoCloseable onCancel(Runnable action) {
                AutoCloseable registration = super.onCancel(action);
                registered.countDown();
                return registration;
            }
        };
        cancelled.resources.putAll(context.resources);
        var thrown = new AtomicReference<Throwable>();
        var body = new Thread(() -> {
            try {
                cancelled.run(spec);
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        body.start();
        registered.await();

        cancelled.cancel(body);
        body.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        connection.rollback();
    }

    // ---- upsert

    @Test
    void new_rows_are_inserted_and_known_ones_updated() throws Exception {
        execute(
                "create table t (id integer primary key, name varchar(50), note varchar(50) default 'kept')",
                "insert into t values (1, 'old', 'mine')");
        context.outputs.put(
                "x", List.of(row("id", 1L, "name", "new"), row("id", 2L, "name", null), row("id", 2L, "name", "last")));

        var output = context.output(UpsertInto.table("t").key("id"));
        connection.commit();

        assertThat(output).isEqualTo(row("table", "t", "rows", 3L));
        assertThat(query("select id, name, note from t order by id"))
                .containsExactly(List.of("1", "new", "mine"), List.of("2", "last", "kept"));
        assertThat(context.rows).isEqualTo(new Rows(3, 3, 0));
    }

    @Test
    void doing_it_twice_changes_nothing() throws Exception {
        execute("create table t (a integer, b varchar(50), c integer, primary key (a, b))");
        context.outputs.put("x", List.of(row("a", 1L, "b", "x", "c", 1L), row("a", 1L, "b", "y", "c", 2L)));
        var spec = UpsertInto.table("t").key("a", "b").batchSize(1).database(url());

        context.run(spec);
        context.run(spec);

        assertThat(query("select a, b, c from t order by b"))
                .containsExactly(List.of("1", "x", "1"), List.of("1", "y", "2"));
    }

    @Test
    void rows_that_are_all_key_are_inserted_once() throws Exception {
        execute("create table t (id integer primary key)", "insert into t values (1)");
        context.outputs.put("x", List.of(row("id", 1L), row("id", 2L)));

        context.run(UpsertInto.table("t").key("id").database(url()));

        assertThat(query("select id from t order by id")).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void values_take_the_types_of_the_columns_they_go_to() throws Exception {
        execute(
                "create table t (id integer primary key, price decimal(10,2), day date, at timestamp, ok boolean, text varchar(50))");
        try (var rows = DatasetWriter.create(context, List.of("id", "price", "day", "at", "ok", "text"))) {
            rows.write("7", "1.50", "2026-01-31", "2026-01-31 10:00:00", "1", "42");
            rows.write("8", null, null, null, null, null);
            context.outputs.put("x", rows.finish().toOutput());
        }

        context.run(UpsertInto.table("t").key("id").database(url()));

        assertThat(query("select id + 1, price * 2, text from t where id = 7").get(0))
                .satisfies(row -> assertThat(row.get(0)).isEqualTo("8"))
                .satisfies(row -> assertThat(new BigDecimal(row.get(1))).isEqualByComparingTo("3"))
                .satisfies(row -> assertThat(row.get(2)).isEqualTo("42"));
        assertThat(query("select price, day, at, ok, text from t where id = 8"))
                .containsExactly(Arrays.asList(null, null, null, null, null));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void any_text_is_loaded_as_it_is(String text) throws Exception {
        execute("create table t (id integer primary key, v varchar(100000))");
        try (var rows = DatasetWriter.create(context, List.of("id", "v"))) {
            rows.write(1, text);
            context.outputs.put("x", rows.finish().toOutput());
        }

        context.run(UpsertInto.table("t").key("id").database(url()));

        assertThat(query("select v from t")).containsExactly(List.of(text));
    }

    @Test
    void names_are_names_whatever_they_hold() throws Exception {
        execute(
                "create table \"a.b; drop table x --\" (\"the \"\"id\"\"\" integer primary key, \"select\" varchar(50))");
        context.outputs.put("x", List.of(row("the \"id\"", 1L, "select", "v")));

        context.run(
                UpsertInto.table("\"a.b; drop table x --\"").key("the \"id\"").database(url()));

        assertThat(query("select * from \"a.b; drop table x --\"")).containsExactly(List.of("1", "v"));
    }

    @Test
    void columns_are_chosen() throws Exception {
        execute("create table t (id integer primary key, name varchar(50))");
        context.outputs.put("x", List.of(row("junk", 1L, "id", 2L, "name", "n")));

        context.run(UpsertInto.table("t").key("id").columns("id", "name").database(url()));

        assertThat(query("select * from t")).containsExactly(List.of("2", "n"));
    }

    @Test
    void a_column_that_the_table_lacks_is_a_failure_for_good_that_names_it() throws Exception {
        execute("create table t (id integer primary key, name varchar(50))");
        context.outputs.put("x", List.of(row("id", 2L, "nmae", "n")));

        assertThat(failure(UpsertInto.table("t").key("id")))
                .hasMessageContaining("table t has no column \"nmae\"; did you mean \"name\"?")
                .matches(e -> !e.isRetryable());
        assertThat(failure(UpsertInto.table("t").key("di")))
                .hasMessageContaining("key names column \"di\"")
                .hasMessageContaining("did you mean \"id\"?");
        assertThat(failure(UpsertInto.table("nowhere").key("id")))
                .hasMessageContaining("nowhere")
                .matches(e -> !e.isRetryable());
    }

    @Test
    void a_key_without_an_index_is_a_failure_for_good_with_a_hint() throws Exception {
        execute("create table t (id integer, name varchar(50))");
        context.outputs.put("x", List.of(row("id", 2L, "name", "n")));

        assertThat(failure(UpsertInto.table("t").key("id")))
                .hasMessageContaining("primary key or a unique index")
                .matches(e -> !e.isRetryable());
    }

    @Test
    void a_row_without_its_key_is_a_failure_for_good() throws Exception {
        execute("create table t (id integer primary key, name varchar(50))");
        context.outputs.put("x", List.of(row("id", 1L, "name", "n"), row("id", null, "name", "n")));

        assertThat(failure(UpsertInto.table("t").key("id")))
                .hasMessageContaining("row 2 has no value in the key's column \"id\"");
    }

    @Test
    void a_row_that_the_database_refuses_is_named() throws Exception {
        execute("create table t (id integer primary key, name varchar(50) not null)");
        var rows = new ArrayList<Object>();
        for (long i = 1; i <= 30; i++) {
            rows.add(row("id", i, "name", i == 17 ? null : "n"));
        }
        context.outputs.put("x", rows);

        assertThat(failure(UpsertInto.table("t").key("id").batchSize(10).database(url())))
                .hasMessageStartingWith("row 17: ")
                .hasMessageContaining("Correct the row")
                .matches(e -> !e.isRetryable());
        assertThat(query("select * from t")).isEmpty();
    }

    @Test
    void no_rows_change_nothing() throws Exception {
        execute("create table t (id integer primary key)");
        try (var rows = DatasetWriter.create(context, List.of("id"))) {
            context.outputs.put("x", rows.finish().toOutput());
        }
        assertThat(context.output(UpsertInto.table("t").key("id"), "rows")).isEqualTo(0L);

        context.outputs.put("x", List.of());
        assertThat(context.output(UpsertInto.table("t").key("id"), "rows")).isEqualTo(0L);
    }

    @Test
    void a_million_rows_go_through_in_little_memory() throws Exception {
        execute("create table t (id integer primary key, name varchar(50), price decimal(10,2), day date)");
        try (var rows = DatasetWriter.create(context, List.of("id", "name", "price", "day"))) {
            for (int i = 0; i < 1_000_000; i++) {
                rows.write(i, "name " + i, "1.50", "2026-01-01");
            }
            context.outputs.put("x", rows.finish().toOutput());
        }
        long before = used();
        long[] peak = {0};
        var watched = new TestContext(folder) {
            @Override
            public void progress(long done, long total) {
                assertThat(total).isEqualTo(1_000_000);
                if (done % 100_000 == 0) {
                    peak[0] = Math.max(peak[0], used());
                }
            }
        };
        watched.outputs.putAll(context.outputs);

        TaskResult result = watched.run(UpsertInto.table("t").key("id").database(url()));

        assertThat(result).isInstanceOf(TaskResult.Success.class);
        assertThat(query("select count(*), sum(id) from t")).containsExactly(List.of("1000000", "499999500000"));
        assertThat(peak[0] - before).isLessThan(32L * 1024 * 1024);
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void a_cancelled_load_leaves_nothing() throws Exception {
        execute("create table t (id integer primary key)");
        context.outputs.put("x", List.of(row("id", 1L)));
        context.cancelled = true;

        assertThatThrownBy(() -> context.run(UpsertInto.table("t").key("id").database(url())))
                .isInstanceOf(InterruptedException.class);

        assertThat(query("select * from t")).isEmpty();
    }
}
