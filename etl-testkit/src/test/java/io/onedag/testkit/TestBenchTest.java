package io.onedag.testkit;

import static io.onedag.testkit.asserts.OnedagAssertions.assertThatAttempt;
import static io.onedag.testkit.asserts.OnedagAssertions.assertThatRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.DefinitionException;
import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.engine.RunStore;
import io.onedag.testkit.junit.OnedagTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnedagTest
class TestBenchTest {

    private TestBench before;

    @BeforeEach
    void keep(TestBench bench) {
        before = bench;
    }

    @AfterEach
    void it_is_open_until_the_test_is_over(TestBench bench) {
        assertThat(bench).isSameAs(before);
        assertThat(bench.home()).isDirectory();
    }

    @Test
    void all_methods_of_a_test_get_the_same_one(TestBench bench, TestClock clock, RunStore store) {
        assertThat(bench).isSameAs(before);
        assertThat(clock).isSameAs(bench.clock());
        assertThat(store).isSameAs(bench.store());
        assertThat(store.describe()).isEqualTo("memory of this process");
    }

    private static final String LOAD = "create table t (id integer); insert into t values (1)";

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : sql.split(";")) {
                statement.execute(each);
            }
        }
    }

    private static final Task WRITER = context -> {
        execute(context.resource(Connection.class), LOAD);
        if (context.attempt() == 1 && context.params().containsKey("fail")) {
            throw new IOException("after the insert");
        }
        return TaskResult.success();
    };

    private static long tables(RunStore store) throws SQLException {
        try (Connection connection = store.openConnection();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery("select count(*) from sqlite_master where name = 't'")) {
            result.next();
            return result.getLong(1);
        }
    }

    @Nested
    @OnedagTest(store = TestStore.EMBEDDED)
    class With_the_embedded_store {

        @Test
        void a_transactional_task_commits_with_its_outcome(TestBench bench, RunStore store) throws SQLException {
            Pipeline pipeline = Pipeline.named("p")
                    .task("load", WRITER, t -> t.effect(Effect.TRANSACTIONAL))
                    .build();
            PipelineTester tester = bench.pipeline(pipeline);

            TestRun failed = tester.start();
            failed.execute("load", context -> {
                WRITER.execute(context);
                throw new IOException("after the insert");
            });
            assertThatRun(failed).failed().task("load").failed();
            assertThat(tables(store)).isZero();

            assertThatRun(tester.run()).succeeded();
            assertThat(tables(store)).isOne();
        }

        @Test
        void a_cancel_during_a_transaction_waits_for_its_end(TestBench bench, RunStore store) throws SQLException {
            Pipeline pipeline = Pipeline.named("p")
                    .task("load", WRITER, t -> t.effect(Effect.TRANSACTIONAL))
                    .task("after", context -> TaskResult.success(), t -> t.needs("load"))
                    .build();
            TestRun run = bench.pipeline(pipeline).start();

            run.execute("load", context -> {
                TaskResult result = WRITER.execute(context);
                run.cancel("enough");
                return result;
            });

            assertThatRun(run)
                    .wasCancelled()
                    .task("load")
                    .succeeded()
                    .task("after")
                    .wasCancelled();
            assertThat(tables(store)).isOne();
        }

        @Test
        void a_task_by_itself_commits_when_it_succeeds(TestBench bench, RunStore store) throws SQLException {
            Pipeline pipeline = Pipeline.named("p")
                    .task("load", WRITER, t -> t.effect(Effect.TRANSACTIONAL))
                    .build();

            assertThatAttempt(bench.task(WRITER).param("fail", true).run()).failed();
            assertThat(tables(store)).isZero();
            assertThatAttempt(bench.pipeline(pipeline).task("load").run()).succeeded();
            assertThat(tables(store)).isOne();
        }

        @Test
        @OnedagTest(store = TestStore.MEMORY)
        void a_method_may_say_otherwise(RunStore store) {
            assertThat(store.describe()).isEqualTo("memory of this process");
        }
    }

    @Test
    void without_a_database_a_task_is_told_how_to_get_one(TestBench bench) {
        String advice = "the store of this test is in memory and has no database; open the embedded one";

        assertThatAttempt(bench.task(WRITER).run()).failedForGood().because(advice);
        Pipeline pipeline = Pipeline.named("p")
                .task("load", WRITER, t -> t.effect(Effect.TRANSACTIONAL))
                .build();
        assertThatRun(bench.pipeline(pipeline).run()).failed().task("load").because(advice);
    }

    @Test
    void a_pipeline_in_YAML_starts_at_its_folder(TestBench bench, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("sales.csv"), "id,price\n1,10\n2,20\n");
        Files.writeString(folder.resolve("sales.yaml"), """
                pipeline: sales
                params: {file: {type: string, default: sales.csv}}
                tasks:
                  read:  {uses: read_csv, with: {file: "${params.file}"}}
                  send:  {uses: shell, needs: [read], with: {command: [curl, "http://example.com/${tasks.read.output.rows}"], env: {TOKEN: "${secret.TOKEN}"}}}
                """);
        PipelineTester tester = bench.file(folder.resolve("sales.yaml"));
        Fake send = tester.fake("send").returning("sent");

        TestRun run = tester.run();

        assertThatRun(run)
                .succeeded()
                .task("read")
                .hasRows(2, 2, 0)
                .task("send")
                .hasOutput("sent");
        assertThat(send.onlyCall().settings())
                .containsEntry("command", List.of("curl", "http://example.com/2"))
                .containsEntry("env", Map.of("TOKEN", "${secret.TOKEN}"));
        try (var own = PipelineTester.forFile(folder.resolve("sales.yaml"))) {
            own.fake("send");
            assertThatRun(own.run()).succeeded();
        }
    }

    @Test
    void a_definition_with_errors_says_where(TestBench bench, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), "pipeline: x\ntasks:\n  a: {uses: nop}\n");

        assertThatThrownBy(() -> bench.file(file))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("x.yaml:3:13");
    }

    @Test
    void closing_deletes_the_home_folder_and_closes_the_store() throws IOException {
        Path home;
        try (var bench = TestBench.embedded()) {
            home = bench.home();
            PipelineTester tester = bench.pipeline(Pipeline.named("p")
                    .task("a", context -> TaskResult.success())
                    .build());
            tester.start();
            assertThat(Files.list(home)).isNotEmpty();
        }
        assertThat(home).doesNotExist();
    }
}
