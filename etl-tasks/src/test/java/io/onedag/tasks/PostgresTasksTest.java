package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTasksTest extends SqlTasksContract {

    private String schema;

    @Override
    void prepare() throws SQLException {
        schema = PostgresServer.newSchema();
    }

    @Override
    String url() {
        return "postgresql://postgres:p%40ss@127.0.0.1:" + PostgresServer.port() + "/postgres?currentSchema=" + schema;
    }

    @Override
    Connection connect() throws SQLException {
        return PostgresServer.connect(schema);
    }

    @Override
    String endless() {
        return "select pg_sleep(600)";
    }

    @Test
    void jdbc_URLs_and_logins_are_taken_too() throws Exception {
        assertThat(context.output(SqlStatement.of("select current_user::text")
                        .value()
                        .database("jdbc:postgresql://127.0.0.1:" + PostgresServer.port() + "/postgres")
                        .login("postgres", "x")))
                .isEqualTo("postgres");
        assertThat(failure(SqlStatement.of("select 1").database("mysql://h/d")))
                .hasMessageContaining("begins with mysql:");
        assertThat(failure(SqlStatement.of("select 1").database("jdbc:nosuch://h/d?password=s3cret")))
                .hasMessageContaining("no JDBC driver here knows databases of the kind jdbc:nosuch:")
                .matches(e -> !e.isRetryable() && !e.getMessage().contains("s3cret") && e.getCause() == null);
    }

    @Test
    void a_database_that_is_not_there_may_come_by_the_next_attempt() {
        assertThat(failure(SqlStatement.of("select 1").database("jdbc:postgresql://127.0.0.1:1/none")))
                .hasMessageContaining("the database can't be reached")
                .hasMessageContaining("Check that the database runs")
                .matches(e -> e.isRetryable());
    }

    @Test
    void a_wrong_name_of_a_database_is_a_failure_for_good() {
        assertThat(failure(SqlStatement.of("select 1").database(url().replace("/postgres?", "/nowhere?"))))
                .hasMessageContaining("nowhere")
                .matches(e -> !e.isRetryable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08006", "40001", "40P01", "53100", "53300", "55P03", "57014", "57P01", "57P03", "58030", "XX000"
            })
    void some_errors_may_be_mended_by_another_attempt(String state) {
        assertThat(failure(raise(state)))
                .hasMessageContaining("SQLState " + state)
                .matches(e -> e.isRetryable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0A000", "21000", "22P02", "22012", "23502", "23505", "28000", "3D000", "3F000", "42501", "42601",
                "42P01", "44000", "54000"
            })
    void some_errors_are_failures_for_good(String state) {
        assertThat(failure(raise(state)))
                .hasMessageContaining("SQLState " + state)
                .matches(e -> !e.isRetryable());
    }

    private static SqlStatement raise(String state) {
        return SqlStatement.of("do $$ begin raise exception 'no: really; no' using errcode = '" + state + "'; end $$");
    }

    @Test
    void a_lock_that_times_out_may_be_free_by_the_next_attempt() throws Exception {
        execute("create table t (id integer primary key)", "insert into t values (1)");
        try (Connection other = connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update t set id = 2");

            assertThat(failure(SqlStatement.of("set local lock_timeout = '50ms'", "update t set id = 3")))
                    .hasMessageContaining("55P03")
                    .matches(e -> e.isRetryable());
        }
    }

    @Test
    void a_lost_connection_may_be_mended_by_another_attempt() {
        assertThat(failure(SqlStatement.of("select pg_terminate_backend(pg_backend_pid())")
                        .database(url())))
                .matches(e -> e.isRetryable());
    }

    @Test
    void values_come_out_as_JSON() throws Exception {
        assertThat(context.output(SqlStatement.of("""
                                select 1::smallint as i, 9223372036854775807 as l, 1.50::numeric as n, 0.1::float8 as f,
                                  'nan'::float8 as nan, true as b, 'x' as s, null as z, '\\x0aff'::bytea as y,
                                  date '2026-01-31' as d, timestamp '2026-01-31 10:00' as ts,
                                  timestamptz '2026-01-31 10:00+01' as tz, time '10:30' as t,
                                  '{"a": [1, null]}'::jsonb as j, array[1, 2, null] as a, array['x'] as sa,
                                  '01890a5d-ac96-774b-bcce-b302099a8057'::uuid as u, interval '1 day' as iv
                                """).rows()))
                .asString()
                .isEqualTo("[{i=1, l=9223372036854775807, n=1.50, f=0.1, nan=NaN, b=true, s=x, z=null, y=0aff,"
                        + " d=2026-01-31, ts=2026-01-31T10:00, tz=2026-01-31T09:00:00Z, t=10:30, j={a=[1, null]},"
                        + " a=[1, 2, null], sa=[x], u=01890a5d-ac96-774b-bcce-b302099a8057,"
                        + " iv=1 day}]");
    }

    @Test
    void a_text_parameter_takes_the_type_that_fits() throws Exception {
        assertThat(context.output(SqlStatement.of(
                                "select count(*) from generate_series(date '2026-01-01', date '2026-01-31', '1 day') d where d >= :day")
                        .param("day", "2026-01-30")
                        .value()))
                .isEqualTo(2L);
        assertThat(context.output(SqlStatement.of("select jsonb_array_length(:list) + (:n)::int")
                        .param("list", List.of(1L, 2L))
                        .param("n", "3")
                        .value()))
                .isEqualTo(5L);
        assertThat(context.output(SqlStatement.of("select :none::int is null")
                        .param("none", null)
                        .value()))
                .isEqualTo(true);
    }

    @Test
    void operators_with_a_question_mark_and_dollar_quotes_are_left_alone() throws Exception {
        assertThat(context.output(SqlStatement.of("select ('{\"a\": 1}'::jsonb ? :key) and $x$:y ? '$x$ = E':y ? \\''")
                        .param("key", "a")
                        .value()))
                .isEqualTo(true);
        assertThat(context.output(SqlStatement.of("select (array[1,2,3])[2:3]").value()))
                .isEqualTo(List.of(2L, 3L));
    }

    @Test
    void a_value_of_the_wrong_type_names_its_row() throws Exception {
        execute("create table t (id integer primary key, day date)");
        context.outputs.put("x", List.of(Map.of("id", "1", "day", "2026-01-01"), Map.of("id", "2", "day", "soon")));

        assertThat(failure(UpsertInto.table("t").key("id")))
                .hasMessageStartingWith("row 2: ")
                .hasMessageContaining("\"soon\"")
                .hasMessageContaining("Correct the value")
                .matches(e -> !e.isRetryable());
    }

    @Test
    void a_table_may_be_in_a_schema() throws Exception {
        execute("create schema \"My Schema\"", "create table \"My Schema\".t (id integer primary key, tags jsonb)");
        context.outputs.put("x", List.of(Map.of("id", 1L, "tags", List.of("a"))));

        assertThat(context.output(UpsertInto.table("My Schema.t").key("id").database(url()), "table"))
                .isEqualTo("My Schema.t");
        assertThat(query("select tags from \"My Schema\".t")).containsExactly(List.of("[\"a\"]"));
    }
}
