package io.onedag.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DefinitionDiffTest {

    @Test
    void the_same_definition_has_no_differences() {
        assertThat(DefinitionDiff.between(write(load("a", 1), t -> t), write(load("a", 1), t -> t)))
                .isEmpty();
    }

    @Test
    void a_changed_setting_is_a_line() {
        assertThat(DefinitionDiff.between(write(load("a", 1), t -> t), write(load("b", 2), t -> t)))
                .containsExactlyInAnyOrder("tasks.load.with.table: \"a\" → \"b\"", "tasks.load.with.batch: 1 → 2");
    }

    @Test
    void options_appear_disappear_and_change() {
        String before =
                write(load("a", 1), t -> t.timeout(Duration.ofMinutes(1)).priority(1));
        String after = write(load("a", 1), t -> t.pool("db").priority(2).needs("start"));

        assertThat(DefinitionDiff.between(before, after))
                .containsExactly(
                        "tasks.load.timeout: removed \"1m\"",
                        "tasks.load.priority: 1 → 2",
                        "tasks.load.needs: added [\"start\"]",
                        "tasks.load.pool: added \"db\"");
    }

    @Test
    void tasks_come_and_go() {
        String before = DefinitionWriter.write(
                Pipeline.named("p").task("a", TaskSpec.of("noop")).build());
        String after = DefinitionWriter.write(Pipeline.named("p")
                .task("b", TaskSpec.of("noop"))
                .task("c", (TaskContext context) -> TaskResult.success())
                .build());

        assertThat(DefinitionDiff.between(before, after))
                .containsExactly(
                        "tasks.a: removed",
                        "tasks.b: added (uses noop)",
                        "tasks.c: added (class io.onedag.definition.DefinitionDiffTest)");
    }

    @Test
    void long_values_are_shown_around_their_difference() {
        String script = "echo x; ".repeat(100);

        List<String> lines = DefinitionDiff.between(
                write(load(script + "rm a", 1), t -> t), write(load(script + "rm b", 1), t -> t));

        assertThat(lines).containsExactly("tasks.load.with.table: … echo x; echo x; rm a\" → … echo x; echo x; rm b\"");
    }

    private static TaskSpec load(String table, int batch) {
        return TaskSpec.of("load", Map.of("table", table, "batch", batch));
    }

    private static String write(TaskSpec load, UnaryOperator<Pipeline.TaskBuilder> options) {
        return DefinitionWriter.write(Pipeline.named("p")
                .pool("db", 1)
                .task("start", TaskSpec.of("noop"))
                .task("load", load, options)
                .build());
    }
}
