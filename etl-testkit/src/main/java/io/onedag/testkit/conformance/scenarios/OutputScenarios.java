package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.fatal;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;
import static io.onedag.testkit.conformance.model.ExpectedTask.skipped;
import static io.onedag.testkit.conformance.scenarios.ShapeScenarios.probe;

import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import java.util.List;
import java.util.Map;

/** Inputs, outputs and names. */
final class OutputScenarios {

    private static final int LIMIT = 49_152;

    private OutputScenarios() {}

    static List<Scenario> all() {
        return List.of(unicodeLimit(), none(), needsAlone(), failedOutput(), keyOrder());
    }

    private static Scenario keyOrder() {
        return Scenario.named("outputs_keep_key_order")
                .shows("The keys of an object keep their order, also those that look like numbers.")
                .proves("output-json")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {output: {z: 1, "10": 2, "9": 3, a: {y: 1, b: 2}, "": 4}}}
                          b: {uses: probe, needs: a, with: {see: "${tasks.a.output}"}}
                        """)
                .expect(succeeded(ok("a").json("{\"z\":1,\"10\":2,\"9\":3,\"a\":{\"y\":1,\"b\":2},\"\":4}"), ok("b")))
                .check(Checks.sawJson("b", "{\"z\":1,\"10\":2,\"9\":3,\"a\":{\"y\":1,\"b\":2},\"\":4}"))
                .build();
    }

    private static Scenario unicodeLimit() {
        String fits = "é".repeat((LIMIT - 2) / 2);
        return Scenario.named("output_limit_counts_bytes")
                .shows("The limit counts bytes of UTF-8, not characters.")
                .proves("output-limit")
                .pipeline(pipeline -> pipeline.task("fits", probe(Map.of("output", fits)))
                        .task("over", probe(Map.of("output", fits + "é"))))
                .expect(failed(ok("fits", fits), fatal("over")))
                .build();
    }

    private static Scenario none() {
        return Scenario.named("no_output")
                .shows("A task that answers nothing has no output; what comes after reads null.")
                .proves("output-null", "input-needs")
                .yaml("""
                        tasks:
                          a: {uses: probe}
                          b: {uses: probe, needs: a, with: {see: ["${tasks.a.output}", "[${tasks.a.output}]"]}}
                        """)
                .expect(succeeded(ok("a"), ok("b")))
                .check(Checks.sawJson("b", "[null,\"[]\"]"))
                .build();
    }

    private static Scenario needsAlone() {
        return Scenario.named("inputs_of_needs_alone")
                .shows("A body that asks for the output of a task that it doesn't need fails.")
                .proves("input-needs")
                .yaml("""
                        tasks:
                          a: {uses: probe, with: {output: 1}}
                          b: {uses: probe, needs: a, with: {reads: a}}
                          c: {uses: probe, needs: b, with: {reads: a}}
                          d: {uses: probe, needs: b, with: {reads: nobody}}
                        """)
                .expect(failed(ok("a", 1), ok("b", 1), failed("c"), failed("d")))
                .check(Checks.errorSays("c", "needs"))
                .build();
    }

    private static Scenario failedOutput() {
        return Scenario.named("no_output_of_a_failed_attempt")
                .shows("What an attempt would have answered isn't kept when it fails or skips.")
                .proves("output-null")
                .yaml("""
                        tasks:
                          failed: {uses: probe, with: {does: fail, output: lost}}
                          skipped: {uses: probe, with: {does: skip, output: lost}}
                          look: {uses: probe, needs: [failed, skipped], when: all_done, with: {see: ["${tasks.failed.output}", "${tasks.skipped.output}"]}}
                        """)
                .expect(failed(failed("failed"), skipped("skipped"), ok("look")))
                .check(Checks.sawJson("look", "[null,null]"))
                .build();
    }
}
