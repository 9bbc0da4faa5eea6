package io.onedag.testkit.conformance;

import io.onedag.engine.Capability;
import java.util.Map;

/**
 * What running a scenario on an engine showed.
 *
 * @param kind the verdict
 * @param capabilities what it turned on, with what the engine declares; empty for {@link Kind#EQUAL} and {@link Kind#DIFFERENT}
 */
public record Outcome(Kind kind, Map<Capability, String> capabilities) {

    /** The verdicts. */
    public enum Kind {
        /** States, attempts, outputs, order and inputs are those expected. */
        EQUAL,
        /** The engine refused the pipeline before anything started, as it declares. */
        REFUSED,
        /** It differs in what the engine declares that it approximates. */
        APPROXIMATE,
        /** It differs, and nothing was declared. */
        DIFFERENT
    }

    public Outcome {
        capabilities = Map.copyOf(capabilities);
    }
}
