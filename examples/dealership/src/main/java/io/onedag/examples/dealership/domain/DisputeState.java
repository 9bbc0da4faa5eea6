package io.onedag.examples.dealership.domain;

/** What became of a dispute. */
public enum DisputeState {
    /** It can't be decided yet; each run looks at it again. */
    OPEN,
    /** Granted: the purchase's states say so. */
    GRANTED,
    /** Refused, for good. */
    REFUSED
}
