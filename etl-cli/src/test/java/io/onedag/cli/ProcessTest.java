package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
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
        builder.environment().put("METRICS_PORT", "off");
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private record Ended(int exitCode, String out, String err) {}

    private Ended run(Class<?> main, String... args) throws Exception {
        return new Running(start(main, args)).end();
    }

    /** A process whose output is read as it comes. */
    private static final class Running {
        final Process process;
        private final BufferedReader out;
        private final StringBuilder read = new StringBuilder();
        private final CompletableFuture<String> err;

        Running(Process process) {
            this.process = process;
            this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            this.err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        }

        void awaitLine(String part) throws Exception {
            String line = out.readLine();
            while (line != null && !line.contains(part)) {
                read.append(line).append('\n');
                line = out.readLine();
            }
            assertThat(line)
                    .as(() -> "a line with " + part + " after " + read + err.join())
                    .isNotNull();
            read.append(line).append('\n');
        }

        Ended end() throws Exception {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                read.append(line).append('\n');
            }
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), read.toString(), err.get());
        }

        private static String text(InputStream in) {
            try {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).startsWith("No runs yet in ").hasLineCount(1);
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
        var running = new Running(start(Main.class, "run", "slow.yaml"));
        running.awaitLine("waiting");
        signal(running.process, "INT");
        Ended ended = running.end();
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
        var running = new Running(start(Main.class, "run", "stubborn.yaml"));
        running.awaitLine("waiting");
        signal(running.process, "INT");
        running.awaitLine("cancelling");
        signal(running.process, "INT");
        assertThat(running.end().exitCode()).isEqualTo(ExitCode.CANCELLED);
        long shell = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(shell).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aSecondCtrlCEndsTheProcessWhateverTheTaskDoes() throws Exception {
        var running = new Running(start(App.class, "run", "stubborn"));
        running.awaitLine("waiting");
        signal(running.process, "INT");
        running.awaitLine("not impressed");
        assertThat(running.process.isAlive()).isTrue();
        signal(running.process, "INT");
        assertThat(running.end().exitCode()).isEqualTo(ExitCode.CANCELLED);
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
        var running = new Running(start(Main.class, "run", "p.yaml"));
        running.awaitLine("begun");
        running.process.destroyForcibly().waitFor();
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
