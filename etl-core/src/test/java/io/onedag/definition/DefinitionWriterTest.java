package io.onedag.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.DefinitionException;
import io.onedag.Effect;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Schedule;
import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskSpec;
import io.onedag.TriggerRule;
import io.onedag.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionWriterTest {

    private static class Extract implements Task {
        @Override
        public TaskResult execute(TaskContext context) {
            return TaskResult.success();
        }
    }

    private static final Pipeline PIPELINE = Pipeline.named("p")
            .title("A title")
            .owner("me")
            .tags("a", "b")
            .param("day", Param.date().withDefault("2026-01-01"))
            .param("n", Param.number().withDefault(new BigDecimal("1.10")).oneOf(new BigDecimal("1.10"), 2))
            .schedule(Schedule.cron("0 6 * * MON").in("Europe/Paris").start(Instant.parse("2026-01-01T00:00:00Z")))
            .timeout(Duration.ofNanos(3_600_000_000_001L))
            .pool("api", 2)
            .task(
                    "extract",
                    new Extract(),
                    t -> t.retry(new RetryPolicy(4, Duration.ofNanos(500), 0.5, Duration.ofDays(2), 1)))
            .task(
                    "lambda",
                    context -> TaskResult.success(),
                    t -> t.needs("extract").effect(Effect.ONCE))
            .task(
                    "map",
                    TaskSpec.of("echo", Map.of("command", List.of("${item}", 1.10, true))),
                    t -> t.needs("lambda")
                            .forEach("lambda", "a", "0")
                            .maxMapLength(7)
                            .pool("api")
                            .priority(-3))
            .task(
                    "choose",
                    TaskSpec.of("noop"),
                    t -> t.needs("map").when(TriggerRule.ALL_DONE).branch("end").memory(1234567))
            .task(
                    "end",
                    TaskSpec.of("noop"),
                    t -> t.needs("choose").allowFailure().maxRecoveries(0).aliases("fin"))
            .build();

    @Test
    void what_is_written_reads_back_as_it_was() {
        for (String json : List.of(DefinitionWriter.write(PIPELINE), DefinitionWriter.writeIndented(PIPELINE))) {
            Pipeline read = DefinitionReader.readStored("p.json", json, null, DefinitionWriterTest::code);

            assertThat(read.planHash()).isEqualTo(PIPELINE.planHash());
            assertThat(read.tasks()).isEqualTo(PIPELINE.tasks());
            assertThat(read.timeout()).isEqualTo(PIPELINE.timeout());
            assertThat(DefinitionWriter.write(read)).isEqualTo(DefinitionWriter.write(PIPELINE));
        }
    }

    @Test
    void every_default_is_written_out() {
        String json = DefinitionWriter.write(
                Pipeline.named("small").task("a", TaskSpec.of("noop")).build());

        assertThat(json).isEqualTo("""
                        {"format":1,"pipeline":"small","title":"small","max_parallel_tasks":16,"max_active_runs":1,"tasks":{"a":{\
                        "uses":"noop","when":"all_success","retry":{"max_attempts":1,"delay":"1s","backoff":2.0,"max_delay":"1m",\
                        "jitter":0.0},"priority":0,"allow_failure":false,"effect":"repeatable","max_recoveries":10}}}""");
    }

    @Test
    void java_code_is_written_by_its_class_and_read_by_its_task() {
        String json = DefinitionWriter.write(PIPELINE);

        assertThat(((Map<?, ?>) ((Map<?, ?>) Json.parse(json)).get("tasks")).get("extract"))
                .asString()
                .contains("class=io.onedag.definition.DefinitionWriterTest$Extract");
        Pipeline read = DefinitionReader.readStored("p.json", json, null, DefinitionWriterTest::code);
        assertThat(((TaskBody.Code) read.task("extract").body()).task()).isSameAs(code("extract"));
    }

    @Test
    void java_code_that_the_application_lacks_or_that_has_another_class_is_an_error() {
        String json = DefinitionWriter.write(PIPELINE);

        assertThatThrownBy(() -> DefinitionReader.readStored("p.json", json, null, task -> null))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("task \"extract\" is Java code of class " + Extract.class.getName()
                        + ", which this application doesn't bring; use the application that started the run");
        assertThatThrownBy(() -> DefinitionReader.readStored(
                        "p.json", json, null, task -> task.equals("extract") ? new Extract() {} : code(task)))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("here it is of class " + DefinitionWriterTest.class.getName() + "$1");
    }

    @Test
    void a_definition_can_be_looked_at_without_the_code() {
        Pipeline read = DefinitionReader.readStored("p.json", DefinitionWriter.write(PIPELINE));

        assertThat(read.planHash()).isEqualTo(PIPELINE.planHash());
        var body = (TaskBody.Code) read.task("extract").body();
        assertThatThrownBy(() -> body.task().execute(null))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("is not in this application");
    }

    @Test
    void a_document_of_a_newer_version_is_refused() {
        assertThatThrownBy(() -> DefinitionReader.readStored("p.json", "{\"format\": 2, \"tusks\": 1}"))
                .isInstanceOf(DefinitionException.class)
                .hasMessage(
                        "p.json:1:12: a newer version of Onedag wrote this definition: its format is 2, this version reads up to 1;"
                                + " upgrade Onedag here");
    }

    @Test
    void errors_in_json_say_line_and_column() {
        assertThatThrownBy(() -> DefinitionReader.readStored("p.json", """
                        {"format": 1, "pipeline": "p", "tasks": {
                          "a": {"uses": "nop"},
                          "b": {"uses": "noop", "needs": ["a", "c"], "timeout": 5}
                        }}"""))
                .isInstanceOf(DefinitionException.class)
                .hasMessage(
                        String.join(
                                System.lineSeparator(),
                                "p.json:2:17: task \"a\" uses \"nop\", which is no task type; did you mean \"noop\"?",
                                "p.json:3:40: task \"b\" needs \"c\", which doesn't exist; known: a",
                                "p.json:3:57: \"timeout\" is 5; it has to be a duration like 500ms, 10m or 1h30m; did you mean 5s?"));
    }

    @Test
    void what_is_no_json_is_a_definition_error() {
        for (String text : List.of(
                "",
                "{",
                "[1,",
                "{\"a\": 1, \"a\": 2}",
                "{} {}",
                "nul",
                "{\"a\": 1e400}",
                "[".repeat(10_000),
                "\"\\ud800\"")) {
            assertThatThrownBy(() -> DefinitionReader.readStored("p.json", text))
                    .as(text)
                    .isInstanceOf(DefinitionException.class)
                    .hasMessageStartingWith("p.json:1:");
        }
    }

    @Test
    void numbers_count_in_the_plan_hash_as_they_are_written() {
        assertThat(hash(new BigDecimal("1.10"))).isNotEqualTo(hash(new BigDecimal("1.1")));
        assertThat(hash(9007199254740993L)).isNotEqualTo(hash(9007199254740992L));
        assertThat(hash(1.5)).isEqualTo(hash(new BigDecimal("1.5")));
    }

    private static String hash(Object value) {
        return Pipeline.named("p")
                .task("a", TaskSpec.of("echo", Map.of("command", List.of(value))))
                .build()
                .planHash();
    }

    private static Task code(String task) {
        return ((TaskBody.Code) PIPELINE.task(task).body()).task();
    }
}
