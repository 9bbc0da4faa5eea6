package io.onedag.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.testkit.conformance.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    @Test
    void an_outcome_says_what_it_turned_on() {
        assertThat(new Outcome(Outcome.Kind.EQUAL, Map.of()).capabilities()).isEmpty();
    }
}
