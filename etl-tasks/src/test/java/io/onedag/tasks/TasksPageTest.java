package io.onedag.tasks;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Dataset;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.TaskSpec;
import io.onedag.engine.Setting;
import io.onedag.engine.TaskTypes;
import io.onedag.tasks.dataset.DatasetReader;
import io.onedag.tasks.dataset.DatasetWriter;
import io.onedag.yaml.YamlPipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds {@code docs/tasks.md} to the code. */
class TasksPageTest {

    private static final Path PAGE = Path.of("../docs/tasks.md");
    private static final Path THIS = Path.of("src/test/java/io/onedag/tasks/TasksPageTest.java");

    private static final Pattern BLOCK = Pattern.compile("```(yaml|java)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| ([\\w ]+) \\| (none|required|`(.*?)`) \\|.*");

    private static final String HEAD =
            "pipeline: example\nparams: {file: {type: string, default: x}, day: {type: date, default: 2026-01-01}}\n";

    private static String section(String title) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("\n## `" + title + "`\n");
        int end = page.indexOf("\n## ", start + 1);
        assertThat(start).as("section " + title).isPositive();
        return page.substring(start, end);
    }

    private static List<String> blocks(String text, String language) {
        var blocks = new ArrayList<String>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    private static String kind(Setting setting) {
        return switch (setting.kind()) {
            case TEXT -> "text";
            case TEXT_LIST -> "list of texts";
            case TEXT_MAP -> "map of texts";
            case INTEGER -> "whole number";
            case BOOLEAN -> "boolean";
            case DURATION -> "duration";
            case SECTION -> "map";
            case VALUE -> "any value";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "read_csv", "write_csv", "sql", "upsert", "noop", "fail", "skip"})
    void each_table_lists_the_settings_with_their_kinds_and_defaults(String type) throws IOException {
        var documented = new LinkedHashMap<String, String>();
        for (String line : section(type).split("\n")) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2) + ", " + row.group(3));
            }
        }
        var expected = new LinkedHashMap<String, String>();
        for (Setting setting : TaskTypes.find(type).orElseThrow().settings()) {
            String value = setting.required()
                    ? "required"
                    : setting.defaultValue() == null ? "none" : "`" + setting.defaultValue() + "`";
            expected.put(setting.name(), kind(setting) + ", " + value);
        }

        assertThat(documented).containsExactlyEntriesOf(expected);
    }

    @Test
    void the_page_is_about_every_type() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(TaskTypes.names())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page).contains("## `" + name + "`"));
    }

    /** The examples of the page in Java, each beside the name of the section that it is from. */
    private static Map<String, Pipeline.Builder> examples() {
        var examples = new LinkedHashMap<String, Pipeline.Builder>();
        examples.put(
                "",
                Pipeline.named("example")
                        .task("customers", new ReadCsv("data/customer.csv"))
                        .task("load", UpsertInto.table("customer").key("customer_id"), t -> t.needs("customers")));
        examples.put(
                "shell",
                one(
                        "count",
                        Shell.command("sh", "-c", "wc -l < \"$1\" > \"$ONEDAG_RESULT_FILE\"", "sh", "${params.file}")
                                .env("TOKEN", "${secret.TOKEN}")));
        examples.put(
                "read_csv",
                one(
                        "purchases",
                        new ReadCsv("data/purchase-*.csv")
                                .delimiter(";")
                                .type("id", "integer")
                                .type("price", "decimal")
                                .type("day", "date")
                                .rejectBadRows()
                                .maxErrors(100)));
        examples.put(
                "write_csv",
                Pipeline.named("example")
                        .task(
                                "report",
                                SqlStatement.of("select id, name from customer").dataset())
                        .task("export", new WriteCsv("out/customers-${run.key}.csv").crlf(), t -> t.needs("report")));
        examples.put(
                "sql",
                Pipeline.named("example")
                        .task(
                                "clean",
                                SqlStatement.of(
                                                "create table if not exists sale (id integer primary key, day date)",
                                                "delete from sale where day = :day")
                                        .param("day", "${params.day}"))
                        .task(
                                "sales",
                                SqlStatement.of("select count(*) from sale").value(),
                                t -> t.needs("clean")));
        examples.put(
                "upsert",
                Pipeline.named("example")
                        .task("read", new ReadCsv("customer.csv"))
                        .task(
                                "load",
                                UpsertInto.table("sales.customer")
                                        .key("shop", "customer_id")
                                        .database("${env.SALES_URL}")
                                        .login("etl", "${secret.SALES}"),
                                t -> t.needs("read")));
        examples.put(
                "noop",
                Pipeline.named("example")
                        .task("start", new Noop())
                        .task(
                                "pick",
                                new Noop().choose("a").output(Map.of("n", 1)).sleep(ofMillis(10)),
                                t -> t.needs("start").branch("a", "b"))
                        .task("a", new Noop(), t -> t.needs("pick"))
                        .task("b", new Noop(), t -> t.needs("pick")));
        examples.put("fail", one("flaky", new Fail().times(2).message("not yet")));
        examples.put("skip", one("nothing", new Skip().message("no news today")));
        return examples;
    }

    private static Pipeline.Builder one(String name, TaskSpec spec) {
        return Pipeline.named("example").task(name, spec);
    }

    /** The last example of the page. */
    private static final class Upper implements Task {
        @Override
        public TaskResult execute(TaskContext context) throws Exception {
            try (var in = DatasetReader.open(context.output("read", Dataset.class));
                    var out = DatasetWriter.create(context, List.of("id", "name"))) {
                while (in.next()) {
                    out.write(in.text("id"), in.text("name").toUpperCase(Locale.ROOT));
                }
                return TaskResult.success(out.finish().toOutput());
            }
        }
    }

    @Test
    void examples_in_YAML_and_in_Java_are_the_same_pipeline() throws IOException {
        String page = Files.readString(PAGE);
        for (var example : examples().entrySet()) {
            String text = example.getKey().isEmpty() ? page : section(example.getKey());
            Pipeline yaml =
                    YamlPipelines.load("page", HEAD + blocks(text, "yaml").get(0));
            Pipeline java = withParams(example.getValue()).build();

            assertThat(java.planHash()).as(example.getKey()).isEqualTo(yaml.planHash());
            assertThat(yaml.warnings()).as(example.getKey()).isEmpty();
        }
    }

    private static Pipeline.Builder withParams(Pipeline.Builder builder) {
        return builder.param("file", Param.string().withDefault("x"))
                .param("day", Param.date().withDefault("2026-01-01"));
    }

    @Test
    void examples_in_Java_are_those_of_this_test() throws IOException {
        String source = Files.readString(THIS).replaceAll("\\s+", "");

        assertThat(blocks(Files.readString(PAGE), "java"))
                .hasSize(10)
                .allSatisfy(block -> assertThat(source).contains(block.replaceAll("\\s+", "")));
    }

    @Test
    void the_task_of_ones_own_works(@TempDir Path folder) throws Exception {
        var context = new TestContext(folder);
        Files.writeString(folder.resolve("a.csv"), "id,name\n1,ada\n");
        context.outputs.put("read", context.dataset(new ReadCsv("a.csv")));
        context.attempt = 2;

        var result = (TaskResult.Success) new Upper().execute(context);

        assertThat(DatasetTest.rows(Dataset.fromOutput(result.output()))).containsExactly(List.of("1", "ADA"));
    }
}
