package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.running;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.in;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;

import io.onedag.TaskState;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.List;
import java.util.Map;

/** Run keys and intervals. */
final class RunKeyScenarios {

    private RunKeyScenarios() {}

    static List<Scenario> all() {
        return List.of(
                finished(),
                finishedFailed(),
                live(),
                dead(),
                otherParams(),
                sameParamsInOtherWords(),
                twoPipelines(),
                scheduled(),
                intervalSeen(),
                manual(),
                backfill(),
                backfillAgain(),
                hostileKey(),
                withoutKey(),
                cancelledKey());
    }

    private static Scenario finished() {
        return Scenario.named("key_of_a_finished_run")
                .shows("Starting the key of a finished run returns it as it is: nothing runs again.")
                .proves("run-key-again", "run-key-unique")
                .yaml("tasks: {a: {uses: probe, with: {output: 1}}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("k")),
                        Step.await("one"),
                        Step.startAgain("two", StartRequest.PLAIN.key("k")),
                        Step.await("two"))
                .expect("one", succeeded(ok("a", 1)))
                .expect("two", succeeded(ok("a", 1)))
                .check(Checks.sameRun("one", "two"))
                .build();
    }

    private static Scenario finishedFailed() {
        return Scenario.named("key_of_a_failed_run")
                .shows("A run that failed is returned too: its key doesn't try again.")
                .proves("run-key-again")
                .yaml("tasks: {a: {uses: probe, with: {does: fail, until: mended}}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("k")),
                        Step.await("one"),
                        Step.open("mended"),
                        Step.startAgain("two", StartRequest.PLAIN.key("k")),
                        Step.await("two"))
                .expect("one", failed(failed("a")))
                .expect("two", failed(failed("a")))
                .check(Checks.sameRun("one", "two"))
                .build();
    }

    private static Scenario live() {
        return Scenario.named("key_of_a_live_run")
                .shows("Starting the key of a live run follows it.")
                .proves("run-key-again")
                .yaml("tasks: {a: {uses: probe, with: {gate: go, output: 1}}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("k")),
                        Step.untilStarted("a"),
                        Step.startAgain("two", StartRequest.PLAIN.key("k")),
                        Step.look("two", running()),
                        Step.open("go"),
                        Step.await("two"),
                        Step.await("one"))
                .expect("one", succeeded(ok("a", 1)))
                .expect("two", succeeded(ok("a", 1)))
                .check(Checks.sameRun("one", "two"))
                .build();
    }

    private static Scenario dead() {
        return Scenario.named("key_of_a_dead_run")
                .shows(
                        "Starting the key of a run whose process was killed goes on with it: what succeeded doesn't run again.")
                .proves("run-key-again", "crash", "attempts-lost", "lease-beat")
                .yaml("""
                        tasks:
                          done: {uses: probe, with: {output: 1}}
                          cut: {uses: probe, needs: done, with: {gate: go, see: "${tasks.done.output}"}}
                        """)
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("k").inProcessToKill()),
                        Step.untilStarted("cut"),
                        Step.kill("one"),
                        Step.open("go"),
                        Step.startAgain("two", StartRequest.PLAIN.key("k")),
                        Step.await("two"))
                .expect("two", succeeded(ok("done", 1), ok("cut").attempts(2)))
                .check(Checks.sameRun("one", "two"), Checks.numbered("cut", "1.1", "1.2"), Checks.sawJson("cut", "1"))
                .build();
    }

    private static Scenario otherParams() {
        return Scenario.named("key_with_other_params")
                .shows("Starting a key with other parameters is refused, while the run is live and afterwards.")
                .proves("run-key-again")
                .yaml("""
                        params: {n: {type: integer, default: 1}}
                        tasks: {a: {uses: probe, with: {gate: go, see: "${params.n}"}}}
                        """)
                .steps(
                        Step.start(StartRequest.PLAIN.key("k")),
                        Step.untilStarted("a"),
                        Step.refused(StartRequest.PLAIN.key("k").with(Map.of("n", 2)), "k", "parameters"),
                        Step.open("go"),
                        Step.await(),
                        Step.refused(StartRequest.PLAIN.key("k").with(Map.of("n", 2)), "k", "parameters"))
                .expect(succeeded(ok("a")))
                .build();
    }

    private static Scenario sameParamsInOtherWords() {
        return Scenario.named("key_with_the_same_params_spelled_out")
                .shows("A parameter that is set to its default is the same as one that isn't set.")
                .proves("run-key-again")
                .yaml("""
                        params: {n: {type: integer, default: 1}, s: {type: string, default: x}}
                        tasks: {a: {uses: probe}}
                        """)
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("k")),
                        Step.await("one"),
                        Step.startAgain("two", StartRequest.PLAIN.key("k").with(Map.of("s", "x", "n", 1))),
                        Step.await("two"))
                .expect("two", succeeded(ok("a")))
                .check(Checks.sameRun("one", "two"))
                .build();
    }

    private static Scenario twoPipelines() {
        return Scenario.named("key_of_two_pipelines")
                .shows("Two pipelines may have runs of one key.")
                .proves("run-key-unique")
                .yaml("tasks: {a: {uses: probe}}")
                .yaml("other", "tasks: {b: {uses: probe}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("k")),
                        Step.startOf("other", "two", StartRequest.PLAIN.key("k")),
                        Step.await("one"),
                        Step.await("two"))
                .expect("one", succeeded(ok("a")))
                .expect("two", succeeded(ok("b")))
                .check(Checks.otherRuns("one", "two"))
                .build();
    }

    private static Scenario scheduled() {
        return Scenario.named("key_of_an_interval")
                .shows("The key of a run for an interval is the interval's end in UTC.")
                .proves("run-key-scheduled")
                .yaml("""
                        schedule: {cron: "5 0 * * *", timezone: Europe/Paris}
                        tasks: {a: {uses: probe, with: {see: "${run.key}"}}}
                        """)
                .steps(
                        Step.start(StartRequest.PLAIN.interval("2026-03-27T23:05:00Z", "2026-03-28T23:05:00Z")),
                        Step.await())
                .expect(succeeded(ok("a")))
                .check(
                        Checks.key(Step.RUN, "sched:2026-03-28T23:05:00Z"),
                        Checks.saw("a", "sched:2026-03-28T23:05:00Z"))
                .build();
    }

    private static Scenario intervalSeen() {
        return Scenario.named("interval_seen_by_attempts")
                .shows("Attempts see the interval that their run covers.")
                .proves("expression-interval")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {see: ["${run.interval_start}", "${run.interval_end}", "from ${run.interval_start}"]}}
                        """)
                .steps(
                        Step.start(StartRequest.PLAIN.interval("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")),
                        Step.await())
                .expect(succeeded(ok("a")))
                .check(Checks.saw(
                        "a", List.of("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "from 2026-01-01T00:00:00Z")))
                .build();
    }

    private static Scenario manual() {
        return Scenario.named("interval_of_a_manual_run")
                .shows("A manual run has no interval: an expression that needs one fails for good.")
                .proves("expression-interval", "attempts-failures")
                .yaml("""
                        tasks:
                          a: {uses: probe, retry: {max_attempts: 2, delay: 1ms}, with: {see: "${run.interval_start}"}}
                        """)
                .expect(failed(fatal("a").bodies(0)))
                .check(Checks.errorSays("a", "interval"))
                .build();
    }

    private static Scenario backfill() {
        return Scenario.named("intervals_of_a_backfill")
                .shows("Runs for intervals that follow each other are runs of their own, each with its interval's key.")
                .proves("run-key-scheduled", "limit-active-runs")
                .yaml("""
                        schedule: {cron: "@daily"}
                        tasks: {a: {uses: probe, with: {output: "${run.interval_start}"}}}
                        """)
                .steps(
                        Step.start("d1", day(1)),
                        Step.start("d2", day(2)),
                        Step.start("d3", day(3)),
                        Step.await("d1"),
                        Step.await("d2"),
                        Step.await("d3"))
                .expect("d1", succeeded(ok("a", "2026-01-01T00:00:00Z")))
                .expect("d2", succeeded(ok("a", "2026-01-02T00:00:00Z")))
                .expect("d3", succeeded(ok("a", "2026-01-03T00:00:00Z")))
                .check(Checks.otherRuns("d1", "d2", "d3"), Checks.key("d3", "sched:2026-01-04T00:00:00Z"))
                .build();
    }

    private static StartRequest day(int day) {
        return StartRequest.PLAIN.interval("2026-01-0" + day + "T00:00:00Z", "2026-01-0" + (day + 1) + "T00:00:00Z");
    }

    private static Scenario backfillAgain() {
        return Scenario.named("interval_that_has_run")
                .shows("An interval that has run isn't repeated when it is asked for again.")
                .proves("run-key-scheduled", "run-key-again")
                .yaml("tasks: {a: {uses: probe}}")
                .steps(Step.start("one", day(1)), Step.await("one"), Step.startAgain("two", day(1)), Step.await("two"))
                .expect("two", succeeded(ok("a")))
                .check(Checks.sameRun("one", "two"))
                .build();
    }

    private static Scenario hostileKey() {
        String key = "k'\"`$(x){{x}}/../é 😀\t.sh";
        return Scenario.named("key_of_any_text")
                .shows("A key may be any text, and is found again by it.")
                .proves("run-key-unique", "run-key-again")
                .yaml("tasks: {a: {uses: probe, with: {see: \"${run.key}\"}}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN.key(key)),
                        Step.await("one"),
                        Step.startAgain("two", StartRequest.PLAIN.key(key)),
                        Step.await("two"))
                .expect("two", succeeded(ok("a")))
                .check(Checks.sameRun("one", "two"), Checks.saw("a", key), Checks.key("two", key))
                .build();
    }

    private static Scenario withoutKey() {
        return Scenario.named("runs_without_a_key")
                .shows("Each manual run without a key is a run of its own.")
                .proves("run-key-unique")
                .yaml("tasks: {a: {uses: probe}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN),
                        Step.start("two", StartRequest.PLAIN),
                        Step.await("one"),
                        Step.await("two"))
                .expect("one", succeeded(ok("a")))
                .expect("two", succeeded(ok("a")))
                .check(Checks.otherRuns("one", "two"), Checks.keyIsId("one"), Checks.keyIsId("two"))
                .build();
    }

    private static Scenario cancelledKey() {
        return Scenario.named("key_of_a_cancelled_run")
                .shows("A cancelled run is finished: its key returns it.")
                .proves("run-key-again", "run-states")
                .yaml("tasks: {a: {uses: probe, with: {gate: never}}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("k")),
                        Step.untilStarted("a"),
                        Step.cancel("one"),
                        Step.await("one"),
                        Step.startAgain("two", StartRequest.PLAIN.key("k")),
                        Step.await("two"))
                .expect("two", cancelled(in(TaskState.CANCELLED, "a", 1).because(Reason.CANCELLED)))
                .check(Checks.sameRun("one", "two"))
                .build();
    }
}
