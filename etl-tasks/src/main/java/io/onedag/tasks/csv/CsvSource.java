package io.onedag.tasks.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.onedag.tasks.dataset.CsvLine;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file, good and bad. A row that can't be parsed is one line; reading goes on at the next. Empty lines are no rows.
 * Not thread-safe.
 */
final class CsvSource implements AutoCloseable {

    /** The longest field, in characters. */
    private static final int MAX_FIELD = 4 * 1024 * 1024;

    private final SourceText text;
    private final CsvFormat format;
    private final String nullText;
    private CloseableIterator<CsvLine> records;
    private long linesBefore;
    private int width;
    private @Nullable CsvLine current;

    /** A row. */
    sealed interface Row {

        /** The line it begins on, from 1. */
        long line();
    }

    /**
     * A row that could be parsed.
     *
     * @param fields its values
     */
    record Good(long line, @Nullable String[] fields) implements Row {}

    /**
     * A row that couldn't.
     *
     * @param reason why
     * @param raw how it stands in the file
     */
    record Bad(long line, String reason, String raw) implements Row {}

    /**
     * Opens a file's rows, closing {@code stream} with them.
     *
     * @param nullText what stands for null when it isn't quoted
     * @param skipLines how many lines to leave out at the beginning
     */
    CsvSource(InputStream stream, CsvFormat format, String nullText, long skipLines) throws IOException {
        this.text = new SourceText(stream, format.charset());
        this.format = format;
        this.nullText = nullText;
        this.linesBefore = skipLines;
        if (skipLines > 0) {
            skip(skipLines);
        }
        this.records = parse();
    }

    private void skip(long lines) throws IOException {
        for (long line = 2; line <= lines + 1; line++) {
            text.restartAt(line);
            text.keepFrom(line);
        }
    }

    private CloseableIterator<CsvLine> parse() {
        return CsvReader.builder()
                .fieldSeparator(format.delimiter())
                .quoteCharacter(format.quote())
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(MAX_FIELD)
                .build(new CsvLine.Handler(nullText, width), text)
                .iterator();
    }

    /** The next row, or null when there is none. */
    @Nullable
    Row next() throws IOException {
        while (true) {
            CsvLine record;
            try {
                if (!records.hasNext()) {
                    return null;
                }
                record = records.next();
            } catch (CsvParseException e) {
                return unparsed(e);
            }
            long line = linesBefore + record.line();
            current = record;
            text.keepFrom(line);
            if (record.isBlank()) {
                continue;
            }
            width = record.fields().length;
            if (text.mayBeDamaged() && text.isDamaged(line, lines(record))) {
                return new Bad(
                        line,
                        "it has bytes that are no character in "
                                + text.charset().name(),
                        raw());
            }
            return new Good(line, record.fields());
        }
    }

    /** The row that {@link #next} gave last, as it stands in the file. */
    String raw() {
        CsvLine record = current;
        return record == null ? "" : text.lines(linesBefore + record.line(), lines(record));
    }

    private Row unparsed(CsvParseException e) throws IOException {
        long line = firstUnread();
        text.keepFrom(line);
        text.restartAt(line + 1);
        String raw = text.lines(line, 1);
        linesBefore = line;
        current = null;
        records = parse();
        return new Bad(line, reason(e), raw);
    }

    /** The line on which the record begins that the parser gave up on. */
    private long firstUnread() {
        CsvLine record = current;
        return record == null ? linesBefore + 1 : linesBefore + record.line() + lines(record);
    }

    private static String reason(CsvParseException e) {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Unclosed quote")) {
            return "a quote is opened and not closed";
        }
        if (message.startsWith("Unexpected character after closing quote")) {
            return "a closing quote is followed by something else than a delimiter";
        }
        if (message.startsWith("The maximum buffer size")) {
            return "a field is longer than " + MAX_FIELD + " characters";
        }
        int where = message.indexOf(" (record starting");
        return where < 0 ? message : message.substring(0, where);
    }

    /** How many lines of the file a record takes: one more than there are line ends in its fields. */
    private static long lines(CsvLine record) {
        long lines = 1;
        for (String field : record.fields()) {
            if (field != null) {
                boolean cr = false;
                for (int i = 0; i < field.length(); i++) {
                    char c = field.charAt(i);
                    if (c == '\r' || (c == '\n' && !cr)) {
                        lines++;
                    }
                    cr = c == '\r';
                }
            }
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
