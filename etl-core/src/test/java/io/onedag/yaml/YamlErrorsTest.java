package io.onedag.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.onedag.DefinitionException;
import io.onedag.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each error: where, what, why, what next. */
class YamlErrorsTest {

    @Test
    void an_unknown_key_of_the_pipeline() {
        assertErrors(
                """
                pipeline: p
                max_paralel_tasks: 3
                tasks: {a: {uses: noop}}
                """, "2:1: unknown key \"max_paralel_tasks\" in the definition; did you mean \"max_parallel_tasks\"?");
    }

    @Test
    void an_unknown_key_of_a_task() {
        assertErrors(
                task("uses: noop, allow_failures: true"),
                "3:19: unknown key \"allow_failures\" in task \"a\"; did you mean \"allow_failure\"?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    depends_on: [x]      | did you mean "needs"?
                    trigger_rule: always | did you mean "when"?
                    retries: 3           | write retry: {max_attempts: 3}; it counts the first attempt too
                    class: a.b.C         | name a task type with "uses"; Java code of one's own is for pipelines written in Java
                    command: [x]         | it is a setting of task type echo: write it under "with"
                    """)
    void a_key_that_is_written_by_habit_gets_a_hint(String key, String hint) {
        assertErrors(
                task("uses: echo, with: {command: x}, " + key),
                "3:39: unknown key \"" + key.substring(0, key.indexOf(':')) + "\" in task \"a\"; " + hint);
    }

    @Test
    void a_name_that_is_missing_is_not_missing_twice() {
        assertErrors("""
                name: p
                tasks: {a: {uses: noop}}
                """, "1:1: unknown key \"name\" in the definition; did you mean \"pipeline\"?");
        assertErrors(
                "tasks: {a: {uses: noop}}",
                "1:1: the definition lacks \"pipeline\"; write pipeline: NAME and tasks: {…}");
    }

    @Test
    void no_tasks() {
        assertErrors("pipeline: p", "1:1: the definition lacks \"tasks\"; write pipeline: NAME and tasks: {…}");
        assertErrors("pipeline: p\ntasks: {}", "2:1: pipeline \"p\" has no tasks; add one");
        assertErrors("pipeline: p\ntasks:", "2:7: \"tasks\" has no value; give it one, or leave the key out");
        assertErrors(
                "pipeline: p\ntasks: [a]",
                "2:8: \"tasks\" is a list; it has to be a map from each task's name to what it is");
    }

    @Test
    void a_document_that_is_no_map() {
        assertErrors("- a", "1:1: the definition is a list; it has to be a map; write pipeline: NAME and tasks: {…}");
        assertErrors(
                "hello", "1:1: the definition is \"hello\"; it has to be a map; write pipeline: NAME and tasks: {…}");
    }

    @Test
    void a_task_that_is_no_map() {
        assertErrors(
                "pipeline: p\ntasks:\n  a:\n  b: noop\n  c: {}",
                "3:5: task \"a\" has no value; give it one, or leave the key out",
                "4:6: task \"b\" is \"noop\"; it has to be a map; write {uses: TYPE, with: {…}}",
                "5:3: task \"c\" lacks \"uses\"; write {uses: TYPE, with: {…}}");
    }

    @Test
    void an_unknown_task_type() {
        assertErrors(task("uses: eco"), "3:13: task \"a\" uses \"eco\", which is no task type; did you mean \"echo\"?");
        assertErrors(
                task("uses: java.lang.Runtime"),
                "3:13: task \"a\" uses \"java.lang.Runtime\", which is no task type; known: echo, load, noop");
    }

    @Test
    void an_unknown_setting() {
        assertErrors(
                task("uses: load, with: {table: t, mod: upsert}"),
                "3:36: task type load has no setting \"mod\"; did you mean \"mode\"?");
    }

    @Test
    void a_setting_that_is_missing() {
        assertErrors(task("uses: load"), "3:3: task \"a\" lacks \"table\", which task type load requires: The table.");
        assertErrors(
                task("uses: load, with: {}"),
                "3:19: task \"a\" lacks \"table\", which task type load requires: The table.");
        assertErrors(
                task("uses: load, with: {table: null}"),
                "3:19: task \"a\" lacks \"table\", which task type load requires: The table.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    mode: upsrt        | "mode" of task type load is "upsrt"; it is one of insert, upsert, replace; did you mean "upsert"?
                    batch: many        | "batch" of task type load is "many"; it has to be a whole number
                    batch: 1.5         | "batch" of task type load is 1.5; it has to be a whole number
                    create: yes        | "create" of task type load is "yes"; it has to be true or false
                    patience: 30       | "patience" of task type load is 30; it has to be a duration like 500ms, 10m or 1h30m
                    keys: {a: 1}       | "keys" of task type load is {"a":1}; it has to be a list of texts
                    keys: [[a]]        | "keys" of task type load is [["a"]]; it has to be a list of texts
                    rename: [a]        | "rename" of task type load is ["a"]; it has to be a map of texts
                    """)
    void a_setting_of_the_wrong_kind(String setting, String message) {
        String yaml = task("uses: load, with: {table: t, " + setting + "}");
        int column = 36 + setting.indexOf(':') + 2;
        boolean scalar = !setting.contains("{") && !setting.contains("[");
        assertErrors(yaml, "3:" + (scalar ? column : 36) + ": " + message);
    }

    @Test
    void what_a_task_type_itself_finds() {
        assertErrors(task("uses: echo, with: {command: []}"), "3:26: command of task \"a\" is empty; write a word");
    }

    @Test
    void needs_that_name_nothing() {
        assertErrors(
                """
                pipeline: p
                tasks:
                  extract: {uses: noop}
                  load:
                    uses: noop
                    needs:
                      - extract
                      - extrct
                  report: {uses: noop, needs: [load, lod, load, report]}
                  last: {uses: noop, needs: reprt}
                """,
                "8:9: task \"load\" needs \"extrct\", which doesn't exist; did you mean \"extract\"?",
                "9:38: task \"report\" needs \"lod\", which doesn't exist; did you mean \"load\"?",
                "9:43: task \"report\" needs \"load\" twice; name it once",
                "9:49: task \"report\" needs itself",
                "10:29: task \"last\" needs \"reprt\", which doesn't exist; did you mean \"report\"?");
    }

    @Test
    void a_cycle_is_printed_as_its_path() {
        assertErrors("""
                pipeline: p
                tasks:
                  a: {uses: noop, needs: [start, c]}
                  start: {uses: noop}
                  b: {uses: noop, needs: [a]}
                  c: {uses: noop, needs: [b]}
                """, "3:34: these tasks need each other in a circle: a → b → c → a; drop one of these needs");
    }

    @Test
    void needs_of_the_wrong_type() {
        assertErrors(task("uses: noop, needs: {b: 1}"), "3:26: \"needs\" is a map; it has to be a list of texts");
        assertErrors(task("uses: noop, needs: [[b]]"), "3:27: an element of \"needs\" is a list; it has to be a text");
        assertErrors(
                task("uses: noop, needs: [~]"),
                "3:27: an element of \"needs\" has no value; give it one, or leave the key out");
    }

    @Test
    void an_enum_value() {
        assertErrors(
                task("uses: noop, when: all_sucess"),
                "3:25: \"when\" is \"all_sucess\"; it has to be one of all_success, all_failed, all_done, all_skipped, one_failed,"
                        + " one_success, one_done, none_failed, none_failed_min_one_success, none_skipped, always;"
                        + " did you mean \"all_success\"?");
        assertErrors(
                task("uses: noop, effect: twice"),
                "3:27: \"effect\" is \"twice\"; it has to be one of repeatable, transactional, once");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    10 minutes   | "10 minutes" | did you mean 10m?
                    10 m         | "10 m"       | did you mean 10m?
                    90           | 90           | did you mean 90s?
                    10M          | "10M"        | did you mean 10m?
                    -5s          | "-5s"        |
                    1:30         | "1:30"       |
                    soon         | "soon"       |
                    ${params.t}  | "${params.t}" | expressions are replaced under "with" alone
                    true         | true         |
                    [1]          | a list       |
                    """)
    void a_duration(String value, String shown, String hint) {
        assertErrors(
                "pipeline: p\ntimeout: " + value + "\ntasks: {a: {uses: noop}}",
                "2:10: \"timeout\" is " + shown + "; it has to be a duration like 500ms, 10m or 1h30m"
                        + (hint == null ? "" : "; " + hint));
    }

    @Test
    void a_timeout_of_nothing() {
        assertErrors(
                "pipeline: p\ntimeout: 0s\ntasks: {a: {uses: noop, timeout: 0ms}}",
                "2:10: timeout is PT0S; it has to be longer than nothing; leave it out for no timeout",
                "3:34: the timeout of task \"a\" is PT0S; it has to be longer than nothing; leave it out for no timeout");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    512 MB  | "512 MB" | did you mean 512Mi?
                    512m    | "512m"   | did you mean 512Mi?
                    lots    | "lots"   |
                    -1      | -1       |
                    9999999999999999999Ti | "9999999999999999999Ti" |
                    """)
    void a_size_of_memory(String value, String shown, String hint) {
        assertErrors(
                task("uses: noop, resources: {memory: " + value + "}"),
                "3:39: \"memory\" is " + shown + "; it has to be a size of memory like 512Mi"
                        + (hint == null ? "" : "; " + hint));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0           | 0            |
                    -3          | -3           |
                    8.5         | 8.5          |
                    "8"         | "8"          | write 8, without quotes
                    1_000       | "1_000"      | write 1000
                    many        | "many"       |
                    3000000000  | 3000000000   |
                    1e300       | 1e300        |
                    """)
    void a_whole_number(String value, String shown, String hint) {
        assertErrors(
                "pipeline: p\nmax_parallel_tasks: " + value + "\ntasks: {a: {uses: noop}}",
                "2:21: \"max_parallel_tasks\" is " + shown + "; it has to be a whole number, at least 1"
                        + (hint == null ? "" : "; " + hint));
    }

    @Test
    void numbers_of_a_retry() {
        assertErrors(
                task("uses: noop, retry: {max_attempts: 0, backoff: 0, jitter: 2, delay: .5s, attempts: 3}"),
                "3:41: \"max_attempts\" is 0; it has to be a whole number, at least 1",
                "3:53: \"backoff\" is 0; it has to be a number above 0",
                "3:64: \"jitter\" is 2; it has to be a number from 0 to 1",
                "3:74: \"delay\" is \".5s\"; it has to be a duration like 500ms, 10m or 1h30m",
                "3:79: unknown key \"attempts\" in \"retry\"; did you mean \"max_attempts\"? It counts the first attempt too");
        assertErrors(
                task("uses: noop, retry: 3"),
                "3:26: \"retry\" is 3; it has to be a map; write retry: {max_attempts: 3, delay: 2s}");
    }

    @ParameterizedTest
    @CsvSource({
        "yes,'write true, without quotes'",
        "'\"true\"','write true, without quotes'",
        "off,'write false, without quotes'",
        "1,"
    })
    void a_flag(String value, String hint) {
        String shown = value.matches("\\d") || value.startsWith("\"") ? value : "\"" + value + "\"";
        assertErrors(
                task("uses: noop, allow_failure: " + value),
                "3:34: \"allow_failure\" is " + shown + "; it has to be true or false"
                        + (hint == null ? "" : "; " + hint));
    }

    @Test
    void cron_points_at_the_field() {
        assertErrors("""
                pipeline: p
                schedule: {cron: "5 24 * * *"}
                tasks: {a: {uses: noop}}
                """, "2:21: \"cron\" is \"5 24 * * *\", hour: 24 is not in 0-23; write 0-23");
    }

    @Test
    void a_schedule() {
        assertErrors(
                """
                pipeline: p
                schedule:
                  timezone: Paris
                  tz: x
                  overlap: wait
                  start: yesterday
                tasks: {a: {uses: noop}}
                """,
                "2:1: \"schedule\" lacks \"cron\"; write schedule: {cron: \"5 0 * * *\"}",
                "3:13: \"timezone\" is \"Paris\"; the IANA database has no time zone of this name; did you mean \"Europe/Paris\"?",
                "4:3: unknown key \"tz\" in \"schedule\"; did you mean \"timezone\"?",
                "5:12: \"overlap\" is \"wait\"; it has to be one of skip, queue, allow",
                "6:10: \"start\" is \"yesterday\"; it has to be a date or time like 2026-01-31 or 2026-01-31T06:00");
        assertThat(problems("""
                        pipeline: p
                        schedule: {cron: "@daily", start: 2026-01-02, end: 2026-01-01, jitter: 1h}
                        tasks: {a: {uses: noop}}
                        """))
                .singleElement()
                .asString()
                .startsWith("p.yaml:2:52: The schedule ends at 2026-01-01T00:00, which is not after its start");
        assertThat(problems("""
                        pipeline: p
                        schedule: {cron: "@daily", jitter: 2d}
                        tasks: {a: {uses: noop}}
                        """)).singleElement().asString().startsWith("p.yaml:2:36: The schedule's jitter");
    }

    @Test
    void parameters() {
        assertErrors(
                """
                pipeline: p
                params:
                  a: dat
                  b: {default: 1}
                  c: {type: integer, default: x}
                  d: {type: date, default: 2026-02-30}
                  e: {type: integer, required: true, default: 1}
                  f: {type: string, enum: [x, y], default: z}
                  g h: string
                  i: {type: list, enum: x}
                tasks: {a: {uses: echo, with: {command: ["${params.cc}", "${params.c.d}"]}}}
                """,
                "3:6: parameter \"a\" is \"dat\"; it has to be one of string, integer, number, boolean, date, datetime, list,"
                        + " object; did you mean \"date\"?",
                "4:3: parameter \"b\" lacks \"type\"; write {type: string}, or the type alone: string",
                "5:31: parameter \"c\": its default, \"x\" is no integer",
                "6:28: parameter \"d\": its default, \"2026-02-30\" is no date (like 2026-01-31)",
                "7:32: parameter \"e\" is required and has a default; drop one of the two",
                "8:44: parameter \"f\": its default, \"z\" is not one of [\"x\",\"y\"]",
                "9:3: parameter name \"g h\" can't be used: a name has letters, digits, _ and -, begins with a letter, digit or _,"
                        + " and has at most 200 characters",
                "10:25: \"enum\" is \"x\"; it has to be a list",
                "11:42: ${params.cc} names parameter \"cc\", which doesn't exist; did you mean \"c\"?",
                "11:58: ${params.c.d} names a part of parameter \"c\", which is of type integer and has no parts; write ${params.c}");
    }

    @Test
    void pools() {
        assertErrors(
                """
                pipeline: p
                pools: {api: 0, "a b": 1}
                tasks:
                  a: {uses: noop, pool: apo}
                  b: {uses: noop, pool: db}
                """,
                "2:14: pool \"api\" is 0; it has to be a whole number, at least 1",
                "2:17: pool name \"a b\" can't be used: a name has letters, digits, _ and -, begins with a letter, digit or _, and"
                        + " has at most 200 characters",
                "4:25: task \"a\" uses pool \"apo\", which doesn't exist; did you mean \"api\"?",
                "5:25: task \"b\" uses pool \"db\", which doesn't exist; known: a b, api");
        assertErrors(
                task("uses: noop, pool: db"),
                "3:25: task \"a\" uses pool \"db\", which doesn't exist; declare it: pools: {db: 1}");
    }

    @Test
    void expressions() {
        assertErrors(
                """
                pipeline: p
                tasks:
                  a: {uses: noop}
                  b: {uses: noop}
                  c:
                    uses: echo
                    needs: [a]
                    with:
                      command:
                        - "${tasks.b.output}"
                        - "${tasks.aa.output}"
                        - "${task.a.output}"
                        - "${tasks.a}"
                        - "${item}"
                        - "${run.date}"
                        - "a ${ b"
                        - "$${fine} ${attempt} ${run.key} ${env.HOME} ${secret.X} ${tasks.a.output.0.x}"
                      env: {A: "${params.x}"}
                """,
                "10:11: ${tasks.b.output} names task \"b\", which is not in the needs of \"c\"; add it: needs: [b]",
                "11:11: ${tasks.aa.output} names task \"aa\", which is not in the needs of \"c\"; did you mean \"a\"?",
                "12:11: ${task.a.output} is no expression: it begins with params, tasks, run, item, item_index, attempt, env or"
                        + " secret; write $${ for a literal ${",
                "13:11: ${tasks.a} is no expression: write ${tasks.NAME.output} or ${tasks.NAME.output.PATH}",
                "14:11: ${item} has a value in a mapped task only; map \"c\": for_each: ${tasks.NAME.output}",
                "15:11: ${run.date} is no expression: a run has id, key, interval_start, interval_end",
                "16:11: \"a ${ b\" has a ${ without a }; write $${ for a literal ${",
                "18:16: ${params.x} names parameter \"x\", which doesn't exist");
    }

    @Test
    void for_each() {
        assertErrors(
                """
                pipeline: p
                params: {l: list}
                tasks:
                  a: {uses: noop}
                  b: {uses: noop, needs: [a], for_each: "${params.l}"}
                  c: {uses: noop, needs: [a], for_each: "x ${tasks.a.output}"}
                  d: {uses: noop, needs: [a], for_each: "${tasks.a.outputs}"}
                  e: {uses: noop, for_each: "${tasks.a.output}"}
                  f: {uses: noop, needs: [a], max_map_length: 5}
                  g: {uses: noop, needs: [a], for_each: [1, 2]}
                """,
                "5:41: \"for_each\" is \"${params.l}\"; it has to be an expression that names a task's output; write"
                        + " ${tasks.NAME.output}, or ${tasks.NAME.output.PATH} for a part of it",
                "6:41: \"for_each\" is \"x ${tasks.a.output}\"; it has to be an expression that names a task's output; write"
                        + " ${tasks.NAME.output}, or ${tasks.NAME.output.PATH} for a part of it",
                "7:41: \"for_each\": ${tasks.a.outputs} is no expression: write ${tasks.NAME.output} or ${tasks.NAME.output.PATH}",
                "8:29: task \"e\" is mapped over \"a\", which is not in its needs; add it: needs: [a]",
                "9:47: max_map_length of task \"f\" limits nothing: the task is not mapped; add for_each: ${tasks.NAME.output},"
                        + " or drop it",
                "10:41: \"for_each\" is a list; it has to be a text");
    }

    @Test
    void branches() {
        assertErrors(
                """
                pipeline: p
                tasks:
                  a: {uses: noop, branch: [b, c, d]}
                  b: {uses: noop, needs: [a]}
                  c: {uses: noop}
                """,
                "3:31: task \"a\" branches to \"c\", which is no direct successor of it; add a to the needs of c",
                "3:34: task \"a\" branches to \"d\", which doesn't exist; known: b");
    }

    @Test
    void once_with_a_retry() {
        assertErrors(
                task("uses: noop, effect: once, retry: {max_attempts: 2}"),
                "3:33: task \"a\" has effect once and a retry of its own; an effect that may happen once is tried once; drop the"
                        + " retry, or the effect");
    }

    @Test
    void names() {
        assertErrors(
                "pipeline: my pipeline\ntasks: {a b: {uses: noop}}",
                "1:11: pipeline name \"my pipeline\" can't be used: a name has letters, digits, _ and -, begins with a letter,"
                        + " digit or _, and has at most 200 characters",
                "2:9: task name \"a b\" can't be used: a name has letters, digits, _ and -, begins with a letter, digit or _, and"
                        + " has at most 200 characters");
    }

    @Test
    void a_key_without_a_value() {
        assertErrors(
                "pipeline: p\ntitle:\ntasks: {a: {uses: noop, needs: , with: }}",
                "2:7: \"title\" has no value; give it one, or leave the key out",
                "3:31: \"needs\" has no value; give it one, or leave the key out",
                "3:39: \"with\" has no value; give it one, or leave the key out");
    }

    @Test
    void all_errors_are_reported_at_once_in_the_order_of_the_file() {
        List<String> problems = problems("""
                pipeline: p
                owners: x
                timeout: 10
                tasks:
                  a: {uses: nop, needs: [b]}
                  b: {uses: echo, needs: [a], priority: high}
                  c: {uses: noop, pool: db, when: never}
                """);

        assertThat(problems)
                .extracting(problem -> problem.replaceAll("p.yaml:(\\d+:\\d+): .*", "$1"))
                .containsExactly("2:1", "3:10", "5:13", "5:26", "6:3", "6:41", "7:25", "7:35");
    }

    @Test
    void the_message_of_the_exception_has_a_line_for_each_error() {
        var exception = catchThrowableOfType(
                DefinitionException.class,
                () -> YamlPipelines.load("p.yaml", "pipeline: p\ntasks: {a: {uses: nop}, b: {uses: \"x\\ny\"}}"));

        assertThat(exception.getMessage().lines())
                .containsExactly(
                        "p.yaml:2:19: task \"a\" uses \"nop\", which is no task type; did you mean \"noop\"?",
                        "p.yaml:2:35: task \"b\" uses \"x\\ny\", which is no task type; known: echo, load, noop");
    }

    private static String task(String content) {
        return "pipeline: p\ntasks:\n  a: {" + content + "}\n";
    }

    static List<String> problems(String yaml) {
        return catchThrowableOfType(DefinitionException.class, () -> YamlPipelines.load("p.yaml", yaml))
                .problems()
                .stream()
                .map(Problem::toString)
                .toList();
    }

    private static void assertErrors(String yaml, String... expected) {
        assertThat(problems(yaml))
                .containsExactly(java.util.Arrays.stream(expected)
                        .map(each -> "p.yaml:" + each)
                        .toArray(String[]::new));
    }
}
