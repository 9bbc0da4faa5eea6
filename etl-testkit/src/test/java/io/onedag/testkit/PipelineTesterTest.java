package io.onedag.testkit;

import static io.onedag.testkit.asserts.OnedagAssertions.assertThatRun;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Effect;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.plan.Reason;
import io.onedag.testkit.junit.OnedagTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@OnedagTest
class PipelineTesterTest {

    private static final Instant START = TestClock.START;

    private static Pipeline chain() {
        return Pipeline.named("chain")
                .param("day", Param.date().withDefault("2026-01-01"))
                .task("fetch", context -> TaskResult.success(List.of(1, 2)))
                .task(
                        "load",
                        context -> {
                            context.logger().info("loading {}", context.output("fetch"));
                            return TaskResult.success(
                                    context.output("fetch", List.class).size());
                        },
                        t -> t.needs("fetch")
                                .retry(RetryPolicy.exponential(3, ofSeconds(2)))
                                .timeout(ofMinutes(5)))
                .task(
                        "clean_up",
                        context -> TaskResult.success(),
                        t -> t.needs("load").when(TriggerRule.ALL_DONE))
                .build();
    }

    @Test
    void own_bodies_run_in_the_order_of_the_graph(TestBench bench) {
        TestRun run = bench.pipeline(chain()).run();

        assertThatRun(run)
                .succeeded()
                .startedInOrder("fetch", "load", "clean_up")
                .logged("loading [1, 2]");
        assertThatRun(run)
                .task("load")
                .succeededAtOnce()
                .hasOutput(2)
                .ranAfter("fetch")
                .ranBefore("clean_up")
                .logged("loading");
        assertThat(run.starts()).containsExactly("fetch", "load", "clean_up");
        assertThat(run.states()).containsEntry("load", TaskState.SUCCEEDED).hasSize(3);
    }

    @Test
    void a_test_says_step_by_step_how_each_attempt_ends(TestBench bench) {
        TestRun run = bench.pipeline(chain()).start();

        assertThatRun(run)
                .isRunning()
                .hasReady("fetch")
                .task("load")
                .isPending()
                .because("waits for fetch");
        run.start("fetch");
        assertThatRun(run).hasReady().task("fetch").isRunning();
        run.succeed("fetch", List.of(7)).fail("load", "no connection");
        assertThatRun(run)
                .task("load")
                .waitsForRetryUntil(START.plusSeconds(2))
                .hadAttempts(1)
                .because("no connection");
        run.advanceToNextRetry().fail("load", "still none");
        assertThat(run.nextRetry()).contains(START.plusSeconds(6));
        run.advance(ofSeconds(4)).execute("load").finish();

        assertThatRun(run).succeeded().task("load").succeeded().hadAttempts(3).hasOutput(1);
    }

    @Test
    void time_goes_by_the_clock_alone(TestBench bench, TestClock clock) {
        PipelineTester tester = bench.pipeline(chain());
        tester.fake("load").failing(2);

        TestRun run = tester.run();

        assertThatRun(run).succeeded();
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(2 + 4));
        assertThat(run.task("load").startedAt()).isEqualTo(START.plusSeconds(6));
    }

    @Test
    void a_fake_that_takes_longer_than_the_timeout_times_out(TestBench bench) {
        PipelineTester tester = bench.pipeline(chain());
        tester.fake("load").taking(ofMinutes(6));

        TestRun run = tester.run();

        assertThatRun(run).failed();
        assertThatRun(run)
                .task("load")
                .failed()
                .because(Reason.ATTEMPTS_EXHAUSTED)
                .because("timed out after 5m")
                .hadAttempts(3);
        assertThatRun(run).task("clean_up").succeeded();
    }

    @Test
    void a_step_lets_an_attempt_time_out(TestBench bench) {
        TestRun run = bench.pipeline(chain()).start().succeed("fetch").timeOut("load");

        assertThatRun(run).task("load").waitsForRetry().because("timed out after 5m");
        assertThatThrownBy(() -> run.timeOut("fetch"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("task \"fetch\" can't time out: it has no timeout");
    }

    @Test
    void a_fake_remembers_what_it_was_called_with(TestBench bench) {
        PipelineTester tester = bench.pipeline(chain()).param("day", "2026-02-03");
        tester.fake("fetch").returning(Map.of("rows", 5));
        Fake load = tester.fake("load").failing(1).returning("done");

        TestRun run = tester.run();

        assertThatRun(run).succeeded().task("load").hasOutput("done");
        assertThat(load.calls()).extracting(FakeCall::attempt).containsExactly(1, 2);
        assertThat(load.calls().get(0).inputs()).containsEntry("fetch", Map.of("rows", 5L));
        assertThat(load.calls().get(0).params()).containsEntry("day", "2026-02-03");
        assertThatThrownBy(load::onlyCall)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("called once and was called 2 times");
    }

    @Test
    void a_fake_may_leave_the_rest_to_the_task_itself(TestBench bench) {
        PipelineTester tester = bench.pipeline(chain());
        tester.fake("load").failing(2, "busy").thenItself();

        TestRun run = tester.run();

        assertThatRun(run).succeeded().task("load").hadAttempts(3).hasOutput(2);
    }

    @Test
    void a_fake_skips_throws_and_fails_for_good(TestBench bench) {
        PipelineTester tester = bench.pipeline(chain()).fakeAll();

        tester.fake("fetch").skipping("no news");
        assertThatRun(tester.run())
                .succeeded()
                .task("fetch")
                .wasSkipped()
                .because(Reason.SELF)
                .because("no news")
                .task("load")
                .wasSkipped()
                .didNotRun()
                .because("all_success");
        tester.fake("fetch").throwing(new java.io.IOException("gone"));
        assertThatRun(tester.run())
                .failed()
                .task("fetch")
                .failed()
                .failedWith(java.io.IOException.class)
                .task("load")
                .couldNotRun();
        tester.fake("fetch").failingForGood("no such file");
        assertThatRun(tester.run()).failed().task("fetch").failedForGood().because("no such file");
    }

    @Test
    void an_unknown_task_is_refused_with_a_hint(TestBench bench) {
        assertThatThrownBy(() -> bench.pipeline(chain()).fake("lod"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pipeline \"chain\" has no task \"lod\"; did you mean \"load\"?");
    }

    private static Pipeline branches() {
        return Pipeline.named("branches")
                .task("pick", context -> TaskResult.branch("full"), t -> t.branch("full", "delta"))
                .task("full", context -> TaskResult.success(), t -> t.needs("pick"))
                .task("delta", context -> TaskResult.success(), t -> t.needs("pick"))
                .task(
                        "join",
                        context -> TaskResult.success(),
                        t -> t.needs("full", "delta").when(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS))
                .build();
    }

    @Test
    void branches_are_chosen_by_the_task_a_fake_or_a_step(TestBench bench) {
        PipelineTester tester = bench.pipeline(branches());

        assertThatRun(tester.run())
                .succeeded()
                .task("pick")
                .chose("full")
                .task("delta")
                .wasSkipped();
        assertThatRun(tester.start().choose("pick", "delta").finish())
                .task("full")
                .wasSkipped()
                .because(Reason.BRANCH)
                .task("join")
                .succeeded();
        tester.fake("pick").choosing();
        assertThatRun(tester.run()).succeeded().task("join").wasSkipped();
    }

    private static Pipeline mapped() {
        return Pipeline.named("mapped")
                .task("list", context -> TaskResult.success(List.of("a", "b", "c")))
                .task(
                        "fetch",
                        context -> TaskResult.success(context.item() + "!"),
                        t -> t.needs("list")
                                .forEach("list")
                                .retry(RetryPolicy.fixed(2, ofSeconds(1)))
                                .pool("api"))
                .task("gather", context -> TaskResult.success(context.output("fetch")), t -> t.needs("fetch"))
                .pool("api", 2)
                .build();
    }

    @Test
    void mapped_instances_go_by_their_index(TestBench bench) {
        TestRun run = bench.pipeline(mapped()).run();

        assertThatRun(run).succeeded().task("fetch").hasInstances(3).hasOutput(List.of("a!", "b!", "c!"));
        assertThatRun(run).task("fetch[1]").hasOutput("b!").task("gather").hasOutput(List.of("a!", "b!", "c!"));
    }

    @Test
    void a_fake_fails_for_each_instance_by_itself(TestBench bench) {
        PipelineTester tester = bench.pipeline(mapped());
        Fake fetch = tester.fake("fetch").failing(1).doing(context -> TaskResult.success(context.item() + "?"));

        TestRun run = tester.run();

        assertThatRun(run).succeeded().task("fetch").hadAttempts(6).hasOutput(List.of("a?", "b?", "c?"));
        assertThat(fetch.calls()).hasSize(6).extracting(FakeCall::item).contains("a", "b", "c");
    }

    @Test
    void a_slot_that_is_taken_is_not_given_again(TestBench bench) {
        TestRun run = bench.pipeline(mapped())
                .start()
                .execute("list")
                .start("fetch[0]")
                .start("fetch[1]");

        assertThat(run.running()).containsExactly("fetch[0]", "fetch[1]");
        assertThatThrownBy(() -> run.start("fetch[2]"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "task fetch[2] is ready and can't start: pool \"api\" has 2 slots, and none is free");
        run.succeed("fetch[1]").execute("fetch[2]").finish();
        assertThatRun(run).succeeded();
    }

    @Test
    void a_step_that_is_not_to_be_taken_says_why_and_shows_the_run(TestBench bench) {
        TestRun run = bench.pipeline(mapped()).start();

        assertThatThrownBy(() -> run.execute("gather"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "task gather is PENDING; ready: [list]\n\nrun of pipeline \"mapped\": RUNNING\n");
        run.execute("list");
        assertThatThrownBy(() -> run.execute("fetch"))
                .hasMessageStartingWith("task fetch is mapped: name one of its 3 instances, like fetch[0]");
        run.fail("fetch[0]", "busy");
        assertThatThrownBy(() -> run.execute("fetch[0]"))
                .hasMessageStartingWith(
                        "task fetch[0] is RETRY_WAIT until 2026-01-01T00:00:01Z, and it is 2026-01-01T00:00:00Z; ready:");
        run.finish();
        assertThatThrownBy(() -> run.execute("gather"))
                .hasMessageStartingWith("the run has ended, and task gather can't start any more");
        assertThatThrownBy(run::advanceToNextRetry).hasMessageStartingWith("no retry is waited for");
    }

    @Test
    void a_cancelled_run_ends_what_is_under_way_and_starts_nothing_more(TestBench bench) {
        TestRun run = bench.pipeline(mapped())
                .start()
                .execute("list")
                .fail("fetch[0]", "busy")
                .start("fetch[1]");

        run.cancel("no longer wanted");

        assertThatRun(run).wasCancelled().because("no longer wanted");
        assertThat(run.states().values())
                .containsExactly(
                        TaskState.SUCCEEDED,
                        TaskState.CANCELLED,
                        TaskState.CANCELLED,
                        TaskState.CANCELLED,
                        TaskState.CANCELLED);
    }

    @Test
    void a_body_that_is_cancelled_is_interrupted(TestBench bench) {
        PipelineTester tester = bench.pipeline(chain());
        TestRun run = tester.start();

        run.execute("fetch", context -> {
            run.cancel("enough");
            context.checkCancelled();
            return TaskResult.success();
        });

        assertThatRun(run).wasCancelled().task("fetch").wasCancelled();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void a_run_times_out_by_the_clock(TestBench bench) {
        Pipeline slow = Pipeline.named("slow")
                .timeout(ofMinutes(10))
                .task("a", context -> TaskResult.success(), t -> t.retry(RetryPolicy.fixed(9, ofMinutes(4))))
                .task("b", context -> TaskResult.success(), t -> t.needs("a"))
                .build();
        PipelineTester tester = bench.pipeline(slow);
        tester.fake("a").failing();

        TestRun run = tester.run();

        assertThatRun(run)
                .timedOut()
                .because("the run timed out after 10m")
                .task("a")
                .wasCancelled()
                .hadAttempts(3);
        assertThat(bench.clock().instant()).isEqualTo(START.plus(ofMinutes(10)));
        TestRun other = tester.start();
        tester.fake("a").failing(0).taking(ofMinutes(11));
        assertThatRun(other.execute("a")).timedOut().task("a").wasCancelled();
    }

    @Test
    void a_failed_run_is_resumed_without_repeating_a_success(TestBench bench) {
        PipelineTester tester = bench.pipeline(chain());
        Fake load = tester.fake("load").failingForGood("no table");
        TestRun failed = tester.run();
        assertThatRun(failed).failed();

        load.returning(1);
        TestRun resumed = tester.resume(failed).finish();

        assertThatRun(resumed)
                .succeeded()
                .task("fetch")
                .hadAttempts(1)
                .task("load")
                .hadAttempts(2);
        assertThat(resumed.starts()).containsExactly("load");
        assertThat(resumed.id()).isEqualTo(failed.id());
        assertThat(load.calls().get(1).round()).isEqualTo(2);
        assertThat(tester.rerun(resumed, "fetch").finish().starts()).containsExactly("fetch", "load", "clean_up");
    }

    @Test
    void a_crash_loses_the_attempts_that_were_under_way(TestBench bench) {
        var sent = new AtomicInteger();
        Pipeline pipeline = Pipeline.named("crash")
                .task("a", context -> TaskResult.success())
                .task("send", context -> TaskResult.success(sent.incrementAndGet()), t -> t.effect(Effect.ONCE))
                .task("b", context -> TaskResult.success(), t -> t.needs("a"))
                .build();
        PipelineTester tester = bench.pipeline(pipeline);
        TestRun lost = tester.key("today").start().succeed("a").start("b");
        lost.execute("send", context -> {
            sent.incrementAndGet();
            tester.crash();
            return TaskResult.success();
        });
        assertThatRun(lost).task("send").isRunning();

        TestRun resumed = tester.key("today").start().finish();

        assertThat(resumed.id()).isEqualTo(lost.id());
        assertThatRun(resumed)
                .failed()
                .task("send")
                .failed()
                .because(Reason.OUTCOME_UNKNOWN)
                .hadAttempts(1);
        assertThatRun(resumed).task("b").succeeded().hadAttempts(2);
        assertThat(sent).hasValue(1);
    }

    @Test
    void a_second_run_waits_for_the_first(TestBench bench) {
        PipelineTester tester = bench.pipeline(chain());
        TestRun first = tester.start();
        TestRun second = tester.start();

        assertThatRun(second).isQueued();
        first.finish();
        second.finish();

        assertThatRun(second).succeeded();
    }

    @Test
    void what_a_test_gives_reaches_the_tasks(TestBench bench) {
        Pipeline pipeline = Pipeline.named("given")
                .param("limit", Param.integer().withDefault(1))
                .task(
                        "tell",
                        context -> TaskResult.success(List.of(
                                context.param("limit", Long.class),
                                context.run().interval().toString(),
                                context.run().testMode(),
                                context.resource(StringBuilder.class)
                                        .append("!")
                                        .toString(),
                                context.path("x.csv").toString())))
                .build();
        var resource = new StringBuilder("mine");

        TestRun run = bench.pipeline(pipeline)
                .param("limit", 5)
                .interval(START, START.plusSeconds(60))
                .testMode(10)
                .resource(StringBuilder.class, resource)
                .workdir(bench.home())
                .run();

        assertThatRun(run)
                .task("tell")
                .hasOutput(List.of(
                        5,
                        "2026-01-01T00:00:00Z/2026-01-01T00:01:00Z",
                        true,
                        "mine!",
                        bench.home().resolve("x.csv").toString()));
        assertThat(run.key()).isEqualTo("sched:2026-01-01T00:01:00Z");
    }
}
