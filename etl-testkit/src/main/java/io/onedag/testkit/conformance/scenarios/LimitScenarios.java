package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.queued;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.in;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.List;

/** Limits: parallel tasks, pools, priorities, active runs. */
final class LimitScenarios {

    private LimitScenarios() {}

    static List<Scenario> all(Pace pace) {
        return List.of(
                poolOfOne(),
                poolOfTwo(pace),
                poolAcrossRuns(),
                poolAcrossPipelines(),
                priorityInPool(),
                equalPriority(),
                priorityAndPool(),
                poolFreeWhileWaiting(pace),
                poolBesideOthers(),
                poolOfCancelled(),
                poolUnknown(),
                instancesInPool(),
                oneActiveRun(),
                twoActiveRuns(),
                queuedOrder(),
                overlapQueue(),
                failedRunFreesItsPlace(),
                parallelOfEachRun());
    }

    private static Scenario poolOfOne() {
        return Scenario.named("pool_of_one")
                .shows("Tasks of a pool with one slot run one at a time; others aren't held up.")
                .proves("limit-pool")
                .yaml("""
                        pools: {pool_of_one: 1}
                        tasks:
                          a: {uses: probe, pool: pool_of_one, with: {sleep: 60ms}}
                          b: {uses: probe, pool: pool_of_one, with: {sleep: 60ms}}
                          c: {uses: probe, pool: pool_of_one, with: {sleep: 60ms}}
                          free: {uses: probe, with: {sleep: 60ms}}
                        """)
                .expect(succeeded(ok("a"), ok("b"), ok("c"), ok("free")))
                .check(Checks.atMost(1, "a", "b", "c"), Checks.startOrder("a", "b", "c"))
                .build();
    }

    private static Scenario poolOfTwo(Pace pace) {
        return Scenario.named("pool_of_two")
                .shows("A pool with two slots lets two run together, and never a third.")
                .proves("limit-pool")
                .yaml("""
                        pools: {pool_of_two: 2}
                        tasks:
                          a: {uses: probe, pool: pool_of_two, with: {sleep: %1$s}}
                          b: {uses: probe, pool: pool_of_two, with: {sleep: %1$s}}
                          c: {uses: probe, pool: pool_of_two, with: {sleep: %1$s}}
                          d: {uses: probe, pool: pool_of_two, with: {sleep: %1$s}}
                        """.formatted(pace.millis(80)))
                .expect(succeeded(ok("a"), ok("b"), ok("c"), ok("d")))
                .check(Checks.together(2, "a", "b", "c", "d"), Checks.atMost(2, "a", "b", "c", "d"))
                .build();
    }

    private static Scenario poolAcrossRuns() {
        return Scenario.named("pool_across_runs")
                .shows("A pool's slots are shared by all runs.")
                .proves("limit-pool")
                .yaml("""
                        max_active_runs: 3
                        pools: {pool_across_runs: 1}
                        tasks:
                          a: {uses: probe, pool: pool_across_runs, with: {sleep: 60ms}}
                          b: {uses: probe, pool: pool_across_runs, with: {sleep: 60ms}}
                        """)
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("one")),
                        Step.start("two", StartRequest.PLAIN.key("two")),
                        Step.start("three", StartRequest.PLAIN.key("three")),
                        Step.await("one"),
                        Step.await("two"),
                        Step.await("three"))
                .expect("one", succeeded(ok("a"), ok("b")))
                .expect("two", succeeded(ok("a"), ok("b")))
                .expect("three", succeeded(ok("a"), ok("b")))
                .check(Checks.atMost(1, "a", "b"))
                .build();
    }

    private static Scenario poolAcrossPipelines() {
        String tasks = """
                pools: {pool_across_pipelines: 1}
                tasks:
                  %1$s1: {uses: probe, pool: pool_across_pipelines, with: {sleep: 60ms}}
                  %1$s2: {uses: probe, pool: pool_across_pipelines, with: {sleep: 60ms}}
                """;
        return Scenario.named("pool_across_pipelines")
                .shows("A pool's slots are shared by all pipelines that name it.")
                .proves("limit-pool")
                .yaml(tasks.formatted("a"))
                .yaml("other", tasks.formatted("b"))
                .steps(
                        Step.start("one", StartRequest.PLAIN),
                        Step.startOf("other", "two", StartRequest.PLAIN),
                        Step.await("one"),
                        Step.await("two"))
                .expect("one", succeeded(ok("a1"), ok("a2")))
                .expect("two", succeeded(ok("b1"), ok("b2")))
                .check(Checks.atMost(1, "a1", "a2", "b1", "b2"))
                .build();
    }

    private static Scenario priorityInPool() {
        return Scenario.named("priority_in_a_pool")
                .shows("Of those that wait for a pool's slot, the one with the highest priority goes first.")
                .proves("limit-priority")
                .yaml("""
                        pools: {priority_in_a_pool: 1}
                        tasks:
                          low: {uses: probe, pool: priority_in_a_pool, priority: -1}
                          plain: {uses: probe, pool: priority_in_a_pool}
                          high: {uses: probe, pool: priority_in_a_pool, priority: 7}
                          holder: {uses: probe, pool: priority_in_a_pool, priority: 100, with: {gate: go}}
                        """)
                .steps(Step.start(), Step.untilStarted("holder"), Step.open("go"), Step.await())
                .expect(succeeded(ok("low"), ok("plain"), ok("high"), ok("holder")))
                .check(Checks.startOrder("holder", "high", "plain", "low"))
                .build();
    }

    private static Scenario equalPriority() {
        return Scenario.named("equal_priorities")
                .shows(
                        "Among equal priorities, the task run goes first that became ready first, at once by the definition's order.")
                .proves("limit-priority")
                .yaml("""
                        max_parallel_tasks: 1
                        tasks:
                          c: {uses: probe}
                          a: {uses: probe}
                          b: {uses: probe}
                          after_c: {uses: probe, needs: c}
                        """)
                .expect(succeeded(ok("c"), ok("a"), ok("b"), ok("after_c")))
                .check(Checks.startOrder("c", "a", "b", "after_c"))
                .build();
    }

    private static Scenario priorityAndPool() {
        return Scenario.named("pool_that_is_full_holds_up_no_other")
                .shows("A task of high priority that waits for its pool lets others go.")
                .proves("limit-priority", "limit-pool")
                .yaml("""
                        max_parallel_tasks: 2
                        pools: {pool_that_is_full: 1}
                        tasks:
                          holder: {uses: probe, pool: pool_that_is_full, priority: 9, with: {gate: go}}
                          waits: {uses: probe, pool: pool_that_is_full, priority: 8}
                          other: {uses: probe, priority: 1}
                        """)
                .steps(
                        Step.start(),
                        Step.untilStarted("holder"),
                        Step.untilEnded("other"),
                        Step.open("go"),
                        Step.await())
                .expect(succeeded(ok("holder"), ok("waits"), ok("other")))
                .check(Checks.startsBeforeEndOf("other", "holder"), Checks.order("holder", "waits"))
                .build();
    }

    private static Scenario poolFreeWhileWaiting(Pace pace) {
        return Scenario.named("pool_is_free_while_a_retry_waits")
                .shows("A task that waits for its retry leaves its pool's slot to others.")
                .proves("limit-retry-wait")
                .yaml("""
                        pools: {pool_while_waiting: 1}
                        tasks:
                          flaky: {uses: probe, pool: pool_while_waiting, priority: 1, retry: {max_attempts: 2, delay: %s}, with: {does: fail, times: 1}}
                          other: {uses: probe, pool: pool_while_waiting}
                        """.formatted(pace.millis(800)))
                .expect(succeeded(ok("flaky").attempts(2), ok("other")))
                .check(Checks.startOrder("flaky", "other", "flaky"))
                .build();
    }

    private static Scenario poolBesideOthers() {
        return Scenario.named("two_pools")
                .shows("Pools know nothing of each other.")
                .proves("limit-pool")
                .yaml("""
                        pools: {two_pools_a: 1, two_pools_b: 1}
                        tasks:
                          a: {uses: probe, pool: two_pools_a, with: {gate: go}}
                          b: {uses: probe, pool: two_pools_b, with: {gate: go}}
                        """)
                .steps(Step.start(), Step.untilStarted("a"), Step.untilStarted("b"), Step.open("go"), Step.await())
                .expect(succeeded(ok("a"), ok("b")))
                .check(Checks.together(2, "a", "b"))
                .build();
    }

    private static Scenario poolOfCancelled() {
        return Scenario.named("pool_after_a_cancel")
                .shows("A cancelled run gives its pool's slot back, and no longer waits for one.")
                .proves("limit-pool", "cancel")
                .yaml("""
                        max_active_runs: 2
                        pools: {pool_after_a_cancel: 1}
                        tasks:
                          a: {uses: probe, pool: pool_after_a_cancel, with: {gate: "${run.key}"}}
                        """)
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("one")),
                        Step.untilStarted("one:a"),
                        Step.start("two", StartRequest.PLAIN.key("two")),
                        Step.untilRun("two", RunState.RUNNING),
                        Step.cancel("one"),
                        Step.await("one"),
                        Step.open("two"),
                        Step.await("two"))
                .expect("one", cancelled(in(TaskState.CANCELLED, "a", 1).because(Reason.CANCELLED)))
                .expect("two", succeeded(ok("a")))
                .build();
    }

    private static Scenario poolUnknown() {
        return Scenario.named("pool_unknown")
                .shows("A pool that the pipeline doesn't declare makes the definition wrong.")
                .proves("limit-pool")
                .yaml("""
                        pools: {api: 1}
                        tasks: {a: {uses: probe, pool: apy}}
                        """)
                .isRefused("apy", "api");
    }

    private static Scenario instancesInPool() {
        return Scenario.named("pool_of_mapped_instances")
                .shows("Each mapped instance takes a slot of its own.")
                .proves("limit-pool", "map-instances")
                .yaml("""
                        pools: {pool_of_instances: 2}
                        tasks:
                          list: {uses: probe, with: {output: [0, 1, 2, 3, 4]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", pool: pool_of_instances, with: {sleep: 50ms}}
                        """)
                .expect(succeeded(
                        ok("list", List.of(0, 1, 2, 3, 4)),
                        ok("each[0]"),
                        ok("each[1]"),
                        ok("each[2]"),
                        ok("each[3]"),
                        ok("each[4]")))
                .check(Checks.atMost(2, "each[0]", "each[1]", "each[2]", "each[3]", "each[4]"))
                .build();
    }

    private static Scenario oneActiveRun() {
        return Scenario.named("one_active_run")
                .shows("By default one run of a pipeline is active; the next one is queued until it has ended.")
                .proves("limit-active-runs", "run-states", "defaults")
                .yaml("tasks: {a: {uses: probe, with: {gate: \"${run.key}\"}}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("one")),
                        Step.untilStarted("one:a"),
                        Step.start("two", StartRequest.PLAIN.key("two")),
                        Step.untilRun("two", RunState.QUEUED),
                        Step.look("two", queued()),
                        Step.open("one"),
                        Step.untilStarted("two:a"),
                        Step.open("two"),
                        Step.await("one"),
                        Step.await("two"))
                .expect("one", succeeded(ok("a")))
                .expect("two", succeeded(ok("a")))
                .check(Checks.order("one:a", "two:a"))
                .build();
    }

    private static Scenario twoActiveRuns() {
        return Scenario.named("two_active_runs")
                .shows("With max_active_runs 2 two runs go on together, and a third one waits.")
                .proves("limit-active-runs")
                .yaml("""
                        max_active_runs: 2
                        tasks: {a: {uses: probe, with: {gate: "${run.key}"}}}
                        """)
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("one")),
                        Step.untilStarted("one:a"),
                        Step.start("two", StartRequest.PLAIN.key("two")),
                        Step.untilStarted("two:a"),
                        Step.start("three", StartRequest.PLAIN.key("three")),
                        Step.untilRun("three", RunState.QUEUED),
                        Step.open("two"),
                        Step.untilStarted("three:a"),
                        Step.open("three"),
                        Step.await("three"),
                        Step.open("one"),
                        Step.await("one"),
                        Step.await("two"))
                .expect("one", succeeded(ok("a")))
                .expect("two", succeeded(ok("a")))
                .expect("three", succeeded(ok("a")))
                .check(Checks.order("two:a", "three:a"), Checks.startsBeforeEndOf("three:a", "one:a"))
                .build();
    }

    private static Scenario queuedOrder() {
        return Scenario.named("queued_runs_keep_their_order")
                .shows("Runs that are queued start in the order in which they were asked for.")
                .proves("limit-active-runs")
                .yaml("tasks: {a: {uses: probe, with: {gate: go}}}")
                .steps(
                        Step.start("r1", StartRequest.PLAIN.key("r1")),
                        Step.untilStarted("r1:a"),
                        Step.start("r2", StartRequest.PLAIN.key("r2")),
                        Step.untilRun("r2", RunState.QUEUED),
                        Step.start("r3", StartRequest.PLAIN.key("r3")),
                        Step.untilRun("r3", RunState.QUEUED),
                        Step.open("go"),
                        Step.await("r1"),
                        Step.await("r2"),
                        Step.await("r3"))
                .expect("r1", succeeded(ok("a")))
                .expect("r2", succeeded(ok("a")))
                .expect("r3", succeeded(ok("a")))
                .check(Checks.startOrder("r1:a", "r2:a", "r3:a"))
                .build();
    }

    private static Scenario overlapQueue() {
        return Scenario.named("overlap_queue")
                .shows("Runs of a schedule whose overlap is queue wait for each other.")
                .proves("limit-active-runs", "run-key-scheduled")
                .yaml("""
                        schedule: {cron: "0 * * * *", overlap: queue}
                        tasks: {a: {uses: probe, with: {gate: go}}}
                        """)
                .steps(
                        Step.start("one", StartRequest.PLAIN.interval("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z")),
                        Step.untilStarted("a"),
                        Step.start("two", StartRequest.PLAIN.interval("2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z")),
                        Step.untilRun("two", RunState.QUEUED),
                        Step.open("go"),
                        Step.await("one"),
                        Step.await("two"))
                .expect("one", succeeded(ok("a")))
                .expect("two", succeeded(ok("a")))
                .build();
    }

    private static Scenario failedRunFreesItsPlace() {
        return Scenario.named("a_failed_run_makes_room")
                .shows("A run that failed makes room for the next one, which doesn't know of it.")
                .proves("limit-active-runs")
                .yaml("tasks: {a: {uses: probe, with: {gate: \"${run.key}\", does: fail, until: mended}}}")
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("one")),
                        Step.untilStarted("one:a"),
                        Step.start("two", StartRequest.PLAIN.key("two")),
                        Step.open("one"),
                        Step.await("one"),
                        Step.untilStarted("two:a"),
                        Step.open("mended"),
                        Step.open("two"),
                        Step.await("two"))
                .expect("one", failed(failed("a")))
                .expect("two", succeeded(ok("a")))
                .build();
    }

    private static Scenario parallelOfEachRun() {
        return Scenario.named("parallel_tasks_of_each_run")
                .shows("max_parallel_tasks is for each run by itself.")
                .proves("limit-parallel")
                .yaml("""
                        max_active_runs: 2
                        max_parallel_tasks: 1
                        tasks: {a: {uses: probe, with: {gate: go}}}
                        """)
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("one")),
                        Step.start("two", StartRequest.PLAIN.key("two")),
                        Step.untilStarted("one:a"),
                        Step.untilStarted("two:a"),
                        Step.open("go"),
                        Step.await("one"),
                        Step.await("two"))
                .expect("one", succeeded(ok("a")))
                .expect("two", succeeded(ok("a")))
                .build();
    }
}
