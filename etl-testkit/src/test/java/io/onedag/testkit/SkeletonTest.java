package io.onedag.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.testkit.conformance.scenarios.Scenarios;
import org.junit.jupiter.api.Test;

class SkeletonTest {

    @Test
    void there_are_scenarios() {
        assertThat(Scenarios.all()).isNotEmpty();
    }
}
