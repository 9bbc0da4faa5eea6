package io.onedag.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RFC 8259 JSON as plain Java values: null, {@link Boolean}, {@link Long}, {@link BigInteger}, {@link BigDecimal}, {@link String},
 * {@link List}, {@link Map} with string keys in the order of the text. There is no NaN, no infinity, no number beyond the range of a double, no lone surrogate. Thread-safe.
 */
public final class Json {

    static final int MAX_DEPTH = 500;

    private static final int LARGEST_EXPONENT = 308;

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @throws IllegalArgumentException when {@code text} is something else; the message says where
     */
    public static @Nullable Object parse(String text) {
        Object plain = PlainReader.read(text);
        return plain == PlainReader.NOT_PLAIN ? LibraryReader.read(text) : plain;
    }

    /** Writes a value as compact JSON, in the order of its maps. */
    public static String write(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            return value.toString();
        }
        var text = new StringBuilder();
        PlainWriter.write(normalize(value), text);
        return text.toString();
    }

    /**
     * Brings a value to the types above: a copy that later changes of {@code value} don't reach.
     *
     * @throws IllegalArgumentException when it is no JSON value: a NaN, a lone surrogate, a bean, a map with other keys
     */
    public static @Nullable Object normalize(@Nullable Object value) {
        return normalize(value, 0);
    }

    private static @Nullable Object normalize(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "nested deeper than " + MAX_DEPTH + " levels, or a value that contains itself");
        }
        if (value == null || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof BigDecimal number) {
            return inRange(number);
        }
        if (value instanceof String text) {
            return wellFormed(text);
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
            return big.bitLength() < Long.SIZE
                    ? (Object) big.longValue()
                    : inRange(new BigDecimal(big)).toBigInteger();
        }
        if (value instanceof Double || value instanceof Float) {
            if (!Double.isFinite(((Number) value).doubleValue())) {
                throw new IllegalArgumentException(value + " is no JSON number");
            }
            return new BigDecimal(value.toString());
        }
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<String, @Nullable Object>();
            for (Map.Entry<?, ?> each : map.entrySet()) {
                if (!(each.getKey() instanceof String name)) {
                    throw new IllegalArgumentException("a JSON object's keys are strings, not " + each.getKey());
                }
                copy.put(wellFormed(name), normalize(each.getValue(), depth + 1));
            }
            return copy;
        }
        if (value instanceof Collection<?> list) {
            var copy = new ArrayList<@Nullable Object>(list.size());
            for (Object each : list) {
                copy.add(normalize(each, depth + 1));
            }
            return copy;
        }
        if (value instanceof Object[] array) {
            return normalize(java.util.Arrays.asList(array), depth);
        }
        throw new IllegalArgumentException("a " + value.getClass().getName()
                + " is no JSON value; use null, a boolean, a number, a string, a list or a map of these");
    }

    /** How many bytes {@code text} has in UTF-8. */
    public static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Numbers that a double can't hold are no numbers to most readers of JSON, and cost memory without bound when written out. */
    static BigDecimal inRange(BigDecimal number) {
        long magnitude = (long) number.precision() - number.scale();
        if (magnitude > LARGEST_EXPONENT + 1
                || magnitude < -LARGEST_EXPONENT
                || (magnitude > LARGEST_EXPONENT && Double.isInfinite(number.doubleValue()))) {
            throw new IllegalArgumentException("a number of the size of 1e" + (magnitude - 1)
                    + " is out of range; JSON numbers that every reader takes lie between 1e-308 and 1.7e308");
        }
        return number;
    }

    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new IllegalArgumentException("a text with a lone surrogate (\\u" + Integer.toHexString(c)
                            + " at index " + i + ") is no valid Unicode");
                }
                i++;
            }
        }
        return text;
    }
}
