package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqliteTasksTest extends SqlTasksContract {

    @Override
    String url() {
        return "jdbc:sqlite:test.db"; // a relative path, which starts at the definition's folder
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db") + "?busy_timeout=50");
    }

    @Override
    String endless() {
        return "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c";
    }

    @Test
    void the_file_is_in_the_definitions_folder() throws Exception {
        context.run(SqlStatement.of("create table t (id integer)").database("jdbc:sqlite:other.db?foreign_keys=on"));

        assertThat(Files.exists(folder.resolve("other.db"))).isTrue();
    }

    @Test
    void a_database_that_is_locked_may_be_free_by_the_next_attempt() throws Exception {
        execute("create table t (id integer)");
        try (Connection other = connect();
                var statement = other.createStatement()) {
            statement.execute("begin immediate");

            assertThat(failure(SqlStatement.of("insert into t values (1)")))
                    .hasMessageContaining("write lock")
                    .matches(e -> e.isRetryable());
        }
    }

    @Test
    void parameters_written_otherwise_are_a_failure_for_good() {
        assertThat(failure(SqlStatement.of("select $x"))).hasMessageContaining("write :name");
        assertThat(failure(SqlStatement.of("select @x, :y").param("y", 1L))).hasMessageContaining("write :name");
        assertThat(failure(SqlStatement.of("select ?"))).hasMessageContaining("write :name");
    }

    @Test
    void a_trigger_with_statements_of_its_own_is_one_statement() throws Exception {
        execute("create table t (id integer)");

        context.run(
                SqlStatement.of("create trigger g after insert on t begin delete from t where id < 0; select 1; end"));
    }

    @Test
    void values_come_out_as_JSON() throws Exception {
        assertThat(context.output(SqlStatement.of(
                                "select 1 as i, 1.5 as d, 'x' as s, null as n, x'0aff' as b, 9223372036854775807 as l")
                        .rows()))
                .asString()
                .isEqualTo("[{i=1, d=1.5, s=x, n=null, b=0aff, l=9223372036854775807}]");
    }

    @Test
    void parameters_keep_their_types() throws Exception {
        assertThat(context.output(SqlStatement.of(
                                "select typeof(:i) as i, typeof(:d) as d, typeof(:s) as s, typeof(:b) as b, typeof(:n) as n, json_array_length(:l) as l")
                        .param("i", 1L)
                        .param("d", new java.math.BigDecimal("1.5"))
                        .param("s", "x")
                        .param("b", true)
                        .param("n", null)
                        .param("l", List.of(1L, 2L))
                        .rows()))
                .isEqualTo(List.of(
                        Map.of("i", "integer", "d", "real", "s", "text", "b", "integer", "n", "null", "l", 2L)));
    }
}
