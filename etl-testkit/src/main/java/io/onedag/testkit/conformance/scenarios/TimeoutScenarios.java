package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.running;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.in;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.List;

/** Timeouts and cancels. */
final class TimeoutScenarios {

    private TimeoutScenarios() {}

    static List<Scenario> all(Pace pace) {
        return List.of(
                retried(pace),
                exhausted(),
                grandchild(),
                ignored(),
                fromStart(pace),
                ofPipeline(),
                runTimeout(pace),
                runTimeoutInRetry(pace),
                runTimeoutAllDone(),
                cancelRunning(),
                cancelRetry(),
                cancelQueuedTask(),
                cancelQueuedRun(),
                cancelIgnored(),
                cancelFails(),
                cancelEverythingDone(),
                cancelTree(),
                cancelInstances(),
                cancelReasons());
    }

    private static Scenario retried(Pace pace) {
        return Scenario.named("attempt_timeout_is_retried")
                .shows("A timeout is an ordinary retryable failure, and its body is interrupted.")
                .proves("timeout-attempt", "timeout-how")
                .yaml("""
                        tasks:
                          slow: {uses: probe, timeout: %s, retry: {max_attempts: 2, delay: 300ms}, with: {gate: go, output: 1}}
                        """.formatted(pace.millis(400)))
                .steps(Step.start(), Step.untilEnded("slow"), Step.open("go"), Step.await())
                .expect(succeeded(ok("slow", 1).attempts(2)))
                .check(Checks.delays("slow", 300))
                .build();
    }

    private static Scenario exhausted() {
        return Scenario.named("attempt_timeout_exhausted")
                .shows("Each attempt has the whole timeout; when none is left the task has failed.")
                .proves("timeout-attempt", "timeout-how")
                .yaml("""
                        tasks:
                          slow: {uses: probe, timeout: 200ms, retry: {max_attempts: 2, delay: 1ms}, with: {sleep: 1m}}
                          after: {uses: probe, needs: slow, when: one_failed}
                        """)
                .expect(failed(failed("slow").attempts(2), ok("after")))
                .check(Checks.ended("slow", "interrupted"), Checks.errorSays("slow", "timed out"))
                .build();
    }

    private static Scenario grandchild() {
        return Scenario.named("attempt_timeout_ends_processes")
                .shows("A timeout ends the process that a task runs, and the ones that this one started.")
                .proves("timeout-how")
                .yaml("""
                        tasks:
                          slow: {uses: probe, timeout: 1s, with: {grandchild: true}}
                        """)
                .expect(failed(failed("slow")))
                .check(Checks.processesGone("slow"))
                .build();
    }

    private static Scenario ignored() {
        return Scenario.named("attempt_timeout_ignored")
                .shows("A body that ignores its interrupt keeps its slot and gets no retry until it returns; "
                        + "it has failed also when it gets to its end.")
                .proves("timeout-ignored", "timeout-attempt")
                .yaml("""
                        max_parallel_tasks: 1
                        tasks:
                          stubborn: {uses: probe, priority: 1, timeout: 200ms, retry: {max_attempts: 2, delay: 1ms}, with: {sleep: 700ms, stubborn: true, output: late}}
                          other: {uses: probe}
                        """)
                .expect(failed(failed("stubborn").attempts(2), ok("other")))
                .check(Checks.ended("stubborn", "success"), Checks.atMost(1, "stubborn", "other"))
                .build();
    }

    private static Scenario fromStart(Pace pace) {
        return Scenario.named("attempt_timeout_counts_from_the_start")
                .shows("The time that a task waits for a slot doesn't count.")
                .proves("timeout-attempt")
                .yaml("""
                        max_parallel_tasks: 1
                        tasks:
                          first: {uses: probe, priority: 1, with: {sleep: %s}}
                          second: {uses: probe, timeout: %s, with: {sleep: 50ms}}
                        """.formatted(pace.millis(900), pace.millis(700)))
                .expect(succeeded(ok("first"), ok("second")))
                .check(Checks.order("first", "second"))
                .build();
    }

    private static Scenario ofPipeline() {
        return Scenario.named("attempt_timeout_of_the_pipeline")
                .shows("defaults.timeout is for tasks without a timeout of their own.")
                .proves("timeout-attempt")
                .yaml("""
                        defaults: {timeout: 200ms}
                        tasks:
                          inherits: {uses: probe, with: {sleep: 1m}}
                          own: {uses: probe, timeout: 1m, with: {sleep: 500ms}}
                        """)
                .expect(failed(failed("inherits"), ok("own")))
                .build();
    }

    private static Scenario runTimeout(Pace pace) {
        return Scenario.named("run_timeout")
                .shows(
                        "A run that times out has failed; what was cut off is cancelled for that reason, and nothing more starts, "
                                + "clean-ups included.")
                .proves("timeout-run", "run-end-timeout", "state-reason")
                .yaml("""
                        timeout: %s
                        tasks:
                          done: {uses: probe}
                          slow: {uses: probe, needs: done, with: {sleep: 5m}}
                          after: {uses: probe, needs: slow}
                          clean_up: {uses: probe, needs: slow, when: all_done}
                        """.formatted(pace.millis(1000, 4)))
                .expect(failed(
                        ok("done"),
                        in(TaskState.CANCELLED, "slow", 1).because(Reason.RUN_TIMEOUT),
                        cancelled("after").because(Reason.RUN_TIMEOUT),
                        cancelled("clean_up").because(Reason.RUN_TIMEOUT)))
                .check(Checks.ended("slow", "interrupted"), Checks.runSays(Step.RUN, "timed out"))
                .build();
    }

    private static Scenario runTimeoutInRetry(Pace pace) {
        return Scenario.named("run_timeout_while_waiting_for_a_retry")
                .shows("A run's timeout takes back what waits for a retry.")
                .proves("timeout-run", "run-end-timeout")
                .yaml("""
                        timeout: %s
                        tasks:
                          flaky: {uses: probe, retry: {max_attempts: 2, delay: 1h, max_delay: 1h}, with: {does: fail}}
                        """.formatted(pace.millis(4000, 2)))
                .expect(failed(in(TaskState.CANCELLED, "flaky", 1).because(Reason.RUN_TIMEOUT)))
                .check(Checks.runSays(Step.RUN, "timed out"))
                .build();
    }

    private static Scenario runTimeoutAllDone() {
        return Scenario.named("run_within_its_timeout")
                .shows("A timeout that doesn't run out changes nothing.")
                .proves("timeout-run")
                .yaml("""
                        timeout: 1h
                        tasks:
                          a: {uses: probe}
                          b: {uses: probe, needs: a, with: {does: skip}}
                        """)
                .expect(succeeded(ok("a"), skipped("b")))
                .build();
    }

    private static Scenario cancelRunning() {
        return Scenario.named("cancel_while_running")
                .shows("A cancel ends what runs and starts nothing more, clean-ups included.")
                .proves("cancel", "run-end-cancelled", "state-reason")
                .yaml("""
                        tasks:
                          done: {uses: probe, with: {output: 1}}
                          slow: {uses: probe, needs: done, retry: {max_attempts: 3, delay: 1ms}, with: {gate: never}}
                          after: {uses: probe, needs: slow}
                          clean_up: {uses: probe, needs: [done, slow], when: all_done}
                        """)
                .steps(Step.start(), Step.untilStarted("slow"), Step.cancel(), Step.await())
                .expect(cancelled(
                        ok("done", 1),
                        in(TaskState.CANCELLED, "slow", 1).because(Reason.CANCELLED),
                        cancelled("after"),
                        cancelled("clean_up")))
                .check(Checks.ended("slow", "interrupted"))
                .build();
    }

    private static Scenario cancelRetry() {
        return Scenario.named("cancel_while_waiting_for_a_retry")
                .shows("A cancel takes back what waits for a retry.")
                .proves("cancel")
                .yaml("""
                        tasks:
                          flaky: {uses: probe, retry: {max_attempts: 2, delay: 1h, max_delay: 1h}, with: {does: fail}}
                          after: {uses: probe, needs: flaky, when: all_done}
                        """)
                .steps(
                        Step.start(),
                        Step.untilState("flaky", TaskState.RETRY_WAIT),
                        Step.look(running(in(TaskState.RETRY_WAIT, "flaky", 1))),
                        Step.cancel(),
                        Step.await())
                .expect(cancelled(in(TaskState.CANCELLED, "flaky", 1).because(Reason.CANCELLED), cancelled("after")))
                .build();
    }

    private static Scenario cancelQueuedTask() {
        return Scenario.named("cancel_while_waiting_for_a_slot")
                .shows("A cancel takes back what waits for a slot.")
                .proves("cancel")
                .yaml("""
                        max_parallel_tasks: 1
                        tasks:
                          first: {uses: probe, priority: 1, with: {gate: never}}
                          second: {uses: probe}
                        """)
                .steps(Step.start(), Step.untilStarted("first"), Step.cancel(), Step.await())
                .expect(cancelled(in(TaskState.CANCELLED, "first", 1).because(Reason.CANCELLED), cancelled("second")))
                .build();
    }

    private static Scenario cancelQueuedRun() {
        return Scenario.named("cancel_a_queued_run")
                .shows("A run that waits for another one can be cancelled: none of its tasks ever starts.")
                .proves("cancel", "run-states", "run-end-cancelled")
                .yaml("tasks: {a: {uses: probe, with: {gate: go}}, b: {uses: probe, needs: a}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("one")),
                        Step.untilStarted("one:a"),
                        Step.start("two", StartRequest.PLAIN.key("two")),
                        Step.untilRun("two", RunState.QUEUED),
                        Step.cancel("two"),
                        Step.await("two"),
                        Step.open("go"),
                        Step.await("one"))
                .expect("one", succeeded(ok("a"), ok("b")))
                .expect("two", cancelled(cancelled("a"), cancelled("b")))
                .build();
    }

    private static Scenario cancelIgnored() {
        return Scenario.named("cancel_and_succeed_all_the_same")
                .shows("An attempt that succeeds in spite of a cancel has succeeded; what comes after it is cancelled.")
                .proves("cancel-success", "run-end-cancelled")
                .yaml("""
                        tasks:
                          stubborn: {uses: probe, with: {gate: go, stubborn: true, output: 1}}
                          after: {uses: probe, needs: stubborn}
                        """)
                .steps(Step.start(), Step.untilStarted("stubborn"), Step.cancel(), Step.open("go"), Step.await())
                .expect(cancelled(ok("stubborn", 1), cancelled("after")))
                .build();
    }

    private static Scenario cancelFails() {
        return Scenario.named("cancel_and_fail_then")
                .shows(
                        "An attempt that fails after a cancel is interrupted: its task run is cancelled, without a retry.")
                .proves("cancel-success")
                .yaml("""
                        tasks:
                          stubborn: {uses: probe, retry: {max_attempts: 3, delay: 1ms}, with: {gate: go, stubborn: true, does: throw}}
                        """)
                .steps(Step.start(), Step.untilStarted("stubborn"), Step.cancel(), Step.open("go"), Step.await())
                .expect(cancelled(in(TaskState.CANCELLED, "stubborn", 1).because(Reason.CANCELLED)))
                .build();
    }

    private static Scenario cancelEverythingDone() {
        return Scenario.named("cancel_that_leaves_nothing_undone")
                .shows("A cancel that came when everything got to its end anyway changes nothing.")
                .proves("run-end-cancelled", "cancel-success")
                .yaml("tasks: {stubborn: {uses: probe, with: {gate: go, stubborn: true, output: 1}}}")
                .steps(Step.start(), Step.untilStarted("stubborn"), Step.cancel(), Step.open("go"), Step.await())
                .expect(succeeded(ok("stubborn", 1)))
                .build();
    }

    private static Scenario cancelTree() {
        return Scenario.named("cancel_ends_processes")
                .shows("A cancel ends the process that a task runs, and the ones that this one started.")
                .proves("cancel", "timeout-how")
                .yaml("tasks: {a: {uses: probe, with: {grandchild: true}}}")
                .steps(Step.start(), Step.untilProcesses("a"), Step.cancel(), Step.await())
                .expect(cancelled(in(TaskState.CANCELLED, "a", 1).because(Reason.CANCELLED)))
                .check(Checks.processesGone("a"))
                .build();
    }

    private static Scenario cancelInstances() {
        return Scenario.named("cancel_mapped_instances")
                .shows("A cancel leaves finished instances as they are, and cancels the others.")
                .proves("cancel", "map-instances")
                .yaml("""
                        max_parallel_tasks: 2
                        tasks:
                          list: {uses: probe, with: {output: [open, never, never]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {gate: "${item}"}}
                          after: {uses: probe, needs: each, when: all_done}
                        """)
                .steps(
                        Step.start(),
                        Step.open("open"),
                        Step.untilStarted("each[1]"),
                        Step.untilStarted("each[2]"),
                        Step.untilState("each[0]", TaskState.SUCCEEDED),
                        Step.cancel(),
                        Step.await())
                .expect(cancelled(
                        ok("list", List.of("open", "never", "never")),
                        ok("each[0]"),
                        in(TaskState.CANCELLED, "each[1]", 1).because(Reason.CANCELLED),
                        in(TaskState.CANCELLED, "each[2]", 1).because(Reason.CANCELLED),
                        cancelled("after")))
                .build();
    }

    private static Scenario cancelReasons() {
        return Scenario.named("cancel_keeps_what_was_decided")
                .shows("What had ended before a cancel keeps its end: a failure, a skip, what could not run.")
                .proves("cancel", "state-final", "run-end-cancelled")
                .yaml("""
                        tasks:
                          bad: {uses: probe, with: {does: fail}}
                          unable: {uses: probe, needs: bad}
                          skipped: {uses: probe, with: {does: skip}}
                          slow: {uses: probe, needs: [bad, unable, skipped], when: all_done, with: {gate: never}}
                        """)
                .steps(Step.start(), Step.untilStarted("slow"), Step.cancel(), Step.await())
                .expect(cancelled(
                        failed("bad"),
                        upstreamFailed("unable"),
                        skipped("skipped"),
                        in(TaskState.CANCELLED, "slow", 1).because(Reason.CANCELLED)))
                .build();
    }
}
