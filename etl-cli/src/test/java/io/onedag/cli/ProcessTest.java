package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own: streams, exit codes, signals, death. */
@Timeout(60)
class ProcessTest {

    @TempDir
    Path folder;

    private Process start(Class<?> main, String... args) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        line.addAll(List.of(args));
        var builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("DATABASE_URL", "ONEDAG_SCHEMA", "ONEDAG_DEBUG"));
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private record Ended(int exitCode, String out, String err) {}

    private Ended run(Class<?> main, String... args) throws Exception {
        return end(start(main, args));
    }

    private static Ended end(Process process) throws Exception {
        var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out.get(), err.get());
    }

    private static String text(java.io.InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void awaitLine(Process process, String part) throws IOException {
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("the process ended without a line that contains " + part);
    }

    private static void signal(Process process, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void anApplicationsOwnMainHasTheWholeCommand() throws Exception {
        Ended ended = run(App.class, "pipelines");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.out()).contains("chatty", "stubborn", "its code threw java.lang.AssertionError: nobody asked");
        assertThat(run(App.class, "graph", "chatty").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void standardOutputIsTheDocumentWhateverTasksPrintAndWhateverTheLocale() throws Exception {
        Ended ended = run(App.class, "run", "chatty", "--json");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(ended.out().lines()).hasSize(1);
        assertThat(ended.out()).contains("\"output\":\"ünï©ødé\"");
        assertThat(ended.err())
                .contains("to standard output", "to standard error", "to the log", "talk: to the task's log");
    }

    @Test
    void nothingIsSaidThatNobodyAskedFor() throws Exception {
        assertThat(run(Main.class, "runs")).satisfies(ended -> {
            assertThat(ended.exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(ended.out()).startsWith("No runs yet in ");
            assertThat(ended.err()).isEmpty();
        });
        assertThat(folder.resolve(".onedag")).doesNotExist();
        file("p.yaml", "pipeline: p\ntasks: {a: {uses: noop}}\n");
        assertThat(run(Main.class, "run", "p.yaml", "-q").err()).isEmpty();
    }

    @Test
    void ctrlCCancelsTheRunAndEndsWhatItStarted() throws Exception {
        file("slow.yaml", """
                pipeline: slow
                tasks:
                  wait: {uses: shell, with: {command: [sh, -c, "echo $$ > pid; echo waiting; sleep 1000"]}}
                  after: {uses: noop, needs: [wait]}
                """);
        Process process = start(Main.class, "run", "slow.yaml");
        awaitLine(process, "waiting");
        signal(process, "INT");
        Ended ended = end(process);
        assertThat(ended.exitCode()).isEqualTo(ExitCode.CANCELLED);
        assertThat(ended.out()).contains("slow  CANCELLED", "cancelled by Ctrl-C");
        long shell = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(shell).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(run(Main.class, "runs", "--json").out()).contains("\"state\":\"CANCELLED\"");
    }

    @Test
    void aSecondCtrlCLeavesNoCommandBehindThatIgnoresItsEnd() throws Exception {
        file("stubborn.yaml", """
                pipeline: stubborn_command
                tasks:
                  wait: {uses: shell, with: {command: [sh, -c, "trap '' TERM; echo $$ > pid; echo waiting; while :; do sleep 1; done"]}}
                """);
        Process process = start(Main.class, "run", "stubborn.yaml");
        awaitLine(process, "waiting");
        signal(process, "INT");
        awaitLine(process, "cancelling");
        signal(process, "INT");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.CANCELLED);
        long shell = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(shell).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aSecondCtrlCEndsTheProcessWhateverTheTaskDoes() throws Exception {
        Process process = start(App.class, "run", "stubborn");
        awaitLine(process, "waiting");
        signal(process, "INT");
        awaitLine(process, "not impressed");
        assertThat(process.isAlive()).isTrue();
        signal(process, "INT");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.CANCELLED);
    }

    @Test
    void aRunThatWasKilledIsResumedWhereItWas() throws Exception {
        file("p.yaml", """
                pipeline: p
                tasks:
                  first: {uses: shell, with: {command: [sh, -c, "echo ran >> first"]}}
                  second:
                    uses: shell
                    needs: [first]
                    with: {command: [sh, -c, "echo begun; [ -f go ] || sleep 1000"]}
                """);
        Process process = start(Main.class, "run", "p.yaml");
        awaitLine(process, "begun");
        process.destroyForcibly().waitFor();
        assertThat(run(Main.class, "status", "p").out())
                .contains("p  RUNNING", "onedag resume ")
                .containsPattern("first +SUCCEEDED");
        file("go", "");
        Ended resumed = run(Main.class, "resume", "p", "--json");
        assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.DONE);
        assertThat(Files.readAllLines(folder.resolve("first"))).containsExactly("ran");
        var document = (Map<?, ?>) java.util.Objects.requireNonNull(Json.parse(resumed.out()));
        assertThat(document.get("state")).isEqualTo("SUCCEEDED");
    }
}
