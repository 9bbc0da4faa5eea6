package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;

import io.onedag.run.RunParams.Text;
import io.onedag.testkit.conformance.StartRequest;
import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters. */
final class ParamScenarios {

    /** One of each type, with a default. */
    private static final String TYPES = """
            params:
              text: {type: string, default: "héllo ${x}"}
              whole: {type: integer, default: 9223372036854775808}
              number: {type: number, default: 1.10}
              flag: {type: boolean, default: false}
              day: {type: date, default: 2026-01-31}
              moment: {type: datetime, default: 2026-01-31T08:00:00Z}
              list: {type: list, default: [3, null, {b: 1, a: [2]}]}
              object: {type: object, default: {z: 1, a: {list: [x, y]}, empty: {}}}
              bare: string
            """;

    /** What a run makes of them: noted by a body, and by expressions as whole values and within text. */
    private static final String TASKS = """
            tasks:
              body: {uses: probe, with: {notes: params, output: "${params.whole}"}}
              whole:
                uses: probe
                with:
                  see: ["${params.text}", "${params.whole}", "${params.number}", "${params.flag}", "${params.day}",
                        "${params.moment}", "${params.list}", "${params.object}", "${params.bare}"]
              within:
                uses: probe
                with:
                  see: "${params.text}|${params.whole}|${params.number}|${params.flag}|${params.day}|${params.moment}\\
                        |${params.list}|${params.object}|${params.bare}|"
              part: {uses: probe, with: {see: ["${params.object.a.list.1}", "${params.list.2.a}", "${params.list.1}"]}}
            """;

    private ParamScenarios() {}

    static List<Scenario> all() {
        return List.of(
                defaults(),
                given(),
                givenAsText(),
                nulls(),
                anEnum(),
                refusedValues(),
                refusedTogether(),
                partMissing(),
                ofOneRun(),
                wrongDefinition(),
                unknownInExpression());
    }

    private static Scenario defaults() {
        String params = "{\"text\":\"héllo ${x}\",\"whole\":9223372036854775808,\"number\":1.10,\"flag\":false,"
                + "\"day\":\"2026-01-31\",\"moment\":\"2026-01-31T08:00:00Z\",\"list\":[3,null,{\"b\":1,\"a\":[2]}],"
                + "\"object\":{\"z\":1,\"a\":{\"list\":[\"x\",\"y\"]},\"empty\":{}},\"bare\":null}";
        return Scenario.named("param_defaults")
                .shows("A run that sets nothing has the default of each parameter, to the character, and null for one"
                        + " without a default.")
                .proves("param-default", "param-types", "param-seen", "expression-whole", "expression-within")
                .yaml(TYPES + TASKS)
                .expect(succeeded(ok("body").json("9223372036854775808"), ok("whole"), ok("within"), ok("part")))
                .check(
                        Checks.params(params),
                        Checks.sawJson("body", "{\"params\":" + params + "}"),
                        Checks.sawJson(
                                "whole",
                                "[\"héllo ${x}\",9223372036854775808,1.10,false,\"2026-01-31\",\"2026-01-31T08:00:00Z\","
                                        + "[3,null,{\"b\":1,\"a\":[2]}],"
                                        + "{\"z\":1,\"a\":{\"list\":[\"x\",\"y\"]},\"empty\":{}},null]"),
                        Checks.saw(
                                "within",
                                "héllo ${x}|9223372036854775808|1.10|false|2026-01-31|2026-01-31T08:00:00Z"
                                        + "|[3,null,{\"b\":1,\"a\":[2]}]"
                                        + "|{\"z\":1,\"a\":{\"list\":[\"x\",\"y\"]},\"empty\":{}}||"),
                        Checks.sawJson("part", "[\"y\",[2],null]"))
                .build();
    }

    private static Scenario given() {
        var values = new LinkedHashMap<String, Object>();
        values.put("object", map("z", List.of(), "a", Map.of("list", List.of(0, "2nd"))));
        values.put("text", "");
        values.put("whole", new BigDecimal("-7.0"));
        values.put("number", new BigDecimal("-0.000001"));
        values.put("flag", true);
        values.put("day", "2024-02-29");
        values.put("moment", "2026-03-29T02:30:00+01:00");
        values.put("list", List.of("a", Arrays.asList(1L, null), Map.of("a", true)));
        values.put("bare", "set");
        String params = "{\"text\":\"\",\"whole\":-7,\"number\":-0.000001,\"flag\":true,\"day\":\"2024-02-29\","
                + "\"moment\":\"2026-03-29T02:30:00+01:00\",\"list\":[\"a\",[1,null],{\"a\":true}],"
                + "\"object\":{\"z\":[],\"a\":{\"list\":[0,\"2nd\"]}},\"bare\":\"set\"}";
        return Scenario.named("param_given")
                .shows("A run has the values that it is given, in the order of the definition.")
                .proves("param-types", "param-seen")
                .yaml(TYPES + TASKS)
                .steps(Step.start(StartRequest.PLAIN.with(values)), Step.await())
                .expect(succeeded(ok("body", -7), ok("whole"), ok("within"), ok("part")))
                .check(
                        Checks.params(params),
                        Checks.sawJson("body", "{\"params\":" + params + "}"),
                        Checks.saw(
                                "within",
                                "|-7|-0.000001|true|2024-02-29|2026-03-29T02:30:00+01:00|[\"a\",[1,null],{\"a\":true}]"
                                        + "|{\"z\":[],\"a\":{\"list\":[0,\"2nd\"]}}|set|"),
                        Checks.sawJson("part", "[\"2nd\",true,[1,null]]"))
                .build();
    }

    private static Scenario givenAsText() {
        return Scenario.named("param_given_as_text")
                .shows("Text is read by a parameter's type, as --param gives it: a string stays as it is, an integer is"
                        + " a number.")
                .proves("param-text")
                .yaml(TYPES + TASKS)
                .steps(
                        Step.start(StartRequest.PLAIN.with(map(
                                "text", new Text(" 007 "),
                                "whole", new Text(" 12 "),
                                "number", new Text("2.50"),
                                "flag", new Text("true"),
                                "day", new Text("2026-12-31"),
                                "moment", new Text("2026-12-31T23:59:59.123456Z"),
                                "list", new Text("[[\"x\\u00fc\"], 1, {\"a\": 2}]"),
                                "object", new Text("{\"b\": 1, \"a\": {\"list\": [1, 2]}}"),
                                "bare", new Text("null")))),
                        Step.await())
                .expect(succeeded(ok("body", 12), ok("whole"), ok("within"), ok("part")))
                .check(Checks.params("{\"text\":\" 007 \",\"whole\":12,\"number\":2.50,\"flag\":true,"
                        + "\"day\":\"2026-12-31\",\"moment\":\"2026-12-31T23:59:59.123456Z\","
                        + "\"list\":[[\"xü\"],1,{\"a\":2}],\"object\":{\"b\":1,\"a\":{\"list\":[1,2]}},"
                        + "\"bare\":\"null\"}"))
                .build();
    }

    private static Scenario nulls() {
        return Scenario.named("param_null")
                .shows("Null is a value of every type: a run that is given it doesn't have the default.")
                .proves("param-null")
                .yaml("""
                        params:
                          text: {type: string, default: hello, enum: [hello]}
                          count: {type: integer, required: true}
                        tasks:
                          a: {uses: probe, with: {see: ["${params.text}", "${params.count}", "<${params.text}>"]}}
                        """)
                .steps(Step.start(StartRequest.PLAIN.with(map("text", null, "count", null))), Step.await())
                .expect(succeeded(ok("a")))
                .check(Checks.sawJson("a", "[null,null,\"<>\"]"), Checks.params("{\"text\":null,\"count\":null}"))
                .build();
    }

    private static Scenario anEnum() {
        return Scenario.named("param_enum")
                .shows("A parameter with an enum has one of its values; numbers are equal by value.")
                .proves("param-enum", "param-required")
                .yaml("""
                        params:
                          region: {type: string, enum: [eu, "us"], default: eu}
                          level: {type: number, enum: [1, 2.5], required: true}
                        tasks:
                          a: {uses: probe, with: {see: ["${params.region}", "${params.level}"]}}
                        """)
                .steps(
                        Step.refused(request("level", 3), "level", "3 is not one of [1,2.5]"),
                        Step.refused(
                                request("region", "EU", "level", 1), "region", "\"EU\" is not one of [\"eu\",\"us\"]"),
                        Step.refused(request("region", "us"), "level", "required", "--param level="),
                        Step.start(request("region", new Text("us"), "level", new Text("2.50"))),
                        Step.await())
                .expect(succeeded(ok("a")))
                .check(Checks.sawJson("a", "[\"us\",2.50]"), Checks.ran(1))
                .build();
    }

    private static Scenario refusedValues() {
        List<Step> steps = new ArrayList<>();
        refused(steps, "text", "\"text\": 5 is no string", 5);
        refused(steps, "whole", "\"whole\"", "5", 5.5, true, new Text("five"), new Text(""), new Text("1.5"));
        refused(steps, "number", "\"number\"", "1", new Text("1e400"), new Text("NaN"), new Text("0x10"), List.of());
        refused(steps, "flag", "\"flag\"", "true", 1, new Text("yes"), new Text("TRUE"));
        refused(steps, "day", "like 2026-01-31", "2026-02-30", "31.01.2026", 20260131, "2026-01-31T00:00:00Z");
        refused(steps, "moment", "like 2026-01-31T08:00:00Z", "2026-01-31", "2026-01-31T25:00:00Z", "now", 0);
        refused(steps, "list", "like [1,2]", "[1,2]", Map.of(), new Text("1,2"), new Text("[1,2"));
        refused(steps, "object", "like {\"a\":1}", List.of(), "{}", new Text("{a: 1}"), new Text("{} {}"));
        refused(steps, "texte", "has no parameter \"texte\"; did you mean \"text\"?", "x");
        return Scenario.named("param_refused")
                .shows("A value of another type, or for no parameter, is refused with a reason, and nothing starts.")
                .proves("param-types", "param-refused")
                .yaml(TYPES + TASKS)
                .steps(steps.toArray(Step[]::new))
                .check(Checks.ran(0))
                .build();
    }

    private static void refused(List<Step> steps, String name, String says, Object... values) {
        for (Object value : values) {
            steps.add(Step.refused(request(name, value), says));
        }
    }

    private static Scenario refusedTogether() {
        return Scenario.named("param_refused_together")
                .shows("A refusal names everything that is wrong with a run's parameters at once.")
                .proves("param-refused", "param-required")
                .yaml("""
                        params:
                          day: {type: date, required: true}
                          count: integer
                          what: {type: string, required: true}
                        tasks: {a: {uses: probe}}
                        """)
                .steps(Step.refused(
                        request("coumt", 1, "count", "many", "day", "today"),
                        "has no parameter \"coumt\"; did you mean \"count\"?",
                        "parameter \"count\": \"many\" is no integer",
                        "parameter \"day\": \"today\" is no date",
                        "parameter \"what\": it is required"))
                .check(Checks.ran(0))
                .build();
    }

    private static Scenario partMissing() {
        return Scenario.named("param_part_missing")
                .shows("A part that a parameter doesn't have fails the attempt for good.")
                .proves("input-path", "attempts-failures")
                .yaml("""
                        params: {limits: {type: object, default: {rows: 1, tables: [a]}}}
                        defaults: {retry: {max_attempts: 3, delay: 1ms}}
                        tasks:
                          key: {uses: probe, with: {see: "${params.limits.lines}"}}
                          index: {uses: probe, with: {see: "at ${params.limits.tables.1}"}}
                          into_number: {uses: probe, with: {see: "${params.limits.rows.0}"}}
                          after: {uses: probe, needs: key}
                          fits: {uses: probe, with: {see: "${params.limits.tables.0}"}}
                        """)
                .expect(failed(fatal("key"), fatal("index"), fatal("into_number"), upstreamFailed("after"), ok("fits")))
                .check(
                        Checks.errorSays("key", "${params.limits.lines}", "\"lines\""),
                        Checks.errorSays("index", "\"1\"", "[\"a\"]"),
                        Checks.saw("fits", "a"))
                .build();
    }

    private static Scenario ofOneRun() {
        return Scenario.named("param_of_one_run")
                .shows("Runs side by side have parameters of their own.")
                .proves("param-seen")
                .yaml("""
                        max_active_runs: 2
                        params: {who: {type: string, default: nobody}}
                        tasks:
                          a: {uses: probe, with: {gate: go, see: "${params.who}", output: "${params.who}"}}
                          b: {uses: probe, needs: a, with: {see: ["${params.who}", "${tasks.a.output}"]}}
                        """)
                .steps(
                        Step.start("one", request("who", "ann").key("one")),
                        Step.start("other", request("who", "bob").key("other")),
                        Step.untilStarted("one:a"),
                        Step.untilStarted("other:a"),
                        Step.open("go"),
                        Step.await("one"),
                        Step.await("other"))
                .expect("one", succeeded(ok("a", "ann"), ok("b")))
                .expect("other", succeeded(ok("a", "bob"), ok("b")))
                .check(
                        Checks.sawJson("one:b", "[\"ann\",\"ann\"]"),
                        Checks.sawJson("other:b", "[\"bob\",\"bob\"]"),
                        Checks.otherRuns("one", "other"))
                .build();
    }

    private static Scenario wrongDefinition() {
        return Scenario.named("param_wrong_definition")
                .shows("A default of another type, or outside its enum, or of a required parameter, is refused with"
                        + " line and column, all of them at once.")
                .proves("param-definition")
                .yaml("""
                        params:
                          a: {type: integer, default: many}
                          b: {type: string, enum: [x, y], default: z}
                          c: {type: date, required: true, default: 2026-01-01}
                          d: {type: text}
                          "e f": string
                        tasks: {t: {uses: probe}}
                        """)
                .isRefused(":3:", "\"many\"", ":4:", "\"z\"", ":5:", "required", ":6:", "text", ":7:", "e f");
    }

    private static Scenario unknownInExpression() {
        return Scenario.named("param_unknown_in_expression")
                .shows("An expression that names no parameter is refused, with a guess.")
                .proves("param-definition")
                .yaml("""
                        params: {day: date}
                        tasks: {t: {uses: probe, with: {see: ["${params.day}", {deep: "on ${params.dya}"}]}}}
                        """)
                .isRefused("${params.dya}", "did you mean \"day\"?");
    }

    private static StartRequest request(Object... namesAndValues) {
        return StartRequest.PLAIN.with(map(namesAndValues));
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
