package io.onedag.yaml;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Effect;
import io.onedag.ForEach;
import io.onedag.Overlap;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.RetryPolicy;
import io.onedag.Schedule;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.TaskSpec;
import io.onedag.TriggerRule;
import io.onedag.definition.DefinitionWriter;
import io.onedag.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlPipelinesTest {

    private static final String EVERY_KEY = """
            pipeline: nightly_sales
            title: Nightly sales
            description: What was sold.
            owner: sales@example.org
            tags: [sales, nightly]
            aliases: old_sales
            params:
              day: {type: date, default: 2026-01-01, description: The day.}
              region: {type: string, enum: [eu, us], required: true}
              limit: integer
            schedule:
              cron: "5 0 * * *"
              timezone: Europe/Paris
              start: 2026-01-01
              end: 2027-01-01
              catchup: true
              overlap: queue
              jitter: 5m
            defaults:
              retry: {max_attempts: 3, delay: 2s, backoff: 1.5, max_delay: 1m, jitter: 0.1}
              timeout: 10m
            max_parallel_tasks: 8
            max_active_runs: 2
            timeout: 2h
            pools: {api: 3}
            tasks:
              list:
                uses: echo
                with: {command: [list, "${params.region}"]}
              fetch:
                uses: echo
                needs: list
                for_each: ${tasks.list.output.items}
                max_map_length: 50
                pool: api
                priority: 5
                group: ingest
                with:
                  command: [fetch, "${item}", 1, true]
                  env: {DAY: "${params.day}"}
              choose:
                uses: noop
                needs: [fetch]
                branch: [load, skip]
                max_recoveries: 3
              load:
                uses: load
                needs: [choose]
                with: {table: sales, batch: 500}
                retry: {max_attempts: 5}
                timeout: 90s
                effect: transactional
                resources: {memory: 512Mi}
                description: Loads.
                aliases: [loader]
              skip:
                uses: noop
                needs: [choose]
                effect: once
              report:
                uses: noop
                needs: [load, skip]
                when: all_done
                allow_failure: true
            """;

    private static Pipeline everyKeyInJava() {
        return Pipeline.named("nightly_sales")
                .title("Nightly sales")
                .description("What was sold.")
                .owner("sales@example.org")
                .tags("sales", "nightly")
                .aliases("old_sales")
                .param("day", Param.date().withDefault("2026-01-01").describedAs("The day."))
                .param("region", Param.string().oneOf("eu", "us").asRequired())
                .param("limit", Param.integer())
                .schedule(Schedule.cron("5 0 * * *")
                        .in("Europe/Paris")
                        .start(LocalDate.of(2026, 1, 1))
                        .end(LocalDate.of(2027, 1, 1))
                        .catchup(true)
                        .overlap(Overlap.QUEUE)
                        .jitter(ofMinutes(5)))
                .defaultRetry(new RetryPolicy(3, ofSeconds(2), 1.5, ofMinutes(1), 0.1))
                .defaultTimeout(ofMinutes(10))
                .maxParallelTasks(8)
                .maxActiveRuns(2)
                .timeout(Duration.ofHours(2))
                .pool("api", 3)
                .task("list", TaskSpec.of("echo", Map.of("command", List.of("list", "${params.region}"))))
                .task(
                        "fetch",
                        TaskSpec.of(
                                "echo",
                                Map.of(
                                        "command", List.of("fetch", "${item}", 1, true),
                                        "env", Map.of("DAY", "${params.day}"))),
                        t -> t.needs("list")
                                .forEach("list", "items")
                                .maxMapLength(50)
                                .pool("api")
                                .priority(5)
                                .group("ingest"))
                .task(
                        "choose",
                        TaskSpec.of("noop"),
                        t -> t.needs("fetch").branch("load", "skip").maxRecoveries(3))
                .task(
                        "load",
                        TaskSpec.of("load", Map.of("table", "sales", "batch", 500)),
                        t -> t.needs("choose")
                                .retry(RetryPolicy.none().withMaxAttempts(5))
                                .timeout(ofSeconds(90))
                                .effect(Effect.TRANSACTIONAL)
                                .memory(512L << 20)
                                .description("Loads.")
                                .aliases("loader"))
                .task("skip", TaskSpec.of("noop"), t -> t.needs("choose").effect(Effect.ONCE))
                .task(
                        "report",
                        TaskSpec.of("noop"),
                        t -> t.needs("load", "skip").when(TriggerRule.ALL_DONE).allowFailure())
                .build();
    }

    @Test
    void a_pipeline_in_yaml_and_the_same_one_in_java_are_equal() {
        Pipeline yaml = load(EVERY_KEY);
        Pipeline java = everyKeyInJava();

        assertThat(yaml.planHash()).isEqualTo(java.planHash());
        assertThat(yaml.tasks()).isEqualTo(java.tasks());
        assertThat(yaml.params()).isEqualTo(java.params());
        assertThat(Json.parse(DefinitionWriter.write(yaml))).isEqualTo(Json.parse(DefinitionWriter.write(java)));
    }

    @Test
    void what_is_left_out_has_the_defaults_of_the_builder() {
        Pipeline yaml = load("""
                pipeline: small
                tasks:
                  a: {uses: noop}
                """);
        Pipeline java = Pipeline.named("small").task("a", TaskSpec.of("noop")).build();

        assertThat(DefinitionWriter.write(yaml)).isEqualTo(DefinitionWriter.write(java));
        TaskDefinition task = yaml.task("a");
        assertThat(task.retry()).isEqualTo(RetryPolicy.none());
        assertThat(task.timeout()).isNull();
        assertThat(task.when()).isEqualTo(TriggerRule.ALL_SUCCESS);
        assertThat(task.forEach()).isNull();
        assertThat(task.effect()).isEqualTo(Effect.REPEATABLE);
        assertThat(task.maxRecoveries()).isEqualTo(10);
        assertThat(yaml.maxParallelTasks()).isEqualTo(16);
        assertThat(yaml.maxActiveRuns()).isEqualTo(1);
        assertThat(yaml.schedule()).isEmpty();
        assertThat(yaml.title()).isEqualTo("small");
    }

    @Test
    void a_retry_of_its_own_takes_what_it_leaves_out_from_the_built_in_defaults_not_from_the_defaults_section() {
        Pipeline pipeline = load("""
                pipeline: p
                defaults: {retry: {max_attempts: 3, delay: 30s, jitter: 0.5}}
                tasks:
                  inherits: {uses: noop}
                  own: {uses: noop, retry: {max_attempts: 5}}
                  once: {uses: noop, effect: once}
                """);

        assertThat(pipeline.task("inherits").retry())
                .isEqualTo(new RetryPolicy(3, ofSeconds(30), 2, ofMinutes(1), 0.5));
        assertThat(pipeline.task("own").retry()).isEqualTo(new RetryPolicy(5, ofSeconds(1), 2, ofMinutes(1), 0));
        assertThat(pipeline.task("once").retry()).isEqualTo(RetryPolicy.none());
    }

    @Test
    void tasks_keep_the_order_of_the_file() {
        assertThat(load("""
                pipeline: p
                tasks:
                  z: {uses: noop, needs: m}
                  a: {uses: noop}
                  m: {uses: noop, needs: a}
                """).tasks()).extracting(TaskDefinition::name).containsExactly("z", "a", "m");
    }

    @Test
    void for_each_names_a_list_and_its_longest_length() {
        Pipeline pipeline = load("""
                pipeline: p
                tasks:
                  a: {uses: noop}
                  b: {uses: noop, needs: [a], for_each: "${tasks.a.output}"}
                  c: {uses: noop, needs: [a], for_each: "${tasks.a.output.0.rows}", max_map_length: 5000}
                """);

        assertThat(pipeline.task("b").forEach()).isEqualTo(new ForEach("a", List.of(), 1024));
        assertThat(pipeline.task("c").forEach()).isEqualTo(new ForEach("a", List.of("0", "rows"), 5000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "no",
                "on",
                "off",
                "Yes",
                "NO",
                "True",
                "FALSE",
                "Null",
                "NULL",
                "012",
                "0x1F",
                "0o17",
                "0b11",
                "1_000",
                "+1",
                ".5",
                "5.",
                "1:30",
                ".inf",
                "-.inf",
                ".nan",
                "NaN",
                "2026-01-01",
                "2026-01-01T10:00:00Z",
                "1e",
                "--",
                "1.2.3",
                "=",
                "1 2"
            })
    void a_plain_value_that_is_none_in_json_is_text(String text) {
        assertThat(setting(text)).isEqualTo(text);
    }

    @Test
    void a_plain_value_that_json_has_is_what_it_is_there() {
        assertThat(setting("true")).isEqualTo(true);
        assertThat(setting("false")).isEqualTo(false);
        assertThat(setting("null")).isNull();
        assertThat(setting("~")).isNull();
        assertThat(setting("")).isNull();
        assertThat(setting("0")).isEqualTo(0L);
        assertThat(setting("-12")).isEqualTo(-12L);
        assertThat(setting("1.10")).isEqualTo(new BigDecimal("1.10"));
        assertThat(setting("1e3")).isEqualTo(new BigDecimal("1e3"));
        assertThat(setting("12345678901234567890")).hasToString("12345678901234567890");
    }

    @Test
    void what_is_quoted_or_a_block_is_text() {
        assertThat(setting("\"5\"")).isEqualTo("5");
        assertThat(setting("'true'")).isEqualTo("true");
        assertThat(setting("\"\"")).isEqualTo("");
        assertThat(setting("|\n          a\n          b\n")).isEqualTo("a\nb\n");
        assertThat(setting(">-\n          a\n          b\n")).isEqualTo("a b");
        assertThat(setting("\"\\ud83d\\ude00\"")).isEqualTo("😀");
    }

    @Test
    void a_number_or_boolean_where_a_text_is_expected_is_the_text_as_it_is_written() {
        Pipeline pipeline = load("""
                pipeline: 2026
                owner: true
                tags: [1.10, 007]
                params:
                  version: {type: string, default: 1.10, enum: [1.10, 2.0]}
                tasks:
                  a: {uses: noop, group: 1e3}
                """);

        assertThat(pipeline.name()).isEqualTo("2026");
        assertThat(pipeline.owner()).isEqualTo("true");
        assertThat(pipeline.tags()).containsExactly("1.10", "007");
        assertThat(pipeline.params().get("version").defaultValue()).isEqualTo("1.10");
        assertThat(pipeline.params().get("version").allowed()).isEqualTo(List.of("1.10", "2.0"));
        assertThat(pipeline.task("a").group()).isEqualTo("1e3");
    }

    @Test
    void dates_of_parameters_need_no_quotes() {
        Pipeline pipeline = load("""
                pipeline: p
                params:
                  day: {type: date, default: 2026-01-31}
                  at: {type: datetime, default: 2026-01-31T08:00:00Z}
                tasks:
                  a: {uses: noop}
                """);

        assertThat(pipeline.params().get("day").defaultValue()).isEqualTo("2026-01-31");
        assertThat(pipeline.params().get("at").defaultValue()).isEqualTo("2026-01-31T08:00:00Z");
    }

    @Test
    void anchors_aliases_and_merge_keys_stand_for_what_they_repeat() {
        Pipeline pipeline = load("""
                pipeline: p
                tasks:
                  a: &a {uses: echo, retry: &r {max_attempts: 3}, with: {command: [x]}}
                  b: {<<: *a, with: {command: [y]}}
                  c: {uses: noop, retry: *r}
                  d: {<<: [*a, {group: g, with: {command: [z]}}]}
                """);

        assertThat(pipeline.task("b").retry().maxAttempts()).isEqualTo(3);
        assertThat(pipeline.task("b").body()).isEqualTo(new TaskBody.Typed("echo", Map.of("command", List.of("y"))));
        assertThat(pipeline.task("c").retry().maxAttempts()).isEqualTo(3);
        assertThat(pipeline.task("d").group()).isEqualTo("g");
        assertThat(pipeline.task("d").body()).isEqualTo(new TaskBody.Typed("echo", Map.of("command", List.of("x"))));
    }

    @Test
    void warnings_say_where_they_stand(@TempDir Path folder) {
        Pipeline pipeline = YamlPipelines.load("p.yaml", """
                pipeline: p
                tasks:
                  a: {uses: echo, with: {command: ["${secret.KEY}"]}}
                  b: {uses: noop, retry: {delay: 5s}}
                """);

        assertThat(pipeline.warnings())
                .extracting(Problem::toString)
                .containsExactly(
                        "p.yaml:3:26: a secret in a command is seen by everyone on the machine; use env",
                        "p.yaml:4:19: the retry of task \"b\" says how long to wait, but max_attempts is 1: it is never tried"
                                + " again; set max_attempts to 2 or more; it counts the first attempt too");
    }

    @Test
    void relative_paths_start_at_the_folder_of_the_file(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), "pipeline: p\ntasks: {a: {uses: noop}}\n");

        assertThat(YamlPipelines.load(file).folder()).contains(folder.toAbsolutePath());
        assertThat(YamlPipelines.load(file).source()).contains(file.toAbsolutePath());
        assertThat(YamlPipelines.load("p", Files.readString(file)).folder()).isEmpty();
        assertThat(YamlPipelines.load("p", Files.readString(file), folder).folder())
                .contains(folder);
    }

    @Test
    void a_byte_order_mark_carriage_returns_and_a_document_marker_are_fine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("p.yaml");
        Files.write(
                file,
                "\uFEFF---\r\npipeline: p\r\ntasks: {a: {uses: noop}}\r\n...\r\n".getBytes(StandardCharsets.UTF_8));

        assertThat(YamlPipelines.load(file).name()).isEqualTo("p");
    }

    @Test
    void a_reader_is_read_to_its_end() {
        assertThat(YamlPipelines.load("p", new StringReader(EVERY_KEY)).name()).isEqualTo("nightly_sales");
    }

    @Test
    void ten_thousand_tasks_load_in_seconds() {
        var yaml = new StringBuilder("pipeline: big\ntasks:\n");
        for (int layer = 0; layer < 100; layer++) {
            for (int i = 0; i < 100; i++) {
                yaml.append("  t%d_%d: {uses: noop".formatted(layer, i));
                if (layer > 0) {
                    yaml.append(", needs: [t%d_%d, t%d_%d]".formatted(layer - 1, i, layer - 1, (i + 1) % 100));
                }
                yaml.append("}\n");
            }
        }

        assertThat(org.junit.jupiter.api.Assertions.assertTimeout(ofSeconds(60), () -> load(yaml.toString()))
                        .tasks())
                .hasSize(10_000);
    }

    private static Pipeline load(String yaml) {
        return YamlPipelines.load("p.yaml", yaml);
    }

    private static @Nullable Object setting(String value) {
        Pipeline pipeline = load("""
                pipeline: p
                tasks:
                  a:
                    uses: load
                    with:
                      table: t
                      rows: %s
                """.formatted(value));
        return ((TaskBody.Typed) pipeline.task("a").body()).with().get("rows");
    }
}
