package io.onedag.units;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of memory as text: {@code 512Mi}, {@code 1Gi}; also {@code Ki}, {@code Ti}, the decimal {@code K M G T}, or plain bytes. */
public final class MemorySize {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,19})(Ki|Mi|Gi|Ti|K|M|G|T)?");
    private static final Map<String, Long> UNITS = Map.of(
            "Ki",
            1L << 10,
            "Mi",
            1L << 20,
            "Gi",
            1L << 30,
            "Ti",
            1L << 40,
            "K",
            1_000L,
            "M",
            1_000_000L,
            "G",
            1_000_000_000L,
            "T",
            1_000_000_000_000L);

    private MemorySize() {}

    /**
     * Reads a size in bytes.
     *
     * @throws IllegalArgumentException when {@code text} is none
     */
    public static long parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no size of memory; write a number and Ki, Mi or Gi, like 512Mi");
        }
        String unit = size.group(2);
        try {
            return Math.multiplyExact(Long.parseLong(size.group(1)), unit == null ? 1L : UNITS.getOrDefault(unit, 1L));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is more memory than there can be; write one like 512Mi");
        }
    }

    /** Writes a size the way {@link #parse} reads it, in the largest binary unit that keeps it exact. */
    public static String format(long bytes) {
        String[] units = {"Ti", "Gi", "Mi", "Ki"};
        for (int i = 0; i < units.length; i++) {
            int shift = 40 - 10 * i;
            if (bytes > 0 && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + units[i];
            }
        }
        return Long.toString(bytes);
    }
}
