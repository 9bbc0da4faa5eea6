package io.onedag;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.attempt.Outputs;
import io.onedag.units.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/semantics.md} to the code. Its truth table is held by the plan's own tests. */
class SemanticsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "semantics.md");

    private final String page = Files.readString(PAGE);

    SemanticsPageTest() throws IOException {}

    @Test
    void its_table_of_transitions_is_the_one_in_the_code() {
        for (TaskState from : TaskState.values()) {
            List<String> cells = page.lines()
                    .filter(line -> line.startsWith("| " + from + " |"))
                    .map(line -> Arrays.stream(line.split("\\|", -1))
                            .map(String::strip)
                            .toList())
                    .findFirst()
                    .orElseThrow();
            for (TaskState to : TaskState.values()) {
                assertThat(cells.get(2 + to.ordinal()))
                        .as("%s to %s", from, to)
                        .isEqualTo(from.mayBecome(to) ? "x" : "");
            }
        }
    }

    @Test
    void it_names_every_state_rule_effect_and_reason() {
        List<String> names = List.of(
                        names(TaskState.values(), Enum::name),
                        names(RunState.values(), Enum::name),
                        names(TriggerRule.values(), TriggerRule::yamlName),
                        names(Effect.values(), Effect::yamlName),
                        names(io.onedag.plan.Reason.values(), Enum::name))
                .stream()
                .flatMap(List::stream)
                .toList();
        assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        assertThat(anchors().keySet()).containsAll(names(TriggerRule.values(), rule -> "rule-" + rule.yamlName()));
    }

    @Test
    void its_anchors_are_unique_and_its_links_lead_to_them() {
        assertThat(anchors())
                .allSatisfy((anchor, count) -> assertThat(count).as(anchor).isEqualTo(1));
        assertThat(found("\\]\\(#([^)]+)\\)"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(anchors()).containsKey(link));
        assertThat(found("\\]\\(([a-z]+\\.md)\\)"))
                .allSatisfy(file -> assertThat(PAGE.resolveSibling(file)).exists());
    }

    @Test
    void its_defaults_are_those_of_the_code() {
        RetryPolicy retry = RetryPolicy.none();
        Map<String, Object> defaults = Map.of(
                "max_attempts",
                retry.maxAttempts(),
                "delay",
                Durations.format(retry.delay()),
                "backoff",
                (int) retry.backoff(),
                "max_delay",
                Durations.format(retry.maxDelay()),
                "jitter",
                (int) retry.jitter(),
                "max_parallel_tasks",
                Pipeline.DEFAULT_MAX_PARALLEL_TASKS,
                "max_active_runs",
                Pipeline.DEFAULT_MAX_ACTIVE_RUNS,
                "max_recoveries",
                TaskDefinition.DEFAULT_MAX_RECOVERIES,
                "max_map_length",
                ForEach.DEFAULT_MAX_LENGTH);
        assertThat(defaults)
                .allSatisfy((key, value) -> assertThat(page).contains("\n| `" + key + "` | " + value + " |\n"));
        assertThat(page).contains(String.format(Locale.ROOT, "(%,d bytes)", Outputs.MAX_BYTES));
    }

    private Map<String, Long> anchors() {
        return found("<a id=\"([^\"]+)\"></a>").stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private List<String> found(String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static <T> List<String> names(T[] values, Function<T, String> name) {
        return Arrays.stream(values).map(name).toList();
    }
}
