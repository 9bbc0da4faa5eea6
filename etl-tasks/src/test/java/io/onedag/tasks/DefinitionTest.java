package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.DefinitionException;
import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.TaskSpec;
import io.onedag.engine.TaskTypes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a definition with ready-made tasks is told before anything runs. */
class DefinitionTest {

    private static Pipeline pipeline(TaskSpec spec) {
        return Pipeline.named("p").task("t", spec).build();
    }

    private static List<String> warnings(TaskSpec spec) {
        return pipeline(spec).warnings().stream().map(Problem::message).toList();
    }

    private static void refused(TaskSpec spec, String... words) {
        assertThatThrownBy(() -> pipeline(spec))
                .isInstanceOf(DefinitionException.class)
                .message()
                .contains(words);
    }

    @Test
    void a_task_in_Java_equals_the_same_settings_written_by_hand() {
        var fluent = pipeline(Shell.command("echo", "hello").env("A", "b"));
        var byHand =
                pipeline(TaskSpec.of("shell", Map.of("command", List.of("echo", "hello"), "env", Map.of("A", "b"))));

        assertThat(fluent.planHash()).isEqualTo(byHand.planHash());
    }

    @Nested
    class A_shell_command {

        @Test
        void with_a_secret_among_its_arguments_is_warned_of() {
            assertThat(warnings(Shell.command("curl", "-H", "X-Token: ${secret.TOKEN}")))
                    .singleElement()
                    .asString()
                    .contains("secret among its arguments");
            assertThat(warnings(Shell.command("curl").env("TOKEN", "${secret.TOKEN}")))
                    .isEmpty();
        }

        @Test
        void that_is_a_line_of_shell_is_warned_of() {
            assertThat(warnings(TaskSpec.of("shell", Map.of("command", "echo hello"))))
                    .singleElement()
                    .asString()
                    .contains("the name of a program");
            assertThat(warnings(TaskSpec.of("shell", Map.of("command", "date"))))
                    .isEmpty();
        }

        @Test
        void that_is_empty_is_refused() {
            refused(TaskSpec.of("shell", Map.of("command", List.of())), "the command is empty");
            refused(TaskSpec.of("shell", Map.of("command", " ")), "the command is empty");
            refused(TaskSpec.of("shell"), "command");
        }

        @Test
        void with_a_variable_that_can_not_be_set_is_refused() {
            refused(Shell.command("true").env("A=B", "c"), "equals sign");
            refused(Shell.command("true").env("", "c"), "no name");
        }
    }

    @Nested
    class A_CSV_file {

        @Test
        void with_a_delimiter_quote_or_encoding_that_is_none_is_refused() {
            refused(new ReadCsv("a.csv").delimiter("::"), "delimiter is \"::\"", "one character");
            refused(new ReadCsv("a.csv").quote(""), "quote is \"\"");
            refused(new ReadCsv("a.csv").charset("UTF-9"), "charset is \"UTF-9\"");
            assertThat(warnings(new ReadCsv("${env.X}").delimiter("${env.X}"))).isEmpty();
        }

        @Test
        void with_columns_or_types_that_contradict_each_other_is_refused() {
            refused(new ReadCsv("a.csv").columns("a", "a"), "two columns are named \"a\"");
            refused(new ReadCsv("a.csv").type("a", "int"), "\"int\" is no type of a column");
            refused(
                    new ReadCsv("a.csv").columns("amount").type("amuont", "decimal"),
                    "\"amuont\"",
                    "did you mean \"amount\"?");
        }

        @Test
        void with_a_setting_of_another_value_is_refused() {
            refused(TaskSpec.of("read_csv", Map.of("file", "a.csv", "on_error", "rejct")), "on_error", "reject");
        }

        @Test
        void with_a_reject_file_that_gets_no_rows_is_warned_of() {
            assertThat(warnings(TaskSpec.of("read_csv", Map.of("file", "a.csv", "reject_file", "b.csv"))))
                    .singleElement()
                    .asString()
                    .contains("no row goes there");
            assertThat(warnings(new ReadCsv("a.csv").rejectBadRowsTo("b.csv"))).isEmpty();
        }

        @Test
        void that_takes_rows_says_from_where() {
            refused(new WriteCsv("a.csv"), "doesn't say which rows it takes", "needs no task");
            assertThatThrownBy(() -> Pipeline.named("p")
                            .task("a", new Noop())
                            .task("b", new Noop())
                            .task("t", new WriteCsv("a.csv"), t -> t.needs("a", "b"))
                            .build())
                    .message()
                    .contains("it needs 2 tasks", "${tasks.a.output}");
        }
    }

    @Nested
    class A_statement {

        @Test
        void that_holds_an_expression_is_refused() {
            refused(
                    SqlStatement.of("delete from t where day = '${run.key}'"),
                    "a statement can't hold expressions",
                    "write :day in the statement");
        }

        @Test
        void that_is_several_is_refused() {
            refused(SqlStatement.of("delete from t; drop table t"), "is more than one statement", "write a list");
            assertThat(warnings(SqlStatement.of("delete from t; -- all", "drop table t ; ")))
                    .isEmpty();
        }

        @Test
        void with_a_parameter_that_has_no_value_is_refused() {
            refused(SqlStatement.of("select :dya").param("day", 1), ":dya", "did you mean :day?");
            refused(SqlStatement.of("select :day"), ":day", "params: {day: ...}");
            refused(
                    TaskSpec.of("sql", Map.of("statement", "select 1", "params", List.of(1))),
                    "params have to be a map");
        }

        @Test
        void without_one_of_its_parameters_is_warned_of() {
            assertThat(warnings(SqlStatement.of("select ':day'").param("day", 1)))
                    .singleElement()
                    .asString()
                    .contains("no statement uses the parameter \"day\"");
        }

        @Test
        void with_a_password_in_the_definition_is_warned_of() {
            assertThat(warnings(SqlStatement.of("select 1").database("jdbc:x").login("me", "secret")))
                    .singleElement()
                    .asString()
                    .contains("the password of task \"t\"");
            assertThat(warnings(SqlStatement.of("select 1").database("jdbc:x").login("me", "${secret.PW}")))
                    .isEmpty();
            refused(SqlStatement.of("select 1").login("me", "${secret.PW}"), "has a user and no database");
        }

        @Test
        void on_another_database_can_not_be_transactional() {
            assertThatThrownBy(() -> Pipeline.named("p")
                            .task(
                                    "t",
                                    SqlStatement.of("select 1").database("jdbc:x"),
                                    t -> t.effect(Effect.TRANSACTIONAL))
                            .build())
                    .message()
                    .contains("effect transactional", "isn't the store's");
        }
    }

    @Nested
    class An_upsert {

        @Test
        void without_a_key_or_with_one_that_is_not_written_is_refused() {
            refused(UpsertInto.table("t"), "lacks \"key\"");
            refused(UpsertInto.table("t").key("id").columns("name"), "\"id\" isn't among the columns");
        }

        @Test
        void into_a_table_that_has_no_name_is_refused() {
            refused(UpsertInto.table("a..b").key("id"), "has an empty part");
            refused(UpsertInto.table("\"a").key("id"), "isn't closed");
        }

        @Test
        void in_batches_of_nothing_is_refused() {
            refused(UpsertInto.table("t").key("id").batchSize(0), "batch_size is 0");
        }
    }

    @Test
    void settings_at_their_defaults_are_left_out() {
        assertThat(new ReadCsv("a")
                        .delimiter(",")
                        .quote("\"")
                        .charset("UTF-8")
                        .nullText("")
                        .skipLines(0)
                        .with())
                .containsOnlyKeys("file");
        assertThat(UpsertInto.table("t").key("id").batchSize(1000).with()).containsOnlyKeys("table", "key");
        assertThat(new ReadCsv("a", "b").with().get("file")).isEqualTo(List.of("a", "b"));
        assertThat(new ReadCsv("a").with().get("file")).isEqualTo("a");
        assertThat(new WriteCsv("a").from("x").with().get("from")).isEqualTo("${tasks.x.output}");
    }

    @Test
    void every_setting_is_described() {
        for (String name : List.of("read_csv", "write_csv", "shell", "sql", "upsert", "noop", "fail", "skip")) {
            var type = TaskTypes.find(name).orElseThrow();
            assertThat(type.description()).endsWith(".");
            assertThat(type.settings()).isNotEmpty().allSatisfy(setting -> {
                assertThat(setting.name()).matches("[a-z][a-z_]*");
                assertThat(setting.description()).endsWith(".");
            });
        }
    }
}
