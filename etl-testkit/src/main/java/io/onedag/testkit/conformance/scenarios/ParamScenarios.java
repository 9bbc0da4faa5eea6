package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;

import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import java.util.List;

/** Parameters. */
final class ParamScenarios {

    private ParamScenarios() {}

    static List<Scenario> all() {
        return List.of(defaults());
    }

    private static Scenario defaults() {
        return Scenario.named("param_defaults")
                .shows("A run that sets nothing has the default of each parameter, and null for one without.")
                .proves("param-default")
                .yaml("""
                        params:
                          text: {type: string, default: hello}
                          count: {type: integer, default: 3}
                          bare: {type: string}
                        tasks:
                          a: {uses: probe, with: {output: "${params.count}", see: "${params.text} ${params.bare}"}}
                          b: {uses: probe, with: {see: "${params.bare}"}}
                        """)
                .expect(succeeded(ok("a", 3), ok("b")))
                .check(
                        Checks.saw("a", "hello "),
                        Checks.saw("b", null),
                        Checks.params("{\"text\":\"hello\",\"count\":3,\"bare\":null}"))
                .build();
    }
}
