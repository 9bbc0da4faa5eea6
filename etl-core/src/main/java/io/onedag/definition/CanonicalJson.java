package io.onedag.definition;

import io.onedag.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.erdtman.jcs.NumberToJSON;
import org.jspecify.annotations.Nullable;

/**
 * Canonical JSON (RFC 8785): no spaces, keys in the order of their UTF-16 code units, one way to write each string and number. Numbers are
 * of double precision there; one that would be written otherwise than it stands is written as {@code {"number":"1.10"}} instead,
 * because a body sees it as it stands.
 */
final class CanonicalJson {

    private static final long LARGEST_SAFE = 1L << 53;

    private CanonicalJson() {}

    /** Writes a {@linkplain Json#normalize normal} value. */
    static String write(@Nullable Object value) {
        var text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(@Nullable Object value, StringBuilder text) {
        if (value instanceof Map<?, ?> map) {
            char separator = '{';
            for (Map.Entry<?, ?> entry : new TreeMap<>(map).entrySet()) {
                text.append(separator);
                string((String) entry.getKey(), text);
                text.append(':');
                write(entry.getValue(), text);
                separator = ',';
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            text.append('[');
            for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
                write(items.next(), text);
                text.append(items.hasNext() ? "," : "");
            }
            text.append(']');
        } else if (value instanceof String string) {
            string(string, text);
        } else if (value instanceof Number number) {
            number(number, text);
        } else {
            text.append(value); // null, true, false
        }
    }

    private static void number(Number number, StringBuilder text) {
        if (number instanceof Long whole && -LARGEST_SAFE < whole && whole < LARGEST_SAFE) {
            text.append(whole.longValue());
            return;
        }
        String written = Json.write(number);
        try {
            if (written.equals(NumberToJSON.serializeNumber(number.doubleValue()))) {
                text.append(written);
            } else {
                write(Map.of("number", written), text);
            }
        } catch (IOException e) { // for NaN and infinities, which are no JSON
            throw new UncheckedIOException(e);
        }
    }

    private static void string(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (c < ' ') {
                        text.append("\\u00").append(c < 0x10 ? "0" : "").append(Integer.toHexString(c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
