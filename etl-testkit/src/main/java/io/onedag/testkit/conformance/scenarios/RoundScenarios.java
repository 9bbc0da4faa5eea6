package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;

import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.List;

/** Resumes and reruns. */
final class RoundScenarios {

    private RoundScenarios() {}

    static List<Scenario> all() {
        return List.of(
                afterFailure(),
                cleanUpStays(),
                selfSkipped(),
                skipUndone(),
                skipStays(),
                branchUndone(),
                branchAfter(),
                emptyMap(),
                allowed(),
                afterCancel(),
                timedOut(),
                nothing(),
                failsAgain(),
                budget(),
                instances(),
                instancesUnfinished(),
                rerun(),
                rerunFirst(),
                rerunLeaf(),
                rerunOtherFailure(),
                rerunMap(),
                rerunBranch(),
                rerunUnknown(),
                rerunSelfSkipped(),
                rerunTwice(),
                changed(),
                changedRetry(),
                resumeTwice());
    }

    private static Scenario afterFailure() {
        return Scenario.named("resume_after_a_failure")
                .shows(
                        "A resume runs what failed and what could not run; what succeeded stays, its output is still read.")
                .proves("resume", "resume-success", "state-final")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {output: 1}}
                          b: {uses: probe, needs: a, with: {does: fail, until: mended, see: "${tasks.a.output}", output: 2}}
                          c: {uses: probe, needs: b, with: {see: "${tasks.b.output}"}}
                          d: {uses: probe, needs: a}
                        """)
                .steps(
                        Step.start(),
                        Step.await(),
                        Step.look(failed(ok("a", 1), failed("b"), upstreamFailed("c"), ok("d"))),
                        Step.open("mended"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(ok("a", 1), ok("b", 2).attempts(2), ok("c"), ok("d")))
                .check(
                        Checks.numbered("a", "1.1"),
                        Checks.numbered("b", "1.1", "2.1"),
                        Checks.numbered("c", "2.1"),
                        Checks.sawJson("b", "1"),
                        Checks.sawJson("c", "2"))
                .build();
    }

    private static Scenario cleanUpStays() {
        return Scenario.named("resume_leaves_clean_ups")
                .shows("A clean-up that succeeded isn't run again by a resume.")
                .proves("resume-success")
                .yaml("""
                        tasks:
                          work: {uses: probe, with: {does: fail, until: mended}}
                          clean_up: {uses: probe, needs: work, when: all_done}
                          alarm: {uses: probe, needs: work, when: one_failed}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resume(), Step.await())
                .expect(succeeded(ok("work").attempts(2), ok("clean_up"), ok("alarm")))
                .build();
    }

    private static Scenario selfSkipped() {
        return Scenario.named("resume_leaves_what_skipped_itself")
                .shows("A task that skipped itself stays skipped, though it would run now.")
                .proves("resume-self")
                .yaml("""
                        tasks:
                          skips: {uses: probe, with: {does: skip, until: mended}}
                          bad: {uses: probe, with: {does: fail, until: mended}}
                          after: {uses: probe, needs: [skips, bad], when: none_failed}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resume(), Step.await())
                .expect(succeeded(skipped("skips"), ok("bad").attempts(2), ok("after")))
                .build();
    }

    private static Scenario skipUndone() {
        return Scenario.named("resume_takes_back_skips_after_a_failure")
                .shows("What a rule skipped because of a failure is put back with it, and decided anew.")
                .proves("resume")
                .yaml("""
                        tasks:
                          bad: {uses: probe, with: {does: fail, until: mended}}
                          good: {uses: probe}
                          strict: {uses: probe, needs: bad, when: all_skipped}
                          after: {uses: probe, needs: strict, when: none_failed}
                          one: {uses: probe, needs: [bad, good], when: all_failed}
                        """)
                .steps(
                        Step.start(),
                        Step.await(),
                        Step.look(failed(
                                failed("bad"),
                                ok("good"),
                                skipped("strict", Reason.RULE),
                                ok("after"),
                                skipped("one", Reason.RULE))),
                        Step.open("mended"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(
                        ok("bad").attempts(2),
                        ok("good"),
                        skipped("strict", Reason.RULE),
                        ok("after"),
                        skipped("one", Reason.RULE)))
                .build();
    }

    private static Scenario skipStays() {
        return Scenario.named("resume_leaves_skips_that_would_be_the_same")
                .shows("A skip whose upstreams all stay would be decided the same again, so it stays.")
                .proves("resume-skip")
                .yaml("""
                        tasks:
                          skips: {uses: probe, with: {does: skip}}
                          after: {uses: probe, needs: skips}
                          fork: {uses: probe, branch: [x, y], with: {branch: x}}
                          x: {uses: probe, needs: fork}
                          y: {uses: probe, needs: fork}
                          bad: {uses: probe, with: {does: fail, until: mended}}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resume(), Step.await())
                .expect(succeeded(
                        skipped("skips"),
                        skipped("after", Reason.RULE),
                        ok("fork"),
                        ok("x"),
                        skipped("y", Reason.BRANCH),
                        ok("bad").attempts(2)))
                .build();
    }

    private static Scenario branchUndone() {
        return Scenario.named("resume_of_a_branch")
                .shows("A branching task that failed chooses when it is resumed; what was behind it follows.")
                .proves("resume", "branch-no-choice")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {does: fail, until: mended, branch: b}}
                          b: {uses: probe, needs: fork}
                          c: {uses: probe, needs: fork}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resume(), Step.await())
                .expect(succeeded(ok("fork").attempts(2), ok("b"), skipped("c", Reason.BRANCH)))
                .build();
    }

    private static Scenario branchAfter() {
        return Scenario.named("resume_keeps_a_choice")
                .shows("The choice of a branching task that succeeded holds in a later round.")
                .proves("resume-success", "branch-not-chosen")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {branch: b}}
                          b: {uses: probe, needs: fork, with: {does: fail, until: mended}}
                          c: {uses: probe, needs: [fork, b], when: all_done}
                          d: {uses: probe, needs: [b, c], when: none_failed}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resume(), Step.await())
                .expect(succeeded(ok("fork"), ok("b").attempts(2), ok("c"), ok("d")))
                .build();
    }

    private static Scenario emptyMap() {
        return Scenario.named("resume_of_a_producer")
                .shows("A producer that failed gives its list when it is resumed, and what is mapped over it runs.")
                .proves("resume", "map-follow")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {does: fail, until: mended, output: [1, 2]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {output: "${item}"}}
                          gather: {uses: probe, needs: each, with: {see: "${tasks.each.output}"}}
                        """)
                .steps(
                        Step.start(),
                        Step.await(),
                        Step.look(failed(failed("list"), upstreamFailed("each"), upstreamFailed("gather"))),
                        Step.open("mended"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(
                        ok("list", List.of(1, 2)).attempts(2), ok("each[0]", 1), ok("each[1]", 2), ok("gather")))
                .check(Checks.sawJson("gather", "[1,2]"))
                .build();
    }

    private static Scenario allowed() {
        return Scenario.named("resume_leaves_allowed_failures")
                .shows("An allowed failure stays as it is.")
                .proves("resume")
                .yaml("""
                        tasks:
                          allowed: {uses: probe, allow_failure: true, with: {does: fail, until: mended}}
                          bad: {uses: probe, needs: allowed, with: {does: fail, until: mended}}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resume(), Step.await())
                .expect(succeeded(failed("allowed").allowedToFail(), ok("bad").attempts(2)))
                .build();
    }

    private static Scenario afterCancel() {
        return Scenario.named("resume_after_a_cancel")
                .shows("A resume runs what was cancelled; what had succeeded stays.")
                .proves("resume", "resume-success")
                .yaml("""
                        tasks:
                          done: {uses: probe}
                          cut: {uses: probe, needs: done, with: {gate: go}}
                          after: {uses: probe, needs: cut}
                        """)
                .steps(
                        Step.start(),
                        Step.untilStarted("cut"),
                        Step.cancel(),
                        Step.await(),
                        Step.open("go"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(ok("done"), ok("cut").attempts(2), ok("after")))
                .check(Checks.numbered("cut", "1.1", "2.1"))
                .build();
    }

    private static Scenario timedOut() {
        return Scenario.named("resume_after_a_run_timeout")
                .shows("A resumed run has its whole timeout again.")
                .proves("timeout-run", "resume")
                .yaml("""
                        timeout: 4s
                        tasks:
                          done: {uses: probe}
                          cut: {uses: probe, needs: done, with: {gate: go}}
                        """)
                .steps(
                        Step.start(),
                        Step.untilStarted("cut"),
                        Step.await(),
                        Step.open("go"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(ok("done"), ok("cut").attempts(2)))
                .build();
    }

    private static Scenario nothing() {
        return Scenario.named("resume_of_a_success")
                .shows("A run that succeeded has nothing to put back: nothing runs again.")
                .proves("resume-nothing")
                .yaml("""
                        tasks:
                          a: {uses: probe}
                          skips: {uses: probe, with: {does: skip}}
                          after: {uses: probe, needs: skips}
                          allowed: {uses: probe, allow_failure: true, with: {does: fail}}
                        """)
                .steps(Step.start(), Step.await(), Step.resume(), Step.await())
                .expect(succeeded(
                        ok("a"),
                        skipped("skips"),
                        skipped("after", Reason.RULE),
                        failed("allowed").allowedToFail()))
                .build();
    }

    private static Scenario failsAgain() {
        return Scenario.named("resume_that_fails_again")
                .shows("A resume may fail again, and be resumed again; attempts of all rounds count.")
                .proves("resume", "state-final")
                .yaml("tasks: {bad: {uses: probe, with: {does: fail}}, after: {uses: probe, needs: bad}}")
                .steps(Step.start(), Step.await(), Step.resume(), Step.await(), Step.resume(), Step.await())
                .expect(failed(failed("bad").attempts(3), upstreamFailed("after")))
                .check(Checks.numbered("bad", "1.1", "2.1", "3.1"))
                .build();
    }

    private static Scenario budget() {
        return Scenario.named("resume_has_a_retry_budget_of_its_own")
                .shows("A round has all attempts of its policy, from number 1, with the delays of the first ones.")
                .proves("resume", "attempts-count", "attempts-delay")
                .yaml("""
                        tasks:
                          bad: {uses: probe, retry: {max_attempts: 3, delay: 60ms, backoff: 3}, with: {does: fail}}
                        """)
                .steps(Step.start(), Step.await(), Step.resume(), Step.await())
                .expect(failed(failed("bad").attempts(6)))
                .check(Checks.numbered("bad", "1.1", "1.2", "1.3", "2.1", "2.2", "2.3"))
                .build();
    }

    private static Scenario instances() {
        return Scenario.named("resume_of_mapped_instances")
                .shows(
                        "Of a mapped task's instances a resume runs those that failed; the others' outputs stay in their places.")
                .proves("resume", "map-gather")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [succeed, fail, succeed]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {does: "${item}", until: mended, output: "o${item_index}"}}
                          gather: {uses: probe, needs: each, with: {see: "${tasks.each.output}"}}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resume(), Step.await())
                .expect(succeeded(
                        ok("list", List.of("succeed", "fail", "succeed")),
                        ok("each[0]", "o0"),
                        ok("each[1]", "o1").attempts(2),
                        ok("each[2]", "o2"),
                        ok("gather")))
                .check(Checks.sawJson("gather", "[\"o0\",\"o1\",\"o2\"]"))
                .build();
    }

    private static Scenario instancesUnfinished() {
        return Scenario.named("resume_of_cancelled_instances")
                .shows("Instances that never began when their run was cancelled run when it is resumed.")
                .proves("resume", "map-instances")
                .yaml("""
                        max_parallel_tasks: 1
                        tasks:
                          list: {uses: probe, with: {output: [a, go, go]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {gate: "${item}"}}
                        """)
                .steps(
                        Step.start(),
                        Step.open("a"),
                        Step.untilStarted("each[1]"),
                        Step.cancel(),
                        Step.await(),
                        Step.open("go"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(
                        ok("list", List.of("a", "go", "go")),
                        ok("each[0]"),
                        ok("each[1]").attempts(2),
                        ok("each[2]")))
                .build();
    }

    private static Scenario rerun() {
        return Scenario.named("rerun_from_a_task")
                .shows(
                        "A rerun runs a task and all after it again, also what succeeded; what was before and beside stays.")
                .proves("rerun")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {output: 1}}
                          b: {uses: probe, needs: a, with: {see: "${tasks.a.output}"}}
                          c: {uses: probe, needs: b}
                          beside: {uses: probe, needs: a}
                          end: {uses: probe, needs: [c, beside]}
                        """)
                .steps(Step.start(), Step.await(), Step.rerun("b"), Step.await())
                .expect(succeeded(
                        ok("a", 1),
                        ok("b").attempts(2),
                        ok("c").attempts(2),
                        ok("beside"),
                        ok("end").attempts(2)))
                .check(
                        Checks.numbered("b", "1.1", "2.1"),
                        Checks.numbered("end", "1.1", "2.1"),
                        Checks.sawJson("b", "1"))
                .build();
    }

    private static Scenario rerunFirst() {
        return Scenario.named("rerun_from_the_first_task")
                .shows("A rerun from the first task runs everything after it again, with its new output.")
                .proves("rerun")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {does: skip, until: mended, output: new}}
                          b: {uses: probe, needs: a, when: none_failed, with: {see: "${tasks.a.output}"}}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.rerun("a"), Step.await())
                .expect(succeeded(ok("a", "new").attempts(2), ok("b").attempts(2)))
                .check(Checks.saw("b", "new"))
                .build();
    }

    private static Scenario rerunLeaf() {
        return Scenario.named("rerun_of_a_failed_leaf")
                .shows("A rerun of the task that failed lets the run succeed.")
                .proves("rerun", "run-end-failed")
                .yaml("tasks: {a: {uses: probe}, b: {uses: probe, needs: a, with: {does: fatal, until: mended}}}")
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.rerun("b"), Step.await())
                .expect(succeeded(ok("a"), ok("b").attempts(2)))
                .build();
    }

    private static Scenario rerunOtherFailure() {
        return Scenario.named("rerun_leaves_other_failures")
                .shows("A rerun puts nothing else back: where another failure stays, the run fails again.")
                .proves("rerun", "run-end-failed")
                .yaml("""
                        tasks:
                          bad: {uses: probe, with: {does: fail, until: mended}}
                          unable: {uses: probe, needs: bad}
                          good: {uses: probe}
                          after: {uses: probe, needs: good}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.rerun("good"), Step.await())
                .expect(failed(
                        failed("bad"),
                        upstreamFailed("unable"),
                        ok("good").attempts(2),
                        ok("after").attempts(2)))
                .build();
    }

    private static Scenario rerunMap() {
        return Scenario.named("rerun_of_a_mapped_task")
                .shows("A rerun runs all instances again, however they ended.")
                .proves("rerun", "map-instances")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [succeed, skip, fail]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {does: "${item}", until: mended, output: "${item_index}"}}
                          gather: {uses: probe, needs: each, when: all_done, with: {see: "${tasks.each.output}"}}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.rerun("each"), Step.await())
                .expect(succeeded(
                        ok("list", List.of("succeed", "skip", "fail")),
                        ok("each[0]", 0).attempts(2),
                        ok("each[1]", 1).attempts(2),
                        ok("each[2]", 2).attempts(2),
                        ok("gather").attempts(2)))
                .check(Checks.sawJson("gather", "[0,1,2]"))
                .build();
    }

    private static Scenario rerunBranch() {
        return Scenario.named("rerun_of_a_branch")
                .shows("A rerun of a branching task undoes what its choice had decided.")
                .proves("rerun", "branch-no-choice")
                .yaml("""
                        tasks:
                          fork: {uses: probe, branch: [b, c], with: {does: skip, until: mended, branch: c}}
                          b: {uses: probe, needs: fork, when: none_failed}
                          c: {uses: probe, needs: fork}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.rerun("fork"), Step.await())
                .expect(succeeded(
                        ok("fork").attempts(2), skipped("b", Reason.BRANCH).attempts(1), ok("c")))
                .build();
    }

    private static Scenario rerunUnknown() {
        return Scenario.named("rerun_from_an_unknown_task")
                .shows(
                        "A rerun from a task that the run doesn't have is refused, with the one that was probably meant.")
                .proves("rerun")
                .yaml("tasks: {first: {uses: probe}}")
                .steps(Step.start(), Step.await(), Step.rerunRefused("frist", "frist", "first"))
                .expect(succeeded(ok("first")))
                .build();
    }

    private static Scenario rerunSelfSkipped() {
        return Scenario.named("rerun_of_what_skipped_itself")
                .shows("A rerun runs a task that skipped itself again.")
                .proves("rerun", "resume-self")
                .yaml("tasks: {a: {uses: probe, with: {does: skip, until: mended}}, b: {uses: probe, needs: a}}")
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.rerun("a"), Step.await())
                .expect(succeeded(ok("a").attempts(2), ok("b")))
                .build();
    }

    private static Scenario rerunTwice() {
        return Scenario.named("rerun_twice")
                .shows("Each rerun is a round of its own.")
                .proves("rerun", "attempts-count")
                .yaml(
                        "tasks: {a: {uses: probe}, b: {uses: probe, needs: a, retry: {max_attempts: 2, delay: 1ms}, with: {does: fail, times: 1}}}")
                .steps(Step.start(), Step.await(), Step.rerun("b"), Step.await(), Step.rerun("a"), Step.await())
                .expect(succeeded(ok("a").attempts(2), ok("b").attempts(6)))
                .check(
                        Checks.numbered("b", "1.1", "1.2", "2.1", "2.2", "3.1", "3.2"),
                        Checks.numbered("a", "1.1", "3.1"))
                .build();
    }

    private static Scenario changed() {
        return Scenario.named("resume_after_the_definition_changed")
                .shows("A run goes on with the definition that it started with.")
                .proves("round-definition")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {does: fail, until: mended, output: old}}
                          b: {uses: probe, needs: a, with: {see: "${tasks.a.output}"}}
                        """)
                .changed("new", """
                        tasks:
                          a: {uses: probe, with: {output: new}}
                          b: {uses: probe, needs: a, with: {does: fail}}
                          c: {uses: probe, needs: a}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resumeAs("new"), Step.await())
                .expect(succeeded(ok("a", "old").attempts(2), ok("b")))
                .check(Checks.saw("b", "old"))
                .build();
    }

    private static Scenario changedRetry() {
        return Scenario.named("new_run_after_the_definition_changed")
                .shows("A new run has the definition of its time, beside one that goes on with its own.")
                .proves("round-definition")
                .yaml("""
                        max_active_runs: 2
                        tasks: {a: {uses: probe, with: {gate: go, output: old}}}
                        """)
                .changed("new", """
                        max_active_runs: 2
                        tasks: {a: {uses: probe, with: {output: new}}}
                        """)
                .steps(
                        Step.start("one", StartRequest.PLAIN.key("one")),
                        Step.untilStarted("one:a"),
                        Step.startOf("new", "two", StartRequest.PLAIN.key("two")),
                        Step.await("two"),
                        Step.open("go"),
                        Step.await("one"))
                .expect("one", succeeded(ok("a", "old")))
                .expect("two", succeeded(ok("a", "new")))
                .build();
    }

    private static Scenario resumeTwice() {
        return Scenario.named("resume_after_a_rerun")
                .shows("A resume after a rerun that failed runs what that left undone.")
                .proves("resume", "rerun")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {does: succeed}}
                          b: {uses: probe, needs: a, with: {gate: first, does: fail, until: mended}}
                          c: {uses: probe, needs: b}
                        """)
                .steps(
                        Step.start(),
                        Step.open("first"),
                        Step.await(),
                        Step.rerun("a"),
                        Step.await(),
                        Step.open("mended"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(ok("a").attempts(2), ok("b").attempts(3), ok("c")))
                .check(Checks.numbered("b", "1.1", "2.1", "3.1"), Checks.numbered("c", "3.1"))
                .build();
    }
}
