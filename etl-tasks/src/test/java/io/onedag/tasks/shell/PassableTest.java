package io.onedag.tasks.shell;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.TaskFailedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassableTest {

    @Test
    void text_that_the_locale_can_not_write_is_refused_rather_than_changed() {
        var posix = new Passable(StandardCharsets.US_ASCII);

        assertThatCode(() -> posix.check(List.of("echo", "plain"), Map.of("A", "b")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> posix.check(List.of("echo", "é"), Map.of()))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("argument 1")
                .hasMessageContaining("LC_ALL=C.UTF-8");
    }

    @Test
    void a_lone_surrogate_is_refused() {
        assertThatThrownBy(() -> new Passable(StandardCharsets.UTF_8).check(List.of("echo", "\ud800"), Map.of()))
                .isInstanceOf(TaskFailedException.class);
    }

    @Test
    void a_variable_that_can_not_be_set_is_refused() {
        var passable = new Passable(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> passable.check(List.of("echo"), Map.of("A=B", "c")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("equals sign");
        assertThatThrownBy(() -> passable.check(List.of("echo"), Map.of("", "c")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("no name");
    }
}
