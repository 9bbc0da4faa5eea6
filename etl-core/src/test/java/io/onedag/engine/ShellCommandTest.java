package io.onedag.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandTest {

    @AfterEach
    void forget_how_it_was_called() {
        System.clearProperty(ShellCommand.PROGRAM);
    }

    @Test
    void plain_words_stay_plain() {
        assertThat(ShellCommand.onedag("resume", "01a1fe9f-6807-7d0f-a8e5-2de67da81472", "--from", "load_2"))
                .isEqualTo("onedag resume 01a1fe9f-6807-7d0f-a8e5-2de67da81472 --from load_2");
        assertThat(ShellCommand.onedag("x", "run:load[3]:1.2")).isEqualTo("onedag x 'run:load[3]:1.2'");
    }

    @Test
    void it_begins_as_this_process_was_called() {
        System.setProperty(ShellCommand.PROGRAM, "./onedag");
        assertThat(ShellCommand.onedag("runs")).isEqualTo("./onedag runs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "it's",
                "''",
                "$(reboot)",
                "`id`",
                "a\"b",
                "\\",
                "a\nb",
                "*",
                "~",
                "{a,b}",
                "!!",
                "#x",
                "x=1",
                "-n",
                "ünï 😀",
                "a;b&c|d>e<f",
                "load[0]"
            })
    void a_shell_reads_every_word_back(String word) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + ShellCommand.quoted(word)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(word);
        assertThat(shell.waitFor()).isZero();
    }
}
