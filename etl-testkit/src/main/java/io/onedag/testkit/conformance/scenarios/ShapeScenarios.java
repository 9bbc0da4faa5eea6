package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;

import io.onedag.TaskSpec;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.ExpectedTask;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Shapes of graphs, and the end of a run. */
final class ShapeScenarios {

    private ShapeScenarios() {}

    static List<Scenario> all(Pace pace) {
        return List.of(
                single(),
                chain(),
                diamond(),
                fanOut(pace.width(200)),
                independent(),
                longChain(pace.width(40)),
                skipCascade(),
                failureCascade(),
                cleanUp(),
                groups(),
                oneSlot(),
                parallel(pace),
                noInterestInOrder());
    }

    private static Scenario single() {
        return Scenario.named("single")
                .shows("A run of one task succeeds with its task; a manual run's key is its id.")
                .proves("run-states", "run-end-all-over", "run-key-unique")
                .yaml("tasks: {only: {uses: probe, with: {output: {b: 1, a: [null, true, 1.5, x]}}}}")
                .expect(succeeded(ok("only").json("{\"b\":1,\"a\":[null,true,1.5,\"x\"]}")))
                .check(Checks.keyIsId(Step.RUN))
                .build();
    }

    private static Scenario chain() {
        return Scenario.named("chain")
                .shows("Each task of a chain starts after the one before it has ended, and reads its output.")
                .proves("durable-first", "rule-all_success", "input-needs")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {output: [1]}}
                          b: {uses: probe, needs: a, with: {see: "${tasks.a.output}", output: "${tasks.a.output.0}"}}
                          c: {uses: probe, needs: b, with: {see: "${tasks.b.output}", output: "b=${tasks.b.output}"}}
                        """)
                .expect(succeeded(ok("a", List.of(1)), ok("b", 1), ok("c", "b=1")))
                .check(
                        Checks.order("a", "b"),
                        Checks.order("b", "c"),
                        Checks.sawJson("b", "[1]"),
                        Checks.sawJson("c", "1"))
                .build();
    }

    private static Scenario diamond() {
        return Scenario.named("diamond")
                .shows("The sides of a diamond run side by side, its end after both.")
                .proves("durable-first", "rule-all_success")
                .yaml("""
                        tasks:
                          top: {uses: probe, with: {output: 1}}
                          left: {uses: probe, needs: top, with: {gate: both, output: "l${tasks.top.output}"}}
                          right: {uses: probe, needs: top, with: {gate: both, output: "r${tasks.top.output}"}}
                          end:
                            uses: probe
                            needs: [left, right]
                            with: {output: "${tasks.left.output}${tasks.right.output}"}
                        """)
                .steps(
                        Step.start(),
                        Step.untilStarted("left"),
                        Step.untilStarted("right"),
                        Step.open("both"),
                        Step.await())
                .expect(succeeded(ok("top", 1), ok("left", "l1"), ok("right", "r1"), ok("end", "l1r1")))
                .check(Checks.together(2, "left", "right"), Checks.order("left", "end"), Checks.order("right", "end"))
                .build();
    }

    private static Scenario fanOut(int width) {
        List<ExpectedTask> tasks = new ArrayList<>();
        tasks.add(ok("split"));
        IntStream.range(0, width).forEach(i -> tasks.add(ok("part" + i, i)));
        int middle = width / 2 - 1;
        tasks.add(ok("gather", "0 " + middle + " " + (width - 1)));
        return Scenario.named("fan_out_and_in")
                .shows("One task before " + width + ", and one after them all.")
                .proves("run-end-all-over", "rule-all_success")
                .pipeline(pipeline -> {
                    pipeline.task("split", probe(Map.of()));
                    List<String> parts = new ArrayList<>();
                    for (int i = 0; i < width; i++) {
                        parts.add("part" + i);
                        pipeline.task("part" + i, probe(Map.of("output", i)), t -> t.needs("split"));
                    }
                    String some = "${tasks.part0.output} ${tasks.part%d.output} ${tasks.part%d.output}"
                            .formatted(middle, width - 1);
                    return pipeline.task("gather", probe(Map.of("output", some)), t -> t.needs(parts));
                })
                .expect(succeeded(tasks.toArray(ExpectedTask[]::new)))
                .build();
    }

    private static Scenario independent() {
        return Scenario.named("independent_parts")
                .shows("A failure stops what comes after it, and nothing else.")
                .proves("run-end-failed", "run-end-all-over")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {does: fail}}
                          after_a: {uses: probe, needs: a}
                          b: {uses: probe}
                          after_b: {uses: probe, needs: b}
                        """)
                .expect(failed(failed("a"), upstreamFailed("after_a"), ok("b"), ok("after_b")))
                .build();
    }

    private static Scenario longChain(int length) {
        List<ExpectedTask> tasks = new ArrayList<>();
        IntStream.range(0, length).forEach(i -> tasks.add(ok("t" + i, i)));
        return Scenario.named("long_chain")
                .shows("Outputs pass along a chain of " + length + " tasks.")
                .proves("durable-first", "plan-slices")
                .pipeline(pipeline -> {
                    for (int i = 0; i < length; i++) {
                        String before = "t" + (i - 1);
                        Map<String, ?> with = Map.of("output", i, "see", i == 0 ? 0 : "${tasks." + before + ".output}");
                        boolean first = i == 0;
                        pipeline.task("t" + i, probe(with), t -> first ? t : t.needs(before));
                    }
                    return pipeline;
                })
                .expect(succeeded(tasks.toArray(ExpectedTask[]::new)))
                .check(Checks.saw("t" + (length - 1), length - 2))
                .build();
    }

    private static Scenario skipCascade() {
        return Scenario.named("skip_cascade")
                .shows("A skip passes on along all_success, none_failed takes no notice of it, and the run succeeds.")
                .proves("skip-self", "skip-passes-on", "state-reason")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          a: {uses: probe, with: {does: skip, message: nothing new}}
                          thrown: {uses: probe, with: {does: throw_skip}}
                          b: {uses: probe, needs: a}
                          c: {uses: probe, needs: b}
                          d: {uses: probe, needs: c, when: none_failed, with: {see: "${tasks.c.output}"}}
                          e: {uses: probe, needs: d}
                        """)
                .expect(succeeded(
                        skipped("a"),
                        skipped("thrown"),
                        skipped("b", Reason.RULE),
                        skipped("c", Reason.RULE),
                        ok("d"),
                        ok("e")))
                .check(Checks.sawJson("d", "null"), Checks.errorSays("a", "nothing new"))
                .build();
    }

    private static Scenario failureCascade() {
        return Scenario.named("failure_cascade")
                .shows("What comes after a failure can't run, and neither can what comes after that.")
                .proves("run-end-failed", "state-reason", "output-null")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {does: fail, output: lost}}
                          b: {uses: probe, needs: a}
                          c: {uses: probe, needs: b}
                        """)
                .expect(failed(failed("a"), upstreamFailed("b"), upstreamFailed("c")))
                .build();
    }

    private static Scenario cleanUp() {
        return Scenario.named("clean_up_hides_no_failure")
                .shows("A clean-up that succeeds at the end doesn't make a failed run succeed.")
                .proves("run-end-failed")
                .yaml("""
                        tasks:
                          work: {uses: probe, with: {does: fail}}
                          more: {uses: probe, needs: work}
                          clean_up: {uses: probe, needs: more, when: all_done}
                        """)
                .expect(failed(failed("work"), upstreamFailed("more"), ok("clean_up")))
                .check(Checks.order("work", "clean_up"))
                .build();
    }

    private static Scenario groups() {
        return Scenario.named("groups_decide_nothing")
                .shows("Tasks of a group run as if they had none.")
                .proves("groups-labels")
                .yaml("""
                        tasks:
                          a: {uses: probe, group: one, with: {does: skip}}
                          b: {uses: probe, group: one}
                          c: {uses: probe, group: two, needs: b}
                          d: {uses: probe, group: one, needs: [a, c], when: none_failed}
                        """)
                .expect(succeeded(skipped("a"), ok("b"), ok("c"), ok("d")))
                .build();
    }

    private static Scenario oneSlot() {
        return Scenario.named("one_at_a_time")
                .shows(
                        "With max_parallel_tasks 1, tasks run one after the other, by priority, then in the order of the definition.")
                .proves("limit-parallel")
                .yaml("""
                        max_parallel_tasks: 1
                        tasks:
                          a: {uses: probe, with: {sleep: 20ms}}
                          b: {uses: probe, with: {sleep: 20ms}}
                          c: {uses: probe, priority: 5, with: {sleep: 20ms}}
                          d: {uses: probe, priority: -5, with: {sleep: 20ms}}
                        """)
                .expect(succeeded(ok("a"), ok("b"), ok("c"), ok("d")))
                .check(Checks.atMost(1, "a", "b", "c", "d"), Checks.startOrder("c", "a", "b", "d"))
                .build();
    }

    private static Scenario parallel(Pace pace) {
        return Scenario.named("three_at_a_time")
                .shows("With max_parallel_tasks 3, three of ten tasks run together, and never a fourth.")
                .proves("limit-parallel")
                .pipeline(pipeline -> {
                    pipeline.maxParallelTasks(3);
                    for (int i = 0; i < 10; i++) {
                        pipeline.task("t" + i, probe(Map.of("sleep", pace.millis(30))));
                    }
                    return pipeline;
                })
                .expect(succeeded(
                        IntStream.range(0, 10).mapToObj(i -> ok("t" + i)).toArray(ExpectedTask[]::new)))
                .check(Checks.together(
                        3, IntStream.range(0, 10).mapToObj(i -> "t" + i).toArray(String[]::new)))
                .build();
    }

    private static Scenario noInterestInOrder() {
        return Scenario.named("order_of_ends_decides_nothing")
                .shows("A failure outweighs a skip, whichever of the two upstreams ends first.")
                .proves("rule-failure-outweighs", "rule-order-free")
                .yaml("""
                        tasks:
                          fails_first: {uses: probe, with: {does: fail}}
                          skips_late: {uses: probe, with: {does: skip, gate: late}}
                          one: {uses: probe, needs: [fails_first, skips_late]}
                          skips_first: {uses: probe, with: {does: skip}}
                          fails_late: {uses: probe, with: {does: fail, gate: late}}
                          two: {uses: probe, needs: [skips_first, fails_late]}
                        """)
                .steps(
                        Step.start(),
                        Step.untilEnded("fails_first"),
                        Step.untilEnded("skips_first"),
                        Step.open("late"),
                        Step.await())
                .expect(failed(
                        failed("fails_first"),
                        skipped("skips_late"),
                        upstreamFailed("one"),
                        skipped("skips_first"),
                        failed("fails_late"),
                        upstreamFailed("two")))
                .build();
    }

    static TaskSpec probe(Map<String, ?> with) {
        return TaskSpec.of("probe", with);
    }
}
