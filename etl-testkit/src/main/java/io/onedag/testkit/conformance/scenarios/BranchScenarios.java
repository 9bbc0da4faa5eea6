package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;

import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.List;

/** Branches. */
final class BranchScenarios {

    private BranchScenarios() {}

    static List<Scenario> all() {
        return List.of(
                chosen(),
                join(),
                directJoin(),
                longJoin(),
                whateverRule(),
                undeclared(),
                none(),
                noAnswer(),
                wrongName(),
                several(),
                waits(),
                two(),
                decidedLate(),
                failedBranch(),
                skippedBranch(),
                rule(),
                mapped(),
                output());
    }

    private static Scenario chosen() {
        return Scenario.named("branch")
                .shows("The chosen successor runs, the other one is skipped, and so is what comes after it.")
                .proves("branch-chosen", "branch-not-chosen", "state-reason")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: b}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork}
                          after_b: {uses: probe, needs: b}
                          after_c: {uses: probe, needs: c}
                        """)
                .expect(succeeded(
                        ok("fork"),
                        ok("b"),
                        skipped("c", Reason.BRANCH),
                        ok("after_b"),
                        skipped("after_c", Reason.RULE)))
                .build();
    }

    private static Scenario join() {
        return Scenario.named("branch_join")
                .shows(
                        "A join after a branch runs under none_failed_min_one_success, and is skipped under all_success.")
                .proves("branch-not-chosen", "rule-none_failed_min_one_success")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: b}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork}
                          join: {uses: probe, needs: [b, c], when: none_failed_min_one_success}
                          strict: {uses: probe, needs: [b, c]}
                        """)
                .expect(succeeded(
                        ok("fork"), ok("b"), skipped("c", Reason.BRANCH), ok("join"), skipped("strict", Reason.RULE)))
                .check(Checks.order("b", "join"))
                .build();
    }

    private static Scenario directJoin() {
        return Scenario.named("branch_direct_join")
                .shows("A direct successor that a chosen one leads to isn't skipped: its rule decides.")
                .proves("branch-join")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: b}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork}
                          join: {uses: probe, needs: [fork, b]}
                          other: {uses: probe, needs: [fork, c], when: none_failed}
                        """)
                .expect(succeeded(
                        ok("fork"), ok("b"), skipped("c", Reason.BRANCH), ok("join"), skipped("other", Reason.BRANCH)))
                .check(Checks.order("b", "join"))
                .build();
    }

    private static Scenario longJoin() {
        return Scenario.named("branch_long_join")
                .shows(
                        "A declared successor that isn't chosen runs all the same when a chosen one leads to it over a path.")
                .proves("branch-join")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, far], with: {branch: b}}
                          b: {uses: probe, needs: fork}
                          between: {uses: probe, needs: b}
                          far: {uses: probe, needs: [fork, between]}
                        """)
                .expect(succeeded(ok("fork"), ok("b"), ok("between"), ok("far")))
                .check(Checks.order("between", "far"))
                .build();
    }

    private static Scenario whateverRule() {
        return Scenario.named("branch_whatever_the_rule")
                .shows("A successor that wasn't chosen is skipped whatever its rule.")
                .proves("branch-not-chosen")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c, d, e, f], with: {branch: [b]}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork, when: all_done}
                          d: {uses: probe, needs: fork, when: always}
                          e: {uses: probe, needs: fork, when: one_success}
                          f: {uses: probe, needs: fork, when: none_skipped}
                        """)
                .expect(succeeded(
                        ok("fork"),
                        ok("b"),
                        skipped("c", Reason.BRANCH),
                        skipped("d", Reason.BRANCH),
                        skipped("e", Reason.BRANCH),
                        skipped("f", Reason.BRANCH)))
                .build();
    }

    private static Scenario undeclared() {
        return Scenario.named("branch_undeclared_successor")
                .shows(
                        "A direct successor that the branch doesn't declare is skipped too, unless a chosen one leads to it.")
                .proves("branch-not-chosen")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: c}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork}
                          beside: {uses: probe, needs: fork}
                          behind: {uses: probe, needs: [fork, c]}
                        """)
                .expect(succeeded(
                        ok("fork"),
                        skipped("b", Reason.BRANCH),
                        ok("c"),
                        skipped("beside", Reason.BRANCH),
                        ok("behind")))
                .build();
    }

    private static Scenario none() {
        return Scenario.named("branch_chooses_none")
                .shows("None is an answer: all direct successors are skipped, and the run succeeds.")
                .proves("branch-answer", "branch-not-chosen")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: []}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork, when: always}
                          join: {uses: probe, needs: [b, c], when: none_failed_min_one_success}
                        """)
                .expect(succeeded(
                        ok("fork"),
                        skipped("b", Reason.BRANCH),
                        skipped("c", Reason.BRANCH),
                        skipped("join", Reason.RULE)))
                .build();
    }

    private static Scenario noAnswer() {
        return Scenario.named("branch_without_answer")
                .shows("A branching task that doesn't answer fails for good.")
                .proves("branch-answer", "attempts-failures")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], retry: {max_attempts: 3, delay: 1ms}, with: {output: b}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork}
                        """)
                .expect(failed(fatal("fork"), upstreamFailed("b"), upstreamFailed("c")))
                .build();
    }

    private static Scenario wrongName() {
        return Scenario.named("branch_wrong_name")
                .shows("A name that the branch doesn't declare fails it for good, be it of a successor or of nothing.")
                .proves("branch-answer", "attempts-failures")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          one: {uses: probe, branch: [b], with: {branch: [b, nothing]}}
                          b: {uses: probe, needs: one}
                          two: {uses: probe, branch: [c], with: {branch: d}}
                          c: {uses: probe, needs: two}
                          d: {uses: probe, needs: two}
                          three: {uses: probe, with: {branch: e}}
                          e: {uses: probe, needs: three}
                        """)
                .expect(failed(
                        fatal("one"),
                        upstreamFailed("b"),
                        fatal("two"),
                        upstreamFailed("c"),
                        upstreamFailed("d"),
                        fatal("three"),
                        upstreamFailed("e")))
                .check(Checks.errorSays("one", "nothing"))
                .build();
    }

    private static Scenario several() {
        return Scenario.named("branch_chooses_several")
                .shows("A branch may choose several.")
                .proves("branch-chosen")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c, d], with: {branch: [d, b]}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork}
                          d: {uses: probe, needs: fork}
                        """)
                .expect(succeeded(ok("fork"), ok("b"), skipped("c", Reason.BRANCH), ok("d")))
                .build();
    }

    private static Scenario waits() {
        return Scenario.named("branch_is_waited_for")
                .shows("A direct successor waits for the branch to be over, also under a rule that starts early.")
                .proves("branch-wait")
                .yaml("""
                        tasks:
                          good: {uses: probe}
                          marker: {uses: probe, needs: [good, slow], when: one_success}
                          slow: {uses: probe, with: {gate: go}}
                          fork: {uses: probe, branch: [b, c], with: {gate: go, branch: b}}
                          b: {uses: probe, needs: [fork, good], when: one_success}
                          c: {uses: probe, needs: [fork, good], when: always}
                        """)
                .steps(
                        Step.start(),
                        Step.untilEnded("good"),
                        Step.untilEnded("marker"),
                        Step.untilStarted("fork"),
                        Step.open("go"),
                        Step.await())
                .expect(succeeded(
                        ok("good"), ok("marker"), ok("slow"), ok("fork"), ok("b"), skipped("c", Reason.BRANCH)))
                .check(Checks.order("fork", "b"))
                .build();
    }

    private static Scenario two() {
        return Scenario.named("branch_two_forks")
                .shows("A direct successor of two branches is skipped when either left it out.")
                .proves("branch-two")
                .yaml("""
                        tasks:
                          one: {uses: probe, branch: [b, x], with: {branch: b}}
                          two: {uses: probe, branch: [b, y], with: {branch: y}}
                          b: {uses: probe, needs: [one, two]}
                          x: {uses: probe, needs: one}
                          y: {uses: probe, needs: two}
                          three: {uses: probe, branch: [c], with: {branch: c}}
                          four: {uses: probe, branch: [c], with: {branch: c}}
                          c: {uses: probe, needs: [three, four]}
                        """)
                .expect(succeeded(
                        ok("one"),
                        ok("two"),
                        skipped("b", Reason.BRANCH),
                        skipped("x", Reason.BRANCH),
                        ok("y"),
                        ok("three"),
                        ok("four"),
                        ok("c")))
                .build();
    }

    private static Scenario decidedLate() {
        return Scenario.named("branch_skip_outweighs_failure")
                .shows("A failure of another upstream doesn't change that one was left out; "
                        + "a successor of both learns of it when all upstreams are over.")
                .proves("branch-decide-late")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: b}}
                          b: {uses: probe, needs: fork}
                          bad: {uses: probe, with: {does: fail, gate: go}}
                          c: {uses: probe, needs: [fork, bad]}
                          after: {uses: probe, needs: c, when: all_done}
                        """)
                .steps(Step.start(), Step.untilEnded("b"), Step.untilStarted("bad"), Step.open("go"), Step.await())
                .expect(failed(ok("fork"), ok("b"), failed("bad"), skipped("c", Reason.BRANCH), ok("after")))
                .check(Checks.order("bad", "after"))
                .build();
    }

    private static Scenario failedBranch() {
        return Scenario.named("branch_failed")
                .shows("A branching task that failed, or could not run, made no choice: its successors' rules decide.")
                .proves("branch-no-choice")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {does: fail, branch: b}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork, when: one_failed}
                          d: {uses: probe, needs: fork, when: all_done}
                          fork2: {uses: probe, needs: fork, branch: [e, f], with: {branch: e}}
                          e: {uses: probe, needs: fork2}
                          f: {uses: probe, needs: fork2, when: all_failed}
                        """)
                .expect(failed(
                        failed("fork"),
                        upstreamFailed("b"),
                        ok("c"),
                        ok("d"),
                        upstreamFailed("fork2"),
                        upstreamFailed("e"),
                        ok("f")))
                .build();
    }

    private static Scenario skippedBranch() {
        return Scenario.named("branch_skipped")
                .shows("A branching task that was skipped made no choice: its successors' rules decide.")
                .proves("branch-no-choice")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {does: skip}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork, when: none_failed}
                        """)
                .expect(succeeded(skipped("fork"), skipped("b", Reason.RULE), ok("c")))
                .build();
    }

    private static Scenario rule() {
        return Scenario.named("branch_chosen_follows_its_rule")
                .shows("A chosen successor still follows its rule.")
                .proves("branch-chosen")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c, d], with: {branch: [b, c, d]}}
                          empty: {uses: probe, with: {does: skip}}
                          b: {uses: probe, needs: [fork, empty]}
                          c: {uses: probe, needs: [fork, empty], when: none_failed}
                          d: {uses: probe, needs: fork, when: all_failed}
                        """)
                .expect(succeeded(
                        ok("fork"), skipped("empty"), skipped("b", Reason.RULE), ok("c"), skipped("d", Reason.RULE)))
                .build();
    }

    private static Scenario mapped() {
        return Scenario.named("branch_mapped_is_refused")
                .shows("A mapped task can't branch: the definition is refused.")
                .proves("branch-mapped")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [1]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", branch: [b]}
                          b: {uses: probe, needs: each}
                        """)
                .isRefused("each", "branch");
    }

    private static Scenario output() {
        return Scenario.named("branch_with_output")
                .shows("A branch has an output besides its answer, and the chosen one reads it.")
                .proves("branch-chosen", "input-needs")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: b, output: {why: "b is best"}}}
                          b: {uses: probe, needs: fork, with: {see: "${tasks.fork.output.why}"}}
                          c: {uses: probe, needs: fork}
                        """)
                .expect(succeeded(ok("fork").json("{\"why\":\"b is best\"}"), ok("b"), skipped("c", Reason.BRANCH)))
                .check(Checks.saw("b", "b is best"))
                .build();
    }
}
