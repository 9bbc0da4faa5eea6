package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;
import static io.onedag.testkit.conformance.scenarios.ShapeScenarios.probe;

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

/** Mapped tasks. */
final class MapScenarios {

    private MapScenarios() {}

    static List<Scenario> all(Pace pace) {
        return List.of(
                map(),
                empty(),
                one(),
                items(),
                path(),
                gather(),
                attempts(),
                tooLong(),
                defaultLimit(),
                noList(),
                noListAtPath(),
                waits(),
                follows(),
                failureOutweighs(),
                counts(),
                early(),
                over(),
                nested(),
                nestedNulls(),
                nestedFollows(),
                nestedEmpty(),
                wide(pace.width(120)),
                twice());
    }

    private static Scenario map() {
        return Scenario.named("map")
                .shows(
                        "One instance for each element, which run side by side; the results are gathered in index order, "
                                + "whichever instance ends first.")
                .proves("map-instances", "map-gather")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [2, 1, 0]}}
                          each:
                            uses: probe
                            needs: list
                            for_each: ${tasks.list.output}
                            with: {gate: "g${item}", see: ["${item}", "${item_index}"], output: "i${item_index}=${item}"}
                          gather: {uses: probe, needs: each, with: {see: "${tasks.each.output}"}}
                        """)
                .steps(
                        Step.start(),
                        Step.untilStarted("each[0]"),
                        Step.untilStarted("each[1]"),
                        Step.untilStarted("each[2]"),
                        Step.open("g0"),
                        Step.untilEnded("each[2]"),
                        Step.open("g1"),
                        Step.untilEnded("each[1]"),
                        Step.open("g2"),
                        Step.await())
                .expect(succeeded(
                        ok("list", List.of(2, 1, 0)),
                        ok("each[0]", "i0=2"),
                        ok("each[1]", "i1=1"),
                        ok("each[2]", "i2=0"),
                        ok("gather")))
                .check(
                        Checks.together(3, "each[0]", "each[1]", "each[2]"),
                        Checks.sawJson("each[1]", "[1,1]"),
                        Checks.sawJson("gather", "[\"i0=2\",\"i1=1\",\"i2=0\"]"))
                .build();
    }

    private static Scenario empty() {
        return Scenario.named("map_empty")
                .shows("An empty list gives one skipped row, and its successors' rules see a skip.")
                .proves("map-empty", "state-reason")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: []}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}"}
                          strict: {uses: probe, needs: each}
                          lenient: {uses: probe, needs: each, when: none_failed, with: {see: "${tasks.each.output}"}}
                          nothing: {uses: probe, needs: each, when: all_skipped}
                        """)
                .expect(succeeded(
                        ok("list", List.of()),
                        skipped("each", Reason.EMPTY_MAP),
                        skipped("strict", Reason.RULE),
                        ok("lenient"),
                        ok("nothing")))
                .check(Checks.sawJson("lenient", "[]"))
                .build();
    }

    private static Scenario one() {
        return Scenario.named("map_of_one")
                .shows("A list of one element gives one instance, and a list of one result.")
                .proves("map-instances", "map-gather")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [a]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {output: "${item}${item}"}}
                          gather: {uses: probe, needs: each, with: {see: "${tasks.each.output}"}}
                        """)
                .expect(succeeded(ok("list", List.of("a")), ok("each[0]", "aa"), ok("gather")))
                .check(Checks.sawJson("gather", "[\"aa\"]"))
                .build();
    }

    private static Scenario items() {
        return Scenario.named("map_items_of_every_type")
                .shows("An element is what it is: null, a list, an object, a number with its digits.")
                .proves("map-instances", "output-json")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [null, true, 12345678901234567890, 1.50, "", "é\\n", [1, [2]], {z: 1, a: {b: null}}]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {see: "${item}", output: "${item}"}}
                          gather: {uses: probe, needs: each, with: {see: "${tasks.each.output.7.a}"}}
                        """)
                .expect(succeeded(
                        ok("list").json(ITEMS),
                        ok("each[0]"),
                        ok("each[1]", true),
                        ok("each[2]").json("12345678901234567890"),
                        ok("each[3]").json("1.50"),
                        ok("each[4]", ""),
                        ok("each[5]", "é\n"),
                        ok("each[6]").json("[1,[2]]"),
                        ok("each[7]").json("{\"z\":1,\"a\":{\"b\":null}}"),
                        ok("gather")))
                .check(
                        Checks.sawJson("each[0]", "null"),
                        Checks.sawJson("each[7]", "{\"z\":1,\"a\":{\"b\":null}}"),
                        Checks.sawJson("gather", "{\"b\":null}"))
                .build();
    }

    private static final String ITEMS =
            "[null,true,12345678901234567890,1.50,\"\",\"é\\n\",[1,[2]],{\"z\":1,\"a\":{\"b\":null}}]";

    private static Scenario path() {
        return Scenario.named("map_over_a_part")
                .shows("A task may be mapped over a list within an output, and read a part of its element.")
                .proves("map-instances")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: {page: {rows: [{id: 7}, {id: 8}]}}}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output.page.rows}", with: {output: "${item.id}"}}
                        """)
                .expect(succeeded(
                        ok("list").json("{\"page\":{\"rows\":[{\"id\":7},{\"id\":8}]}}"),
                        ok("each[0]", 7),
                        ok("each[1]", 8)))
                .build();
    }

    private static Scenario gather() {
        return Scenario.named("map_gathers_in_index_order")
                .shows("The gathered list has one element for each instance, null for those that answered nothing, "
                        + "failed or were skipped.")
                .proves("map-gather", "output-null")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [succeed, fail, skip, fatal, succeed]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {does: "${item}", output: "o${item_index}"}}
                          pair: {uses: probe, with: {output: [null, x]}}
                          silent: {uses: probe, needs: pair, for_each: "${tasks.pair.output}", with: {output: "${item}"}}
                          gather:
                            uses: probe
                            needs: [each, silent]
                            when: all_done
                            with: {see: ["${tasks.each.output}", "${tasks.silent.output}", "${tasks.each.output.4}"]}
                        """)
                .expect(failed(
                        ok("list", List.of("succeed", "fail", "skip", "fatal", "succeed")),
                        ok("each[0]", "o0"),
                        failed("each[1]"),
                        skipped("each[2]"),
                        fatal("each[3]"),
                        ok("each[4]", "o4"),
                        ok("pair").json("[null,\"x\"]"),
                        ok("silent[0]"),
                        ok("silent[1]", "x"),
                        ok("gather")))
                .check(Checks.sawJson("gather", "[[\"o0\",null,null,null,\"o4\"],[null,\"x\"],\"o4\"]"))
                .build();
    }

    private static Scenario attempts() {
        return Scenario.named("map_instances_retry_by_themselves")
                .shows("Each instance has its own attempts and state.")
                .proves("map-instances", "attempts-count")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [0, 1, 2, 3]}}
                          each:
                            uses: probe
                            needs: list
                            for_each: ${tasks.list.output}
                            retry: {max_attempts: 3, delay: 10ms}
                            with: {does: fail, times: "${item}", output: "${attempt}"}
                        """)
                .expect(failed(
                        ok("list", List.of(0, 1, 2, 3)),
                        ok("each[0]", 1),
                        ok("each[1]", 2).attempts(2),
                        ok("each[2]", 3).attempts(3),
                        failed("each[3]").attempts(3)))
                .build();
    }

    private static Scenario tooLong() {
        return Scenario.named("map_over_its_limit")
                .shows("A producer whose list is longer than max_map_length fails for good in its own attempt; "
                        + "one at the limit is fine.")
                .proves("map-limit", "attempts-failures")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          long: {uses: probe, with: {output: [1, 2, 3]}}
                          each: {uses: probe, needs: long, for_each: "${tasks.long.output}", max_map_length: 2}
                          fits: {uses: probe, with: {output: [1, 2]}}
                          both: {uses: probe, needs: fits, for_each: "${tasks.fits.output}", max_map_length: 2}
                        """)
                .expect(failed(
                        fatal("long"), upstreamFailed("each"), ok("fits", List.of(1, 2)), ok("both[0]"), ok("both[1]")))
                .build();
    }

    private static Scenario defaultLimit() {
        List<Integer> list = IntStream.range(0, 1025).boxed().toList();
        return Scenario.named("map_over_the_default_limit")
                .shows("A list of 1,025 elements is too long, unless max_map_length raises the limit.")
                .proves("map-limit", "defaults")
                .pipeline(pipeline -> pipeline.task("list", probe(Map.of("output", list)))
                        .task("each", probe(Map.of()), t -> t.needs("list").forEach("list"))
                        .task("raised", probe(Map.of("output", list)))
                        .task(
                                "instead",
                                probe(Map.of()),
                                t -> t.needs("raised", "list").forEach("raised").maxMapLength(1025)))
                .expect(failed(fatal("list"), upstreamFailed("each"), ok("raised", list), upstreamFailed("instead")))
                .build();
    }

    private static Scenario noList() {
        return Scenario.named("map_over_no_list")
                .shows("A producer whose output is no list fails for good in its own attempt.")
                .proves("map-limit", "attempts-failures")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          object: {uses: probe, with: {output: {a: [1]}}}
                          each: {uses: probe, needs: object, for_each: "${tasks.object.output}"}
                          nothing: {uses: probe}
                          none: {uses: probe, needs: nothing, for_each: "${tasks.nothing.output}"}
                        """)
                .expect(failed(fatal("object"), upstreamFailed("each"), fatal("nothing"), upstreamFailed("none")))
                .build();
    }

    private static Scenario noListAtPath() {
        return Scenario.named("map_over_a_part_that_is_missing")
                .shows("A producer whose output has no list where its mapped successor looks fails for good.")
                .proves("map-limit")
                .yaml("""
                        tasks:
                          object: {uses: probe, with: {output: {a: [1]}}}
                          each: {uses: probe, needs: object, for_each: "${tasks.object.output.b}"}
                        """)
                .expect(failed(fatal("object"), upstreamFailed("each")))
                .build();
    }

    private static Scenario waits() {
        return Scenario.named("map_waits_for_its_producer")
                .shows("A mapped task waits for its producer to be over, also under a rule that starts early.")
                .proves("map-wait")
                .yaml("""
                        tasks:
                          quick: {uses: probe}
                          marker: {uses: probe, needs: [quick, list], when: one_success}
                          list: {uses: probe, with: {gate: go, output: [1]}}
                          one: {uses: probe, needs: [quick, list], when: one_success, for_each: "${tasks.list.output}"}
                          always: {uses: probe, needs: list, when: always, for_each: "${tasks.list.output}"}
                        """)
                .steps(
                        Step.start(),
                        Step.untilEnded("marker"),
                        Step.untilStarted("list"),
                        Step.open("go"),
                        Step.await())
                .expect(succeeded(ok("quick"), ok("marker"), ok("list", List.of(1)), ok("one[0]"), ok("always[0]")))
                .check(Checks.order("list", "one[0]"), Checks.order("list", "always[0]"))
                .build();
    }

    private static Scenario follows() {
        return Scenario.named("map_follows_its_producer")
                .shows("A mapped task follows a producer that was skipped, failed or could not run, whatever its rule.")
                .proves("map-follow")
                .yaml("""
                        tasks:
                          skipped: {uses: probe, with: {does: skip}}
                          failed: {uses: probe, with: {does: fail}}
                          unable: {uses: probe, needs: failed}
                          a: {uses: probe, needs: skipped, when: all_done, for_each: "${tasks.skipped.output}"}
                          b: {uses: probe, needs: skipped, when: always, for_each: "${tasks.skipped.output}"}
                          c: {uses: probe, needs: failed, when: all_done, for_each: "${tasks.failed.output}"}
                          d: {uses: probe, needs: failed, when: one_failed, for_each: "${tasks.failed.output}"}
                          e: {uses: probe, needs: unable, when: always, for_each: "${tasks.unable.output}"}
                        """)
                .expect(failed(
                        skipped("skipped"),
                        failed("failed"),
                        upstreamFailed("unable"),
                        skipped("a", Reason.RULE),
                        skipped("b", Reason.RULE),
                        upstreamFailed("c"),
                        upstreamFailed("d"),
                        upstreamFailed("e")))
                .build();
    }

    private static Scenario failureOutweighs() {
        return Scenario.named("map_failure_outweighs")
                .shows(
                        "Where the producer was skipped or gave an empty list, and another upstream's failure makes the rule "
                                + "say so, the mapped task could not run.")
                .proves("map-failure-outweighs")
                .yaml("""
                        tasks:
                          skipped: {uses: probe, with: {does: skip}}
                          empty: {uses: probe, with: {output: []}}
                          bad: {uses: probe, with: {does: fail}}
                          a: {uses: probe, needs: [skipped, bad], for_each: "${tasks.skipped.output}"}
                          b: {uses: probe, needs: [empty, bad], for_each: "${tasks.empty.output}"}
                          c: {uses: probe, needs: [empty, bad], when: all_done, for_each: "${tasks.empty.output}"}
                        """)
                .expect(failed(
                        skipped("skipped"),
                        ok("empty", List.of()),
                        failed("bad"),
                        upstreamFailed("a"),
                        upstreamFailed("b"),
                        skipped("c", Reason.EMPTY_MAP)))
                .build();
    }

    private static Scenario counts() {
        return Scenario.named("map_counts_each_instance")
                .shows("In its successors' rules a mapped task counts once for each instance.")
                .proves("map-counts")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [succeed, fail]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {does: "${item}"}}
                          all: {uses: probe, needs: each}
                          failed: {uses: probe, needs: each, when: one_failed}
                          some: {uses: probe, needs: each, when: one_success}
                          every: {uses: probe, needs: each, when: all_failed}
                          done: {uses: probe, needs: each, when: all_done}
                          skips: {uses: probe, with: {output: [succeed, skip]}}
                          partly: {uses: probe, needs: skips, for_each: "${tasks.skips.output}", with: {does: "${item}"}}
                          none: {uses: probe, needs: partly, when: none_skipped}
                          min: {uses: probe, needs: partly, when: none_failed_min_one_success}
                          strict: {uses: probe, needs: partly}
                        """)
                .expect(failed(
                        ok("list", List.of("succeed", "fail")),
                        ok("each[0]"),
                        failed("each[1]"),
                        upstreamFailed("all"),
                        ok("failed"),
                        ok("some"),
                        skipped("every", Reason.RULE),
                        ok("done"),
                        ok("skips", List.of("succeed", "skip")),
                        ok("partly[0]"),
                        skipped("partly[1]"),
                        skipped("none", Reason.RULE),
                        ok("min"),
                        skipped("strict", Reason.RULE)))
                .build();
    }

    private static Scenario early() {
        return Scenario.named("map_early_start")
                .shows("A successor that starts early starts with the first instance that meets its rule, "
                        + "and sees null for each instance that hasn't ended.")
                .proves("map-counts", "input-early", "rule-start-early")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [slow, quick, slow]}}
                          open: {uses: probe}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {gate: "${item}", output: "${item_index}"}}
                          early: {uses: probe, needs: each, when: one_success, with: {see: "${tasks.each.output}"}}
                        """)
                .steps(
                        Step.start(),
                        Step.untilStarted("each[0]"),
                        Step.untilStarted("each[2]"),
                        Step.open("quick"),
                        Step.untilEnded("early"),
                        Step.open("slow"),
                        Step.await())
                .expect(succeeded(
                        ok("list", List.of("slow", "quick", "slow")),
                        ok("open"),
                        ok("each[0]", 0),
                        ok("each[1]", 1),
                        ok("each[2]", 2),
                        ok("early")))
                .check(Checks.sawJson("early", "[null,1,null]"), Checks.startsBeforeEndOf("early", "each[0]"))
                .build();
    }

    private static Scenario over() {
        return Scenario.named("map_is_over_with_all_instances")
                .shows("A mapped task is over when all its instances are: one still running holds up what comes after.")
                .proves("map-over")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [quick, slow]}}
                          each: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {gate: "${item}"}}
                          after: {uses: probe, needs: each, when: all_done}
                        """)
                .steps(
                        Step.start(),
                        Step.open("quick"),
                        Step.untilEnded("each[0]"),
                        Step.untilStarted("each[1]"),
                        Step.open("slow"),
                        Step.await())
                .expect(succeeded(ok("list", List.of("quick", "slow")), ok("each[0]"), ok("each[1]"), ok("after")))
                .check(Checks.order("each[1]", "after"), Checks.order("each[0]", "after"))
                .build();
    }

    private static Scenario nested() {
        return Scenario.named("map_nested")
                .shows("Mapping over a mapped task gives one instance for each gathered element, not flattened.")
                .proves("map-nested")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [1, 2]}}
                          outer: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {output: ["${item}", "${item}"]}}
                          inner: {uses: probe, needs: outer, for_each: "${tasks.outer.output}", with: {see: "${item}", output: "n${item.0}"}}
                          gather: {uses: probe, needs: inner, with: {see: "${tasks.inner.output}"}}
                        """)
                .expect(succeeded(
                        ok("list", List.of(1, 2)),
                        ok("outer[0]", List.of(1, 1)),
                        ok("outer[1]", List.of(2, 2)),
                        ok("inner[0]", "n1"),
                        ok("inner[1]", "n2"),
                        ok("gather")))
                .check(Checks.sawJson("inner[1]", "[2,2]"), Checks.sawJson("gather", "[\"n1\",\"n2\"]"))
                .build();
    }

    private static Scenario nestedNulls() {
        return Scenario.named("map_nested_over_nulls")
                .shows("A gathered null is an element like any other: it has its instance.")
                .proves("map-nested", "map-nested-follow")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [succeed, skip, succeed, fail]}}
                          outer: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {does: "${item}", output: "${item_index}"}}
                          inner: {uses: probe, needs: outer, when: all_done, for_each: "${tasks.outer.output}", with: {see: "${item}"}}
                          strict: {uses: probe, needs: outer, for_each: "${tasks.outer.output}"}
                        """)
                .expect(failed(
                        ok("list", List.of("succeed", "skip", "succeed", "fail")),
                        ok("outer[0]", 0),
                        skipped("outer[1]"),
                        ok("outer[2]", 2),
                        failed("outer[3]"),
                        ok("inner[0]"),
                        ok("inner[1]"),
                        ok("inner[2]"),
                        ok("inner[3]"),
                        upstreamFailed("strict")))
                .check(
                        Checks.sawJson("inner[0]", "0"),
                        Checks.sawJson("inner[1]", "null"),
                        Checks.sawJson("inner[2]", "2"),
                        Checks.sawJson("inner[3]", "null"))
                .build();
    }

    private static Scenario nestedFollows() {
        return Scenario.named("map_nested_follows")
                .shows(
                        "A task mapped over instances of which none succeeded could not run when one failed, else it is skipped.")
                .proves("map-nested-follow")
                .yaml("""
                        tasks:
                          list1: {uses: probe, with: {output: [skip, fail]}}
                          outer1: {uses: probe, needs: list1, for_each: "${tasks.list1.output}", with: {does: "${item}"}}
                          inner1: {uses: probe, needs: outer1, when: all_done, for_each: "${tasks.outer1.output}"}
                          list2: {uses: probe, with: {output: [skip, skip]}}
                          outer2: {uses: probe, needs: list2, for_each: "${tasks.list2.output}", with: {does: "${item}"}}
                          inner2: {uses: probe, needs: outer2, when: always, for_each: "${tasks.outer2.output}"}
                        """)
                .expect(failed(
                        ok("list1", List.of("skip", "fail")),
                        skipped("outer1[0]"),
                        failed("outer1[1]"),
                        upstreamFailed("inner1"),
                        ok("list2", List.of("skip", "skip")),
                        skipped("outer2[0]"),
                        skipped("outer2[1]"),
                        skipped("inner2", Reason.RULE)))
                .build();
    }

    private static Scenario nestedEmpty() {
        return Scenario.named("map_nested_over_an_empty_map")
                .shows("A task mapped over a mapped task without instances is skipped with it.")
                .proves("map-nested-follow")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: []}}
                          outer: {uses: probe, needs: list, for_each: "${tasks.list.output}"}
                          inner: {uses: probe, needs: outer, when: all_done, for_each: "${tasks.outer.output}"}
                        """)
                .expect(succeeded(
                        ok("list", List.of()), skipped("outer", Reason.EMPTY_MAP), skipped("inner", Reason.RULE)))
                .build();
    }

    private static Scenario wide(int width) {
        List<Integer> list = IntStream.range(0, width).boxed().toList();
        List<ExpectedTask> tasks = new ArrayList<>();
        tasks.add(ok("list", list));
        list.forEach(i -> tasks.add(ok("each[" + i + "]", i)));
        tasks.add(ok("gather"));
        return Scenario.named("map_wide")
                .shows(width + " instances give " + width + " results in order.")
                .proves("map-instances", "map-gather", "plan-slices")
                .pipeline(pipeline -> pipeline.task("list", probe(Map.of("output", list)))
                        .task(
                                "each",
                                probe(Map.of("output", "${item}")),
                                t -> t.needs("list").forEach("list"))
                        .task("gather", probe(Map.of("see", "${tasks.each.output}")), t -> t.needs("each")))
                .expect(succeeded(tasks.toArray(ExpectedTask[]::new)))
                .check(Checks.saw("gather", list))
                .build();
    }

    private static Scenario twice() {
        return Scenario.named("map_two_tasks_over_one_list")
                .shows("Two tasks may be mapped over one list, and read each other's gathered results.")
                .proves("map-instances", "input-needs")
                .yaml("""
                        tasks:
                          list: {uses: probe, with: {output: [a, b]}}
                          one: {uses: probe, needs: list, for_each: "${tasks.list.output}", with: {output: "1${item}"}}
                          two: {uses: probe, needs: [list, one], for_each: "${tasks.list.output}", with: {see: "${tasks.one.output}", output: "2${item}"}}
                        """)
                .expect(succeeded(
                        ok("list", List.of("a", "b")),
                        ok("one[0]", "1a"),
                        ok("one[1]", "1b"),
                        ok("two[0]", "2a"),
                        ok("two[1]", "2b")))
                .check(Checks.sawJson("two[0]", "[\"1a\",\"1b\"]"), Checks.sawJson("two[1]", "[\"1a\",\"1b\"]"))
                .build();
    }
}
