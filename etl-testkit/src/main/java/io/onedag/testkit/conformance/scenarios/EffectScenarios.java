package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.failed;
import static io.onedag.testkit.conformance.model.ExpectedTask.upstreamFailed;

import io.onedag.testkit.conformance.model.Scenario;
import java.util.List;

/** Effects, and what becomes of a run whose process is lost. */
final class EffectScenarios {

    private EffectScenarios() {}

    static List<Scenario> all() {
        return List.of(onceFails());
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
                        """)
                .expect(failed(failed("pay"), upstreamFailed("after")))
                .build();
    }
}
