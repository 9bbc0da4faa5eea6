package io.onedag.cli;

import io.onedag.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times as people read them. */
public final class Times {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Duration TENTHS = Duration.ofSeconds(10);

    private Times() {}

    /** {@code 2026-01-31 06:00:00}, in UTC; empty for null. */
    public static String moment(@Nullable Instant instant) {
        return instant == null ? "" : MOMENT.format(instant);
    }

    /** A duration as exact as it matters: {@code 12ms}, {@code 1.2s}, {@code 34s}, {@code 5m12s}, {@code 1h30m}. */
    public static String duration(Duration duration) {
        if (duration.isNegative()) {
            return "0ms";
        }
        if (duration.toMillis() < 1000) {
            return duration.toMillis() + "ms";
        }
        if (duration.compareTo(TENTHS) < 0) {
            return duration.toMillis() / 1000 + "." + duration.toMillis() % 1000 / 100 + "s";
        }
        return Durations.format(
                Duration.ofSeconds(duration.toHours() < 1 ? duration.toSeconds() : duration.toMinutes() * 60));
    }

    /** The time from {@code start} to {@code end}, or to {@code now} while there is no end; empty without a start. */
    static String between(@Nullable Instant start, @Nullable Instant end, Instant now) {
        return start == null ? "" : duration(Duration.between(start, end == null ? now : end));
    }
}
