package io.onedag.examples.dealership.domain;

/** Where the car is. */
public enum DeliveryState {
    /** Bought; its delivery date has not come. */
    SCHEDULED,
    /** With the customer. */
    DELIVERED,
    /** The purchase was cancelled before the delivery. */
    CANCELLED,
    /** The customer gave it back. */
    RETURNED
}
