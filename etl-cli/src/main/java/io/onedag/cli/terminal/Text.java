package io.onedag.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text of a terminal: how wide it is, and how it is cut. */
public final class Text {

    private static final char ESCAPE = '\u001b';
    private static final char CONTROL_SEQUENCE = '\u009b';

    /** Of ECMA-48: control sequences (CSI), strings up to their terminator (OSC, DCS and the like), other escapes. */
    private static final Pattern SEQUENCES = Pattern.compile("(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]"
            + "|\u001b[]PX^_][^\u0007\u001b\\n]*(?:\u0007|\u001b\\\\)?"
            + "|\u001b[ -/]*[0-~]");

    private Text() {}

    /** How many columns {@code text} takes; colours take none, wide characters (CJK, emoji) two. */
    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) == ESCAPE) {
                i = afterEscape(text, i);
            } else {
                int c = text.codePointAt(i);
                width += width(c);
                i += Character.charCount(c);
            }
        }
        return width;
    }

    /** {@code text} in at most {@code columns} columns; what is cut off is shown as {@code …}. Colours are kept. */
    public static String fit(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        var cut = new StringBuilder();
        int left = columns - 1;
        boolean coloured = false;
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) == ESCAPE) {
                int end = afterEscape(text, i);
                cut.append(text, i, end);
                coloured = true;
                i = end;
            } else {
                int c = text.codePointAt(i);
                left -= width(c);
                if (left < 0) {
                    break;
                }
                cut.appendCodePoint(c);
                i += Character.charCount(c);
            }
        }
        return cut + (columns > 0 ? "…" : "") + (coloured ? "\u001b[0m" : "");
    }

    /** {@code text} in lines of at most {@code columns} columns, cut between words where that can be done; 0: in one line. */
    public static List<String> wrap(String text, int columns) {
        if (columns <= 0) {
            return List.of(text);
        }
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** {@code text}, filled with spaces to {@code columns} columns. */
    public static String padRight(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    /** {@code text} at the right end of {@code columns} columns. */
    public static String padLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - width(text))) + text;
    }

    /**
     * {@code text} on one line and without control characters, for texts that come from data: they neither break a table nor command
     * the terminal.
     */
    public static String oneLine(String text) {
        var clean = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                space = true;
            } else {
                if (space && !clean.isEmpty()) {
                    clean.append(' ');
                }
                space = false;
                clean.append(c);
            }
        }
        return clean.toString();
    }

    /**
     * {@code text} on one line and without control characters; blanks stay as they are, so that columns of several lines stand below
     * each other.
     */
    public static String flat(String text) {
        return printable(text.stripTrailing()).replace('\n', ' ').replace('\t', ' ');
    }

    /**
     * {@code text} without control characters, whole escape sequences, and characters that turn the direction of what follows; line
     * breaks and tabs stay.
     */
    public static String printable(String text) {
        String plain = text.indexOf(ESCAPE) < 0 && text.indexOf(CONTROL_SEQUENCE) < 0
                ? text
                : SEQUENCES.matcher(text).replaceAll("");
        var clean = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '\n' || c == '\t' || !(Character.isISOControl(c) || isTurning(c))) {
                clean.append(c);
            }
        }
        return clean.toString();
    }

    private static boolean isTurning(char c) {
        return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    }

    private static int afterEscape(String text, int at) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != 'm') {
            end++;
        }
        return Math.min(end + 1, text.length());
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
        return wide ? 2 : 1;
    }
}
