package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.cancelled;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.in;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;
import static io.onedag.testkit.conformance.scenarios.ShapeScenarios.probe;

import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.ExpectedTask;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Failures that are allowed. */
final class AllowScenarios {

    private AllowScenarios() {}

    static List<Scenario> all() {
        return List.of(
                state(),
                everyRule(),
                everyRuleBeside(),
                fallback(),
                instances(),
                allInstances(),
                others(),
                skips(),
                cancels(),
                branch(),
                branchOthers(),
                map(),
                retries(),
                once(),
                notHiding(),
                nestedOverAllowed());
    }

    private static Scenario state() {
        return Scenario.named("allow_failure")
                .shows(
                        "An allowed failure stays FAILED, shown as allowed, without output; the run and all_success see a success.")
                .proves("allow-failure-state", "allow-failure-rules", "run-end-failed")
                .yaml("""
                        tasks:
                          bad: {uses: probe, allow_failure: true, with: {does: fail, output: lost}}
                          after: {uses: probe, needs: bad, with: {see: "${tasks.bad.output}"}}
                        """)
                .expect(succeeded(failed("bad").allowedToFail(), ok("after")))
                .check(Checks.sawJson("after", "null"))
                .build();
    }

    private static Scenario everyRule() {
        return rules(
                "allow_failure_under_every_rule",
                "After an allowed failure alone, one_failed and all_failed see a failure, all other rules a success.",
                List.of("bad"),
                "all_skipped");
    }

    private static Scenario everyRuleBeside() {
        return rules(
                "allow_failure_beside_a_success",
                "Beside a success, an allowed failure counts as one more, but for one_failed, which sees it.",
                List.of("bad", "good"),
                "all_skipped",
                "all_failed");
    }

    private static Scenario rules(String name, String shows, List<String> needs, String... skippedRules) {
        List<ExpectedTask> tasks = new ArrayList<>(List.of(failed("bad").allowedToFail(), ok("good")));
        for (TriggerRule rule : TriggerRule.values()) {
            String label = rule.yamlName();
            tasks.add(List.of(skippedRules).contains(label) ? skipped(label, Reason.RULE) : ok(label));
        }
        return Scenario.named(name)
                .shows(shows)
                .proves("allow-failure-rules")
                .pipeline(pipeline -> {
                    pipeline.task("bad", probe(Map.of("does", "fail")), t -> t.allowFailure(true))
                            .task("good", probe(Map.of()));
                    for (TriggerRule rule : TriggerRule.values()) {
                        pipeline.task(
                                rule.yamlName(),
                                probe(Map.of()),
                                t -> t.needs(needs).when(rule));
                    }
                    return pipeline;
                })
                .expect(succeeded(tasks.toArray(ExpectedTask[]::new)))
                .build();
    }

    private static Scenario fallback() {
        return Scenario.named("allow_failure_fallback")
                .shows("A fallback runs after an allowed failure, is skipped after a success, and the run succeeds.")
                .proves("allow-failure-rules")
                .yaml("""
                        tasks:
                          a: {uses: probe, allow_failure: true, with: {does: fatal}}
                          fallback: {uses: probe, needs: a, when: all_failed}
                          join: {uses: probe, needs: [a, fallback], when: none_failed}
                          b: {uses: probe, allow_failure: true}
                          unused: {uses: probe, needs: b, when: one_failed}
                        """)
                .expect(succeeded(
                        fatal("a").allowedToFail(),
                        ok("fallback"),
                        ok("join"),
                        ok("b"),
                        skipped("unused", Reason.RULE)))
                .build();
    }

    private static Scenario instances() {
        return Scenario.named("allow_failure_of_instances")
                .shows("A failure is allowed for each mapped instance by itself; a skipped one passes its skip on.")
                .proves("allow-failure-instance", "map-gather")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [succeed, fail, succeed]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", allow_failure: true, with: {does: "${item}", output: "${item_index}"}}
                          after: {uses: probe, needs: each, with: {see: "${tasks.each.output}"}}
                          alarm: {uses: probe, needs: each, when: one_failed}
                        """)
                .expect(succeeded(
                        ok("list", List.of("succeed", "fail", "succeed")),
                        ok("each[0]", 0),
                        failed("each[1]").allowedToFail(),
                        ok("each[2]", 2),
                        ok("after"),
                        ok("alarm")))
                .check(Checks.sawJson("after", "[0,null,2]"))
                .build();
    }

    private static Scenario allInstances() {
        return Scenario.named("allow_failure_of_all_instances")
                .shows("All instances may fail with leave: the run succeeds, and all_success goes on.")
                .proves("allow-failure-instance")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [1, 2]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", allow_failure: true, with: {does: fatal}}
                          after: {uses: probe, needs: each, with: {see: "${tasks.each.output}"}}
                          fallback: {uses: probe, needs: each, when: all_failed}
                        """)
                .expect(succeeded(
                        ok("list", List.of(1, 2)),
                        fatal("each[0]").allowedToFail(),
                        fatal("each[1]").allowedToFail(),
                        ok("after"),
                        ok("fallback")))
                .check(Checks.sawJson("after", "[null,null]"))
                .build();
    }

    private static Scenario others() {
        return Scenario.named("allow_failure_covers_its_own_alone")
                .shows("That a task could not run is not allowed by its allow_failure: the run fails.")
                .proves("allow-failure-others", "run-end-failed")
                .yaml("""
                        tasks:
                          bad: {uses: probe, with: {does: fail}}
                          unable: {uses: probe, needs: bad, allow_failure: true}
                          after: {uses: probe, needs: unable}
                        """)
                .expect(failed(failed("bad"), upstreamFailed("unable"), upstreamFailed("after")))
                .build();
    }

    private static Scenario skips() {
        return Scenario.named("allow_failure_and_skip")
                .shows("A skip of a task whose failure is allowed passes on as of any other.")
                .proves("allow-failure-others")
                .yaml("""
                        tasks:
                          a: {uses: probe, allow_failure: true, with: {does: skip}}
                          after: {uses: probe, needs: a}
                          none: {uses: probe, needs: a, when: none_skipped}
                        """)
                .expect(succeeded(skipped("a"), skipped("after", Reason.RULE), skipped("none", Reason.RULE)))
                .build();
    }

    private static Scenario cancels() {
        return Scenario.named("allow_failure_and_cancel")
                .shows("A cancelled task is cancelled, also when its failure would be allowed.")
                .proves("allow-failure-others", "cancel")
                .yaml("""
                        tasks:
                          a: {uses: probe, allow_failure: true, with: {gate: never}}
                          after: {uses: probe, needs: a, when: all_done}
                        """)
                .steps(Step.start(), Step.untilStarted("a"), Step.cancel(), Step.await())
                .expect(cancelled(in(TaskState.CANCELLED, "a", 1).because(Reason.CANCELLED), cancelled("after")))
                .build();
    }

    private static Scenario branch() {
        return Scenario.named("allow_failure_of_a_branch")
                .shows("A branching task whose failure is allowed chose nothing: what its branch declares is skipped.")
                .proves("allow-failure-branch")
                .yaml("""
                        tasks:
                          fork: {uses: probe, allow_failure: true, branch: [b, c], with: {does: fail, branch: b}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork, when: one_failed}
                          join: {uses: probe, needs: [b, c], when: none_failed}
                        """)
                .expect(succeeded(
                        failed("fork").allowedToFail(),
                        skipped("b", Reason.BRANCH),
                        skipped("c", Reason.BRANCH),
                        ok("join")))
                .build();
    }

    private static Scenario branchOthers() {
        return Scenario.named("allow_failure_of_a_branch_and_others")
                .shows("The other direct successors of a branching task that failed with leave follow their rules.")
                .proves("allow-failure-branch")
                .yaml("""
                        tasks:
                          fork: {uses: probe, allow_failure: true, branch: [b], with: {does: fail, branch: b}}
                          b: {uses: probe, needs: fork}
                          other: {uses: probe, needs: fork}
                          alarm: {uses: probe, needs: fork, when: all_failed}
                          skips: {uses: probe, needs: fork, when: all_skipped}
                        """)
                .expect(succeeded(
                        failed("fork").allowedToFail(),
                        skipped("b", Reason.BRANCH),
                        ok("other"),
                        ok("alarm"),
                        skipped("skips", Reason.RULE)))
                .build();
    }

    private static Scenario map() {
        return Scenario.named("allow_failure_of_a_producer")
                .shows("A task mapped over an allowed failure has nothing to map over and is skipped.")
                .proves("allow-failure-map")
                .yaml("""
                        tasks:
                          list: {uses: probe, allow_failure: true, with: {does: fail}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}"}
                          after: {uses: probe, needs: each, when: none_failed, with: {see: "${tasks.each.output}"}}
                        """)
                .expect(succeeded(failed("list").allowedToFail(), skipped("each", Reason.EMPTY_MAP), ok("after")))
                .check(Checks.sawJson("after", "[]"))
                .build();
    }

    private static Scenario retries() {
        return Scenario.named("allow_failure_after_all_attempts")
                .shows("A failure is allowed when all attempts are used up, not before.")
                .proves("allow-failure-state", "attempts-count")
                .yaml("""
                        tasks:
                          bad: {uses: probe, allow_failure: true, retry: {max_attempts: 3, delay: 1ms}, with: {does: fail}}
                          after: {uses: probe, needs: bad}
                        """)
                .expect(succeeded(failed("bad").attempts(3).allowedToFail(), ok("after")))
                .check(Checks.order("bad", "after"))
                .build();
    }

    private static Scenario once() {
        return Scenario.named("allow_failure_of_a_timeout")
                .shows("A timeout may be allowed like any failure.")
                .proves("allow-failure-state", "timeout-attempt")
                .yaml("""
                        tasks:
                          slow: {uses: probe, allow_failure: true, timeout: 200ms, with: {sleep: 1m}}
                          after: {uses: probe, needs: slow}
                        """)
                .expect(succeeded(failed("slow").allowedToFail(), ok("after")))
                .build();
    }

    private static Scenario notHiding() {
        return Scenario.named("allow_failure_hides_no_other")
                .shows("An allowed failure doesn't hide another one.")
                .proves("run-end-failed", "allow-failure-rules")
                .yaml("""
                        tasks:
                          allowed: {uses: probe, allow_failure: true, with: {does: fail}}
                          bad: {uses: probe, with: {does: fail}}
                          after: {uses: probe, needs: [allowed, bad]}
                          every: {uses: probe, needs: [allowed, bad], when: all_failed}
                          clean_up: {uses: probe, needs: after, when: all_done}
                        """)
                .expect(failed(
                        failed("allowed").allowedToFail(),
                        failed("bad"),
                        upstreamFailed("after"),
                        ok("every"),
                        ok("clean_up")))
                .build();
    }

    private static Scenario nestedOverAllowed() {
        return Scenario.named("allow_failure_of_a_mapped_producer")
                .shows("A task mapped over instances that failed with leave has an instance for each.")
                .proves("map-nested-follow", "allow-failure-instance")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [1, 2]}}
                          outer: {uses: probe, needs: list, for_each: "${tasks.list.output}", allow_failure: true, with: {does: fail}}
                          inner: {uses: probe, needs: outer, for_each: "${tasks.outer.output}", with: {see: "${item}"}}
                        """)
                .expect(succeeded(
                        ok("list", List.of(1, 2)),
                        failed("outer[0]").allowedToFail(),
                        failed("outer[1]").allowedToFail(),
                        ok("inner[0]"),
                        ok("inner[1]")))
                .check(Checks.sawJson("inner[0]", "null"))
                .build();
    }
}
