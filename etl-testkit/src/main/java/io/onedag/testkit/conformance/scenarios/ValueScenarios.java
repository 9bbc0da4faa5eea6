package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;
import static io.onedag.testkit.conformance.scenarios.HostileTexts.literal;
import static io.onedag.testkit.conformance.scenarios.HostileTexts.literals;
import static io.onedag.testkit.conformance.scenarios.ShapeScenarios.probe;

import io.onedag.Param;
import io.onedag.json.Json;
import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Check;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.ExpectedTask;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import io.onedag.testkit.conformance.probe.Echo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values on their way through parameters, outputs, elements and processes: they arrive as they were, to the byte. */
final class ValueScenarios {

    private static final int KIB = 1024;
    private static final int LIMIT = 48 * KIB;

    private ValueScenarios() {}

    static List<Scenario> all(Pace pace) {
        return List.of(
                hostileOutput(),
                hostileParams(),
                hostileItems(pace.width(HostileTexts.ALL.size())),
                hostileToProcess(),
                hostileKeys(),
                nul(),
                large(),
                atLimit(),
                overLimit(),
                gatheredOverLimit(),
                numbers(),
                numberOutOfRange(),
                deep(),
                tooDeep(),
                order(),
                noJson(),
                dataset());
    }

    private static Scenario hostileOutput() {
        List<String> all = HostileTexts.ALL;
        String joined = String.join("|", all);
        return Scenario.named("value_hostile_output")
                .shows(
                        "Texts that look like code for a shell, a template or a database are data: an output arrives as it"
                                + " was, and no expression in it is read.")
                .proves("output-json", "expression-data", "expression-literal", "expression-whole", "expression-within")
                .pipeline(pipeline -> pipeline.task("a", probe(Map.of("output", literals(all))))
                        .task("joined", probe(Map.of("output", literal(joined))))
                        .task(
                                "b",
                                probe(Map.of("output", "${tasks.a.output}", "see", "${tasks.a.output}")),
                                t -> t.needs("a"))
                        .task(
                                "within",
                                probe(Map.of("see", "<${tasks.joined.output}>", "output", "<${tasks.joined.output}>")),
                                t -> t.needs("joined"))
                        .task("reads", probe(Map.of("reads", "joined")), t -> t.needs("joined")))
                .expect(succeeded(
                        ok("a", all),
                        ok("joined", joined),
                        ok("b", all),
                        ok("within", "<" + joined + ">"),
                        ok("reads", joined)))
                .check(Checks.saw("b", all), Checks.saw("within", "<" + joined + ">"))
                .build();
    }

    private static Scenario hostileParams() {
        List<String> all = HostileTexts.ALL;
        String joined = String.join("|", all);
        return Scenario.named("value_hostile_params")
                .shows("So do parameters, given or by default.")
                .proves("param-seen", "expression-data")
                .pipeline(pipeline -> pipeline.param("list", Param.list())
                        .param("text", Param.string())
                        .param("default", Param.string().withDefault(joined))
                        .task("body", probe(Map.of("notes", "params", "output", "${params.list}")))
                        .task("whole", probe(Map.of("see", "${params.text}", "output", "${params.default}")))
                        .task("within", probe(Map.of("output", "${params.text}${params.text}"))))
                .steps(Step.start(StartRequest.PLAIN.with(Map.of("list", all, "text", joined))), Step.await())
                .expect(succeeded(ok("body", all), ok("whole", joined), ok("within", joined + joined)))
                .check(
                        Checks.saw("body", Map.of("params", map("list", all, "text", joined, "default", joined))),
                        Checks.saw("whole", joined),
                        Checks.params(Json.write(map("list", all, "text", joined, "default", joined))))
                .build();
    }

    private static Scenario hostileItems(int width) {
        List<String> all = HostileTexts.joinedTo(width);
        List<ExpectedTask> tasks = new ArrayList<>();
        List<Check> checks = new ArrayList<>();
        tasks.add(ok("list", all));
        for (int i = 0; i < all.size(); i++) {
            tasks.add(ok("each[" + i + "]", all.get(i)));
            checks.add(Checks.saw("each[" + i + "]", i + "<" + all.get(i) + ">"));
        }
        tasks.add(ok("gather", all));
        return Scenario.named("value_hostile_items")
                .shows("So do elements that a task is mapped over.")
                .proves("map-instances", "map-gather", "expression-data", "expression-item")
                .pipeline(pipeline -> pipeline.task("list", probe(Map.of("output", literals(all))))
                        .task(
                                "each",
                                probe(Map.of("output", "${item}", "see", "${item_index}<${item}>")),
                                t -> t.needs("list").forEach("list"))
                        .task("gather", probe(Map.of("output", "${tasks.each.output}")), t -> t.needs("each")))
                .expect(succeeded(tasks.toArray(ExpectedTask[]::new)))
                .check(checks.toArray(Check[]::new))
                .build();
    }

    private static Scenario hostileToProcess() {
        List<String> passable = HostileTexts.ALL.stream().filter(Echo::canPass).toList();
        var got = map("arguments", passable, "environment", passable, "file", passable);
        return Scenario.named("value_hostile_to_process")
                .shows("So do arguments, variables and files of a process that an attempt runs.")
                .proves("expression-text", "expression-data")
                .pipeline(pipeline -> pipeline.task("list", probe(Map.of("output", literals(passable))))
                        .task("run", probe(Map.of("passes", "${tasks.list.output}")), t -> t.needs("list"))
                        .task("literal", probe(Map.of("passes", literals(passable)))))
                .expect(succeeded(ok("list", passable), ok("run"), ok("literal")))
                .check(Checks.saw("run", got), Checks.saw("literal", got))
                .build();
    }

    private static Scenario hostileKeys() {
        var object = new LinkedHashMap<String, Object>();
        HostileTexts.ALL.forEach(text -> object.put(text, object.size()));
        return Scenario.named("value_hostile_keys")
                .shows("Keys of objects arrive as they were, in their order; no expression in a key is read.")
                .proves("output-json", "expression-data")
                .pipeline(pipeline -> pipeline.task("a", probe(Map.of("output", object)))
                        .task(
                                "b",
                                probe(Map.of(
                                        "output",
                                        "${tasks.a.output}",
                                        "see",
                                        List.of("${tasks.a.output.007}", "${tasks.a.output.--help}"))),
                                t -> t.needs("a")))
                .expect(succeeded(ok("a", object), ok("b", object)))
                .check(Checks.saw("b", List.of(object.get("007"), object.get("--help"))))
                .build();
    }

    private static Scenario nul() {
        String text = "a\0b\u0001";
        return Scenario.named("value_nul")
                .shows("A NUL is a character like others in an output.")
                .proves("output-json")
                .pipeline(pipeline -> pipeline.param("text", Param.string())
                        .task("a", probe(Map.of("output", text)))
                        .task(
                                "b",
                                probe(Map.of("output", "${tasks.a.output}", "see", "${params.text}")),
                                t -> t.needs("a")))
                .steps(Step.start(StartRequest.PLAIN.with(Map.of("text", text))), Step.await())
                .expect(succeeded(ok("a", text), ok("b", text)))
                .check(Checks.saw("b", text))
                .build();
    }

    private static Scenario large() {
        String text = "0123456789abcde€".repeat(40 * KIB / 18) + "'\"$(x)\n";
        var got = map("arguments", List.of(text), "environment", List.of(text), "file", List.of(text));
        return Scenario.named("value_of_40_kib")
                .shows("A text of 40 KiB travels as a parameter, an output, an element, and to a process.")
                .proves("output-limit", "param-seen")
                .pipeline(pipeline -> pipeline.param("text", Param.string())
                        .task("a", probe(Map.of("output", "${params.text}", "digest", "${params.text}")))
                        .task("b", probe(Map.of("digest", "${tasks.a.output}")), t -> t.needs("a"))
                        .task("list", probe(Map.of("output", List.of("${params.text}"))))
                        .task(
                                "each",
                                probe(Map.of("output", "${item}", "digest", "${item}")),
                                t -> t.needs("list").forEach("list"))
                        .task("process", probe(Map.of("passes", List.of("${tasks.a.output}"))), t -> t.needs("a")))
                .steps(Step.start(StartRequest.PLAIN.with(Map.of("text", text))), Step.await())
                .expect(succeeded(
                        ok("a", text), ok("b"), ok("list", List.of(text)), ok("each[0]", text), ok("process")))
                .check(
                        Checks.sawDigestOf("a", text),
                        Checks.sawDigestOf("b", text),
                        Checks.sawDigestOf("each[0]", text),
                        Checks.saw("process", got))
                .build();
    }

    private static Scenario atLimit() {
        String wide = "é".repeat((LIMIT - 2) / 2);
        String escaped = "\"".repeat((LIMIT - 2) / 2);
        return Scenario.named("output_at_limit")
                .shows("An output of 49,152 bytes as JSON is kept, and read.")
                .proves("output-limit")
                .pipeline(pipeline -> pipeline.task("a", probe(Map.of("bytes", LIMIT)))
                        .task("b", probe(Map.of("digest", "${tasks.a.output}")), t -> t.needs("a"))
                        .task("wide", probe(Map.of("output", wide)))
                        .task("escaped", probe(Map.of("output", escaped)))
                        .task(
                                "c",
                                probe(Map.of("digest", "${tasks.wide.output}${tasks.escaped.output}")),
                                t -> t.needs("wide", "escaped")))
                .expect(succeeded(
                        ok("a", "x".repeat(LIMIT - 2)), ok("b"), ok("wide", wide), ok("escaped", escaped), ok("c")))
                .check(Checks.sawDigestOf("b", "x".repeat(LIMIT - 2)), Checks.sawDigestOf("c", wide + escaped))
                .build();
    }

    private static Scenario overLimit() {
        return Scenario.named("output_over_limit")
                .shows("An output of one byte more fails the attempt for good; the error says how large it is, and the"
                        + " way out.")
                .proves("output-limit", "output-null", "attempts-failures")
                .pipeline(pipeline -> pipeline.task("a", probe(Map.of("bytes", LIMIT + 1)), t -> t.retry(retries()))
                        .task(
                                "wide",
                                probe(Map.of("output", "é".repeat((LIMIT - 2) / 2) + "x")),
                                t -> t.retry(retries()))
                        .task("list", probe(Map.of("output", List.of(1, 2))))
                        .task(
                                "each",
                                probe(Map.of("bytes", "${item}".repeat(5))),
                                t -> t.needs("list").forEach("list").retry(retries()))
                        .task("after", probe(Map.of()), t -> t.needs("a")))
                .expect(failed(
                        fatal("a"),
                        fatal("wide"),
                        ok("list", List.of(1, 2)),
                        ok("each[0]", "x".repeat(11_109)),
                        ok("each[1]", "x".repeat(22_220)),
                        upstreamFailed("after")))
                .check(
                        Checks.errorSays("a", "49153 bytes", "49152", "dataset"),
                        Checks.errorSays("wide", "49153 bytes"),
                        Checks.ended("a", "success"))
                .build();
    }

    private static Scenario gatheredOverLimit() {
        String one = "x".repeat(40 * KIB);
        return Scenario.named("output_gathered_over_limit")
                .shows("The limit holds for each instance's output: a gathered list may be larger.")
                .proves("output-limit", "map-gather")
                .pipeline(pipeline -> pipeline.task("list", probe(Map.of("output", List.of(0, 1, 2))))
                        .task(
                                "each",
                                probe(Map.of("bytes", one.length() + 2)),
                                t -> t.needs("list").forEach("list"))
                        .task(
                                "gather",
                                probe(Map.of("digest", "${tasks.each.output}", "output", "${tasks.list.output}")),
                                t -> t.needs("each", "list")))
                .expect(succeeded(
                        ok("list", List.of(0, 1, 2)),
                        ok("each[0]", one),
                        ok("each[1]", one),
                        ok("each[2]", one),
                        ok("gather", List.of(0, 1, 2))))
                .check(Checks.sawDigestOf("gather", Json.write(List.of(one, one, one))))
                .build();
    }

    private static Scenario numbers() {
        String numbers = "[0,-1,9223372036854775807,9223372036854775808,-9223372036854775809,"
                + "123456789012345678901234567890,1.10,0.1,100.000,-0.5,1E+3,1E-7,1.7E+308,2.2250738585072014E-308]";
        return Scenario.named("value_numbers")
                .shows("Numbers keep their value and their digits, whatever their size.")
                .proves("output-json", "expression-within")
                .yaml("""
                        tasks:
                          a:
                            uses: probe
                            with:
                              output: [0, -1, 9223372036854775807, 9223372036854775808, -9223372036854775809,
                                       123456789012345678901234567890, 1.10, 0.1, 100.000, -0.5, 1e3, 1e-7, 1.7e308,
                                       2.2250738585072014e-308]
                          b: {uses: probe, needs: a, with: {see: "${tasks.a.output}", output: "${tasks.a.output}"}}
                          c:
                            uses: probe
                            needs: a
                            with: {see: "${tasks.a.output.3} ${tasks.a.output.6}", output: "${tasks.a.output.3}"}
                          zero: {uses: probe, with: {see: -0.0, output: -0.0}}
                        """)
                .expect(succeeded(
                        ok("a").json(numbers),
                        ok("b").json(numbers),
                        ok("c").json("9223372036854775808"),
                        ok("zero").json("0.0")))
                .check(
                        Checks.sawJson("b", numbers),
                        Checks.saw("c", "9223372036854775808 1.10"),
                        Checks.sawJson("zero", "0.0"))
                .build();
    }

    private static Scenario numberOutOfRange() {
        return Scenario.named("value_number_out_of_range")
                .shows("A number beyond the range of a double is refused in a definition.")
                .proves("output-json")
                .yaml("tasks: {a: {uses: probe, with: {output: 1e400}}}\n")
                .isRefused("1e400");
    }

    private static Scenario deep() {
        Object nested = nested("x", 400);
        return Scenario.named("value_nested_deep")
                .shows("A value nested 400 deep arrives as it was.")
                .proves("output-json")
                .pipeline(pipeline -> pipeline.param("deep", Param.list())
                        .task("a", probe(Map.of("output", "${params.deep}")))
                        .task(
                                "b",
                                probe(Map.of("see", "${tasks.a.output}", "output", "${tasks.a.output}")),
                                t -> t.needs("a")))
                .steps(Step.start(StartRequest.PLAIN.with(Map.of("deep", nested))), Step.await())
                .expect(succeeded(ok("a", nested), ok("b", nested)))
                .check(Checks.saw("b", nested))
                .build();
    }

    private static Scenario tooDeep() {
        return Scenario.named("output_nested_too_deep")
                .shows("An output nested more than 500 deep fails the attempt for good.")
                .proves("output-json", "attempts-failures")
                .pipeline(pipeline -> pipeline.task("a", probe(Map.of("output", nested("x", 300))))
                        .task(
                                "b",
                                probe(Map.of("output", nested("${tasks.a.output}", 300))),
                                t -> t.needs("a").retry(retries())))
                .expect(failed(ok("a", nested("x", 300)), fatal("b")))
                .check(Checks.errorSays("b", "500"))
                .build();
    }

    private static Object nested(Object core, int levels) {
        Object value = core;
        for (int i = 0; i < levels; i++) {
            value = List.of(value);
        }
        return value;
    }

    private static Scenario order() {
        return Scenario.named("value_order_and_null")
                .shows("Keys keep their order. A null is a value, and another thing than a key that isn't there.")
                .proves("output-json", "input-path", "output-null")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          a: {uses: probe, with: {output: {z: 1, a: null, m: {"2": x, "10": y, "1": z}, "": {}}}}
                          b:
                            uses: probe
                            needs: a
                            with: {see: "${tasks.a.output}", output: ["${tasks.a.output.a}", "<${tasks.a.output.a}>"]}
                          absent: {uses: probe, needs: a, with: {see: "${tasks.a.output.b}"}}
                          into_null: {uses: probe, needs: a, with: {see: "${tasks.a.output.a.b}"}}
                          nothing: {uses: probe}
                          of_nothing: {uses: probe, needs: nothing, with: {see: ["${tasks.nothing.output}"]}}
                        """)
                .expect(failed(
                        ok("a").json("{\"z\":1,\"a\":null,\"m\":{\"2\":\"x\",\"10\":\"y\",\"1\":\"z\"},\"\":{}}"),
                        ok("b").json("[null,\"<>\"]"),
                        fatal("absent"),
                        fatal("into_null"),
                        ok("nothing"),
                        ok("of_nothing")))
                .check(
                        Checks.sawJson(
                                "b", "{\"z\":1,\"a\":null,\"m\":{\"2\":\"x\",\"10\":\"y\",\"1\":\"z\"},\"\":{}}"),
                        Checks.errorSays("absent", "${tasks.a.output.b}", "leads nowhere"),
                        Checks.sawJson("of_nothing", "[null]"))
                .build();
    }

    private static Scenario noJson() {
        return Scenario.named("output_no_json")
                .shows(
                        "An output that is no JSON fails the attempt for good: NaN, half a character, a Java object, or no"
                                + " answer at all.")
                .proves("output-json", "attempts-failures")
                .yaml("""
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          nan: {uses: probe, with: {does: answer_nan}}
                          half: {uses: probe, with: {does: answer_surrogate}}
                          object: {uses: probe, with: {does: answer_object}}
                          nothing: {uses: probe, with: {does: answer_nothing}}
                          after: {uses: probe, needs: [nan, half], when: all_failed}
                        """)
                .expect(failed(fatal("nan"), fatal("half"), fatal("object"), fatal("nothing"), ok("after")))
                .check(
                        Checks.errorSays("nan", "NaN"),
                        Checks.errorSays("half", "surrogate"),
                        Checks.errorSays("object", "java.lang.Object"),
                        Checks.errorSays("nothing", "TaskResult"))
                .build();
    }

    private static Scenario dataset() {
        return Scenario.named("dataset_between_tasks")
                .shows("Rows travel at rest: a task answers with a reference, and another one reads them. Each attempt"
                        + " and each instance has a file of its own.")
                .proves("output-dataset")
                .yaml("""
                        tasks:
                          write:
                            uses: probe
                            retry: {max_attempts: 2, delay: 1ms}
                            with: {does: throw, times: 1, writes: [a, "é,\\"b\\"", "", "${attempt}"]}
                          read: {uses: probe, needs: write, with: {dataset: write}}
                          list: {uses: probe, with: {output: [p, q]}}
                          each:
                            uses: probe
                            needs: list
                            for_each: ${tasks.list.output}
                            with: {writes: ["${item}"], rows: 1}
                          rows: {uses: probe, needs: each, with: {see: "${tasks.each.output.1.rows}"}}
                        """)
                .expect(new io.onedag.testkit.conformance.model.ExpectedRun(
                        io.onedag.RunState.SUCCEEDED,
                        List.of(ok("list", List.of("p", "q")), ok("read"), ok("rows")),
                        false))
                .check(
                        Checks.saw("read", List.of(4, List.of("line"), List.of("a", "é,\"b\"", "", "2"))),
                        Checks.saw("rows", 1),
                        Checks.numbered("write", "1.1", "1.2"),
                        Checks.otherOutputs("each[0]", "each[1]"))
                .build();
    }

    private static io.onedag.RetryPolicy retries() {
        return io.onedag.RetryPolicy.fixed(3, java.time.Duration.ofMillis(1));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
