package io.onedag.testkit.conformance.scenarios;

import java.util.List;

/** Mapped tasks. */
final class MapScenarios {
    private MapScenarios() {}

    static List<io.onedag.testkit.conformance.model.Scenario> all() {
        return List.of();
    }
}
