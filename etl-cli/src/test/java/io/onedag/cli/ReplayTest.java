package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.RunState;
import io.onedag.TaskResult;
import io.onedag.TriggerRule;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.store.SqlRunStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code task run --replay}: an attempt of the past, on the inputs that it had, without a trace. */
class ReplayTest {

    @TempDir
    Path folder;

    private Command command;
    private final List<String> seen = new ArrayList<>();
    private final AtomicBoolean fail = new AtomicBoolean(true);
    private final AtomicInteger produced = new AtomicInteger();

    @BeforeEach
    void in_a_folder_of_its_own() {
        command = new Command(folder);
    }

    @Test
    void an_attempt_runs_again_on_its_own_inputs_and_nothing_is_recorded() {
        command.with(Pipeline.named("sales")
                .param("day", io.onedag.Param.string())
                .task("produce", context -> TaskResult.success(Map.of("n", produced.incrementAndGet())))
                .task(
                        "load",
                        context -> {
                            seen.add(context.params() + " " + context.run().interval() + " " + context.output("produce")
                                    + " " + context.attempt() + " of " + context.maxAttempts() + " round "
                                    + context.round() + " " + context.run().id());
                            context.logger().info("loading");
                            return fail.get() ? TaskResult.retryable("no route") : TaskResult.success("done");
                        },
                        t -> t.needs("produce").retry(RetryPolicy.fixed(2, Duration.ofMillis(1))))
                .build());
        var ran = command.run(
                        "run",
                        "sales",
                        "--param",
                        "day=monday",
                        "--interval-start",
                        "2026-01-01T00:00:00Z",
                        "--interval-end",
                        "2026-01-02T00:00:00Z")
                .exits(1);
        String id = runs().get(0).id().toString();
        assertThat(ran.out()).contains("  replay onedag task run --replay " + id + ":load:1.2");
        List<String> then = List.copyOf(seen);
        seen.clear();
        String before = everything();

        var again = command.run("task", "run", "--replay", id + ":load:1.2").exits(1);
        assertThat(seen).containsExactly(then.get(1));
        assertThat(again.err())
                .contains("nothing is recorded, and what its body does, it does again")
                .contains("INFO loading")
                .contains("then: FAILED, no route")
                .contains("now:  FAILED in ");
        fail.set(false);
        var document = command.run("task", "run", "--replay", id.substring(0, 13) + ":load:1.1", "--json")
                .exits(0)
                .object();
        assertThat(seen.get(1)).isEqualTo(then.get(0));
        assertThat(document).containsEntry("outcome", "success").containsEntry("output", "done");
        command.run("task", "run", "--replay", "sales:load:1.1").exits(0);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void an_output_that_a_later_round_replaced_is_read_as_it_was() {
        command.with(Pipeline.named("p")
                .task("produce", context -> TaskResult.success(produced.incrementAndGet()))
                .task(
                        "load",
                        context -> {
                            seen.add(context.round() + ":" + context.output("produce"));
                            return TaskResult.success();
                        },
                        t -> t.needs("produce"))
                .build());
        command.run("run", "p").exits(0);
        command.run("rerun", "p", "--from", "produce").exits(0);
        command.run("rerun", "p", "--from", "load").exits(0);
        assertThat(seen).containsExactly("1:1", "2:2", "3:2");
        for (int round = 1; round <= 3; round++) {
            command.run("task", "run", "--replay", "p:load:" + round + ".1").exits(0);
        }
        assertThat(seen.subList(3, 6)).containsExactly("1:1", "2:2", "3:2");

        sql("update task_attempts set put_back_in = null");
        assertThat(command.run("task", "run", "--replay", "p:load:1.1").exits(2).err())
                .contains("the output that task produce had in round 1 is gone");
    }

    @Test
    void an_instance_gets_its_element_and_the_gathered_outputs_as_they_were() {
        command.with(Pipeline.named("p")
                .task(
                        "list",
                        context -> TaskResult.success(Map.of("of", List.of("a", "b", produced.incrementAndGet()))))
                .task(
                        "each",
                        context -> {
                            seen.add("each " + context.item());
                            return context.mapIndex() == 1 && fail.get()
                                    ? TaskResult.fatal("no b")
                                    : TaskResult.success(context.item());
                        },
                        t -> t.needs("list").forEach("list", "of").allowFailure())
                .task(
                        "gather",
                        context -> {
                            seen.add("gather " + context.output("each"));
                            return TaskResult.success();
                        },
                        t -> t.needs("each"))
                .build());
        var ran = command.run("run", "p").exits(0);
        String id = runs().get(0).id().toString();
        assertThat(ran.out()).contains("--replay '" + id + ":each[1]:1.1'");
        fail.set(false);
        command.run("rerun", "p", "--from", "list").exits(0);
        seen.clear();

        command.run("task", "run", "--replay", id + ":each[1]:1.1").exits(0);
        command.run("task", "run", "--replay", id + ":each[2]:1.1").exits(0);
        command.run("task", "run", "--replay", id + ":each[2]:2.1").exits(0);
        command.run("task", "run", "--replay", id + ":gather:1.1").exits(0);
        command.run("task", "run", "--replay", id + ":gather:2.1").exits(0);
        assertThat(seen).containsExactly("each b", "each 1", "each 2", "gather [a, null, 1]", "gather [a, b, 2]");
        assertThat(command.run("task", "run", "--replay", id + ":each:1.1")
                        .exits(2)
                        .err())
                .contains("is mapped: name one instance, as in each[0]");
    }

    @Test
    void an_early_starter_does_not_see_what_came_later() {
        var read = new CountDownLatch(1);
        command.with(Pipeline.named("p")
                .task("fast", context -> TaskResult.success("fast"))
                .task("slow", context -> {
                    read.await();
                    return TaskResult.success("slow");
                })
                .task(
                        "early",
                        context -> {
                            seen.add(context.output("fast") + " " + context.output("slow"));
                            read.countDown();
                            return TaskResult.success();
                        },
                        t -> t.needs("fast", "slow").when(TriggerRule.ONE_SUCCESS))
                .build());
        command.run("run", "p").exits(0);
        command.run("task", "run", "--replay", "p:early:1.1").exits(0);
        assertThat(seen).containsExactly("fast null", "fast null");
    }

    @Test
    void what_may_happen_once_is_asked_for() {
        command.with(Pipeline.named("p")
                .task(
                        "charge",
                        context -> {
                            seen.add("charged");
                            return TaskResult.success();
                        },
                        t -> t.effect(Effect.ONCE))
                .build());
        command.run("run", "p").exits(0);
        assertThat(command.run("task", "run", "--replay", "p:charge:1.1")
                        .exits(2)
                        .err())
                .contains("has effect once")
                .contains("--yes");
        assertThat(seen).hasSize(1);
        command.run("task", "run", "--replay", "p:charge:1.1", "--yes").exits(0);
        assertThat(seen).hasSize(2);
    }

    @Test
    void a_transaction_is_rolled_back_and_a_dataset_left_alone() throws Exception {
        command.with(Pipeline.named("p")
                .task(
                        "load",
                        context -> {
                            try (Statement statement =
                                    context.resource(Connection.class).createStatement()) {
                                statement.execute("create table if not exists loaded (n integer)");
                                statement.execute("insert into loaded values (1)");
                            }
                            return TaskResult.success();
                        },
                        t -> t.effect(Effect.TRANSACTIONAL))
                .task("write", context -> {
                    Path file = context.newDatasetFile(".csv");
                    Files.writeString(file, "written " + produced.incrementAndGet());
                    return TaskResult.success(file.toString());
                })
                .build());
        command.run("run", "p").exits(0);
        assertThat(command.run("task", "run", "--replay", "p:load:1.1").exits(0).err())
                .contains("its transaction is rolled back")
                .contains("now:  SUCCEEDED");
        assertThat(count("loaded")).isEqualTo(1);

        command.run("task", "run", "--replay", "p:write:1.1").exits(0);
        Path dataset = folder.resolve(".onedag/datasets/" + runs().get(0).id() + "/write-1.1.csv");
        assertThat(dataset).hasContent("written 1");
        assertThat(folder.resolve(".onedag/replays/datasets/" + runs().get(0).id() + "/write-1.1.csv"))
                .hasContent("written 2");
    }

    @Test
    void what_cannot_be_replayed_is_told_with_what_can() {
        command.file(
                "p.yaml",
                "pipeline: p\ntasks: {a: {uses: noop}, b: {uses: fail, needs: [a]}, c: {uses: noop, needs: [b]}}");
        command.run("run", "p.yaml").exits(1);
        assertThat(replay("p:b:1.7").err()).contains("has no attempt b 1.7; on record are 1.1");
        assertThat(replay("p:c:1.1").err()).contains("that task run never began");
        assertThat(replay("p:bb:1.1").err()).contains("has no task \"bb\"").contains("did you mean");
        assertThat(replay("p:b[0]:1.1").err()).contains("is not mapped: leave the index out");
        assertThat(replay("p:b").err()).contains("write RUN:TASK:ROUND.ATTEMPT");
        assertThat(replay("nobody:b:1.1").err()).contains("there is no run \"nobody\"");
        command.run("task", "run", "--replay", "p:b:1.1").exits(1);
    }

    @Test
    void a_failure_with_its_own_way_out_is_not_told_to_resume() {
        command.with(Pipeline.named("own")
                .task("a", context -> TaskResult.fatal("the feed is empty\nnext: ask the shop for it"))
                .build());
        var own = command.run("run", "own").exits(1);
        assertThat(own.out()).contains("  why    the feed is empty\n").contains("  next   ask the shop for it\n");
        assertThat(own.out()).doesNotContain("resume");

        command.with(Pipeline.named("general")
                .task("a", context -> TaskResult.fatal("the feed is empty"))
                .build());
        String general = command.run("run", "general").exits(1).out();
        assertThat(general.split("resume", -1)).as("once: " + general).hasSize(2);
    }

    private Command.Result replay(String attempt) {
        return command.run("task", "run", "--replay", attempt).exits(2);
    }

    // ---- the store

    private Path database() {
        return folder.resolve(".onedag").resolve("onedag.db");
    }

    private List<RunRecord> runs() {
        try (RunStore store = SqlRunStore.embedded(database())) {
            return store.runs(new RunFilter(null, null, 10));
        }
    }

    /** All that is on record. */
    private String everything() {
        try (RunStore store = SqlRunStore.embedded(database())) {
            RunRecord run = runs().get(0);
            assertThat(run.state()).isEqualTo(RunState.FAILED);
            return store.run(run.id()) + "\n" + store.taskRuns(run.id()) + "\n" + store.attempts(run.id()) + "\n"
                    + store.taskLogs(run.id()) + "\n" + count("processes") + " " + count("pipeline_runs");
        }
    }

    private int count(String table) {
        try (RunStore store = SqlRunStore.embedded(database());
                Connection connection = store.openConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sql(String update) {
        try (RunStore store = SqlRunStore.embedded(database());
                Connection connection = store.openConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(update);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
