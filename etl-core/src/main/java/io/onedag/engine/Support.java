package io.onedag.engine;

/** How well an engine does what a pipeline needs. */
public sealed interface Support {

    /** As the rules say. */
    Support NATIVE = new Native();

    /** As the rules say. */
    record Native() implements Support {}

    /**
     * Almost as the rules say.
     *
     * @param kind what kind of difference
     * @param differs what differs, for people
     */
    record Approximate(Kind kind, String differs) implements Support {}

    /**
     * Not at all: a pipeline that needs it neither runs nor is exported.
     *
     * @param reason why
     * @param wayOut what to do instead
     */
    record Refused(String reason, String wayOut) implements Support {}

    /** The kinds of difference. */
    enum Kind {
        /** Same states, outputs and rows, at other moments. */
        TIMING,
        /** Other states, outputs or rows are possible. */
        OUTCOME
    }
}
