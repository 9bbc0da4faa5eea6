package io.onedag.tasks.csv;

import io.onedag.TaskFailedException;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import io.onedag.expr.Template;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a CSV file is written.
 *
 * @param delimiter between fields
 * @param quote around a field that holds a delimiter, a quote or a line end; {@link #NO_QUOTE}: no character does that
 * @param charset its encoding
 */
record CsvFormat(char delimiter, char quote, Charset charset) {

    /** A character that no text has. */
    static final char NO_QUOTE = '\uFFFF';

    static final String DELIMITER = "delimiter";
    static final String QUOTE = "quote";
    static final String CHARSET = "charset";

    static final Setting DELIMITER_SETTING =
            Setting.optional(DELIMITER, Kind.TEXT, ",", "The character between fields; tab for a tab.");
    static final Setting QUOTE_SETTING = Setting.optional(
            QUOTE, Kind.TEXT, "\"", "The character around a field that holds a delimiter; none: quotes mean nothing.");
    static final Setting CHARSET_SETTING =
            Setting.optional(CHARSET, Kind.TEXT, "UTF-8", "The file's encoding, for example ISO-8859-1.");

    /**
     * The format that settings describe.
     *
     * @throws TaskFailedException fatal, when they can't be used
     */
    static CsvFormat of(TaskSettings with) {
        return of(with.text(DELIMITER), with.text(QUOTE), with.text(CHARSET));
    }

    static CsvFormat of(String delimiterText, String quoteText, String charsetName) {
        try {
            char delimiter = delimiter(delimiterText);
            char quote = quote(quoteText);
            if (delimiter == quote) {
                throw new IllegalArgumentException("delimiter and quote are the same character");
            }
            return new CsvFormat(delimiter, quote, charset(charsetName));
        } catch (IllegalArgumentException e) {
            throw TaskFailedException.fatal(String.valueOf(e.getMessage()));
        }
    }

    /** Reports what is wrong with the settings as far as it can be told before an attempt. */
    static void check(Map<String, @Nullable Object> with, TaskType.Report report) {
        check(DELIMITER, with, report, CsvFormat::delimiter, "write one character, or tab");
        check(QUOTE, with, report, CsvFormat::quote, "write one character, or none");
        check(
                CHARSET,
                with,
                report,
                CsvFormat::charset,
                "UTF-8, ISO-8859-1, windows-1252 and UTF-16LE are common ones");
    }

    private interface Reading {
        Object read(String text);
    }

    private static void check(
            String setting, Map<String, @Nullable Object> with, TaskType.Report report, Reading reading, String hint) {
        if (with.get(setting) instanceof String text && Template.isPlain(text)) {
            try {
                reading.read(text);
            } catch (IllegalArgumentException e) {
                report.error(setting, String.valueOf(e.getMessage()), hint);
            }
        }
    }

    private static char delimiter(String text) {
        return text.equals("tab") || text.equals("\\t") ? '\t' : single(DELIMITER, text);
    }

    private static char quote(String text) {
        return text.equals("none") ? NO_QUOTE : single(QUOTE, text);
    }

    private static char single(String setting, String text) {
        if (text.length() != 1 || text.equals("\n") || text.equals("\r")) {
            throw new IllegalArgumentException(setting + " is \"" + text + "\"; it has to be one character");
        }
        return text.charAt(0);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException("charset is \"" + name + "\", which is no encoding known here", e);
        }
    }
}
