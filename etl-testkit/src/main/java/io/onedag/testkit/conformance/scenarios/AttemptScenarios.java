package io.onedag.testkit.conformance.scenarios;

import java.util.List;

/** Attempts. */
final class AttemptScenarios {
    private AttemptScenarios() {}

    static List<io.onedag.testkit.conformance.model.Scenario> all() {
        return List.of();
    }
}
