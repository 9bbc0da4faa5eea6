package io.onedag.testkit.asserts;

import static io.onedag.testkit.asserts.OnedagAssertions.assertThatAttempt;
import static io.onedag.testkit.asserts.OnedagAssertions.assertThatRun;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Rows;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.plan.Reason;
import io.onedag.testkit.PipelineTester;
import io.onedag.testkit.TestBench;
import io.onedag.testkit.TestClock;
import io.onedag.testkit.TestRun;
import io.onedag.testkit.TestedAttempt;
import io.onedag.testkit.junit.OnedagTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

@OnedagTest
class OnedagAssertionsTest {

    private static Pipeline sales() {
        return Pipeline.named("sales")
                .task(
                        "fetch",
                        context -> TaskResult.success(List.of(1)),
                        t -> t.retry(RetryPolicy.fixed(2, ofSeconds(5))))
                .task("check", context -> TaskResult.success(), t -> t.allowFailure())
                .task("load", context -> TaskResult.success(), t -> t.needs("fetch", "check"))
                .task(
                        "each",
                        context -> TaskResult.success(),
                        t -> t.needs("fetch").forEach("fetch"))
                .task(
                        "tell",
                        context -> TaskResult.success(),
                        t -> t.needs("load").when(TriggerRule.ALL_DONE))
                .build();
    }

    private static TestRun failed(TestBench bench) {
        PipelineTester tester = bench.pipeline(sales());
        tester.fake("fetch").failing(2, "the shop is closed");
        tester.fake("check").throwing(new IOException("no such file"));
        return tester.run();
    }

    private static String message(ThrowingCallable code) {
        Throwable thrown = catchThrowable(code);
        assertThat(thrown).isExactlyInstanceOf(AssertionError.class);
        return thrown.getMessage();
    }

    @Test
    void a_failure_about_a_run_shows_the_whole_run(TestBench bench) {
        TestRun run = failed(bench);

        String[] lines = message(() -> assertThatRun(run).succeeded()).split("\n");

        assertThat(lines).hasSize(9);
        assertThat(lines[0]).isEqualTo("the run was expected to be SUCCEEDED and is FAILED");
        assertThat(lines[1]).isEmpty();
        assertThat(lines[2]).isEqualTo("run of pipeline \"sales\": FAILED");
        assertThat(lines[3]).isEqualTo("  task   state             attempts  because");
        assertThat(lines[4])
                .startsWith("  fetch  FAILED            2         failed: ")
                .endsWith("; last failure: the shop is closed");
        assertThat(lines[5])
                .startsWith("  check  FAILED (allowed)  1         failed: ")
                .endsWith("; last failure: IOException: no such file");
        assertThat(lines[6])
                .startsWith("  load   UPSTREAM_FAILED   0         could not run: ")
                .contains("all_success", "fetch FAILED");
        assertThat(lines[7]).startsWith("  each   UPSTREAM_FAILED   0         could not run: ");
        assertThat(lines[8]).startsWith("  tell   SUCCEEDED         1         succeeded: ");
    }

    @Test
    void a_failure_about_a_task_explains_its_state_and_shows_the_whole_run(TestBench bench) {
        TestRun run = failed(bench);

        assertThat(message(() -> assertThatRun(run).task("load").wasSkipped()))
                .startsWith(
                        "task load was expected to be SKIPPED and is UPSTREAM_FAILED\n"
                                + "load could not run: its rule all_success needs every upstream to have succeeded; fetch FAILED")
                .contains("\n\nrun of pipeline \"sales\": FAILED\n  task ");
    }

    @Test
    void a_run_under_way_shows_what_is_ready_and_what_it_waits_for(TestBench bench) {
        TestRun run = bench.pipeline(sales()).start().fail("fetch", "the shop is closed");

        assertThat(run.toString().split("\n"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("  fetch  RETRY_WAIT (due in 5s)  1  ")
                        .endsWith("; last failure: the shop is closed"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("  load   PENDING                 0         waits for "))
                .endsWith("  ready: [check]");
        run.cancel("enough");
        assertThat(run.toString()).startsWith("run of pipeline \"sales\": CANCELLED, enough\n");
    }

    @Test
    void each_assertion_about_a_run_says_what_was_expected_and_what_is(TestBench bench) {
        TestRun run = failed(bench);
        RunAssert it = assertThatRun(run);

        it.failed().startedInOrder("fetch", "check", "tell").hasReady();
        it.hasStates(Map.of("fetch", TaskState.FAILED, "tell", TaskState.SUCCEEDED));
        assertThat(message(it::isRunning)).startsWith("the run was expected to be RUNNING and is FAILED\n");
        assertThat(message(it::timedOut))
                .startsWith("the reason of the run's end was expected to contain \"timed out\" and is not there\n");
        assertThat(message(() -> it.hasReady("load"))).startsWith("ready were expected to be [load] and are []\n");
        assertThat(message(() -> it.hasStates(Map.of("load", TaskState.SKIPPED))))
                .startsWith("task load was expected to be SKIPPED and is UPSTREAM_FAILED\n");
        assertThat(message(() -> it.startedInOrder("tell", "fetch")))
                .startsWith(
                        "attempts were expected to start in the order [tell, fetch] and started in the order [fetch, check,");
        assertThat(message(() -> it.logged("x")))
                .startsWith("a line of the log was expected to contain \"x\"; the log is empty\n");
        assertThatThrownBy(() -> it.task("lood"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pipeline \"sales\" has no task \"lood\"; did you mean \"load\"?");
        assertThatThrownBy(() -> it.task("each[1]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("task \"each\" has no instance 1 yet");
    }

    @Test
    void each_assertion_about_a_task_says_what_was_expected_and_what_is(TestBench bench) {
        TestRun run = failed(bench);
        TaskRunAssert fetch = assertThatRun(run).task("fetch");

        fetch.failed()
                .because(Reason.ATTEMPTS_EXHAUSTED)
                .because("the shop is closed")
                .hadAttempts(2)
                .hasNoOutput();
        assertThatRun(run).task("check").failedWithLeave().failedWith(IOException.class);
        assertThat(message(fetch::failedWithLeave))
                .startsWith("task fetch was expected to fail with leave (allow_failure) and has none\n");
        assertThat(message(fetch::failedForGood))
                .startsWith(
                        "task fetch was expected to be FAILED because of FATAL and is so because of ATTEMPTS_EXHAUSTED\n");
        assertThat(message(() -> fetch.because("open")))
                .startsWith(
                        "task fetch was expected to be FAILED because of \"open\", and the explanation is: fetch failed:");
        assertThat(message(() -> fetch.hadAttempts(3)))
                .startsWith("task fetch was expected to have had 3 attempts and had 2\n");
        assertThat(message(fetch::didNotRun)).startsWith("task fetch was expected not to run and had 2 attempts\n");
        assertThat(message(() -> fetch.hasOutput(Map.of("a", 1))))
                .startsWith("task fetch was expected to have the output {\"a\":1} and has null\n");
        assertThat(message(() -> fetch.chose("a")))
                .startsWith("task fetch was expected to choose [a] and chose null\n");
        assertThat(message(() -> fetch.hasRows(1, 2, 3)))
                .startsWith(
                        "task fetch was expected to have read 1, written 2, rejected 3 rows and has read 0, written 0, rejected 0\n");
        assertThat(message(() -> fetch.hasInstances(2)))
                .startsWith("task fetch was expected to have 2 instances and has none yet, or isn't mapped\n");
        assertThat(message(() -> fetch.ranAfter("tell")))
                .startsWith("task fetch was expected to run after tell and started before that had ended\n");
        assertThat(message(() -> assertThatRun(run).task("load").ranAfter("fetch")))
                .startsWith("task load was expected to run after fetch and did not run\n");
        assertThat(message(() -> fetch.failedWith(IOException.class)))
                .startsWith("task fetch was expected to fail with java.io.IOException and failed with ");
        assertThat(message(() -> fetch.waitsForRetryUntil(TestClock.START)))
                .startsWith("task fetch was expected to be RETRY_WAIT and is FAILED\n");
        assertThat(message(() -> fetch.logged("x")))
                .startsWith("task fetch was expected to log \"x\"; it logged nothing\n");
        assertThat(message(fetch::isReady)).startsWith("task fetch was expected to be ready and is FAILED\n");
    }

    @Test
    void a_failure_about_an_attempt_shows_the_attempt(TestBench bench) {
        TestedAttempt attempt = bench.task(context -> {
                    context.logger().warn("3 rows are odd");
                    context.addRows(new Rows(5, 2, 3));
                    return TaskResult.success(Map.of("rows", 2));
                })
                .run();
        AttemptAssert it = assertThatAttempt(attempt);

        assertThat(message(it::failed)).isEqualTo("""
                the attempt was expected to fail so that a retry may mend it

                attempt of task "task": succeeded
                  output: {"rows":2}
                  rows: read 5, written 2, rejected 3
                  log: WARN 3 rows are odd
                """);
        assertThat(message(() -> it.hasOutput(List.of())))
                .startsWith("the attempt was expected to have the output []\n\nattempt of task \"task\": succeeded\n");
        for (ThrowingCallable wrong : List.<ThrowingCallable>of(
                it::failedForGood,
                it::timedOut,
                it::wasSkipped,
                it::hasNoOutput,
                () -> it.because("x"),
                () -> it.failedWith(IOException.class),
                () -> it.chose("x"),
                () -> it.hasRows(1, 1, 1),
                () -> it.logged("x"))) {
            assertThat(message(wrong))
                    .startsWith("the attempt was expected to ")
                    .contains("attempt of task \"task\"");
        }
        TestedAttempt failed = bench.task(context -> {
                    throw new IOException("gone");
                })
                .run();
        assertThat(message(() -> assertThatAttempt(failed).succeeded()))
                .startsWith(
                        "the attempt was expected to succeed\n\nattempt of task \"task\": failed, a retry may mend it: IOException: gone (")
                .contains("IOException at ");
    }

    @Test
    void numbers_are_compared_by_value_and_keys_in_any_order() {
        assertThat(Values.equal(Map.of("a", 1, "b", List.of(2.50)), Map.of("b", List.of(2.5), "a", 1.0)))
                .isTrue();
        assertThat(Values.equal(1, "1")).isFalse();
        assertThat(Values.equal(List.of(1, 2), List.of(2, 1))).isFalse();
        assertThat(Values.equal(null, null)).isTrue();
        assertThat(Values.equal(Map.of("a", 1), Map.of("a", 1, "b", 2))).isFalse();
    }
}
