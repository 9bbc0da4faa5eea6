package io.onedag.examples.dealership.domain;

/** Where the money is. */
public enum RefundState {
    /** Paid, and nothing to give back. */
    NONE,
    /** Given back to the customer. */
    REFUNDED,
    /** The car came back and the money stayed, as agreed. */
    WAIVED
}
