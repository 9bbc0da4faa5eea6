package io.onedag.tasks.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.DefinitionException;
import io.onedag.Pipeline;
import io.onedag.definition.JsonSchema;
import io.onedag.engine.TaskType;
import io.onedag.json.Json;
import io.onedag.yaml.YamlPipelines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page on YAML says what is so. */
class YamlPageTest {

    private static final String PAGE = page();

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> every_example_loads() {
        List<String> examples =
                EXAMPLE.matcher(PAGE).results().map(found -> found.group(1)).toList();
        assertThat(examples).hasSizeGreaterThan(5);
        return examples.stream()
                .map(example ->
                        DynamicTest.dynamicTest(example.lines().findFirst().orElse(""), () -> {
                            Pipeline pipeline = YamlPipelines.load("yaml.md", example);
                            assertThat(pipeline.warnings()).isEmpty();
                        }));
    }

    @ParameterizedTest
    @CsvSource({
        "The pipeline,",
        "A parameter,param",
        "Schedule,schedule",
        "Defaults,defaults",
        "A task,task",
        "Retry,retry"
    })
    void every_key_has_a_row_with_its_default(String heading, String definition) {
        Map<?, ?> schema = map(Json.parse(JsonSchema.generate(ServiceLoader.load(TaskType.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList())));
        Map<?, ?> section =
                definition == null ? schema : map(map(schema.get("$defs")).get(definition));
        List<?> required =
                Optional.ofNullable((List<?>) section.get("required")).orElse(List.of());
        List<String> rows =
                section(heading).lines().filter(line -> line.startsWith("| `")).toList();

        assertThat(rows).hasSameSizeAs(map(section.get("properties")).keySet());
        map(section.get("properties")).forEach((key, property) -> {
            Object value = map(property).get("default");
            String start = "| `" + key + "` | ";
            if (required.contains(key)) {
                start += "required |";
            } else if (value != null) {
                start += "`" + (value instanceof String text && !text.isEmpty() ? text : Json.write(value)) + "` |";
            }
            String expected = start;
            assertThat(rows).anyMatch(row -> row.startsWith(expected), expected);
        });
    }

    @Test
    void the_errors_that_it_shows_are_those_of_two_slips_in_the_first_example() {
        String slips = example("pipeline: nightly_sales")
                .replace("needs: fetch", "needs: fech")
                .replace("./report, \"${params.day}\"", "./report, \"${params.dy}\"");

        assertThatThrownBy(() -> YamlPipelines.load("sales.yaml", slips))
                .isInstanceOf(DefinitionException.class)
                .satisfies(e ->
                        assertThat(PAGE.replace("\n", System.lineSeparator())).contains(e.getMessage()));
    }

    @Test
    void a_retry_is_not_merged_with_the_defaults_as_the_comments_of_the_example_say() {
        Pipeline pipeline = YamlPipelines.load("yaml.md", example("pipeline: retries"));

        assertThat(pipeline.task("inherits").retry().maxAttempts()).isEqualTo(3);
        assertThat(pipeline.task("inherits").retry().delay()).hasSeconds(30);
        assertThat(pipeline.task("own").retry().maxAttempts()).isEqualTo(5);
        assertThat(pipeline.task("own").retry().delay()).hasSeconds(1);
    }

    @Test
    void plain_values_are_the_texts_that_they_look_like() {
        assertThat(YamlPipelines.load("yaml.md", example("pipeline: plain_values"))
                        .task("a")
                        .body())
                .hasToString(
                        "Typed[type=shell, with={command=[./deploy, --country, no, --mode, 0755, --version, 1.10, --at,"
                                + " 2026-01-01]}]");
    }

    private static String example(String beginning) {
        return EXAMPLE.matcher(PAGE)
                .results()
                .map(found -> found.group(1))
                .filter(example -> example.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private static String section(String heading) {
        int start = PAGE.indexOf("\n## " + heading + "\n");
        int end = PAGE.indexOf("\n## ", start + 1);
        return PAGE.substring(start, end < 0 ? PAGE.length() : end);
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    private static String page() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path page = folder.resolve("docs/yaml.md");
            if (Files.exists(page)) {
                try {
                    return Files.readString(page);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new IllegalStateException(
                "there is no docs/yaml.md above " + Path.of("").toAbsolutePath());
    }
}
