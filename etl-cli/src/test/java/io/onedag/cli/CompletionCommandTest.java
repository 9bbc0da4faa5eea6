package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code onedag completion}: what a shell offers. */
class CompletionCommandTest {

    @TempDir
    Path folder;

    private Command onedag() {
        return new Command(folder)
                .with(Pipeline.named("sales")
                        .task("a", context -> TaskResult.success())
                        .build());
    }

    @Test
    void bash_completes_commands_options_values_and_pipelines() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is here");
        String script = onedag().run("completion", "bash").exits(ExitCode.DONE).out();
        Files.writeString(folder.resolve("onedag.bash"), script);
        assertThat(offered("resu")).containsExactly("resume");
        assertThat(offered("store", "mi")).containsExactly("migrate");
        assertThat(offered("runs", "--sin")).containsExactly("--since");
        assertThat(offered("runs", "--state", "fa")).containsExactly("failed");
        assertThat(offered("graph", "--format", "me")).containsExactly("mermaid");
        assertThat(offered("export", "--target", "pa")).containsExactly("paper");
        assertThat(offered("export", "sa")).containsExactly("sales");
        assertThat(offered("validate", "--engine", "lo")).containsExactly("local");
        assertThat(offered("run", "sa")).containsExactly("sales");
    }

    /** What bash offers for the last of these words. */
    private String[] offered(String... words) throws Exception {
        var line =
                "source ./onedag.bash; COMP_WORDS=(onedag \"$@\"); COMP_CWORD=$#; _complete_onedag 2>/dev/null; echo \"${COMPREPLY[@]}\"";
        var command = new java.util.ArrayList<>(java.util.List.of("/bin/bash", "-c", line, "bash"));
        command.addAll(java.util.List.of(words));
        Process bash = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return out.trim().split("\\s+");
    }

    @Test
    void fish_has_a_line_for_each_command_and_option() {
        assertThat(onedag().run("completion", "fish").exits(ExitCode.DONE).out().lines())
                .contains(
                        "complete -c onedag -n '__fish_use_subcommand' -a status -d 'Show a run and its tasks.'",
                        "complete -c onedag -n '__fish_seen_subcommand_from run' -a 'sales'",
                        "complete -c onedag -n '__fish_seen_subcommand_from store; and __fish_seen_subcommand_from ddl'"
                                + " -l json -d 'Print one JSON document on standard output, and nothing else.'");
    }

    @Test
    void another_shell_is_refused_with_those_that_are_known() {
        assertThat(onedag().run("completion", "tcsh").exits(ExitCode.USAGE).err())
                .contains("SHELL is \"tcsh\"", "give one of: bash, zsh, fish");
    }
}
