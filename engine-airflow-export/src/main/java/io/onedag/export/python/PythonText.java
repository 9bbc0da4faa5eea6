package io.onedag.export.python;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes texts as Python string literals.
 *
 * <p>What Python's own {@code repr} shows as it is stays readable; controls, format characters such as those that turn the direction of
 * writing, blanks other than a space, lone surrogates and unassigned characters are escapes. The quotes are those that a formatter
 * chooses: double, unless single ones need fewer escapes.
 */
final class PythonText {

    private PythonText() {}

    /** A literal in one line. */
    static String quoted(String text) {
        return quoted(text, quoteFor(text));
    }

    /**
     * A literal in pieces, which Python joins: one for each line of the text, and long lines divided at blanks. All pieces have the same
     * quotes.
     *
     * @param width what a piece may take; a word that is longer takes more
     */
    static List<String> pieces(String text, int width) {
        var pieces = new ArrayList<String>();
        for (String line : lines(text)) {
            var piece = new StringBuilder();
            for (String word : words(line)) {
                if (!piece.isEmpty() && Width.of(quoted(piece + word)) > width) {
                    pieces.add(quoted(piece.toString()));
                    piece.setLength(0);
                }
                piece.append(word);
            }
            pieces.add(quoted(piece.toString()));
        }
        return pieces;
    }

    /** The text cut after each line feed. */
    private static List<String> lines(String text) {
        return cut(text, '\n');
    }

    /** The text cut after each space. */
    private static List<String> words(String text) {
        return cut(text, ' ');
    }

    private static List<String> cut(String text, char after) {
        var parts = new ArrayList<String>();
        int from = 0;
        for (int at = text.indexOf(after); at >= 0; at = text.indexOf(after, from)) {
            parts.add(text.substring(from, at + 1));
            from = at + 1;
        }
        if (from < text.length() || parts.isEmpty()) {
            parts.add(text.substring(from));
        }
        return parts;
    }

    private static char quoteFor(String text) {
        long doubles = text.chars().filter(c -> c == '"').count();
        long singles = text.chars().filter(c -> c == '\'').count();
        return doubles > singles ? '\'' : '"';
    }

    private static String quoted(String text, char quote) {
        var out = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> append(out, c, quote));
        return out.append(quote).toString();
    }

    private static void append(StringBuilder out, int c, char quote) {
        if (c == '\\' || c == quote) {
            out.append('\\').append((char) c);
        } else if (c == '\n') {
            out.append("\\n");
        } else if (c == '\r') {
            out.append("\\r");
        } else if (c == '\t') {
            out.append("\\t");
        } else if (isPrintable(c)) {
            out.appendCodePoint(c);
        } else if (c < 0x100) {
            out.append(String.format("\\x%02x", c));
        } else if (c < 0x10000) {
            out.append(String.format("\\u%04x", c));
        } else {
            out.append(String.format("\\U%08x", c));
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
