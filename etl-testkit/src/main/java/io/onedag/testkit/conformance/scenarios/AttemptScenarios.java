package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;

import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import java.util.List;

/** Attempts, and the delays between them. */
final class AttemptScenarios {

    private AttemptScenarios() {}

    static List<Scenario> all(Pace pace) {
        return List.of(
                thenSuccess(),
                exhausted(),
                oneByDefault(),
                defaults(),
                fixed(),
                backoff(),
                shrinking(),
                cap(),
                jitter(),
                defaultDelay(),
                fatalResult(),
                fatalThrown(),
                fatalLater(),
                thrown(),
                nothing(),
                noPath(),
                noVariable(),
                number(),
                skipLater(),
                freesItsSlot(pace),
                others(),
                rows());
    }

    private static Scenario thenSuccess() {
        return Scenario.named("retry_then_success")
                .shows("A task that fails twice and has three attempts succeeds in the third; its successors run once.")
                .proves("attempts-count", "attempts-failures", "attempts-one-layer")
                .yaml("""
                        tasks:
                          flaky: {uses: probe, retry: {max_attempts: 3, delay: 10ms}, with: {does: fail, times: 2, output: done}}
                          after: {uses: probe, needs: flaky, with: {see: "${tasks.flaky.output}"}}
                        """)
                .expect(succeeded(ok("flaky", "done").attempts(3), ok("after")))
                .check(
                        Checks.numbered("flaky", "1.1", "1.2", "1.3"),
                        Checks.order("flaky", "after"),
                        Checks.saw("after", "done"))
                .build();
    }

    private static Scenario exhausted() {
        return Scenario.named("retries_exhausted")
                .shows("max_attempts counts all attempts, the first included; then the task has failed.")
                .proves("attempts-count", "state-reason")
                .yaml("""
                        tasks:
                          bad: {uses: probe, retry: {max_attempts: 3, delay: 10ms}, with: {does: fail, message: no luck}}
                          after: {uses: probe, needs: bad}
                        """)
                .expect(failed(failed("bad").attempts(3), upstreamFailed("after")))
                .check(Checks.numbered("bad", "1.1", "1.2", "1.3"), Checks.errorSays("bad", "no luck"))
                .build();
    }

    private static Scenario oneByDefault() {
        return Scenario.named("one_attempt_by_default")
                .shows("Without a retry policy there is one attempt.")
                .proves("defaults", "attempts-count")
                .yaml("""
                        tasks:
                          plain: {uses: probe, with: {does: fail}}
                          one: {uses: probe, retry: {max_attempts: 1, delay: 1ms}, with: {does: fail}}
                        """)
                .expect(failed(failed("plain"), failed("one")))
                .build();
    }

    private static Scenario defaults() {
        return Scenario.named("retry_of_the_pipeline")
                .shows("defaults.retry is for tasks without a retry of their own.")
                .proves("attempts-count")
                .yaml("""
                        defaults: {retry: {max_attempts: 2, delay: 1ms}}
                        tasks:
                          inherits: {uses: probe, with: {does: fail}}
                          own: {uses: probe, retry: {max_attempts: 3, delay: 1ms}, with: {does: fail}}
                          never: {uses: probe, retry: {max_attempts: 1}, with: {does: fail}}
                        """)
                .expect(failed(failed("inherits").attempts(2), failed("own").attempts(3), failed("never")))
                .build();
    }

    private static Scenario fixed() {
        return Scenario.named("delays_fixed")
                .shows("With backoff 1 all delays are the same.")
                .proves("attempts-delay")
                .yaml("""
                        tasks:
                          flaky: {uses: probe, retry: {max_attempts: 4, delay: 300ms, backoff: 1}, with: {does: fail, times: 3}}
                        """)
                .expect(succeeded(ok("flaky").attempts(4)))
                .check(Checks.delays("flaky", 300, 300, 300))
                .build();
    }

    private static Scenario backoff() {
        return Scenario.named("delays_grow")
                .shows("The delay before attempt n+1 is delay · backoff^(n-1).")
                .proves("attempts-delay")
                .yaml("""
                        tasks:
                          twice: {uses: probe, retry: {max_attempts: 4, delay: 150ms, backoff: 2}, with: {does: fail, times: 3}}
                          thrice: {uses: probe, retry: {max_attempts: 4, delay: 100ms, backoff: 3}, with: {does: fail, times: 3}}
                        """)
                .expect(succeeded(ok("twice").attempts(4), ok("thrice").attempts(4)))
                .check(Checks.delays("twice", 150, 300, 600), Checks.delays("thrice", 100, 300, 900))
                .build();
    }

    private static Scenario shrinking() {
        return Scenario.named("delays_shrink")
                .shows("A backoff below 1 makes the delays shrink.")
                .proves("attempts-delay")
                .yaml("""
                        tasks:
                          flaky: {uses: probe, retry: {max_attempts: 4, delay: 800ms, backoff: 0.5}, with: {does: fail, times: 3}}
                        """)
                .expect(succeeded(ok("flaky").attempts(4)))
                .check(Checks.delays("flaky", 800, 400, 200))
                .build();
    }

    private static Scenario cap() {
        return Scenario.named("delays_capped")
                .shows("No delay is longer than max_delay, also the first.")
                .proves("attempts-delay")
                .yaml("""
                        tasks:
                          later: {uses: probe, retry: {max_attempts: 4, delay: 100ms, backoff: 10, max_delay: 400ms}, with: {does: fail, times: 3}}
                          first: {uses: probe, retry: {max_attempts: 2, delay: 1h, max_delay: 200ms}, with: {does: fail, times: 1}}
                        """)
                .expect(succeeded(ok("later").attempts(4), ok("first").attempts(2)))
                .check(Checks.delays("later", 100, 400, 400), Checks.delays("first", 200))
                .build();
    }

    private static Scenario jitter() {
        return Scenario.named("delays_jittered")
                .shows("A jitter of 0.5 moves a delay by at most half of it, to either side.")
                .proves("attempts-delay")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [0, 1, 2, 3]}}
                          flaky:
                            uses: probe
                            needs: list
                            for_each: ${tasks.list.output}
                            retry: {max_attempts: 2, delay: 400ms, jitter: 0.5}
                            with: {does: fail, times: 1}
                        """)
                .expect(succeeded(
                        ok("list", List.of(0, 1, 2, 3)),
                        ok("flaky[0]").attempts(2),
                        ok("flaky[1]").attempts(2),
                        ok("flaky[2]").attempts(2),
                        ok("flaky[3]").attempts(2)))
                .check(
                        Checks.delayBetween("flaky[0]", 200, 600),
                        Checks.delayBetween("flaky[1]", 200, 600),
                        Checks.delayBetween("flaky[2]", 200, 600),
                        Checks.delayBetween("flaky[3]", 200, 600))
                .build();
    }

    private static Scenario defaultDelay() {
        return Scenario.named("delays_by_default")
                .shows("Unless said otherwise, the first delay is a second and the next one two.")
                .proves("defaults", "attempts-delay")
                .yaml("""
                        tasks:
                          flaky: {uses: probe, retry: {max_attempts: 3}, with: {does: fail, times: 2}}
                        """)
                .expect(succeeded(ok("flaky").attempts(3)))
                .check(Checks.delays("flaky", 1000, 2000))
                .build();
    }

    private static Scenario fatalResult() {
        return Scenario.named("fatal_stops_retry")
                .shows("A failure for good ends the task run, whatever attempts are left.")
                .proves("attempts-fatal", "state-reason")
                .yaml("""
                        tasks:
                          bad: {uses: probe, retry: {max_attempts: 5, delay: 1ms}, with: {does: fatal, message: bad credentials}}
                          after: {uses: probe, needs: bad}
                          alarm: {uses: probe, needs: bad, when: one_failed}
                        """)
                .expect(failed(fatal("bad"), upstreamFailed("after"), ok("alarm")))
                .check(Checks.errorSays("bad", "bad credentials"))
                .build();
    }

    private static Scenario fatalThrown() {
        return Scenario.named("fatal_exception")
                .shows("An exception that says it is fatal is.")
                .proves("attempts-failures", "attempts-fatal")
                .yaml("""
                        tasks:
                          bad: {uses: probe, retry: {max_attempts: 5, delay: 1ms}, with: {does: throw_fatal}}
                        """)
                .expect(failed(fatal("bad")))
                .build();
    }

    private static Scenario fatalLater() {
        return Scenario.named("fatal_in_a_later_attempt")
                .shows("A later attempt may fail for good: the attempts that are left are not made.")
                .proves("attempts-fatal")
                .yaml("""
                        tasks:
                          bad: {uses: probe, retry: {max_attempts: 5, delay: 1ms}, with: {does: fail, times: 1, bytes: 60000}}
                        """)
                .expect(failed(fatal("bad").attempts(2)))
                .build();
    }

    private static Scenario thrown() {
        return Scenario.named("exceptions_are_retryable")
                .shows("An exception is a retryable failure, and so is an error.")
                .proves("attempts-failures")
                .yaml("""
                        defaults: {retry: {max_attempts: 2, delay: 1ms}}
                        tasks:
                          exception: {uses: probe, with: {does: throw, message: disk full}}
                          error: {uses: probe, with: {does: throw_error}}
                        """)
                .expect(failed(failed("exception").attempts(2), failed("error").attempts(2)))
                .check(Checks.errorSays("exception", "disk full"))
                .build();
    }

    private static Scenario nothing() {
        return Scenario.named("a_body_that_returns_nothing")
                .shows("A body that returns null instead of a result fails for good.")
                .proves("attempts-failures")
                .yaml("""
                        tasks:
                          bad: {uses: probe, retry: {max_attempts: 3, delay: 1ms}, with: {does: answer_nothing}}
                        """)
                .expect(failed(fatal("bad")))
                .build();
    }

    private static Scenario noPath() {
        return Scenario.named("path_that_leads_nowhere")
                .shows(
                        "A path that leads nowhere is a fatal failure, and no body starts; a null at its end is a value.")
                .proves("input-path", "attempts-failures")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          a: {uses: probe, with: {output: {list: [1], nothing: null}}}
                          key: {uses: probe, needs: a, with: {see: "${tasks.a.output.missing}"}}
                          index: {uses: probe, needs: a, with: {see: "x ${tasks.a.output.list.1}"}}
                          beyond: {uses: probe, needs: a, with: {see: "${tasks.a.output.nothing.more}"}}
                          fine: {uses: probe, needs: a, with: {see: ["${tasks.a.output.nothing}", "<${tasks.a.output.nothing}>"]}}
                        """)
                .expect(failed(
                        ok("a").json("{\"list\":[1],\"nothing\":null}"),
                        fatal("key").bodies(0),
                        fatal("index").bodies(0),
                        fatal("beyond").bodies(0),
                        ok("fine")))
                .check(Checks.sawJson("fine", "[null,\"<>\"]"), Checks.errorSays("key", "missing"))
                .build();
    }

    private static Scenario noVariable() {
        return Scenario.named("variable_that_does_not_exist")
                .shows("An environment variable or a secret that doesn't exist fails the attempt for good.")
                .proves("attempts-failures")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          variable: {uses: probe, with: {see: "${env.ONEDAG_KIT_MISSING}"}}
                          secret: {uses: probe, with: {see: "${secret.ONEDAG_KIT_MISSING}"}}
                        """)
                .expect(failed(fatal("variable").bodies(0), fatal("secret").bodies(0)))
                .check(
                        Checks.errorSays("variable", "ONEDAG_KIT_MISSING"),
                        Checks.errorSays("secret", "ONEDAG_KIT_MISSING"))
                .build();
    }

    private static Scenario number() {
        return Scenario.named("attempts_know_their_number")
                .shows("An attempt sees its number.")
                .proves("attempts-count")
                .yaml("""
                        tasks:
                          flaky: {uses: probe, retry: {max_attempts: 3, delay: 1ms}, with: {does: fail, times: 2, see: "${attempt}", output: "attempt ${attempt}"}}
                        """)
                .expect(succeeded(ok("flaky", "attempt 3").attempts(3)))
                .check(Checks.saw("flaky", 3))
                .build();
    }

    private static Scenario skipLater() {
        return Scenario.named("no_retry_after_a_skip")
                .shows("A skip ends the task run: there is no retry.")
                .proves("skip-self")
                .yaml("""
                        tasks:
                          a: {uses: probe, retry: {max_attempts: 3, delay: 1ms}, with: {does: throw_skip, message: no file today}}
                        """)
                .expect(succeeded(skipped("a")))
                .check(Checks.errorSays("a", "no file today"))
                .build();
    }

    private static Scenario freesItsSlot(Pace pace) {
        return Scenario.named("waiting_for_a_retry_holds_no_slot")
                .shows("A task that waits for its retry leaves its slot to others.")
                .proves("attempts-one-layer", "limit-retry-wait")
                .yaml("""
                        max_parallel_tasks: 1
                        tasks:
                          flaky: {uses: probe, priority: 1, retry: {max_attempts: 2, delay: %s}, with: {does: fail, times: 1}}
                          other: {uses: probe}
                        """.formatted(pace.millis(1000)))
                .expect(succeeded(ok("flaky").attempts(2), ok("other")))
                .check(
                        Checks.startOrder("flaky", "other", "flaky"),
                        Checks.delays("flaky", 1000 + pace.latency().toMillis()))
                .build();
    }

    private static Scenario others() {
        return Scenario.named("a_retry_holds_up_what_comes_after")
                .shows("What comes after a task waits for its last attempt; what doesn't goes on.")
                .proves("rule-all_done", "durable-first")
                .yaml("""
                        tasks:
                          flaky: {uses: probe, retry: {max_attempts: 2, delay: 300ms}, with: {does: fail}}
                          done: {uses: probe, needs: flaky, when: all_done}
                          alarm: {uses: probe, needs: flaky, when: one_failed}
                          other: {uses: probe}
                          beside: {uses: probe, needs: other}
                        """)
                .expect(failed(failed("flaky").attempts(2), ok("done"), ok("alarm"), ok("other"), ok("beside")))
                .check(
                        Checks.order("flaky", "done"),
                        Checks.order("flaky", "alarm"),
                        Checks.startsBeforeEndOf("beside", "done"))
                .build();
    }

    private static Scenario rows() {
        return Scenario.named("rows_are_of_the_latest_attempt")
                .shows("A task run counts the rows of its latest attempt.")
                .proves("attempts-one-layer")
                .yaml("""
                        tasks:
                          load: {uses: probe, retry: {max_attempts: 2, delay: 1ms}, with: {does: fail, times: 1, rows: 7}}
                        """)
                .expect(succeeded(ok("load").attempts(2)))
                .check(Checks.rows("load", 7))
                .build();
    }
}
