package io.onedag.export.airflow.file;

import io.onedag.RetryPolicy;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * How Airflow is told of a retry policy. It has a constant delay, and one that doubles and is up to twice as long; other factors only since
 * 3.2. A task is never tried again earlier than its policy says, jitter aside.
 */
public sealed interface RetryArguments {

    /** No retry. */
    record None() implements RetryArguments {}

    /** The same delay each time: {@code exact} if the policy says so too. */
    record Constant(int retries, Duration delay, boolean exact) implements RetryArguments {}

    /** A delay that doubles. */
    record Doubling(int retries, Duration delay, Duration maxDelay) implements RetryArguments {}

    /** A delay that grows by another factor. */
    record Growing(int retries, Duration delay, double factor, Duration maxDelay) implements RetryArguments {}

    /** For a policy. */
    static RetryArguments of(RetryPolicy policy) {
        int retries = policy.maxAttempts() - 1;
        if (retries == 0) {
            return new None();
        }
        Duration first = policy.delayAfter(1);
        Duration last = policy.delayAfter(retries);
        boolean same = IntStream.rangeClosed(1, Math.min(retries, 1_000))
                .allMatch(attempt -> policy.delayAfter(attempt).equals(first));
        if (same) {
            return new Constant(retries, first, true);
        }
        if (policy.backoff() < 1) {
            return new Constant(retries, first, false); // the longest
        }
        if (policy.delay().compareTo(Duration.ofSeconds(1)) < 0 && last.compareTo(Duration.ofSeconds(5)) < 0) {
            return new Constant(retries, last, false); // Airflow begins to double at a second
        }
        return policy.backoff() == 2.0
                ? new Doubling(retries, policy.delay(), policy.maxDelay())
                : new Growing(retries, policy.delay(), policy.backoff(), policy.maxDelay());
    }
}
