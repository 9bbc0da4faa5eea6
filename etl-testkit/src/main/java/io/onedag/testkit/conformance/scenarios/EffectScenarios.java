package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;
import static io.onedag.testkit.conformance.scenarios.ShapeScenarios.probe;

import io.onedag.Effect;
import io.onedag.RunState;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.ExpectedRun;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Effects, and what becomes of a run whose process is lost. */
final class EffectScenarios {

    private EffectScenarios() {}

    static List<Scenario> all() {
        return List.of(
                onceFails(),
                onceTimesOut(),
                onceRetry(),
                transactional(),
                crash(),
                crashInTransaction(),
                crashAmongTransactions(),
                crashInRound());
    }

    private static Scenario onceFails() {
        return Scenario.named("once_fails")
                .shows("A task with effect once has one attempt, whatever the defaults say.")
                .proves("effect-once", "effect-once-unknown", "effect-once-retry")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          pay: {uses: probe, effect: once, with: {does: throw}}
                          after: {uses: probe, needs: pay}
                          refuses: {uses: probe, effect: once, with: {does: fatal}}
                          skips: {uses: probe, effect: once, with: {does: skip}}
                          pays: {uses: probe, effect: once, with: {output: 1}}
                        """)
                .expect(failed(
                        failed("pay"), upstreamFailed("after"), fatal("refuses"), skipped("skips"), ok("pays", 1)))
                .build();
    }

    private static Scenario onceTimesOut() {
        return Scenario.named("once_times_out")
                .shows("When a task with effect once times out, its outcome is unknown: it isn't tried again until a"
                        + " person asks for it.")
                .proves("effect-once", "effect-once-unknown", "timeout-attempt")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          pay: {uses: probe, effect: once, timeout: 1s, with: {gate: paid, output: 1}}
                          after: {uses: probe, needs: pay}
                        """)
                .steps(
                        Step.start(),
                        Step.await(),
                        Step.look(failed(failed("pay").because(Reason.OUTCOME_UNKNOWN), upstreamFailed("after"))),
                        Step.open("paid"),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(ok("pay", 1).attempts(2), ok("after")))
                .check(Checks.numbered("pay", "1.1", "2.1"))
                .build();
    }

    private static Scenario onceRetry() {
        return Scenario.named("once_with_retry_refused")
                .shows("A retry of its own is refused for a task with effect once.")
                .proves("effect-once-retry")
                .yaml("tasks: {pay: {uses: probe, effect: once, retry: {max_attempts: 2}}}\n")
                .isRefused("pay", "once", "retry");
    }

    private static Scenario transactional() {
        return Scenario.named("transactional_effects")
                .shows("A transactional effect is there when its attempt succeeded, and only then: not after a failure,"
                        + " a skip or an output that can't be kept.")
                .proves("effect-transactional")
                .yaml("""
                        tasks:
                          table: {uses: probe, with: {sql: ["create table kit_transactional (who varchar(20))"]}}
                          adds:
                            uses: probe
                            needs: table
                            effect: transactional
                            retry: {max_attempts: 3, delay: 1ms}
                            with:
                              does: throw
                              times: 2
                              sql: ["insert into kit_transactional values ('adds')", "select count(*) from kit_transactional"]
                          skips: {uses: probe, needs: adds, effect: transactional, with: {does: skip, sql: ["insert into kit_transactional values ('skips')"]}}
                          fails: {uses: probe, needs: adds, effect: transactional, allow_failure: true, with: {does: fatal, sql: ["insert into kit_transactional values ('fails')"]}}
                          answers: {uses: probe, needs: adds, effect: transactional, allow_failure: true, with: {does: answer_nan, sql: ["insert into kit_transactional values ('answers')"]}}
                          count: {uses: probe, needs: [skips, fails, answers], when: all_done, with: {sql: ["select count(*) from kit_transactional"]}}
                        """)
                .expect(succeeded(
                        ok("table"),
                        ok("adds", 1).attempts(3),
                        skipped("skips"),
                        fatal("fails").allowedToFail(),
                        fatal("answers").allowedToFail(),
                        ok("count", 1)))
                .build();
    }

    private static Scenario crash() {
        return Scenario.named("crash")
                .shows(
                        "After a crash, what succeeded doesn't run again and what was unfinished does; an effect that may"
                                + " happen once doesn't, nor does what was lost too often, until a person asks for them. A lost"
                                + " attempt counts, but not against max_attempts. What it started is ended.")
                .proves(
                        "crash",
                        "durable-first",
                        "state-lost",
                        "attempts-lost",
                        "attempts-dead-letter",
                        "effect-repeatable",
                        "effect-once",
                        "effect-once-unknown",
                        "lost-remains",
                        "resume-given-up",
                        "resume-unfinished",
                        "lease-run",
                        "lease-beat")
                .yaml("""
                        tasks:
                          done: {uses: probe, with: {output: [null, go, null]}}
                          works: {uses: probe, needs: done, retry: {max_attempts: 2, delay: 1ms}, with: {gate: go, does: fail, times: 2}}
                          each: {uses: probe, needs: done, for_each: "${tasks.done.output}", with: {gate: "${item}", output: "${item_index}"}}
                          pays: {uses: probe, needs: done, effect: once, with: {gate: go}}
                          letter: {uses: probe, needs: done, max_recoveries: 0, with: {gate: go}}
                          tree: {uses: probe, needs: done, with: {grandchild: true, until: go}}
                          waits: {uses: probe, needs: done, retry: {max_attempts: 2, delay: 5s}, with: {does: fail, until: go}}
                          gather: {uses: probe, needs: [each, works], with: {see: "${tasks.each.output}"}}
                          after: {uses: probe, needs: [pays, letter]}
                          clean_up: {uses: probe, needs: [pays, letter], when: all_done}
                        """)
                .steps(
                        Step.start(StartRequest.PLAIN.inProcessToKill()),
                        Step.untilStarted("works"),
                        Step.untilEnded("each[0]"),
                        Step.untilStarted("each[1]"),
                        Step.untilEnded("each[2]"),
                        Step.untilStarted("pays"),
                        Step.untilStarted("letter"),
                        Step.untilProcesses("tree"),
                        Step.untilState("each[0]", io.onedag.TaskState.SUCCEEDED),
                        Step.untilState("each[2]", io.onedag.TaskState.SUCCEEDED),
                        Step.untilState("waits", io.onedag.TaskState.RETRY_WAIT),
                        Step.kill(),
                        Step.open("go"),
                        Step.resume(),
                        Step.await(),
                        Step.look(failed(
                                ok("done", Arrays.asList(null, "go", null)),
                                ok("works").attempts(3),
                                ok("each[0]", 0),
                                ok("each[1]", 1).attempts(2),
                                ok("each[2]", 2),
                                failed("pays").because(Reason.OUTCOME_UNKNOWN),
                                failed("letter").because(Reason.RECOVERIES_EXHAUSTED),
                                ok("tree").attempts(2),
                                ok("waits").attempts(2),
                                ok("gather"),
                                upstreamFailed("after"),
                                ok("clean_up"))),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(
                        ok("done", Arrays.asList(null, "go", null)),
                        ok("works").attempts(3),
                        ok("each[0]", 0),
                        ok("each[1]", 1).attempts(2),
                        ok("each[2]", 2),
                        ok("pays").attempts(2),
                        ok("letter").attempts(2),
                        ok("tree").attempts(2),
                        ok("waits").attempts(2),
                        ok("gather"),
                        ok("after"),
                        ok("clean_up")))
                .check(
                        Checks.numbered("works", "1.1", "1.2", "1.3"),
                        Checks.numbered("pays", "1.1", "2.1"),
                        Checks.numbered("letter", "1.1", "2.1"),
                        Checks.numbered("waits", "1.1", "1.2"),
                        Checks.numbered("clean_up", "1.1"),
                        Checks.saw("gather", List.of(0, 1, 2)),
                        Checks.processesGone("tree"))
                .build();
    }

    private static Scenario crashInTransaction() {
        StartRequest key = StartRequest.PLAIN.key("once a day");
        return Scenario.named("crash_in_transaction")
                .shows("When the process is lost between a transactional effect and its commit, the effect is gone; the"
                        + " key started again goes on, and it has happened exactly once.")
                .proves("effect-transactional", "run-key-again", "attempts-lost", "durable-first")
                .yaml("""
                        tasks:
                          table: {uses: probe, with: {sql: ["create table kit_crash (who varchar(20))"]}}
                          before: {uses: probe, needs: table, effect: transactional, with: {sql: ["insert into kit_crash values ('before')"]}}
                          adds: {uses: probe, needs: before, effect: transactional, with: {first: halt, sql: ["insert into kit_crash values ('adds')"]}}
                          count: {uses: probe, needs: adds, with: {sql: ["select count(*) from kit_crash"]}}
                        """)
                .steps(
                        Step.start("first", key.inProcessToKill()),
                        Step.await("first"),
                        Step.startAgain("again", key),
                        Step.await("again"))
                .expect("again", succeeded(ok("table"), ok("before"), ok("adds").attempts(2), ok("count", 2)))
                .check(
                        Checks.numbered("table", "1.1"),
                        Checks.numbered("before", "1.1"),
                        Checks.numbered("adds", "1.1", "1.2"),
                        Checks.sameRun("first", "again"))
                .build();
    }

    private static Scenario crashAmongTransactions() {
        int count = 16;
        List<Integer> numbers = IntStream.range(0, count).boxed().toList();
        List<Step> steps = new ArrayList<>(List.of(Step.start(StartRequest.PLAIN.inProcessToKill())));
        numbers.forEach(i -> steps.add(Step.untilStarted("each[" + i + "]")));
        steps.addAll(List.of(Step.open("go"), Step.untilEnded("each[5]"), Step.kill(), Step.resume(), Step.await()));
        return Scenario.named("crash_among_transactions")
                .shows("Wherever among " + count
                        + " transactional effects and their outcomes the process is lost, each effect has"
                        + " happened exactly once when the run has ended.")
                .proves("effect-transactional", "crash", "durable-first")
                .pipeline(pipeline -> pipeline.task("table", probe(Map.of("sql", "create table kit_among (n integer)")))
                        .task("list", probe(Map.of("output", numbers)), t -> t.needs("table"))
                        .task(
                                "each",
                                probe(Map.of("gate", "go", "sql", "insert into kit_among values (${item})")),
                                t -> t.needs("list").forEach("list").effect(Effect.TRANSACTIONAL))
                        .task("count", probe(Map.of("sql", "select count(*) from kit_among")), t -> t.needs("each"))
                        .task(
                                "distinct",
                                probe(Map.of("sql", "select count(distinct n) from kit_among")),
                                t -> t.needs("each")))
                .steps(steps.toArray(Step[]::new))
                .expect(new ExpectedRun(
                        RunState.SUCCEEDED, List.of(ok("table"), ok("count", count), ok("distinct", count)), false))
                .build();
    }

    private static Scenario crashInRound() {
        return Scenario.named("crash_in_second_round")
                .shows("What a crash leaves unfinished in a later round goes on in that round.")
                .proves("resume-unfinished", "crash", "rounds")
                .yaml("""
                        tasks:
                          before: {uses: probe, with: {output: 1}}
                          a: {uses: probe, needs: before, with: {does: fail, until: mended, output: 2}}
                          b: {uses: probe, needs: a, max_recoveries: 1, with: {first: halt, output: "${attempt}"}}
                          c: {uses: probe, needs: b, with: {see: "${tasks.b.output}"}}
                        """)
                .steps(
                        Step.start(),
                        Step.await(),
                        Step.open("mended"),
                        Step.resumeInProcessToKill(),
                        Step.await(),
                        Step.resume(),
                        Step.await())
                .expect(succeeded(
                        ok("before", 1), ok("a", 2).attempts(2), ok("b", 2).attempts(2), ok("c")))
                .check(
                        Checks.numbered("before", "1.1"),
                        Checks.numbered("a", "1.1", "2.1"),
                        Checks.numbered("b", "2.1", "2.2"),
                        Checks.numbered("c", "2.1"),
                        Checks.saw("c", 2))
                .build();
    }
}
