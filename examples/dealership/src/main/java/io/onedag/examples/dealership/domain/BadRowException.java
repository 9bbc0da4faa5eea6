package io.onedag.examples.dealership.domain;

/** A row that can't be what it says. The message names the column, its value and what it should be. */
public final class BadRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A row that can't be what it says, because of this. */
    public BadRowException(String why) {
        super(why);
    }
}
