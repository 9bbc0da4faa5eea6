package io.onedag.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.Level;

/**
 * A line of an attempt's log, kept as {@code 2026-01-31T06:00:00.123Z INFO text}: the time in UTC, the level, the text to the line's end.
 *
 * @param at when it was logged, to the millisecond
 * @param level its level
 * @param text without line breaks
 */
public record LogLine(Instant at, Level level, String text) {

    /** The most characters of a line that are kept. */
    static final int MAX_CHARS = 16 * 1024;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int TIME_CHARS = 24;
    private static final char REPLACEMENT = '\uFFFD';
    private static final char NUL_SHOWN = '\u2400';

    /** Reads a line that {@link #write} wrote. One that isn't of this form is a text whose time isn't known. */
    public static LogLine read(String line) {
        int space = line.indexOf(' ', TIME_CHARS + 1);
        if (space > 0 && line.charAt(TIME_CHARS) == ' ') {
            try {
                return new LogLine(
                        Instant.parse(line.substring(0, TIME_CHARS)),
                        Level.valueOf(line.substring(TIME_CHARS + 1, space)),
                        line.substring(space + 1));
            } catch (DateTimeException | IllegalArgumentException e) {
                // of another version, or written by hand
            }
        }
        return new LogLine(Instant.EPOCH, Level.INFO, line);
    }

    /** Writes it, without a line end. */
    void write(StringBuilder to) {
        TIME.formatTo(at, to);
        to.append(' ').append(level).append(' ').append(text);
    }

    /** How many bytes of UTF-8 it has, line feed included. */
    int bytes() {
        int bytes = TIME_CHARS + level.toString().length() + 3;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // a pair has four
        }
        return bytes;
    }

    /** A text as every store keeps it: cut to {@link #MAX_CHARS}, NUL shown as {@code ␀}, half a surrogate pair as U+FFFD. */
    static String keepable(String text) {
        String cut = text;
        if (text.length() > MAX_CHARS) {
            int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
            cut = text.substring(0, end) + "... (" + (text.length() - end) + " characters more)";
        }
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(cut);
            }
        }
        return cut;
    }

    private static String replaced(String text) {
        var kept = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == 0) {
                kept.append(NUL_SHOWN);
            } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                kept.append(REPLACEMENT);
            } else {
                kept.appendCodePoint(c);
            }
        });
        return kept.toString();
    }
}
