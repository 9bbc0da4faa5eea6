package io.onedag.engine;

import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids of runs and processes: UUIDv7 (RFC 9562), which sort by time to a quarter of a microsecond (its method 3); those of one
 * process sort strictly in the order in which they were made. Thread-safe.
 */
public final class RunIds {

    private static final String URANDOM = "/dev/urandom";
    private static final AtomicLong LAST = new AtomicLong();

    /** Where the system has no such file. */
    private static final class Secure {
        static final SecureRandom RANDOM = new SecureRandom();

        private Secure() {}
    }

    private RunIds() {}

    /** A new id. */
    public static UUID next() {
        Instant now = Instant.now();
        // Milliseconds, and the rest of the time as 12 bits of a fraction of one.
        long fraction = (now.getNano() % 1_000_000L << 12) / 1_000_000L;
        long ticks = now.toEpochMilli() << 12 | fraction;
        long last = LAST.get();
        long time = Math.max(last + 1, ticks);
        while (!LAST.compareAndSet(last, time)) {
            last = LAST.get();
            time = Math.max(last + 1, ticks);
        }
        long high = (time >>> 12 << 16) | 0x7000L | (time & 0x0FFFL);
        long low = (random() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** From the system itself, whose file costs a process less to open than the providers of security to load. */
    private static long random() {
        try (var in = new FileInputStream(URANDOM)) {
            byte[] bytes = in.readNBytes(Long.BYTES);
            if (bytes.length == Long.BYTES) {
                long bits = 0;
                for (byte each : bytes) {
                    bits = bits << Byte.SIZE | (each & 0xFF);
                }
                return bits;
            }
        } catch (IOException e) {
            // Not a system that has it.
        }
        return Secure.RANDOM.nextLong();
    }
}
