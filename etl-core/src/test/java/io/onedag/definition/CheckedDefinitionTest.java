package io.onedag.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Effect;
import io.onedag.NotifierSpec;
import io.onedag.Overlap;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Schedule;
import io.onedag.TaskBody;
import io.onedag.TaskResult;
import io.onedag.TriggerRule;
import io.onedag.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A definition that was checked before is read as the other reader reads it. */
class CheckedDefinitionTest {

    private static final Pipeline EVERYTHING = Pipeline.named("everything")
            .title("All of it")
            .description("each option \u00fcber once")
            .owner("data")
            .tags("a", "b")
            .aliases("all")
            .param("day", Param.date().withDefault("2026-01-31").describedAs("which"))
            .param("size", Param.number().oneOf(1, 2.5).withDefault(2.5))
            .param("list", Param.list().withDefault(List.of(1, "x")))
            .param("needed", Param.string().asRequired())
            .schedule(Schedule.cron("5 0 * * 1-5")
                    .in("Europe/Paris")
                    .start(LocalDate.of(2026, 1, 1))
                    .end(LocalDate.of(2027, 1, 1))
                    .catchup(true)
                    .overlap(Overlap.QUEUE)
                    .jitter(Duration.ofSeconds(90)))
            .maxParallelTasks(3)
            .maxActiveRuns(2)
            .timeout(Duration.ofMinutes(90))
            .pool("api", 2)
            .task(
                    "last",
                    typed("t", Map.of()),
                    task -> task.needs("each", "once").when(TriggerRule.ALL_DONE))
            .task(
                    "list",
                    typed("t", Map.of("a", List.of(1, 2.50, "${params.day}"))),
                    task -> task.retry(new RetryPolicy(3, Duration.ofMillis(1500), 0.5, Duration.ofHours(1), 0.25))
                            .timeout(Duration.ofSeconds(10))
                            .pool("api")
                            .priority(-7)
                            .group("g")
                            .allowFailure()
                            .memory(512L << 20)
                            .description("lists")
                            .aliases("lst")
                            .maxRecoveries(3))
            .task(
                    "each",
                    typed("t", Map.of()),
                    task -> task.needs("list").forEach("list", "a", "b").maxMapLength(7))
            .task("whole", typed("t", Map.of()), task -> task.needs("list").forEach("list"))
            .task("choose", typed("t", Map.of()), task -> task.branch("once"))
            .task("once", typed("t", Map.of()), task -> task.needs("choose").effect(Effect.ONCE))
            .onFailure(NotifierSpec.of("n", Map.of("url", "${secret.URL}")))
            .onSuccess(NotifierSpec.of("n", Map.of()))
            .unchecked();

    @SuppressWarnings("unchecked")
    private static TaskBody typed(String type, Map<String, ?> with) {
        return new TaskBody.Typed(type, (Map<String, @Nullable Object>) Objects.requireNonNull(Json.normalize(with)));
    }

    private static Pipeline read(String document, String hash) {
        return Objects.requireNonNull(CheckedDefinition.read(document, Path.of("here"), hash));
    }

    @Test
    void every_option_is_read_as_it_was_written() {
        String document = DefinitionWriter.write(EVERYTHING);
        Pipeline read = read(document, EVERYTHING.planHash());
        // The indented form is always made anew.
        assertThat(DefinitionWriter.writeIndented(read)).isEqualTo(DefinitionWriter.writeIndented(EVERYTHING));
        assertThat(DefinitionWriter.write(read)).isEqualTo(document);
        assertThat(read.folder()).contains(Path.of("here"));
        assertThat(read.tasks()).usingRecursiveComparison().isEqualTo(EVERYTHING.tasks());
    }

    @Test
    void the_indented_form_is_read_too() {
        assertThat(DefinitionWriter.write(read(DefinitionWriter.writeIndented(EVERYTHING), EVERYTHING.planHash())))
                .isEqualTo(DefinitionWriter.write(EVERYTHING));
    }

    @ParameterizedTest(name = "{0} for {1}")
    @CsvSource({
        "'\"format\":1', '\"format\":2'",
        "'\"title\"', '\"titel\"'",
        "'\"uses\":\"t\"', '\"class\":\"t\"'",
        "'\"all_done\"', '\"all_dun\"'",
        "'\"timeout\":\"10s\"', '\"timeout\":\"10x\"'",
        "'\"priority\":-7', '\"priority\":\"-7\"'",
        "'\"all_done\"', '\"always\"'",
        "'{', '['"
    })
    void anything_else_is_left_to_the_reader_that_says_what_is_wrong(String there, String instead) {
        String document = DefinitionWriter.write(EVERYTHING);
        assertThat(document).contains(there);
        assertThat(CheckedDefinition.read(document.replace(there, instead), null, EVERYTHING.planHash()))
                .isNull();
    }

    @Test
    void tasks_of_java_code_are_left_to_the_other_reader() {
        Pipeline code = Pipeline.named("code")
                .task("a", context -> TaskResult.success())
                .build();
        assertThat(CheckedDefinition.read(DefinitionWriter.write(code), null, code.planHash()))
                .isNull();
    }

    @Test
    void what_is_read_has_the_values_of_json() {
        Pipeline read = read(DefinitionWriter.write(EVERYTHING), EVERYTHING.planHash());
        var with = ((TaskBody.Typed) read.task("list").body()).with();
        assertThat(Json.write(with)).isEqualTo("{\"a\":[1,2.50,\"${params.day}\"]}".replace("2.50", "2.5"));
    }
}
