package io.onedag.units;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as text: a number and {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}, also joined ({@code 1h30m}). */
public final class Durations {

    private static final int MAX_PLAIN_DIGITS = 9;

    /** What a text with fractions or several units needs. */
    private static final class Parts {
        static final Pattern PART = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
        static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

        private Parts() {}
    }

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException when {@code text} is none
     */
    public static Duration parse(String text) {
        Duration plain = plain(text);
        return plain == null ? anyOf(text) : plain;
    }

    /** A whole number and one unit, as most are; null: it is something else. */
    private static @Nullable Duration plain(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > MAX_PLAIN_DIGITS) {
            return null;
        }
        String unit = text.substring(digits);
        switch (unit) {
            case "ms", "s", "m", "h", "d":
                long number = Long.parseLong(text.substring(0, digits));
                return number > Long.MAX_VALUE / nanosOf(unit) ? null : Duration.ofNanos(number * nanosOf(unit));
            default:
                return null;
        }
    }

    private static Duration anyOf(String text) {
        Matcher part = Parts.PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length() && part.find(at) && part.start() == at) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
            at = part.end();
        }
        if (at == 0 || at != text.length()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no duration; write a number and ms, s, m, h or d, like 500ms, 10m or 1h30m");
        }
        if (nanos.compareTo(Parts.LONGEST) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is longer than 292 years");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    /** Writes a duration the way {@link #parse} reads it, exactly: {@code 1h30m}, {@code 1.5s}, {@code 250ms}. */
    public static String format(Duration duration) {
        long seconds = duration.getSeconds();
        if (seconds == 0) {
            return plain(duration.getNano(), 6) + "ms";
        }
        var text = new StringBuilder();
        for (String unit : new String[] {"d", "h", "m"}) {
            long size = nanosOf(unit) / nanosOf("s");
            if (seconds >= size) {
                text.append(seconds / size).append(unit);
                seconds %= size;
            }
        }
        if (seconds > 0 || duration.getNano() > 0) {
            text.append(plain(seconds * nanosOf("s") + duration.getNano(), 9)).append('s');
        }
        return text.toString();
    }

    private static String plain(long nanos, int decimals) {
        return nanos == 0
                ? "0"
                : BigDecimal.valueOf(nanos, decimals).stripTrailingZeros().toPlainString();
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 86_400_000_000_000L;
        };
    }
}
