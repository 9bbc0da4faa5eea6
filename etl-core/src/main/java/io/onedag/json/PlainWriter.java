package io.onedag.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@linkplain Json#normalize normal} values as compact JSON, without the library, for the same reason as {@link PlainReader}. */
final class PlainWriter {

    private static final String HEX = "0123456789ABCDEF";

    private PlainWriter() {}

    static void write(@Nullable Object value, StringBuilder to) {
        if (value instanceof String text) {
            string(text, to);
        } else if (value instanceof Map<?, ?> map) {
            char separator = '{';
            for (Map.Entry<?, ?> each : map.entrySet()) {
                to.append(separator);
                string((String) each.getKey(), to);
                to.append(':');
                write(each.getValue(), to);
                separator = ',';
            }
            to.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            char separator = '[';
            for (Object each : list) {
                to.append(separator);
                write(each, to);
                separator = ',';
            }
            to.append(list.isEmpty() ? "[]" : "]");
        } else {
            to.append(value); // null, true, false, a number
        }
    }

    private static void string(String text, StringBuilder to) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\') {
                to.append(c);
            } else {
                escape(c, to);
            }
        }
        to.append('"');
    }

    private static void escape(char c, StringBuilder to) {
        switch (c) {
            case '"':
            case '\\':
                to.append('\\').append(c);
                break;
            case '\b':
                to.append("\\b");
                break;
            case '\f':
                to.append("\\f");
                break;
            case '\n':
                to.append("\\n");
                break;
            case '\r':
                to.append("\\r");
                break;
            case '\t':
                to.append("\\t");
                break;
            default:
                to.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
                break;
        }
    }
}
