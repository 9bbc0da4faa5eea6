package io.onedag.testkit.conformance;

import java.time.Duration;

/**
 * How scenarios are fitted to an engine: what they show stays the same.
 *
 * @param latency how long it may take on a busy machine until what may start has started. Scenarios in which something has to have
 *     started by then wait that much longer; zero: they wait as they are written
 * @param widest how many tasks or instances side by side, at most, a scenario has that is about many
 */
public record Pace(Duration latency, int widest) {

    /** For an engine in this process. */
    public static final Pace QUICK = new Pace(Duration.ZERO, 1024);

    /** How often to look whether something has come about. */
    public Duration look() {
        return latency.isZero() ? Duration.ofMillis(5) : Duration.ofMillis(100);
    }

    /** A duration as definitions write it: so long, and long enough for one start. */
    public String millis(long millis) {
        return millis(millis, 1);
    }

    /** A duration as definitions write it: so long, and long enough for so many starts one after the other. */
    public String millis(long millis, int starts) {
        return millis + latency.toMillis() * starts + "ms";
    }

    /** So many side by side, or as many as the engine takes. */
    public int width(int wanted) {
        return Math.min(wanted, widest);
    }
}
