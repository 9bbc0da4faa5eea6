package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {

    @TempDir
    Path folder;

    private Command onedag() {
        return new Command(folder);
    }

    static java.util.stream.Stream<String> commands() {
        return Commands.all().map(Commands.Entry::name);
    }

    @ParameterizedTest(name = "{0} --help")
    @MethodSource("commands")
    void eachCommandExplainsItselfInEightyColumns(String command) {
        var result = onedag().run((command + " --help").split(" ")).exits(ExitCode.DONE);
        assertThat(result.out()).startsWith("Usage: onedag " + command).contains("--json", "--debug", "--help");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void theHelpListsEachCommandInEightyColumns() {
        var result = onedag().run("--help").exits(ExitCode.DONE);
        commands().forEach(command -> assertThat(result.out()).contains("  " + command + " "));
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void nothingAtAllShowsTheHelpAndIsWrongUsage() {
        var result = onedag().run().exits(ExitCode.USAGE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("Usage: onedag");
    }

    @Test
    void helpMayComeFirst() {
        assertThat(onedag().run("help", "graph").exits(ExitCode.DONE).out()).startsWith("Usage: onedag graph");
        assertThat(onedag().run("help").exits(ExitCode.DONE).out()).contains("Usage: onedag COMMAND");
    }

    @Test
    void theVersionIsShown() {
        assertThat(onedag().run("--version").exits(ExitCode.DONE).out()).matches("onedag \\d\\S+ \\(Java .+\\)\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "valdiate|unknown command \"valdiate\"|did you mean \"onedag validate\"?",
                "frobnicate|unknown command \"frobnicate\"|onedag --help lists the commands",
                "store migrat|unknown command \"store migrat\"|did you mean \"migrate\"?",
                "runs --limt 3|runs has no option --limt|did you mean --limit?",
                "runs --limt=3|runs has no option --limt=3|did you mean --limit?",
                "runs --limit x|--limit is \"x\"|give a whole number of at least 1",
                "runs --state done|--state is \"done\"|give one of: queued, running",
                "runs extra|runs: unmatched argument at index 0: 'extra'|onedag runs --help",
                "rerun x|rerun: missing required option: '--from=TASK'|onedag rerun --help",
                "run nothing|there is no pipeline \"nothing\"|give the path of a YAML file",
                "run|no pipeline is named|give the path of a YAML file",
                "validate nothing.yaml|there is no file nothing.yaml|relative paths start at",
                "validate .|there is no pipeline|give the path of a YAML file",
            })
    void wrongUsageSaysWhatIsWrongAndWhatNext(String line, String what, String next) {
        var result = onedag().run(line.split(" ")).exits(ExitCode.USAGE);
        assertThat(result.err()).startsWith("onedag: " + what).contains(next).doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void wrongUsageIsADocumentTooWhereOneIsAskedFor() {
        var result = onedag().run("runs", "--limt", "3", "--json").exits(ExitCode.USAGE);
        assertThat(result.object().get("error"))
                .isEqualTo(Documents.of(
                        "kind", "usage", "message", "runs has no option --limt", "hint", "did you mean --limit?"));
    }

    @Test
    void aFileWithoutItsCommandIsRecognised() {
        var command = onedag().file("p.yaml", "pipeline: p\ntasks: {a: {uses: noop}}\n");
        assertThat(command.run("p.yaml").exits(ExitCode.USAGE).err()).contains("did you mean \"onedag run p.yaml\"?");
    }

    @Test
    void aNearFileNameIsSuggested() {
        var command = onedag().file("dir/sales.yaml", "");
        assertThat(command.run("graph", "dir/sale.yaml").exits(ExitCode.USAGE).err())
                .contains("did you mean dir/sales.yaml?");
    }

    @Test
    void stackTracesAreForDebug() {
        var command = onedag().with("broken", () -> {
            throw new IllegalStateException("no luck");
        });
        assertThat(command.run("graph", "broken").exits(ExitCode.USAGE).err())
                .contains("pipeline \"broken\" can't be built", "no luck", "--debug")
                .doesNotContain("\tat ");
        assertThat(command.run("--debug", "graph", "broken").err()).contains("\tat ");
        assertThat(command.with("ONEDAG_DEBUG", "1").run("graph", "broken").err())
                .contains("\tat ");
    }

    @Test
    void optionsWithoutACommandRunTheOnlyPipeline() {
        var pipeline = Pipeline.named("only")
                .task("a", context -> TaskResult.success(42))
                .build();
        var result = onedag().with(pipeline).run("--engine", "local", "--json").exits(ExitCode.DONE);
        assertThat(result.object()).containsEntry("pipeline", "only").containsEntry("state", "SUCCEEDED");
    }

    @Test
    void aPipelineThatIsNotAskedForIsNotBuilt() {
        var command = onedag().with(Pipeline.named("good")
                        .task("a", context -> TaskResult.success())
                        .build())
                .with("bad", () -> {
                    throw new AssertionError("built");
                });
        command.run("graph", "good").exits(ExitCode.DONE);
    }

    @Test
    void aPipelineWhoseNameIsAnotherIsRefused() {
        var command = onedag().with(
                        "alias",
                        () -> Pipeline.named("real")
                                .task("a", context -> TaskResult.success())
                                .build());
        assertThat(command.run("graph", "alias").exits(ExitCode.USAGE).err())
                .contains("offered as \"alias\" calls itself \"real\"");
    }

    @Test
    void twoPipelinesOfOneNameAreRefused() {
        var pipeline =
                Pipeline.named("p").task("a", context -> TaskResult.success()).build();
        assertThat(onedag().with(pipeline)
                        .with(pipeline)
                        .run("graph", "p")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("two pipelines are named \"p\"");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"runs", "status", "run x.yaml", "next x.yaml"})
    void aFileOfSettingsThatCannotBeReadIsNamed(String line) {
        var command = onedag().file(".env", "what is this\n")
                .file("x.yaml", "pipeline: x\nschedule: {cron: '@daily'}\ntasks: {a: {uses: noop}}\n");
        var result = command.run(line.split(" "));
        if (line.startsWith("next")) {
            result.exits(ExitCode.DONE);
        } else {
            assertThat(result.exits(ExitCode.USAGE).err()).contains(".env:1: this is no NAME=value");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "validate %s",
                "graph %s",
                "next %s",
                "run %s",
                "status %s",
                "cancel %s",
                "resume %s",
                "rerun %s --from a",
                "rerun x --from %s",
                "runs --pipeline %s",
                "run x --param %s",
                "run x --run-key %s",
                "run x --engine %s",
                "run x --strict=%s",
                "run x --log %s",
                "next x --from %s",
            })
    void hostileArgumentsAreAnsweredInWords(String line) {
        var command = onedag().file("x", "pipeline: x\nschedule: {cron: '@daily'}\ntasks: {a: {uses: noop}}\n");
        for (String hostile : new String[] {
            "\0",
            "\u001b[2J",
            "../../../../etc/passwd",
            "%s%n",
            "'; drop table runs; --",
            "${secret.X}",
            "@/etc/passwd",
            "-",
            "--",
            "",
            " ",
            "x".repeat(20_000),
            "\uD800",
            "日本",
            "$(id)",
            "//",
            "C:\\x",
            "a\nb"
        }) {
            String[] words = line.split(" ");
            for (int i = 0; i < words.length; i++) {
                words[i] = words[i].replace("%s", hostile);
            }
            var result = command.run(words);
            assertThat(result.exitCode())
                    .as("%s with %s: %s", line, hostile, result.err())
                    .isIn(0, 2);
            assertThat(result.err()).doesNotContain("\tat ", "unexpected", "\u001b");
        }
    }
}
