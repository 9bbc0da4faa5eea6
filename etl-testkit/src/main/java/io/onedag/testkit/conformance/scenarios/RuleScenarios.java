package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;
import static io.onedag.testkit.conformance.scenarios.ShapeScenarios.probe;

import io.onedag.TriggerRule;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.ExpectedTask;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The trigger rules: every cell of the truth table, and when a task starts. */
final class RuleScenarios {

    /**
     * What each rule decides for each set of ends, as measured on Apache Airflow 2.11.2 and 3.3.2; its order-dependent cells are decided
     * as a failure outweighs a skip. {@code R} it runs, {@code s} it is skipped, {@code u} it can't run.
     */
    static final String TABLE = """
            rule                        S F K U SF SK SU FK FU KU SFK SFU SKU FKU
            all_success                 R u s u u  s  u  u  u  u  u   u   u   u
            all_failed                  s R s R s  s  s  s  R  s  s   s   s   s
            all_done                    R R R R R  R  R  R  R  R  R   R   R   R
            all_skipped                 s s R s s  s  s  s  s  s  s   s   s   s
            always                      R R R R R  R  R  R  R  R  R   R   R   R
            none_failed                 R u R u u  R  u  u  u  u  u   u   u   u
            none_failed_min_one_success R u s u u  R  u  u  u  u  u   u   u   u
            none_skipped                R R s R R  s  R  s  R  s  s   R   s   s
            one_done                    R R s s R  R  R  R  R  s  R   R   R   R
            one_failed                  s R s R R  s  R  R  R  R  R   R   R   R
            one_success                 R u s u R  R  R  u  u  u  R   R   R   u
            """;

    private RuleScenarios() {}

    static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        List<String[]> lines =
                TABLE.lines().map(line -> line.strip().split("\\s+")).toList();
        List<String> sets = Arrays.asList(lines.get(0)).subList(1, lines.get(0).length);
        for (String[] row : lines.subList(1, lines.size())) {
            TriggerRule rule = TriggerRule.valueOf(row[0].toUpperCase(java.util.Locale.ROOT));
            all.add(row(rule, sets, row));
        }
        all.addAll(List.of(repeats(), noUpstreams(), earlyStarts(), decidedLate(), cascade()));
        return all;
    }

    /** One task for each cell of a row, named after it: {@code all_done_SFK}. */
    private static Scenario row(TriggerRule rule, List<String> sets, String[] cells) {
        String name = rule.yamlName();
        List<ExpectedTask> tasks = ends();
        for (int i = 0; i < sets.size(); i++) {
            tasks.add(decision(name + "_" + sets.get(i), cells[i + 1].charAt(0)));
        }
        return Scenario.named("rule_" + name)
                .shows("What " + name + " decides for each of the " + sets.size() + " sets of ends.")
                .proves("rule-" + name, "truth-table")
                .pipeline(pipeline -> {
                    withEnds(pipeline);
                    sets.forEach(set -> pipeline.task(
                            name + "_" + set,
                            probe(Map.of()),
                            t -> t.needs(set.split("")).when(rule)));
                    return pipeline;
                })
                .expect(failed(tasks.toArray(ExpectedTask[]::new)))
                .build();
    }

    private static ExpectedTask decision(String label, char cell) {
        return switch (cell) {
            case 'R' -> ok(label);
            case 's' -> skipped(label, Reason.RULE);
            default -> upstreamFailed(label);
        };
    }

    /** Upstreams that end in each way: S, F, K, U. */
    private static void withEnds(io.onedag.Pipeline.Builder pipeline) {
        pipeline.task("S", probe(Map.of()))
                .task("F", probe(Map.of("does", "fail")))
                .task("K", probe(Map.of("does", "skip")))
                .task("U", probe(Map.of()), t -> t.needs("F"));
    }

    private static List<ExpectedTask> ends() {
        return new ArrayList<>(List.of(ok("S"), failed("F"), skipped("K"), upstreamFailed("U")));
    }

    private static Scenario repeats() {
        return Scenario.named("rules_count_ends_once")
                .shows("How often an end occurs among the upstreams makes no difference.")
                .proves("truth-table")
                .yaml("""
                        tasks:
                          s1: {uses: probe}
                          s2: {uses: probe}
                          k1: {uses: probe, with: {does: skip}}
                          k2: {uses: probe, with: {does: skip}}
                          one: {uses: probe, needs: [s1, k1, k2], when: none_failed_min_one_success}
                          two: {uses: probe, needs: [s1, s2, k1]}
                          three: {uses: probe, needs: [k1, k2], when: all_skipped}
                          four: {uses: probe, needs: [s1, s2, k1, k2], when: none_skipped}
                          five: {uses: probe, needs: [k1, k2], when: one_done}
                        """)
                .expect(succeeded(
                        ok("s1"),
                        ok("s2"),
                        skipped("k1"),
                        skipped("k2"),
                        ok("one"),
                        skipped("two", Reason.RULE),
                        ok("three"),
                        skipped("four", Reason.RULE),
                        skipped("five", Reason.RULE)))
                .build();
    }

    private static Scenario noUpstreams() {
        ExpectedTask[] tasks = Arrays.stream(TriggerRule.values())
                .map(rule -> ok(rule.yamlName()))
                .toArray(ExpectedTask[]::new);
        return Scenario.named("rules_without_upstreams")
                .shows("A task without upstreams starts with the run, under any rule.")
                .proves("rule-no-upstreams")
                .pipeline(pipeline -> {
                    for (TriggerRule rule : TriggerRule.values()) {
                        pipeline.task(rule.yamlName(), probe(Map.of()), t -> t.when(rule));
                    }
                    return pipeline;
                })
                .expect(succeeded(tasks))
                .build();
    }

    private static Scenario earlyStarts() {
        return Scenario.named("early_starts")
                .shows("one_success, one_failed, one_done and always start before all upstreams are over, "
                        + "and see null for those that aren't.")
                .proves("rule-start-early", "input-early")
                .yaml("""
                        tasks:
                          good: {uses: probe, with: {output: 1}}
                          bad: {uses: probe, with: {does: fail}}
                          slow: {uses: probe, with: {gate: go, output: 2}}
                          success:
                            {uses: probe, needs: [good, slow], when: one_success, with: {see: ["${tasks.good.output}", "${tasks.slow.output}"]}}
                          failure: {uses: probe, needs: [bad, slow], when: one_failed, with: {see: "${tasks.slow.output}"}}
                          done: {uses: probe, needs: [bad, slow], when: one_done}
                          always: {uses: probe, needs: [slow], when: always, with: {see: "${tasks.slow.output}"}}
                          late: {uses: probe, needs: [good, slow], when: all_done, with: {see: "${tasks.slow.output}"}}
                        """)
                .steps(
                        Step.start(),
                        Step.untilEnded("success"),
                        Step.untilEnded("failure"),
                        Step.untilEnded("done"),
                        Step.untilEnded("always"),
                        Step.open("go"),
                        Step.await())
                .expect(failed(
                        ok("good", 1),
                        failed("bad"),
                        ok("slow", 2),
                        ok("success"),
                        ok("failure"),
                        ok("done"),
                        ok("always"),
                        ok("late")))
                .check(
                        Checks.startsBeforeEndOf("success", "slow"),
                        Checks.startsBeforeEndOf("failure", "slow"),
                        Checks.startsBeforeEndOf("done", "slow"),
                        Checks.startsBeforeEndOf("always", "slow"),
                        Checks.sawJson("success", "[1,null]"),
                        Checks.sawJson("failure", "null"),
                        Checks.sawJson("always", "null"),
                        Checks.sawJson("late", "2"))
                .build();
    }

    private static Scenario decidedLate() {
        return Scenario.named("decided_late")
                .shows("That a task won't run is decided when all its upstreams are over: "
                        + "one that waits for a success gets it from the last upstream.")
                .proves("rule-decide-late")
                .yaml("""
                        tasks:
                          bad: {uses: probe, with: {does: fail}}
                          slow: {uses: probe, with: {gate: go}}
                          waits: {uses: probe, needs: [bad, slow], when: one_success}
                          wont: {uses: probe, needs: [bad, slow]}
                          after: {uses: probe, needs: wont, when: one_failed}
                        """)
                .steps(Step.start(), Step.untilEnded("bad"), Step.untilStarted("slow"), Step.open("go"), Step.await())
                .expect(failed(failed("bad"), ok("slow"), ok("waits"), upstreamFailed("wont"), ok("after")))
                .check(Checks.order("slow", "waits"), Checks.order("slow", "after"))
                .build();
    }

    private static Scenario cascade() {
        return Scenario.named("rules_see_direct_upstreams")
                .shows("A rule sees the ends of direct upstreams alone: behind a clean-up, a failure isn't seen.")
                .proves("trigger-rules", "rule-all_done")
                .yaml("""
                        tasks:
                          bad: {uses: probe, with: {does: fail}}
                          clean: {uses: probe, needs: bad, when: all_done}
                          next: {uses: probe, needs: clean}
                          alarm: {uses: probe, needs: clean, when: one_failed}
                        """)
                .expect(failed(failed("bad"), ok("clean"), ok("next"), skipped("alarm", Reason.RULE)))
                .build();
    }
}
