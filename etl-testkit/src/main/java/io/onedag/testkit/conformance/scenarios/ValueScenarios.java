package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;

import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import java.util.List;

/** Values on their way through parameters, outputs and expressions. */
final class ValueScenarios {

    private ValueScenarios() {}

    static List<Scenario> all() {
        return List.of(wholeAndWithin());
    }

    private static Scenario wholeAndWithin() {
        return Scenario.named("value_whole_and_within_text")
                .shows("An expression that is the whole value keeps its type; within text it is written out.")
                .proves("expression-whole", "expression-within")
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
                        """)
                .expect(succeeded(
                        ok("a").json("{\"n\":5,\"list\":[1,\"two\",null],\"none\":null,\"text\":\"x y\"}"),
                        ok("whole"),
                        ok("within")))
                .check(
                        Checks.sawJson("whole", "[5,[1,\"two\",null],null]"),
                        Checks.saw("within", "5|[1,\"two\",null]||x y|${x}"))
                .build();
    }
}
