package io.onedag.metrics;

/** A setting of the metrics that is wrong. The message names it and says what to write. */
public final class InvalidMetricsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidMetricsException(String message) {
        super(message);
    }
}
