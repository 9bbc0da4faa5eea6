package io.onedag;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a definition.
 *
 * @param location where
 * @param message what and why
 * @param hint what to do next ("did you mean …?"), or null
 */
public record Problem(
        Location location, String message, @Nullable String hint) {

    private static final int LONGEST = 600;

    /** Keeps each problem a line: control characters are escaped, and what a definition put into it is cut where it is very long. */
    public Problem {
        message = line(message);
        hint = hint == null ? null : line(hint);
    }

    private static String line(String text) {
        var line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Also the controls of writing direction, with which a text can look like another one.
            if (Character.isISOControl(c) || (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069')) {
                line.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : String.format("\\u%04X", (int) c));
            } else {
                line.append(c);
            }
            if (i == LONGEST / 2 && text.length() > LONGEST) {
                line.append(" … ");
                i = text.length() - LONGEST / 3;
            }
        }
        return line.toString();
    }

    /** {@code location: message; hint}. */
    @Override
    public String toString() {
        String where = location.toString();
        return (where.isEmpty() ? "" : where + ": ") + message + (hint == null ? "" : "; " + hint);
    }
}
