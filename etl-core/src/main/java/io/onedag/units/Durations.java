package io.onedag.units;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text: a number and {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}, also joined ({@code 1h30m}). */
public final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException when {@code text} is none
     */
    public static Duration parse(String text) {
        Matcher part = PART.matcher(text);
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
        if (nanos.compareTo(LONGEST) > 0) {
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
