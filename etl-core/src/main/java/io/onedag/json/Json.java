package io.onedag.json;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * RFC 8259 JSON as plain Java values: null, {@link Boolean}, {@link Long}, {@link BigInteger}, {@link BigDecimal}, {@link String},
 * {@link List}, {@link Map} with string keys in the order of the text. There is no NaN, no infinity, no number beyond the range of a double, no lone surrogate. Thread-safe.
 */
public final class Json {

    private static final int MAX_DEPTH = 500;

    private static final int LARGEST_EXPONENT = 308;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @throws IllegalArgumentException when {@code text} is something else; the message says where
     */
    public static @Nullable Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new IllegalArgumentException("no JSON value: the text is empty");
            }
            Object value = read(parser, first);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON value, the second at line "
                        + parser.currentTokenLocation().getLineNr() + ", column "
                        + parser.currentTokenLocation().getColumnNr());
            }
            return value;
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage()
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
    }

    /** Writes a value as compact JSON, in the order of its maps. */
    public static String write(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            return value.toString();
        }
        var text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, normalize(value));
        }
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
            map.forEach((key, each) -> {
                if (!(key instanceof String name)) {
                    throw new IllegalArgumentException("a JSON object's keys are strings, not " + key);
                }
                copy.put(wellFormed(name), normalize(each, depth + 1));
            });
            return copy;
        }
        if (value instanceof Collection<?> list) {
            var copy = new ArrayList<@Nullable Object>(list.size());
            list.forEach(each -> copy.add(normalize(each, depth + 1)));
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
    private static BigDecimal inRange(BigDecimal number) {
        long magnitude = (long) number.precision() - number.scale();
        if (magnitude > LARGEST_EXPONENT + 1
                || magnitude < -LARGEST_EXPONENT
                || (magnitude > LARGEST_EXPONENT && Double.isInfinite(number.doubleValue()))) {
            throw new IllegalArgumentException("a number of the size of 1e" + (magnitude - 1)
                    + " is out of range; JSON numbers that every reader takes lie between 1e-308 and 1.7e308");
        }
        return number;
    }

    private static String wellFormed(String text) {
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

    private static @Nullable Object read(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_STRING -> wellFormed(parser.getString());
            case VALUE_NUMBER_INT ->
                normalize(
                        parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                                ? parser.getBigIntegerValue()
                                : (Number) parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> inRange(parser.getDecimalValue());
            case START_ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    list.add(read(parser, next));
                }
                yield list;
            }
            case START_OBJECT -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_OBJECT; next = parser.nextToken()) {
                    String name = wellFormed(parser.currentName());
                    map.put(name, read(parser, parser.nextToken()));
                }
                yield map;
            }
            default -> throw new IllegalArgumentException("not JSON: unexpected " + token);
        };
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            generator.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            list.forEach(each -> write(generator, each));
            generator.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            map.forEach((key, each) -> {
                generator.writeName((String) key);
                write(generator, each);
            });
            generator.writeEndObject();
        } else {
            throw new IllegalStateException("not normalized: " + value.getClass());
        }
    }
}
