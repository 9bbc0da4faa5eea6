package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.store.SqlRunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run in a process of its own is killed with SIGKILL at random moments and resumed until it ends: every task succeeds exactly once on
 * record, and none runs again after its success was recorded. Each task writes its name to a file, which is what "ran" means here.
 */
@Timeout(300)
class KillAndResumeTest {

    private static final int KILLS = 20;
    private static final int WIDTH = 6;
    private static final int DEPTH = 8;

    @TempDir
    Path folder;

    private final Random random = new Random(20260102);

    @Test
    void aRunKilledAtTwentyRandomMomentsRepeatsNoRecordedSuccess() throws Exception {
        Path definition = folder.resolve("layers.yaml");
        Files.writeString(definition, pipeline());
        int kills = 0;
        for (int run = 0; kills < KILLS; run++) {
            Path ran = folder.resolve("ran-" + run);
            Files.createFile(ran);
            var first = List.of("run", definition.toString(), "--run-key", "r" + run, "--param", "log=" + ran);
            Process child = start(first);
            Map<String, Long> recorded = Map.of();
            while (!child.waitFor(250 + random.nextInt(1200), TimeUnit.MILLISECONDS)) {
                child.destroyForcibly().waitFor();
                kills++;
                assertNothingRanAgain(recorded, count(ran));
                recorded = successesOnRecord("r" + run, count(ran));
                child = start(onRecord("r" + run) ? List.of("resume", runId("r" + run)) : first);
            }
            assertThat(child.exitValue())
                    .as("%s", Files.readString(folder.resolve("err")))
                    .isZero();
            assertNothingRanAgain(recorded, count(ran));
            assertEverythingSucceeded("r" + run, count(ran));
        }
        assertThat(kills).isGreaterThanOrEqualTo(KILLS);
    }

    private static void assertNothingRanAgain(Map<String, Long> recorded, Map<String, Long> now) {
        recorded.forEach((task, times) ->
                assertThat(now.get(task)).as("runs of %s", task).isEqualTo(times));
    }

    private void assertEverythingSucceeded(String key, Map<String, Long> ran) {
        try (RunStore store = SqlRunStore.embedded(database())) {
            RunRecord run = store.run("layers", key).orElseThrow();
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(store.taskRuns(run.id())).hasSize(WIDTH * DEPTH).allSatisfy(task -> {
                assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
                assertThat(ran.get(task.task())).isBetween(1L, (long) task.attempts());
            });
        }
    }

    /** The tasks whose success is on record, with how often each has run by now. */
    private Map<String, Long> successesOnRecord(String key, Map<String, Long> ran) {
        if (!onRecord(key)) {
            return Map.of();
        }
        try (RunStore store = SqlRunStore.embedded(database())) {
            RunRecord run = store.run("layers", key).orElseThrow();
            var recorded = new HashMap<String, Long>();
            for (TaskRunRecord task : store.taskRuns(run.id())) {
                if (task.state() == TaskState.SUCCEEDED) {
                    recorded.put(task.task(), ran.getOrDefault(task.task(), 0L));
                }
            }
            return recorded;
        }
    }

    private boolean onRecord(String key) {
        if (!Files.exists(database())) {
            return false;
        }
        try (RunStore store = SqlRunStore.embedded(database())) {
            return store.run("layers", key).isPresent();
        }
    }

    private String runId(String key) {
        try (RunStore store = SqlRunStore.embedded(database())) {
            return store.run("layers", key).orElseThrow().id().toString();
        }
    }

    private Path database() {
        return folder.resolve(".onedag").resolve("onedag.db");
    }

    private static Map<String, Long> count(Path file) throws IOException {
        var counts = new HashMap<String, Long>();
        Files.readAllLines(file).forEach(name -> counts.merge(name, 1L, Long::sum));
        return counts;
    }

    private Process start(List<String> arguments) throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.onedag.cli.Main"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ONEDAG_") || name.equals("DATABASE_URL"));
        builder.environment().put("METRICS_PORT", "off");
        return builder.start();
    }

    private static String pipeline() {
        var yaml = new StringBuilder("pipeline: layers\nparams: {log: string}\nmax_parallel_tasks: 4\ntasks:\n");
        for (int layer = 0; layer < DEPTH; layer++) {
            for (int i = 0; i < WIDTH; i++) {
                String name = "t" + layer + "_" + i;
                String needs = layer == 0
                        ? ""
                        : "needs: [t" + (layer - 1) + "_" + i + ", t" + (layer - 1) + "_" + (i + 1) % WIDTH + "], ";
                yaml.append("  ")
                        .append(name)
                        .append(": {uses: shell, ")
                        .append(needs)
                        .append("with: {command: [sh, -c, 'echo ")
                        .append(name)
                        .append(" >> \"$LOG\"; sleep 0.03'], env: {LOG: \"${params.log}\"}}}\n");
            }
        }
        return yaml.toString();
    }
}
