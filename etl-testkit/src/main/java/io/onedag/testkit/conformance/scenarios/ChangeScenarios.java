package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;

import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.List;

/** Rounds in which something is another than before: a list, a choice, the definition; and runs in test mode. */
final class ChangeScenarios {

    private ChangeScenarios() {}

    static List<Scenario> all() {
        return List.of(
                rerunMapped(), rerunBranch(), rerunSkipped(), resumeSelf(), resumeAlive(), changed(), testMode());
    }

    private static Scenario rerunMapped() {
        return Scenario.named("rerun_with_another_list")
                .shows(
                        "A rerun may map over a longer or a shorter list, or over none: the instances are those of the list"
                                + " as it is now.")
                .proves("rerun", "map-instances", "map-empty", "map-gather")
                .yaml("""
                        tasks:
                          longer: {uses: probe, with: {output: [a], then: [b, c, d], until: other}}
                          more: {uses: probe, needs: longer, for_each: "${tasks.longer.output}", with: {output: "${item}"}}
                          after_more: {uses: probe, needs: more, with: {see: "${tasks.more.output}"}}
                          shorter: {uses: probe, needs: longer, with: {output: [a, b, c], then: [x], until: other}}
                          fewer: {uses: probe, needs: shorter, for_each: "${tasks.shorter.output}", with: {output: "${item}"}}
                          after_fewer: {uses: probe, needs: fewer, with: {see: "${tasks.fewer.output}"}}
                          empty: {uses: probe, needs: longer, with: {output: [a, b], then: [], until: other}}
                          none: {uses: probe, needs: empty, for_each: "${tasks.empty.output}", with: {output: "${item}"}}
                          after_none: {uses: probe, needs: none, when: all_done, with: {see: "${tasks.none.output}"}}
                          full: {uses: probe, needs: longer, with: {output: [], then: [y], until: other}}
                          some: {uses: probe, needs: full, for_each: "${tasks.full.output}", with: {output: "${item}"}}
                          after_some: {uses: probe, needs: some, when: all_done, with: {see: "${tasks.some.output}"}}
                        """)
                .steps(Step.start(), Step.await(), Step.open("other"), Step.rerun("longer"), Step.await())
                .expect(succeeded(
                        ok("longer", List.of("b", "c", "d")).attempts(2),
                        ok("more[0]", "b").attempts(2),
                        ok("more[1]", "c"),
                        ok("more[2]", "d"),
                        ok("after_more").attempts(2),
                        ok("shorter", List.of("x")).attempts(2),
                        ok("fewer[0]", "x").attempts(2),
                        ok("after_fewer").attempts(2),
                        ok("empty", List.of()).attempts(2),
                        skipped("none", Reason.EMPTY_MAP),
                        ok("after_none").attempts(2),
                        ok("full", List.of("y")).attempts(2),
                        ok("some[0]", "y"),
                        ok("after_some").attempts(2)))
                .check(
                        Checks.saw("after_more", List.of("b", "c", "d")),
                        Checks.saw("after_fewer", List.of("x")),
                        Checks.saw("after_none", List.of()),
                        Checks.saw("after_some", List.of("y")))
                .build();
    }

    private static Scenario rerunBranch() {
        return Scenario.named("rerun_with_another_choice")
                .shows("A branch that is run again may choose otherwise: what it leaves out now is skipped, without the"
                        + " output that it had.")
                .proves("rerun", "branch-not-chosen", "output-null")
                .yaml("""
                        tasks:
                          choose: {uses: probe, with: {output: b, then: c, until: other}}
                          fork: {uses: probe, needs: choose, branch: [b, c], with: {branch: "${tasks.choose.output}"}}
                          b: {uses: probe, needs: fork, with: {output: from b}}
                          c: {uses: probe, needs: fork, with: {output: from c}}
                          join:
                            uses: probe
                            needs: [b, c]
                            when: none_failed_min_one_success
                            with: {see: ["${tasks.b.output}", "${tasks.c.output}"]}
                        """)
                .steps(
                        Step.start(),
                        Step.await(),
                        Step.look(succeeded(
                                ok("choose", "b"),
                                ok("fork"),
                                ok("b", "from b"),
                                skipped("c", Reason.BRANCH),
                                ok("join"))),
                        Step.open("other"),
                        Step.rerun("choose"),
                        Step.await())
                .expect(succeeded(
                        ok("choose", "c").attempts(2),
                        ok("fork").attempts(2),
                        skipped("b", Reason.BRANCH).attempts(1),
                        ok("c", "from c"),
                        ok("join").attempts(2)))
                .check(Checks.sawJson("join", "[null,\"from c\"]"), Checks.numbered("c", "2.1"))
                .build();
    }

    private static Scenario rerunSkipped() {
        return Scenario.named("rerun_of_a_skipped_part")
                .shows("A rerun from a task that a branch left out decides it again, with the choice that was made.")
                .proves("rerun", "branch-not-chosen")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: b}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork}
                          after_c: {uses: probe, needs: c, when: none_failed}
                          skips: {uses: probe, with: {does: skip, until: again}}
                          after_skip: {uses: probe, needs: skips}
                        """)
                .steps(
                        Step.start(),
                        Step.await(),
                        Step.rerun("c"),
                        Step.await(),
                        Step.look(succeeded(
                                ok("fork"),
                                ok("b"),
                                skipped("c", Reason.BRANCH),
                                ok("after_c").attempts(2),
                                skipped("skips"),
                                skipped("after_skip", Reason.RULE))),
                        Step.open("again"),
                        Step.rerun("skips"),
                        Step.await())
                .expect(succeeded(
                        ok("fork"),
                        ok("b"),
                        skipped("c", Reason.BRANCH),
                        ok("after_c").attempts(2),
                        ok("skips").attempts(2),
                        ok("after_skip")))
                .check(Checks.numbered("b", "1.1"), Checks.numbered("after_skip", "3.1"))
                .build();
    }

    private static Scenario resumeSelf() {
        return Scenario.named("resume_leaves_what_skipped_itself_after_a_failure")
                .shows("A task that skipped itself stays skipped, also when what it came after runs again.")
                .proves("resume-self", "resume")
                .yaml("""
                        tasks:
                          breaks: {uses: probe, with: {does: fail, until: mended}}
                          self: {uses: probe, needs: breaks, when: all_done, with: {does: skip, until: mended}}
                          by_rule: {uses: probe, needs: [breaks, self], when: none_skipped}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resume(), Step.await())
                .expect(succeeded(ok("breaks").attempts(2), skipped("self"), skipped("by_rule", Reason.RULE)))
                .check(Checks.numbered("self", "1.1"))
                .build();
    }

    private static Scenario resumeAlive() {
        return Scenario.named("resume_of_a_live_run")
                .shows("A run under way is neither resumed nor rerun: who advances it is named.")
                .proves("resume-alive")
                .yaml("tasks: {a: {uses: probe, with: {gate: go}}}\n")
                .steps(
                        Step.start(),
                        Step.untilStarted("a"),
                        Step.refused(Step.resume(), "is being advanced"),
                        Step.refused(Step.rerun("a"), "is being advanced"),
                        Step.open("go"),
                        Step.await())
                .expect(succeeded(ok("a")))
                .build();
    }

    private static Scenario changed() {
        return Scenario.named("changed_definition_is_shown")
                .shows("A run goes on with the definition that it started with, and what has changed since is shown.")
                .proves("round-definition")
                .yaml("""
                        params: {who: {type: string, default: old}}
                        tasks:
                          a: {uses: probe, with: {does: fail, until: mended, output: old}}
                          b: {uses: probe, needs: a, with: {see: "old ${params.who} ${tasks.a.output}"}}
                        """)
                .changed("new", """
                        params: {who: {type: string, default: new}, more: {type: string, required: true}}
                        tasks:
                          a: {uses: probe, with: {does: fail, output: new}}
                          b: {uses: probe, needs: a, with: {see: "new ${params.who} ${tasks.a.output}"}}
                          c: {uses: probe, needs: b}
                        """)
                .steps(
                        Step.start(),
                        Step.await(),
                        Step.open("mended"),
                        Step.resumeAs("new"),
                        Step.await(),
                        Step.look(succeeded(ok("a", "old").attempts(2), ok("b"))),
                        Step.rerunAs("new", "b"),
                        Step.await())
                .expect(succeeded(ok("a", "old").attempts(2), ok("b").attempts(2)))
                .check(
                        Checks.saw("b", "old old old"),
                        Checks.numbered("b", "2.1", "3.1"),
                        Checks.written("tasks.a.with.output: \"old\" → \"new\""),
                        Checks.written("tasks.c: added (uses probe)"))
                .build();
    }

    private static Scenario testMode() {
        return Scenario.named("test_mode")
                .shows("Tasks see that a run is in test mode, and how many rows to read at most.")
                .proves("test-mode")
                .yaml("tasks: {a: {uses: probe, with: {notes: [test_mode, limit]}}}\n")
                .steps(
                        Step.start("limited", StartRequest.PLAIN.key("limited").testMode(10)),
                        Step.await("limited"),
                        Step.start(
                                "unlimited", StartRequest.PLAIN.key("unlimited").testMode(0)),
                        Step.await("unlimited"),
                        Step.start("plain", StartRequest.PLAIN.key("plain")),
                        Step.await("plain"))
                .expect("limited", succeeded(ok("a")))
                .expect("unlimited", succeeded(ok("a")))
                .expect("plain", succeeded(ok("a")))
                .check(
                        Checks.sawJson("limited:a", "{\"test_mode\":true,\"limit\":10}"),
                        Checks.sawJson("unlimited:a", "{\"test_mode\":true,\"limit\":0}"),
                        Checks.sawJson("plain:a", "{\"test_mode\":false,\"limit\":0}"))
                .build();
    }
}
