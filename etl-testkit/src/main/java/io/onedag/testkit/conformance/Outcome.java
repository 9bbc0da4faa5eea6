package io.onedag.testkit.conformance;

/** What running a scenario on an engine showed. */
public enum Outcome {
    /** States, attempts, outputs, order, inputs and moments are those expected. */
    EQUAL,
    /** The engine refused, before anything started, what it declares that it refuses; or it declares that it lacks an operation. */
    REFUSED,
    /** It differs, in what the engine declares that it approximates. */
    APPROXIMATE,
    /** It differs, and nothing was declared. */
    DIFFERENT
}
