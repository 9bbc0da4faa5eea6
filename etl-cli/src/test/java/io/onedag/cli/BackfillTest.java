package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.Schedule;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BackfillTest {

    private static final String NOW = "2026-06-01T12:00:00Z";

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger mostActive = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private Pipeline.Builder daily() {
        return Pipeline.named("daily")
                .schedule(Schedule.cron("5 0 * * *").in("Europe/Paris").start(LocalDate.of(2026, 5, 1)))
                .param("n", Param.integer().withDefault(1))
                .task("extract", context -> TaskResult.success())
                .task(
                        "load",
                        context -> {
                            mostActive.accumulateAndGet(active.incrementAndGet(), Math::max);
                            try {
                                String key = context.run().key();
                                ran.add(key);
                                if (broken.contains(key)) {
                                    throw TaskFailedException.fatal("no data");
                                }
                                return TaskResult.success();
                            } finally {
                                active.decrementAndGet();
                            }
                        },
                        task -> task.needs("extract"));
    }

    private Command onedag() {
        return new Command(folder).at(NOW).with(daily().build());
    }

    private static List<@Nullable Object> fields(List<Map<String, @Nullable Object>> runs, String field) {
        return runs.stream().<@Nullable Object>map(run -> run.get(field)).toList();
    }

    @Test
    void it_runs_the_intervals_that_begin_from_one_bound_to_the_other_in_order_with_the_keys_of_the_schedule() {
        var runs = onedag().run("backfill", "daily", "--from", "2026-03-28", "--to", "2026-03-31", "--json")
                .exits(ExitCode.DONE)
                .list();

        // Summer time begins on the 29th, so that the second interval has 23 hours.
        assertThat(fields(runs, "run_key"))
                .containsExactly(
                        "sched:2026-03-28T23:05:00Z", "sched:2026-03-29T22:05:00Z", "sched:2026-03-30T22:05:00Z");
        assertThat(fields(runs, "interval_start"))
                .containsExactly("2026-03-27T23:05:00Z", "2026-03-28T23:05:00Z", "2026-03-29T22:05:00Z");
        assertThat(fields(runs, "state")).containsOnly("SUCCEEDED");
        assertThat(ran)
                .containsExactlyElementsOf(
                        fields(runs, "run_key").stream().map(String::valueOf).toList());
        assertThat(mostActive).hasValue(1);
    }

    @Test
    void what_was_run_is_kept_what_failed_is_shown_and_resumed_on_request_only() {
        broken.add("sched:2026-05-11T22:05:00Z");
        onedag().run("run", "daily", "--interval-start", "2026-05-10T00:05", "--interval-end", "2026-05-11T00:05")
                .exits(ExitCode.DONE);
        String[] backfill = {"backfill", "daily", "--from", "2026-05-10", "--to", "2026-05-13"};

        var first = onedag().run(backfill).exits(ExitCode.FAILED);
        assertThat(first.out())
                .contains("3 intervals", "1 of them have been run before", "2 SUCCEEDED", "1 FAILED", "--rerun-failed")
                .contains("2026-05-11 00:05 +02:00  FAILED");
        assertThat(ran).hasSize(3);

        var second = onedag().run(backfill).exits(ExitCode.FAILED);
        assertThat(second.out()).contains("3 of them have been run before");
        assertThat(ran).hasSize(3);

        broken.clear();
        String[] again = {"backfill", "daily", "--from", "2026-05-10", "--to", "2026-05-13", "--rerun-failed", "--json"
        };
        var third = onedag().run(again).exits(ExitCode.DONE).list();
        assertThat(fields(third, "action")).containsExactly("keep", "resume", "keep");
        assertThat(fields(third, "round")).containsExactly(1L, 2L, 1L);
        assertThat(ran).hasSize(4);
    }

    @Test
    void what_it_says_to_do_next_has_the_same_parameters() {
        broken.add("sched:2026-05-11T22:05:00Z");

        var first = onedag().run(
                        "backfill",
                        "daily",
                        "--from",
                        "2026-05-11",
                        "--to",
                        "2026-05-13",
                        "--param",
                        "n=2",
                        "--max-active",
                        "2");

        assertThat(first.exits(ExitCode.FAILED).out())
                .contains("onedag backfill daily --from 2026-05-11 --to 2026-05-13 --param n=2 --max-active 2"
                        + " --rerun-failed  goes on");
    }

    @Test
    void a_dry_run_lists_and_does_nothing() {
        onedag().run("backfill", "daily", "--from", "2026-05-10", "--to", "2026-05-11")
                .exits(ExitCode.DONE);

        var list = onedag().run("backfill", "daily", "--from", "2026-05-10", "--to", "2026-05-12", "--dry-run");
        assertThat(list.exits(ExitCode.DONE).out())
                .contains("Sun 2026-05-10 00:05 +02:00", "sched:2026-05-10T22:05:00Z", "SUCCEEDED", "kept", "run");
        var documents = onedag().run(
                        "backfill", "daily", "--from", "2026-05-10", "--to", "2026-05-12", "--dry-run", "--json")
                .list();
        assertThat(fields(documents, "action")).containsExactly("keep", "start");
        assertThat(fields(documents, "run_id").get(1)).isNull();
        assertThat(ran).hasSize(1);
    }

    @Test
    void a_dry_run_makes_no_store() {
        onedag().run("backfill", "daily", "--from", "2026-05-10", "--to", "2026-05-11", "--dry-run")
                .exits(ExitCode.DONE);

        assertThat(folder.resolve(".onedag")).doesNotExist();
    }

    @Test
    void at_most_so_many_are_under_way_at_once() {
        var meet = new CyclicBarrier(3);
        Pipeline pipeline = Pipeline.named("hourly")
                .schedule(Schedule.cron("@hourly"))
                .task("meet", context -> {
                    mostActive.accumulateAndGet(active.incrementAndGet(), Math::max);
                    meet.await(20, TimeUnit.SECONDS); // nobody gets on unless three are here
                    active.decrementAndGet();
                    return TaskResult.success();
                })
                .build();
        var command = new Command(folder).at(NOW).with(pipeline);

        command.run("backfill", "hourly", "--from", "2026-05-01", "--to", "2026-05-01T09:00", "--max-active", "3")
                .exits(ExitCode.DONE);

        assertThat(mostActive).hasValue(3);
    }

    @Test
    void two_backfills_at_once_run_each_interval_once() throws Exception {
        String[] args = {"backfill", "daily", "--from", "2026-05-01", "--to", "2026-05-21", "--json"};
        var one = executor.submit(() -> onedag().run(args));
        var other = executor.submit(() -> onedag().run(args));

        assertThat(fields(one.get().exits(ExitCode.DONE).list(), "state"))
                .hasSize(20)
                .containsOnly("SUCCEEDED");
        assertThat(fields(other.get().exits(ExitCode.DONE).list(), "state"))
                .hasSize(20)
                .containsOnly("SUCCEEDED");
        assertThat(ran).hasSize(20).doesNotHaveDuplicates();
        assertThat(mostActive).hasValue(1);
    }

    @Test
    void a_run_of_it_can_be_cancelled_and_the_others_go_on() throws Exception {
        var started = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("slow")
                .schedule(Schedule.cron("@daily"))
                .task("wait", context -> {
                    if (context.run().key().equals("sched:2026-05-02T00:00:00Z")) {
                        started.countDown();
                        new CountDownLatch(1).await();
                    }
                    return TaskResult.success();
                })
                .build();
        var command = new Command(folder).at(NOW).with(pipeline);
        var running = executor.submit(
                () -> command.run("backfill", "slow", "--from", "2026-05-01", "--to", "2026-05-04", "--json"));
        started.await();
        command.run("cancel", "slow", "--run-key", "sched:2026-05-02T00:00:00Z").exits(ExitCode.DONE);

        assertThat(fields(running.get().exits(ExitCode.CANCELLED).list(), "state"))
                .containsExactly(RunState.CANCELLED.name(), RunState.SUCCEEDED.name(), RunState.SUCCEEDED.name());
    }

    @Test
    void intervals_that_are_not_over_are_left_out() {
        var run = onedag().run("backfill", "daily", "--from", "2026-05-30", "--to", "2030-01-01")
                .exits(ExitCode.DONE);

        assertThat(run.out()).contains("left out: they are not over yet");
        assertThat(ran).containsExactly("sched:2026-05-30T22:05:00Z", "sched:2026-05-31T22:05:00Z");
        onedag().run("backfill", "daily", "--from", "2027-01-01", "--to", "2030-01-01")
                .exits(ExitCode.USAGE);
    }

    @Test
    void other_parameters_than_a_run_had_are_refused_before_anything_runs() {
        onedag().run("backfill", "daily", "--from", "2026-05-11", "--to", "2026-05-12")
                .exits(ExitCode.DONE);

        var other = onedag().run("backfill", "daily", "--from", "2026-05-10", "--to", "2026-05-13", "-p", "n=2");

        assertThat(other.exits(ExitCode.USAGE).err())
                .contains("has a run with other parameters: {\"n\":1}, not {\"n\":2}");
        assertThat(ran).hasSize(1);
    }

    @Test
    void what_cannot_be_is_said_before_anything_runs() {
        assertThat(onedag().run("backfill", "daily").exits(ExitCode.USAGE).err())
                .contains("give both --from and --to");
        assertThat(onedag().run("backfill", "daily", "--from", "2026-05-02", "--to", "2026-05-01")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("before its start");
        assertThat(onedag().run("backfill", "daily", "--from", "2026-05-02", "--to", "2026-05-02")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("no interval of pipeline \"daily\" begins from");
        assertThat(onedag().run("backfill", "daily", "--from", "1000-01-01", "--to", "2026-05-02")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("more than 10000 intervals", "--limit");
        assertThat(onedag().run("backfill", "daily", "--from", "soon", "--to", "2026-05-02")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("--from");
        assertThat(onedag().run("backfill", "daily", "--from", "2026-05-01", "--to", "2026-05-02", "--max-active", "65")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("from 1 to 64");
        Pipeline manual = Pipeline.named("manual")
                .task("a", context -> TaskResult.success())
                .build();
        assertThat(new Command(folder)
                        .with(manual)
                        .run("backfill", "--from", "2026-05-01", "--to", "2026-05-02")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("pipeline \"manual\" has no schedule, so it has no intervals to run");
        assertThat(ran).isEmpty();
    }
}
