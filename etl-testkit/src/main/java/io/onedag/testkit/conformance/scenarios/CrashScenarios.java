package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.in;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;

import io.onedag.TaskState;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.List;

/** Processes that are killed while they advance a run. */
final class CrashScenarios {

    private CrashScenarios() {}

    static List<Scenario> all() {
        return List.of(
                underWay(),
                countsNoAttempt(),
                waitingForRetry(),
                sideBySide(),
                instances(),
                exhausted(),
                severalTimes(),
                branch(),
                processes(),
                afterwardsCancelled(),
                successor(),
                lateFailure());
    }

    private static Step startToKill() {
        return Step.start(StartRequest.PLAIN.inProcessToKill());
    }

    private static Scenario underWay() {
        return Scenario.named("crash_while_running")
                .shows(
                        "After its process was killed a run goes on: what succeeded doesn't run again, what was under way does, "
                                + "in its round.")
                .proves(
                        "crash",
                        "state-lost",
                        "attempts-lost",
                        "resume-unfinished",
                        "durable-first",
                        "effect-repeatable")
                .yaml("""
                        tasks:
                          done: {uses: probe, with: {output: [1, x]}}
                          cut: {uses: probe, needs: done, with: {gate: go, see: "${tasks.done.output}", output: 2}}
                          after: {uses: probe, needs: [done, cut], with: {see: ["${tasks.done.output}", "${tasks.cut.output}"]}}
                        """)
                .steps(
                        startToKill(),
                        Step.untilStarted("cut"),
                        Step.kill(),
                        Step.open("go"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(ok("done", List.of(1, "x")), ok("cut", 2).attempts(2), ok("after")))
                .check(
                        Checks.numbered("done", "1.1"),
                        Checks.numbered("cut", "1.1", "1.2"),
                        Checks.sawJson("cut", "[1,\"x\"]"),
                        Checks.sawJson("after", "[[1,\"x\"],2]"))
                .build();
    }

    private static Scenario countsNoAttempt() {
        return Scenario.named("crash_leaves_the_retry_budget")
                .shows("An attempt that was lost counts in attempts, not against max_attempts.")
                .proves("attempts-lost", "attempts-count")
                .yaml("""
                        tasks:
                          bad: {uses: probe, retry: {max_attempts: 2, delay: 10ms}, with: {gate: go, does: fail}}
                        """)
                .steps(
                        startToKill(),
                        Step.untilStarted("bad"),
                        Step.kill(),
                        Step.open("go"),
                        Step.resume(),
                        Step.await())
                .expect(failed(failed("bad").attempts(3)))
                .check(Checks.numbered("bad", "1.1", "1.2", "1.3"))
                .build();
    }

    private static Scenario waitingForRetry() {
        return Scenario.named("crash_while_waiting_for_a_retry")
                .shows("What waited for its retry goes on waiting until that is due, and no attempt was lost.")
                .proves("crash", "resume-unfinished", "attempts-delay")
                .yaml("""
                        tasks:
                          flaky: {uses: probe, retry: {max_attempts: 2, delay: 2s}, with: {does: fail, times: 1}}
                        """)
                .steps(
                        startToKill(),
                        Step.untilState("flaky", TaskState.RETRY_WAIT),
                        Step.kill(),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(ok("flaky").attempts(2)))
                .check(Checks.numbered("flaky", "1.1", "1.2"), Checks.delays("flaky", 2000))
                .build();
    }

    private static Scenario sideBySide() {
        return Scenario.named("crash_of_several_tasks")
                .shows(
                        "All tasks that were under way run again, and none that had ended: not a failure, a skip or a success.")
                .proves("crash", "attempts-lost", "resume-unfinished")
                .yaml("""
                        tasks:
                          good: {uses: probe, with: {output: 1}}
                          allowed: {uses: probe, allow_failure: true, with: {does: fail}}
                          skips: {uses: probe, with: {does: skip}}
                          a: {uses: probe, needs: [good, allowed, skips], when: all_done, with: {gate: go}}
                          b: {uses: probe, needs: [good, allowed, skips], when: all_done, with: {gate: go}}
                          join: {uses: probe, needs: [a, b]}
                        """)
                .steps(
                        startToKill(),
                        Step.untilStarted("a"),
                        Step.untilStarted("b"),
                        Step.kill(),
                        Step.open("go"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(
                        ok("good", 1),
                        failed("allowed").allowedToFail(),
                        skipped("skips"),
                        ok("a").attempts(2),
                        ok("b").attempts(2),
                        ok("join")))
                .build();
    }

    private static Scenario instances() {
        return Scenario.named("crash_of_mapped_instances")
                .shows(
                        "Instances that succeeded keep their outputs, in their places; the others run, those that never began too.")
                .proves("crash", "map-gather", "resume-unfinished")
                .yaml("""
                        max_parallel_tasks: 1
                        tasks:
                          list: {uses: probe, with: {output: [open, go, go]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {gate: "${item}", output: "${item_index}"}}
                          gather: {uses: probe, needs: each, with: {see: "${tasks.each.output}"}}
                        """)
                .steps(
                        startToKill(),
                        Step.open("open"),
                        Step.untilStarted("each[1]"),
                        Step.kill(),
                        Step.open("go"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(
                        ok("list", List.of("open", "go", "go")),
                        ok("each[0]", 0),
                        ok("each[1]", 1).attempts(2),
                        ok("each[2]", 2),
                        ok("gather")))
                .check(Checks.sawJson("gather", "[0,1,2]"))
                .build();
    }

    private static Scenario exhausted() {
        return Scenario.named("recoveries_exhausted")
                .shows("After max_recoveries lost attempts the next loss makes a task run FAILED: the dead letter.")
                .proves("attempts-dead-letter", "attempts-lost", "state-reason")
                .yaml("""
                        tasks:
                          cut: {uses: probe, max_recoveries: 1, retry: {max_attempts: 5, delay: 1ms}, with: {gate: never}}
                          after: {uses: probe, needs: cut}
                          alarm: {uses: probe, needs: cut, when: one_failed}
                        """)
                .steps(
                        Step.start(StartRequest.PLAIN.key("k").inProcessToKill()),
                        Step.untilStarted("cut"),
                        Step.kill(),
                        Step.resumeInProcessToKill(),
                        Step.untilStarted("cut", 2),
                        Step.kill(),
                        Step.startAgain(Step.RUN, StartRequest.PLAIN.key("k")),
                        Step.await())
                .expect(failed(
                        failed("cut").attempts(2).because(Reason.RECOVERIES_EXHAUSTED),
                        upstreamFailed("after"),
                        ok("alarm")))
                .check(Checks.errorSays("cut", "max_recoveries"))
                .build();
    }

    private static Scenario severalTimes() {
        return Scenario.named("crash_again_and_again")
                .shows("A run survives several crashes; its attempts count on.")
                .proves("crash", "attempts-lost")
                .yaml("""
                        tasks:
                          done: {uses: probe}
                          cut: {uses: probe, needs: done, with: {gate: go}}
                        """)
                .steps(
                        startToKill(),
                        Step.untilStarted("cut"),
                        Step.kill(),
                        Step.resumeInProcessToKill(),
                        Step.untilStarted("cut", 2),
                        Step.kill(),
                        Step.open("go"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(ok("done"), ok("cut").attempts(3)))
                .check(Checks.numbered("cut", "1.1", "1.2", "1.3"))
                .build();
    }

    private static Scenario branch() {
        return Scenario.named("crash_after_a_branch")
                .shows("What a branch chose before a crash holds after it.")
                .proves("crash", "branch-not-chosen")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: b}}
                          b: {uses: probe, needs: fork, with: {gate: go}}
                          c: {uses: probe, needs: fork}
                          join: {uses: probe, needs: [b, c], when: none_failed_min_one_success}
                        """)
                .steps(startToKill(), Step.untilStarted("b"), Step.kill(), Step.open("go"), Step.resume(), Step.await())
                .expect(succeeded(ok("fork"), ok("b").attempts(2), skipped("c", Reason.BRANCH), ok("join")))
                .build();
    }

    private static Scenario processes() {
        return Scenario.named("crash_leaves_no_process_behind")
                .shows("Whoever runs a task again after a crash first ends what is left of its processes.")
                .proves("crash", "timeout-how")
                .yaml("tasks: {a: {uses: probe, timeout: 3s, with: {grandchild: true}}}")
                .steps(startToKill(), Step.untilProcesses("a"), Step.kill(), Step.resume(), Step.await())
                .expect(failed(failed("a").attempts(2)))
                .check(Checks.processesGone("a"))
                .build();
    }

    private static Scenario afterwardsCancelled() {
        return Scenario.named("crash_and_cancel")
                .shows(
                        "A run whose process was killed can be cancelled: what was under way is cancelled, what succeeded stays.")
                .proves("cancel", "run-end-cancelled")
                .yaml("""
                        tasks:
                          done: {uses: probe}
                          cut: {uses: probe, needs: done, with: {gate: never}}
                          after: {uses: probe, needs: cut, when: all_done}
                        """)
                .steps(startToKill(), Step.untilStarted("cut"), Step.kill(), Step.cancel(), Step.await())
                .expect(cancelled(
                        ok("done"), in(TaskState.CANCELLED, "cut", 1).because(Reason.CANCELLED), cancelled("after")))
                .build();
    }

    private static Scenario successor() {
        return Scenario.named("crash_between_a_task_and_the_next")
                .shows(
                        "An outcome is durable before a successor starts: killed at the successor's first moment, the task before it "
                                + "doesn't run again.")
                .proves("durable-first", "crash")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {output: 1}}
                          b: {uses: probe, needs: a, with: {output: 2}}
                          c: {uses: probe, needs: b, with: {output: 3}}
                          d: {uses: probe, needs: c, with: {gate: go}}
                        """)
                .steps(startToKill(), Step.untilStarted("d"), Step.kill(), Step.open("go"), Step.resume(), Step.await())
                .expect(succeeded(ok("a", 1), ok("b", 2), ok("c", 3), ok("d").attempts(2)))
                .build();
    }

    private static Scenario lateFailure() {
        return Scenario.named("crash_after_a_failure")
                .shows(
                        "A failure before a crash is put back by the resume, in a new round; what was cut off goes on in its own.")
                .proves("resume", "resume-unfinished")
                .yaml("""
                        tasks:
                          bad: {uses: probe, with: {does: fail, until: mended}}
                          cut: {uses: probe, with: {gate: go}}
                        """)
                .steps(
                        startToKill(),
                        Step.untilState("bad", TaskState.FAILED),
                        Step.untilStarted("cut"),
                        Step.kill(),
                        Step.open("mended"),
                        Step.open("go"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(ok("bad").attempts(2), ok("cut").attempts(2)))
                .check(Checks.numbered("bad", "1.1", "2.1"), Checks.numbered("cut", "1.1", "1.2"))
                .build();
    }
}
