package io.onedag.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Rows;
import io.onedag.TaskState;
import io.onedag.engine.Opening;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunChange.Claim;
import io.onedag.engine.RunChange.Outcome;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.TaskRunRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that commits as fast as it can is killed; what it was told is durable must be. */
class KilledProcessTest {

    @ParameterizedTest(name = "on {0} after {1} commits")
    @CsvSource({"SQLITE, 3", "SQLITE, 57", "SQLITE, 400", "POSTGRESQL, 3", "POSTGRESQL, 57", "POSTGRESQL, 400"})
    void a_killed_process_loses_no_acknowledged_commit_and_repeats_no_effect(TestStores kind, int commits)
            throws Exception {
        try (TestStore test = kind.open();
                Connection connection = test.store().openConnection();
                Statement statement = connection.createStatement()) {
            String table = "effects_" + commits;
            statement.execute("create table " + table + " (id integer)");

            int acknowledged = commitUntilKilled(test, table, commits);

            Set<Integer> effects = new HashSet<>();
            try (ResultSet rows = statement.executeQuery("select id from " + table)) {
                while (rows.next()) {
                    assertThat(effects.add(rows.getInt(1)))
                            .as("an effect happens once")
                            .isTrue();
                }
            }
            ProcessInfo me = ProcessInfo.current(RunIds.next(), "app", "1");
            test.store().join(me);
            var taken =
                    (Opening.TakenOver) test.store().open(RunStoreContract.run("killed", "k", "{}", "local"), me.id());
            List<TaskRunRecord> tasks = test.store().taskRuns(taken.run().id());
            List<TaskRunRecord> succeeded = tasks.stream()
                    .filter(each -> each.state() == TaskState.SUCCEEDED)
                    .toList();
            assertThat(succeeded).hasSizeGreaterThanOrEqualTo(acknowledged);
            assertThat(succeeded)
                    .extracting(TaskRunRecord::mapIndex)
                    .as("outcomes are there exactly where effects are")
                    .containsExactlyInAnyOrderElementsOf(effects);
            assertThat(tasks.size() - succeeded.size())
                    .as("claimed and unfinished")
                    .isLessThanOrEqualTo(1);
            if (kind == TestStores.POSTGRESQL) {
                statement.execute("drop table " + table);
            }
        }
    }

    private static int commitUntilKilled(TestStore test, String table, int commits)
            throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Committing.class.getName(),
                        test.folder().toString(),
                        test.settings().getOrDefault(StoreAddress.URL, ""),
                        test.settings().getOrDefault(StoreAddress.SCHEMA, ""),
                        table)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int acknowledged = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = Integer.parseInt(line);
                if (acknowledged < commits && acknowledged % 10 == 1) {
                    readAndWriteBeside(test, acknowledged);
                }
                if (acknowledged == commits) {
                    // Not by the Process, which would close the stream that has more to say.
                    child.toHandle().destroyForcibly();
                }
            }
            assertThat(acknowledged).isGreaterThanOrEqualTo(commits);
            return acknowledged;
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** This process reads what the other one has just committed, and takes its turn as a writer. */
    private static void readAndWriteBeside(TestStore test, int acknowledged) {
        var run = test.store().run("killed", "k").orElseThrow();
        assertThat(test.store().isAlive(run.owner())).isTrue();
        assertThat(test.store().taskRuns(run.id()))
                .filteredOn(each -> each.state() == TaskState.SUCCEEDED)
                .hasSizeGreaterThanOrEqualTo(acknowledged);
        test.store().join(ProcessInfo.current(RunIds.next(), "app", "1"));
    }

    /** The child: claims an instance, then commits its effect and outcome with the next claim, and says so. */
    static final class Committing {
        public static void main(String[] args) throws SQLException {
            var store = new SqlRunStoreProvider()
                    .open(
                            args[1].isEmpty()
                                    ? Map.of()
                                    : Map.of(StoreAddress.URL, args[1], StoreAddress.SCHEMA, args[2]),
                            Path.of(args[0]),
                            Mode.WRITE);
            ProcessInfo me = ProcessInfo.current(RunIds.next(), "app", "1");
            store.join(me);
            var opening = (Opening.Created) store.open(RunStoreContract.run("killed", "k", "{}", "local"), me.id());
            RunLease lease = opening.lease();
            store.commit(lease, new RunChange(List.of(claim(1)), null));
            for (int i = 1; ; i++) {
                try (var effect = store.beginEffect(lease).orElseThrow();
                        Statement insert = effect.connection().createStatement()) {
                    insert.execute("insert into " + args[3] + " values (" + i + ")");
                    effect.commit(new RunChange(
                            List.of(
                                    new Outcome(
                                            "t",
                                            i,
                                            1,
                                            TaskState.SUCCEEDED,
                                            null,
                                            Instant.now(),
                                            null,
                                            null,
                                            null,
                                            null,
                                            false,
                                            Rows.NONE),
                                    claim(i + 1)),
                            null));
                }
                System.out.println(i);
            }
        }

        private static Claim claim(int index) {
            return new Claim("t", index, 1, 1, 1, 0, Instant.now());
        }
    }
}
