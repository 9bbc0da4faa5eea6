package io.onedag.cli.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a {@code .env} file: a {@code NAME=value} on each line.
 *
 * <ul>
 *   <li>{@code export} before the name is accepted
 *   <li>{@code #} begins a comment at the start of a line, or after a space behind a value
 *   <li>a quoted value may go over several lines; in double quotes, {@code \n}, {@code \t}, {@code \"}, {@code \$} and {@code \\} are
 *       escapes, in single quotes nothing is
 *   <li>nothing is substituted: a {@code $} is a {@code $}
 * </ul>
 */
final class DotEnv {

    private static final String EXPORT = "export ";

    private final String file;
    private final String[] lines;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int next;

    private DotEnv(String file, String text) {
        this.file = file;
        this.lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r\n|\r|\n", -1);
    }

    /**
     * Reads a file's text; a later line wins over an earlier one of the same name.
     *
     * @param file its name, for messages
     * @throws SettingsException when a line can't be read
     */
    static Map<String, String> parse(String file, String text) {
        var reader = new DotEnv(file, text);
        while (reader.next < reader.lines.length) {
            reader.entry(reader.lines[reader.next++].strip());
        }
        return reader.values;
    }

    private void entry(String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String rest = line.startsWith(EXPORT) ? line.substring(EXPORT.length()).strip() : line;
        int equals = rest.indexOf('=');
        String name = equals < 0 ? "" : rest.substring(0, equals).strip();
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw wrong(next, "this is no NAME=value; write it so, or put a # before it");
        }
        String value = rest.substring(equals + 1).strip();
        boolean quoted = value.startsWith("\"") || value.startsWith("'");
        values.put(name, quoted ? quoted(value) : withoutComment(value));
    }

    private static String withoutComment(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
                return text.substring(0, i).strip();
            }
        }
        return text;
    }

    private String quoted(String first) {
        int began = next;
        char quote = first.charAt(0);
        var value = new StringBuilder();
        String line = first;
        int at = 1;
        while (true) {
            for (; at < line.length(); at++) {
                char c = line.charAt(at);
                if (c == quote) {
                    checkEnd(line.substring(at + 1).strip());
                    return value.toString();
                }
                if (c == '\\' && quote == '"' && at + 1 < line.length()) {
                    value.append(escaped(line.charAt(++at)));
                } else {
                    value.append(c);
                }
            }
            if (next == lines.length) {
                throw wrong(began, "the quote " + quote + " is never closed; close it");
            }
            value.append('\n');
            line = lines[next++];
            at = 0;
        }
    }

    private void checkEnd(String after) {
        if (!after.isEmpty() && !after.startsWith("#")) {
            throw wrong(next, "something follows the closing quote; put the whole value into quotes");
        }
    }

    private static String escaped(char c) {
        return switch (c) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '"', '\\', '$' -> String.valueOf(c);
            default -> "\\" + c;
        };
    }

    private SettingsException wrong(int line, String message) {
        return new SettingsException(file + ":" + line + ": " + message);
    }
}
