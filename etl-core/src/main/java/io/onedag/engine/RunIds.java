package io.onedag.engine;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids of runs and processes: UUIDv7 (RFC 9562), which sort by time to a quarter of a microsecond (its method 3); those of one
 * process sort strictly in the order in which they were made. Thread-safe.
 */
public final class RunIds {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicLong LAST = new AtomicLong();

    private RunIds() {}

    /** A new id. */
    public static UUID next() {
        Instant now = Instant.now();
        // Milliseconds, and the rest of the time as 12 bits of a fraction of one.
        long fraction = (now.getNano() % 1_000_000L << 12) / 1_000_000L;
        long ticks = now.toEpochMilli() << 12 | fraction;
        long time = LAST.updateAndGet(last -> Math.max(last + 1, ticks));
        long high = (time >>> 12 << 16) | 0x7000L | (time & 0x0FFFL);
        long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
