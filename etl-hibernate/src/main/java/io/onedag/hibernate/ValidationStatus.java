package io.onedag.hibernate;

/** What a validation found of a transformed record. */
public enum ValidationStatus {
    /** Nobody has looked yet. */
    PENDING,
    /** It is as it should be. */
    VALID,
    /** It is not; the message says why. */
    INVALID
}
