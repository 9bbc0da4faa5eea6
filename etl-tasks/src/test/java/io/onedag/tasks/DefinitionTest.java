package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.DefinitionException;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.TaskSpec;
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
}
