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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs across processes: one works, others look. */
@Timeout(60)
class LogsProcessTest {

    @TempDir
    Path folder;

    @Test
    void aKilledProcessLeavesWhatItsTasksHadLoggedAndTheNextAttemptHasALogOfItsOwn() throws Exception {
        Path go = folder.resolve("go");
        define("""
                pipeline: p
                params: {go: string}
                tasks:
                  work: {uses: shell, with: {command: [sh, -c, 'echo before; while [ ! -e "$GO" ]; do sleep 0.05; done; echo after'], env: {GO: "${params.go}"}}}
                """);
        Process working = start("run", "p.yaml", "--param", "go=" + go);
        Process following = start("logs", "p", "work", "--follow");
        try (var lines = lines(following)) {
            // The run may not be on record yet.
            String first = lines.readLine();
            while (first == null) {
                following.waitFor();
                following = start("logs", "p", "work", "--follow");
                first = lines(following).readLine();
            }
            assertThat(first).endsWith("before");
        }
        working.destroyForcibly().waitFor();
        following.destroyForcibly().waitFor();

        assertThat(run("logs", "p", "work")).isEqualTo("before\n");
        Files.createFile(go);
        run("resume", "p");
        assertThat(run("logs", "p", "work")).isEqualTo("before\n1.2 │ before\n1.2 │ after\n");
        assertThat(run("logs", "p", "work", "--attempt", "1.2")).isEqualTo("before\nafter\n");
    }

    @Test
    void aFollowerSeesAllLinesOfALiveRunAndEndsWithIt() throws Exception {
        define("""
                pipeline: p
                tasks:
                  a: {uses: shell, with: {command: [sh, -c, 'for i in 1 2 3; do echo a$i; sleep 0.4; done']}}
                  b: {uses: shell, needs: [a], with: {command: [sh, -c, 'echo b1; sleep 0.4; echo b2']}}
                """);
        Process working = start("run", "p.yaml", "--run-key", "k");
        String followed;
        Process following;
        do { // the run may not be on record yet
            following = start("logs", "p", "--run-key", "k", "--follow", "--json");
            followed = new String(following.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(following.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } while (following.exitValue() != 0);
        assertThat(working.waitFor()).isZero();
        assertThat(followed.lines()
                        .map(line ->
                                ((Map<?, ?>) Json.parse(line)).get("message").toString()))
                .containsExactly("a1", "a2", "a3", "b1", "b2");
    }

    @Test
    void tenMebibytesOfOutputKeepTheirHeadAndTheirTail() throws Exception {
        define("""
                pipeline: p
                tasks:
                  loud: {uses: shell, with: {command: [awk, 'BEGIN {for (i = 0; i < 100000; i++) printf "%06d %0100d\\n", i, 0}']}}
                """);
        assertThat(start("run", "p.yaml", "--quiet").waitFor()).isZero();
        List<String> lines = run("logs", "p").lines().toList();
        assertThat(lines.get(0)).contains("000000 0");
        assertThat(lines.get(lines.size() - 1)).contains("099999 0");
        assertThat(lines).filteredOn(line -> line.contains("left out")).hasSize(1);
        assertThat(lines.size()).isBetween(6000, 9000);
    }

    @Test
    void jsonLinesOfAProcessCarryTheAttemptWhateverLoggedThem() throws Exception {
        Process process = start(App.class, "run", "chatty", "--log-format=json");
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<Map<?, ?>> lines = Files.readAllLines(folder.resolve("err")).stream()
                .<Map<?, ?>>map(line -> (Map<?, ?>) Json.parse(line))
                .toList();
        assertThat(process.waitFor()).isZero();
        assertThat(out).isEmpty();
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.get("event")).isEqualTo("log");
            assertThat(line.get("logger")).isEqualTo(App.class.getName());
            assertThat(line.get("message")).isEqualTo("to the log");
            assertThat(line.get("pipeline")).isEqualTo("chatty");
            assertThat(line.get("task")).isEqualTo("talk");
            assertThat(line.get("attempt")).isEqualTo(1L);
            assertThat(line.get("run_id")).isEqualTo(lines.get(0).get("run_id"));
        });
        assertThat(lines.stream().map(line -> line.get("event") + " " + line.get("message")))
                .contains("task_log to the task's log", "output to standard output", "output to standard error")
                .doesNotHaveDuplicates();
    }

    // ----

    private void define(String yaml) throws IOException {
        Files.writeString(folder.resolve("p.yaml"), yaml);
    }

    /** What a command prints, without the times. */
    private String run(String... arguments) throws Exception {
        Process process = start(arguments);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(() -> out + error()).isZero();
        return out.replaceAll("(?m)^(\\d{4}-\\d\\d-\\d\\d )?\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ", "");
    }

    private String error() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private Process start(String... arguments) throws IOException {
        return start(Main.class, arguments);
    }

    private Process start(Class<?> main, String... arguments) throws IOException {
        var line = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ONEDAG_") || name.equals("DATABASE_URL"));
        return builder.start();
    }
}
