package io.onedag;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a task is tried within a round, and how long it waits between attempts.
 *
 * <ul>
 *   <li>{@code maxAttempts} 1: no retry. It counts all attempts, the first included
 *   <li>{@code delay} 1 s, {@code backoff} 2, {@code maxDelay} 1 min
 *   <li>{@code jitter} 0: the delays are exact
 * </ul>
 *
 * <p>The delay before attempt n+1 is {@code min(delay · backoff^(n-1), maxDelay)}, then ± {@code jitter} as a fraction of it.
 *
 * @param maxAttempts attempts in a round, at least 1
 * @param delay before the second attempt, not negative
 * @param backoff the factor from one delay to the next, above 0; below 1 the delays shrink
 * @param maxDelay the longest delay, not negative
 * @param jitter from 0 to 1: the share of a delay by which it may be shorter or longer
 */
public record RetryPolicy(int maxAttempts, Duration delay, double backoff, Duration maxDelay, double jitter) {

    private static final RetryPolicy NONE = new RetryPolicy(1, Duration.ofSeconds(1), 2.0, Duration.ofMinutes(1), 0.0);

    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException(
                    "max_attempts is " + maxAttempts + "; it counts the first attempt too, so it is at least 1");
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is " + delay + "; it can't be negative");
        }
        if (!(backoff > 0) || Double.isInfinite(backoff)) {
            throw new IllegalArgumentException("backoff is " + backoff + "; it is a factor above 0");
        }
        if (maxDelay.isNegative()) {
            throw new IllegalArgumentException("max_delay is " + maxDelay + "; it can't be negative");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is " + jitter + "; it is a fraction from 0 to 1");
        }
    }

    /** One attempt, no retry. */
    public static RetryPolicy none() {
        return NONE;
    }

    /** {@code maxAttempts} attempts with delays that double from {@code delay} up to one minute. */
    public static RetryPolicy exponential(int maxAttempts, Duration delay) {
        return new RetryPolicy(maxAttempts, delay, 2.0, NONE.maxDelay, 0.0);
    }

    /** {@code maxAttempts} attempts with {@code delay} before each but the first. */
    public static RetryPolicy fixed(int maxAttempts, Duration delay) {
        return new RetryPolicy(maxAttempts, delay, 1.0, delay, 0.0);
    }

    /** This policy with another number of attempts. */
    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, delay, backoff, maxDelay, jitter);
    }

    /** This policy with another first delay. */
    public RetryPolicy withDelay(Duration first) {
        return new RetryPolicy(maxAttempts, first, backoff, maxDelay, jitter);
    }

    /** This policy with another factor between delays. */
    public RetryPolicy withBackoff(double factor) {
        return new RetryPolicy(maxAttempts, delay, factor, maxDelay, jitter);
    }

    /** This policy with another longest delay. */
    public RetryPolicy withMaxDelay(Duration longest) {
        return new RetryPolicy(maxAttempts, delay, backoff, longest, jitter);
    }

    /** This policy with another jitter. */
    public RetryPolicy withJitter(double fraction) {
        return new RetryPolicy(maxAttempts, delay, backoff, maxDelay, fraction);
    }

    /** Whether another attempt may follow attempt {@code attempt} of a round. */
    public boolean allowsAttemptAfter(int attempt) {
        return attempt < maxAttempts;
    }

    /** The exact delay after failed attempt {@code attempt} (from 1), jitter left out. */
    public Duration delayAfter(int attempt) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt is " + attempt + "; attempts count from 1");
        }
        double nanos = toNanos(delay) * Math.pow(backoff, attempt - 1.0);
        double longest = toNanos(maxDelay);
        return nanos >= longest ? maxDelay : Duration.ofNanos(Math.round(nanos));
    }

    /** The delay after failed attempt {@code attempt} (from 1), jittered with {@code random} when this policy has jitter. */
    public Duration delayAfter(int attempt, RandomGenerator random) {
        Duration exact = delayAfter(attempt);
        if (jitter == 0) {
            return exact;
        }
        double factor = 1 + jitter * (2 * random.nextDouble() - 1);
        return Duration.ofNanos(Math.round(toNanos(exact) * factor));
    }

    private static double toNanos(Duration duration) {
        return duration.getSeconds() * 1e9 + duration.getNano();
    }
}
