package io.onedag.examples.dealership;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.RunRecord;
import io.onedag.engine.TaskRunRecord;
import io.onedag.examples.dealership.Dealership.Target;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The process of a run is killed, at a moment drawn by chance, and the run goes on in another. What is in the tables then is what a run
 * that nobody disturbed loads: no id twice, no row lost, none loaded that another run didn't make.
 */
@Timeout(300)
class KilledRunTest {

    private static final String KEY = "the second day";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{1} times on {0}")
    @CsvSource({"SQLITE, 9", "POSTGRESQL, 3"})
    void whatIsLoadedIsWhatAnUndisturbedRunLoads(Target target, int times) throws Exception {
        List<String> expected;
        int moments;
        try (var undisturbed = Dealership.shipped(target, folder.resolve("undisturbed"))) {
            undisturbed.run("the first day");
            List<String> told = runInChild(undisturbed, Integer.MAX_VALUE, 0);
            moments = told.size();
            expected = tables(undisturbed);
            assertThat(told).as("the child's run").contains("load SUCCEEDED");
        }
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < times; i++) {
            // One in each part of the run, so that few kills reach all of it.
            int moment = 1 + (moments - 1) * i / times + random.nextInt(Math.max(1, moments / times));
            int after = random.nextInt(40);
            String when = "seed " + seed + ", " + after + " ms after event " + moment + " of " + moments;
            try (var dealership = Dealership.shipped(target, folder.resolve("killed-" + i))) {
                dealership.run("the first day");

                runInChild(dealership, moment, after);
                RunRecord run = dealership.run(KEY);

                assertThat(run.state()).as(when + "\n" + dealership.log).isEqualTo(RunState.SUCCEEDED);
                assertThat(dealership.store().taskRuns(run.id()))
                        .as(when)
                        .extracting(TaskRunRecord::state)
                        .containsOnly(TaskState.SUCCEEDED);
                assertThat(tables(dealership)).as(when).isEqualTo(expected);
                DealershipRunTest.assertWhole(dealership);
            }
        }
    }

    private static List<String> tables(Dealership dealership) throws Exception {
        List<String> rows = new ArrayList<>();
        rows.addAll(dealership.query("select * from customers order by customer_id"));
        rows.addAll(dealership.query("select * from purchases order by transaction_id"));
        rows.addAll(dealership.query("select * from disputes order by transaction_id, dispute_type"));
        rows.addAll(dealership.query("select * from watermark"));
        return rows;
    }

    /** Runs the pipeline in a JVM of its own, and kills that soon after it told of its {@code moment}-th event. */
    private static List<String> runInChild(Dealership dealership, int moment, int afterMillis) throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName(),
                        dealership.folder.toString(),
                        dealership.settings.getOrDefault("DATABASE_URL", ""))
                .redirectError(dealership.folder.resolve("child.log").toFile())
                .start();
        List<String> told = new ArrayList<>();
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.add(line);
                if (told.size() == moment) {
                    child.waitFor(afterMillis, TimeUnit.MILLISECONDS);
                    // Not by the Process, which would close the stream that has more to say.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return told;
    }

    /** The child: runs the pipeline and tells of each event. */
    static final class Child {
        public static void main(String[] args) throws Exception {
            try (var dealership = Dealership.opened(Path.of(args[0]), args[1])) {
                dealership.tell = System.out::println;
                dealership.run(KEY);
            }
        }
    }
}
