package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;

import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.List;

/** Expressions, names and secrets. */
final class ExpressionScenarios {

    private ExpressionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                wholeAndWithin(),
                item(),
                run(),
                interval(),
                attempt(),
                environment(),
                missing(),
                malformed(),
                ofNeedsAlone(),
                names(),
                namesRefused(),
                secret(),
                secretInOddPlaces());
    }

    private static Scenario wholeAndWithin() {
        return Scenario.named("expression_whole_and_within_text")
                .shows("An expression that is the whole value keeps its type; within text it is written out.")
                .proves("expression-whole", "expression-within", "expression-literal")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {output: {n: 5, list: [1, two, null], none: null, text: "x y"}}}
                          whole:
                            uses: probe
                            needs: a
                            with: {see: ["${tasks.a.output.n}", "${tasks.a.output.list}", "${tasks.a.output.none}"]}
                          within:
                            uses: probe
                            needs: a
                            with:
                              see: "${tasks.a.output.n}|${tasks.a.output.list}|${tasks.a.output.none}|${tasks.a.output.text}|$${x}"
                          text:
                            uses: probe
                            needs: a
                            with: {digest: "${tasks.a.output.list}", message: "${tasks.a.output.n}", rows: "${tasks.a.output.n}"}
                        """)
                .expect(succeeded(
                        ok("a").json("{\"n\":5,\"list\":[1,\"two\",null],\"none\":null,\"text\":\"x y\"}"),
                        ok("whole"),
                        ok("within"),
                        ok("text")))
                .check(
                        Checks.sawJson("whole", "[5,[1,\"two\",null],null]"),
                        Checks.saw("within", "5|[1,\"two\",null]||x y|${x}"),
                        Checks.sawDigestOf("text", "[1,\"two\",null]"),
                        Checks.rows("text", 5))
                .build();
    }

    private static Scenario item() {
        return Scenario.named("expression_item")
                .shows(
                        "An instance sees its element, parts of it and its index; a part that one element lacks fails that"
                                + " instance for good.")
                .proves("expression-item", "input-path", "map-instances")
                .yaml("""
                        defaults: {retry: {max_attempts: 2, delay: 1ms}}
                        tasks:
                          list: {uses: probe, with: {output: [{id: 7, tags: [a]}, {id: null}, null, {}]}}
                          each:
                            uses: probe
                            needs: list
                            for_each: ${tasks.list.output}
                            with: {output: "${item.id}", see: ["${item}", "${item_index}", "#${item_index}"]}
                          body:
                            uses: probe
                            needs: list
                            for_each: ${tasks.list.output.0.tags}
                            with: {notes: [item, map_index, needs]}
                        """)
                .expect(failed(
                        ok("list").json("[{\"id\":7,\"tags\":[\"a\"]},{\"id\":null},null,{}]"),
                        ok("each[0]", 7),
                        ok("each[1]"),
                        fatal("each[2]"),
                        fatal("each[3]"),
                        ok("body[0]")))
                .check(
                        Checks.sawJson("each[0]", "[{\"id\":7,\"tags\":[\"a\"]},0,\"#0\"]"),
                        Checks.sawJson("each[1]", "[{\"id\":null},1,\"#1\"]"),
                        Checks.errorSays("each[2]", "${item.id}"),
                        Checks.sawJson("body[0]", "{\"item\":\"a\",\"map_index\":0,\"needs\":[\"list\"]}"))
                .build();
    }

    private static Scenario run() {
        return Scenario.named("expression_run")
                .shows("Expressions see the run's key, and the same id in every attempt.")
                .proves("expression-run", "run-key-unique")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {output: "${run.id}", see: "${run.key}"}}
                          b: {uses: probe, needs: a, with: {output: "${run.id}", see: "key ${run.key}!"}}
                        """)
                .steps(Step.start(StartRequest.PLAIN.key("a key's \"own\" {{ x }} é")), Step.await())
                .check(
                        Checks.saw("a", "a key's \"own\" {{ x }} é"),
                        Checks.saw("b", "key a key's \"own\" {{ x }} é!"),
                        Checks.key(Step.RUN, "a key's \"own\" {{ x }} é"),
                        Checks.sameOutputs("a", "b"))
                .build();
    }

    private static Scenario interval() {
        return Scenario.named("expression_interval")
                .shows(
                        "Expressions and bodies see the interval that a run covers, in UTC, and the key that comes of it;"
                                + " in a run that covers none such an expression fails for good.")
                .proves("expression-interval", "run-key-scheduled")
                .yaml("""
                        max_active_runs: 2
                        schedule: {cron: "0 1 * * *", timezone: Europe/Paris, start: 2026-03-01}
                        defaults: {retry: {max_attempts: 2, delay: 1ms}}
                        tasks:
                          whole: {uses: probe, with: {see: ["${run.interval_start}", "${run.interval_end}"]}}
                          within: {uses: probe, with: {see: "${run.interval_start}/${run.interval_end} ${run.key}"}}
                          body: {uses: probe, with: {notes: [interval]}}
                        """)
                .steps(
                        Step.start(
                                "covers", StartRequest.PLAIN.interval("2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z")),
                        Step.start("manual", StartRequest.PLAIN.key("manual")),
                        Step.await("covers"),
                        Step.await("manual"))
                .expect("covers", succeeded(ok("whole"), ok("within"), ok("body")))
                .expect("manual", failed(fatal("whole"), fatal("within"), ok("body")))
                .check(
                        Checks.sawJson(
                                "sched:2026-03-29T00:00:00Z:whole",
                                "[\"2026-03-28T00:00:00Z\",\"2026-03-29T00:00:00Z\"]"),
                        Checks.saw(
                                "sched:2026-03-29T00:00:00Z:within",
                                "2026-03-28T00:00:00Z/2026-03-29T00:00:00Z sched:2026-03-29T00:00:00Z"),
                        Checks.sawJson(
                                "sched:2026-03-29T00:00:00Z:body",
                                "{\"interval\":[\"2026-03-28T00:00:00Z\",\"2026-03-29T00:00:00Z\"]}"),
                        Checks.sawJson("manual:body", "{\"interval\":null}"))
                .build();
    }

    private static Scenario attempt() {
        return Scenario.named("expression_attempt")
                .shows("An attempt sees its number, from 1 in each round.")
                .proves("expression-attempt", "rounds")
                .yaml("""
                        tasks:
                          a:
                            uses: probe
                            retry: {max_attempts: 3, delay: 1ms}
                            with: {does: fail, times: 1, output: "${attempt}", see: "attempt ${attempt}", notes: [attempt, max_attempts]}
                          b: {uses: probe, needs: a, with: {output: "${attempt}"}}
                        """)
                .steps(Step.start(), Step.await(), Step.rerun("a"), Step.await())
                .expect(succeeded(ok("a", 2).attempts(4), ok("b", 1).attempts(2)))
                .check(
                        Checks.numbered("a", "1.1", "1.2", "2.1", "2.2"),
                        Checks.sawJson("a", "{\"attempt\":2,\"max_attempts\":3}"))
                .build();
    }

    private static Scenario environment() {
        return Scenario.named("expression_environment")
                .shows(
                        "Expressions see the environment of the process that runs the attempt; a variable that it doesn't"
                                + " have fails the attempt for good.")
                .proves("expression-env")
                .yaml("""
                        defaults: {retry: {max_attempts: 2, delay: 1ms}}
                        tasks:
                          a: {uses: probe, with: {see: "${env.ONEDAG_KIT_VALUE}", output: "<${env.ONEDAG_KIT_VALUE}>"}}
                          b: {uses: probe, with: {see: "${env.ONEDAG_KIT_NOTHING}"}}
                        """)
                .expect(failed(ok("a", "<" + Environments.VALUE + ">"), fatal("b")))
                .check(Checks.saw("a", Environments.VALUE), Checks.errorSays("b", "ONEDAG_KIT_NOTHING"))
                .build();
    }

    private static Scenario missing() {
        return Scenario.named("expression_leads_nowhere")
                .shows("A path that leads nowhere fails the attempt for good, before its body starts.")
                .proves("input-path", "attempts-failures", "attempts-fatal")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          a: {uses: probe, with: {output: {rows: [{id: 1}]}}}
                          ok: {uses: probe, needs: a, with: {see: "${tasks.a.output.rows.0.id}"}}
                          past_end: {uses: probe, needs: a, with: {see: "${tasks.a.output.rows.1.id}"}}
                          no_index: {uses: probe, needs: a, with: {see: "${tasks.a.output.rows.first}"}}
                          deep: {uses: probe, needs: a, with: {see: {a: ["x ${tasks.a.output.rows.0.name}"]}}}
                          after: {uses: probe, needs: deep}
                        """)
                .expect(failed(
                        ok("a").json("{\"rows\":[{\"id\":1}]}"),
                        ok("ok"),
                        fatal("past_end"),
                        fatal("no_index"),
                        fatal("deep"),
                        upstreamFailed("after")))
                .check(
                        Checks.saw("ok", 1),
                        Checks.ran(2),
                        Checks.errorSays("past_end", "${tasks.a.output.rows.1.id}", "\"1\"", "[{\"id\":1}]"),
                        Checks.errorSays("deep", "\"name\"", "{\"id\":1}"))
                .build();
    }

    private static Scenario malformed() {
        return Scenario.named("expression_malformed")
                .shows("What is no expression is refused in a definition, and so is one that its task can't have.")
                .proves("expression-definition")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {see: "${"}}
                          b: {uses: probe, with: {see: "${HOME}"}}
                          c: {uses: probe, with: {see: "${params.x | upper}"}}
                          d: {uses: probe, with: {see: "${item}"}}
                          e: {uses: probe, with: {see: "${run.date}"}}
                          f: {uses: probe, with: {see: "${tasks.a}"}}
                        """)
                .isRefused(
                        ":3:",
                        "${ without a }",
                        ":4:",
                        "$${",
                        ":5:",
                        ":6:",
                        "for_each",
                        ":7:",
                        "interval_start",
                        ":8:",
                        "${tasks.NAME.output}");
    }

    private static Scenario ofNeedsAlone() {
        return Scenario.named("expression_of_needs_alone")
                .shows("An expression names outputs of the task's own needs alone: a definition with another one is"
                        + " refused, it doesn't become a dependency.")
                .proves("input-needs")
                .yaml("""
                        tasks:
                          a: {uses: probe}
                          b: {uses: probe, needs: a}
                          c: {uses: probe, needs: b, with: {see: "${tasks.a.output}"}}
                          d: {uses: probe, needs: b, with: {see: "${tasks.bb.output}"}}
                        """)
                .isRefused(":5:", "${tasks.a.output}", "needs", ":6:", "did you mean \"b\"?");
    }

    private static Scenario names() {
        String longest = "n".repeat(200);
        return Scenario.named("Ünï_2-名前")
                .shows(
                        "Names have letters and digits of any script, _ and -. Those that differ little are different, and"
                                + " words of other languages are names.")
                .proves("names")
                .yaml("""
                        pools: {größe-1: 2}
                        params: {class: {type: string, default: "1"}, tâche-2: {type: string, default: "2"}}
                        tasks:
                          a-b: {uses: probe, with: {output: "${params.class}"}}
                          a_b: {uses: probe, needs: a-b, pool: größe-1, with: {output: "${params.tâche-2}"}}
                          A_B: {uses: probe, needs: [a-b, a_b], with: {see: ["${tasks.a-b.output}", "${tasks.a_b.output}"]}}
                          名前: {uses: probe, needs: A_B, with: {output: ü}}
                          import: {uses: probe, needs: 名前, with: {see: "${tasks.名前.output}"}}
                          def: {uses: probe, needs: import, for_each: "${tasks.import.output}"}
                          None: {uses: probe, needs: import}
                          __init__: {uses: probe, needs: import}
                          1st: {uses: probe, needs: import}
                          _: {uses: probe, needs: import}
                          "null": {uses: probe, needs: import}
                          "007": {uses: probe, needs: "null"}
                          LONGEST: {uses: probe, needs: import}
                        """.replace("LONGEST", longest)
                        .replace("see: \"${tasks.名前.output}\"", "see: \"${tasks.名前.output}\", output: [x]"))
                .expect(succeeded(
                        ok("a-b", "1"),
                        ok("a_b", "2"),
                        ok("A_B"),
                        ok("名前", "ü"),
                        ok("import", List.of("x")),
                        ok("def[0]"),
                        ok("None"),
                        ok("__init__"),
                        ok("1st"),
                        ok("_"),
                        ok("null"),
                        ok("007"),
                        ok(longest)))
                .check(Checks.saw("A_B", List.of("1", "2")), Checks.saw("import", "ü"), Checks.order("null", "007"))
                .build();
    }

    private static Scenario namesRefused() {
        return Scenario.named("names_refused")
                .shows("Other names are refused, all of them at once.")
                .proves("names")
                .yaml("""
                        tasks:
                          "a b": {uses: probe}
                          a.b: {uses: probe}
                          "": {uses: probe}
                          -a: {uses: probe}
                          "$(x)": {uses: probe}
                          "a/../b": {uses: probe}
                          "a'b": {uses: probe}
                          "a\\nb": {uses: probe}
                          "😀": {uses: probe}
                          LONG: {uses: probe}
                        """.replace("LONG", "n".repeat(201)))
                .isRefused(":3:", ":4:", ":5:", ":6:", ":7:", ":8:", ":9:", ":10:", ":11:", ":12:", "letters, digits");
    }

    private static Scenario secret() {
        String secret = Environments.SECRET;
        return Scenario.named("secret_shows_nowhere")
                .shows(
                        "A secret reaches the body as it is, and shows nowhere: not in records, outputs, logs or errors.")
                .proves("secret", "output-json", "expression-secret")
                .yaml("""
                        defaults: {retry: {max_attempts: 2, delay: 1ms}}
                        tasks:
                          uses: {uses: probe, with: {digest: "${secret.ONEDAG_KIT_SECRET}"}}
                          within: {uses: probe, with: {digest: "Bearer ${secret.ONEDAG_KIT_SECRET}!"}}
                          logs: {uses: probe, with: {log: "the secret is ${secret.ONEDAG_KIT_SECRET}", output: 1}}
                          answers: {uses: probe, with: {output: ["${secret.ONEDAG_KIT_SECRET}", {"a": "x${secret.ONEDAG_KIT_SECRET}y"}]}}
                          fails: {uses: probe, with: {does: fail, message: "no entry with ${secret.ONEDAG_KIT_SECRET}"}}
                          throws: {uses: probe, with: {does: throw, message: "no entry with ${secret.ONEDAG_KIT_SECRET}"}}
                          error: {uses: probe, with: {does: throw_error, message: "no entry with ${secret.ONEDAG_KIT_SECRET}"}}
                          skips: {uses: probe, with: {does: throw_skip, message: "no need for ${secret.ONEDAG_KIT_SECRET}"}}
                          setting: {uses: probe, with: {sleep: "${secret.ONEDAG_KIT_SECRET}"}}
                          chooses: {uses: probe, branch: [after], with: {branch: "${secret.ONEDAG_KIT_SECRET}"}}
                          after: {uses: probe, needs: chooses, when: all_done}
                          missing: {uses: probe, with: {see: "${secret.ONEDAG_KIT_NOTHING}"}}
                        """)
                .expect(failed(
                        ok("uses"),
                        ok("within"),
                        ok("logs", 1),
                        ok("answers").json("[\"***\",{\"a\":\"x***y\"}]"),
                        io.onedag.testkit.conformance.model.ExpectedTask.failed("fails")
                                .attempts(2),
                        io.onedag.testkit.conformance.model.ExpectedTask.failed("throws")
                                .attempts(2),
                        io.onedag.testkit.conformance.model.ExpectedTask.failed("error")
                                .attempts(2),
                        io.onedag.testkit.conformance.model.ExpectedTask.skipped("skips"),
                        fatal("setting"),
                        fatal("chooses"),
                        ok("after"),
                        fatal("missing")))
                .check(
                        Checks.sawDigestOf("uses", secret),
                        Checks.sawDigestOf("within", "Bearer " + secret + "!"),
                        Checks.nowhere(secret),
                        Checks.written("the secret is ***"),
                        Checks.errorSays("fails", "no entry with ***"),
                        Checks.errorSays("skips", "no need for ***"),
                        Checks.errorSays("missing", "ONEDAG_KIT_NOTHING"))
                .build();
    }

    private static Scenario secretInOddPlaces() {
        String secret = Environments.HOSTILE_SECRET;
        return Scenario.named("secret_with_quotes_shows_nowhere")
                .shows("Nor does one with quotes, backslashes and several lines, not even as JSON writes it.")
                .proves("secret", "expression-secret")
                .yaml("""
                        tasks:
                          uses: {uses: probe, with: {digest: "${secret.ONEDAG_KIT_HOSTILE_SECRET}"}}
                          key: {uses: probe, with: {output: "${secret.ONEDAG_KIT_HOSTILE_SECRET}"}}
                          setting: {uses: probe, with: {sleep: "${secret.ONEDAG_KIT_HOSTILE_SECRET}"}}
                          throws: {uses: probe, with: {does: throw, message: "<${secret.ONEDAG_KIT_HOSTILE_SECRET}>"}}
                          choice: {uses: probe, with: {does: "${secret.ONEDAG_KIT_HOSTILE_SECRET}"}}
                          logs: {uses: probe, with: {log: "${secret.ONEDAG_KIT_HOSTILE_SECRET}"}}
                        """)
                .expect(failed(
                        ok("uses"),
                        ok("key", "***"),
                        fatal("setting"),
                        io.onedag.testkit.conformance.model.ExpectedTask.failed("throws"),
                        fatal("choice"),
                        ok("logs")))
                .check(
                        Checks.sawDigestOf("uses", secret),
                        Checks.nowhere(secret),
                        Checks.nowhere(secret.lines().findFirst().orElseThrow()),
                        Checks.written("***"))
                .build();
    }
}
