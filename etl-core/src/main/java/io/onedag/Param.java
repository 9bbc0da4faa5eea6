package io.onedag;

import io.onedag.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that a pipeline declares. Neither a default nor {@code required}: a run that doesn't set it sees null.
 *
 * @param type what its values are
 * @param defaultValue the value of a run that doesn't set it; null: none
 * @param required whether each run has to set it
 * @param allowed the only values it may have; empty: any
 * @param description for people; empty: none
 */
public record Param(
        ParamType type,
        @Nullable Object defaultValue,
        boolean required,
        List<@Nullable Object> allowed,
        String description) {

    public Param {
        allowed = Collections.unmodifiableList(new ArrayList<>(allowed));
    }

    /** A parameter of this type, not required, without a default. */
    public static Param of(ParamType type) {
        return new Param(type, null, false, List.of(), "");
    }

    /** A text. */
    public static Param string() {
        return of(ParamType.STRING);
    }

    /** A whole number. */
    public static Param integer() {
        return of(ParamType.INTEGER);
    }

    /** Any number. */
    public static Param number() {
        return of(ParamType.NUMBER);
    }

    /** True or false. */
    public static Param bool() {
        return of(ParamType.BOOLEAN);
    }

    /** A day. */
    public static Param date() {
        return of(ParamType.DATE);
    }

    /** A point in time. */
    public static Param datetime() {
        return of(ParamType.DATETIME);
    }

    /** A JSON array. */
    public static Param list() {
        return of(ParamType.LIST);
    }

    /** A JSON object. */
    public static Param object() {
        return of(ParamType.OBJECT);
    }

    /** This parameter with a default. */
    public Param withDefault(@Nullable Object value) {
        return new Param(type, value, required, allowed, description);
    }

    /** This parameter, to be set by each run. */
    public Param asRequired() {
        return new Param(type, defaultValue, true, allowed, description);
    }

    /** This parameter, limited to these values. */
    public Param oneOf(Object... values) {
        return new Param(type, defaultValue, required, List.of(values), description);
    }

    /** This parameter with a description. */
    public Param describedAs(String text) {
        return new Param(type, defaultValue, required, allowed, text);
    }

    /**
     * Brings a JSON value to this parameter's type.
     *
     * @return the value as the run sees it
     * @throws IllegalArgumentException when it isn't of the type or not among the allowed ones; the message says what it is instead
     */
    public @Nullable Object check(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        Object checked = typed(Objects.requireNonNull(Json.normalize(value)));
        if (!allowed.isEmpty() && allowed.stream().noneMatch(each -> same(each, checked))) {
            throw new IllegalArgumentException(Json.write(checked) + " is not one of " + Json.write(allowed));
        }
        return checked;
    }

    /**
     * Reads a value from text, as {@code --param name=value} gives it. Text stays text for string, date and datetime; it is read as
     * JSON for all others.
     *
     * @throws IllegalArgumentException when it doesn't fit
     */
    public @Nullable Object parse(String text) {
        return switch (type) {
            case STRING, DATE, DATETIME -> check(text);
            case INTEGER, NUMBER, BOOLEAN, LIST, OBJECT -> {
                Object value;
                try {
                    value = Json.parse(text.strip());
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(Json.write(text) + " is no " + type.yamlName() + example());
                }
                yield check(value);
            }
        };
    }

    private static boolean same(@Nullable Object allowed, Object value) {
        Object other = Json.normalize(allowed);
        if (other instanceof Number a && value instanceof Number b) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        return value.equals(other);
    }

    private Object typed(Object value) {
        boolean fits = switch (type) {
            case STRING -> value instanceof String;
            case INTEGER -> isWhole(value);
            case NUMBER -> value instanceof Number;
            case BOOLEAN -> value instanceof Boolean;
            case DATE -> value instanceof String text && isDate(text);
            case DATETIME -> value instanceof String text && isDateTime(text);
            case LIST -> value instanceof List;
            case OBJECT -> value instanceof Map;
        };
        if (!fits) {
            throw new IllegalArgumentException(Json.write(value) + " is no " + type.yamlName() + example());
        }
        return type == ParamType.INTEGER && value instanceof BigDecimal decimal
                ? Objects.requireNonNull(Json.normalize(decimal.toBigIntegerExact()))
                : value;
    }

    private String example() {
        return switch (type) {
            case DATE -> " (like 2026-01-31)";
            case DATETIME -> " (like 2026-01-31T08:00:00Z)";
            case LIST -> " (like [1,2])";
            case OBJECT -> " (like {\"a\":1})";
            case STRING, INTEGER, NUMBER, BOOLEAN -> "";
        };
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long
                || value instanceof BigInteger
                || (value instanceof BigDecimal decimal
                        && decimal.stripTrailingZeros().scale() <= 0);
    }

    private static boolean isDate(String text) {
        try {
            if (isPlainDate(text)) { // the formatter of dates is dear to load
                LocalDate.of(
                        Integer.parseInt(text.substring(0, 4)),
                        Integer.parseInt(text.substring(5, 7)),
                        Integer.parseInt(text.substring(8)));
            } else {
                LocalDate.parse(text);
            }
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Whether it has the form {@code 2026-01-31}. */
    private static boolean isPlainDate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i == 4 || i == 7 ? c != '-' : c < '0' || c > '9') {
                return false;
            }
        }
        return text.length() == 10;
    }

    private static boolean isDateTime(String text) {
        try {
            if (text.endsWith("Z")) {
                Instant.parse(text);
            } else if (text.matches(".*[+-]\\d\\d:?\\d\\d$")) {
                OffsetDateTime.parse(text);
            } else {
                LocalDateTime.parse(text);
            }
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
