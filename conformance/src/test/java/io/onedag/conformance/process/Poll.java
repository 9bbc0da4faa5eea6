package io.onedag.conformance.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process does: it can only be asked again and again. */
public final class Poll {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Poll() {}

    /**
     * Waits until something holds.
     *
     * @param limit how long at most
     * @param what says what was waited for and how it stands, for the error
     * @throws AssertionError when the limit is over
     */
    public static void until(Duration limit, Supplier<String> what, BooleanSupplier holds) {
        if (!holdsWithin(limit, holds)) {
            throw new AssertionError("after " + limit.toSeconds() + " s: " + what.get());
        }
    }

    /** Waits until something holds, and says whether it did within the limit. */
    public static boolean holdsWithin(Duration limit, BooleanSupplier holds) {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
