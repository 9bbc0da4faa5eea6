package io.onedag.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads plain JSON, without the library, which costs a process that lives briefly a tenth of a second to load. Whatever is unusual or wrong
 * (a long number, a name that is there twice, deep nesting, a syntax error) it leaves to the library: what can be read here is read alike there.
 */
final class PlainReader {

    /** The text isn't plain. */
    static final Object NOT_PLAIN = new Object();

    private static final int MAX_DEPTH = 100;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_DIGITS = 18;

    private final String text;
    private int at;

    private PlainReader(String text) {
        this.text = text;
    }

    /** Reads one value, or {@link #NOT_PLAIN}. */
    static @Nullable Object read(String text) {
        var reader = new PlainReader(text);
        Object value = reader.value(0);
        if (value == NOT_PLAIN) {
            return NOT_PLAIN;
        }
        reader.skipBlanks();
        return reader.at == text.length() ? value : NOT_PLAIN;
    }

    private @Nullable Object value(int depth) {
        skipBlanks();
        if (at == text.length() || depth > MAX_DEPTH) {
            return NOT_PLAIN;
        }
        char c = text.charAt(at);
        switch (c) {
            case '{':
                return object(depth);
            case '[':
                return list(depth);
            case '"':
                return string();
            case 't':
                return word("true", Boolean.TRUE);
            case 'f':
                return word("false", Boolean.FALSE);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (text.startsWith(word, at)) {
            at += word.length();
            return value;
        }
        return NOT_PLAIN;
    }

    private Object object(int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        at++;
        skipBlanks();
        if (is('}')) {
            return map;
        }
        while (true) {
            skipBlanks();
            if (at == text.length() || text.charAt(at) != '"') {
                return NOT_PLAIN;
            }
            Object name = string();
            skipBlanks();
            if (!(name instanceof String key) || key.length() > MAX_NAME || map.containsKey(key) || !is(':')) {
                return NOT_PLAIN;
            }
            Object value = value(depth + 1);
            if (value == NOT_PLAIN) {
                return NOT_PLAIN;
            }
            map.put(key, value);
            skipBlanks();
            if (is('}')) {
                return map;
            }
            if (!is(',')) {
                return NOT_PLAIN;
            }
        }
    }

    private Object list(int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        at++;
        skipBlanks();
        if (is(']')) {
            return list;
        }
        while (true) {
            Object value = value(depth + 1);
            if (value == NOT_PLAIN) {
                return NOT_PLAIN;
            }
            list.add(value);
            skipBlanks();
            if (is(']')) {
                return list;
            }
            if (!is(',')) {
                return NOT_PLAIN;
            }
        }
    }

    private Object string() {
        int begin = ++at;
        StringBuilder unescaped = null;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                String plain = unescaped == null ? text.substring(begin, at) : unescaped.toString();
                at++;
                return plain;
            }
            if (c < ' ' || Character.isSurrogate(c)) {
                return NOT_PLAIN;
            }
            if (c == '\\') {
                if (unescaped == null) {
                    unescaped = new StringBuilder(text.length() > begin + 64 ? 128 : 32);
                    unescaped.append(text, begin, at);
                }
                int escaped = escaped();
                if (escaped < 0) {
                    return NOT_PLAIN;
                }
                unescaped.append((char) escaped);
            } else {
                at++;
                if (unescaped != null) {
                    unescaped.append(c);
                }
            }
        }
        return NOT_PLAIN;
    }

    /** The character that an escape stands for; -1: it isn't plain. */
    private int escaped() {
        if (at + 1 >= text.length()) {
            return -1;
        }
        char c = text.charAt(at + 1);
        at += 2;
        switch (c) {
            case '"', '\\', '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                return hex();
            default:
                return -1;
        }
    }

    private int hex() {
        if (at + 4 > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char digit = text.charAt(at++);
            int number = digit < 128 ? Character.digit(digit, 16) : -1;
            if (number < 0) {
                return -1;
            }
            value = value * 16 + number;
        }
        return Character.isSurrogate((char) value) ? -1 : value;
    }

    private Object number() {
        int begin = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        int digits = digits();
        if (digits == 0 || digits > MAX_DIGITS || (digits > 1 && text.charAt(at - digits) == '0')) {
            return NOT_PLAIN;
        }
        boolean whole = true;
        if (at < text.length() && text.charAt(at) == '.') {
            whole = false;
            at++;
            int decimals = digits();
            if (decimals == 0 || decimals > MAX_DIGITS) {
                return NOT_PLAIN;
            }
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            return NOT_PLAIN;
        }
        String number = text.substring(begin, at);
        return whole ? (Object) Long.valueOf(number) : new BigDecimal(number);
    }

    private int digits() {
        int begin = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - begin;
    }

    private boolean is(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }
}
