package io.onedag.tasks;

import io.onedag.tasks.csv.WriteCsvType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows to a CSV file; the task's output is {@code {file, rows}}. {@code uses: write_csv} in YAML. Immutable.
 *
 * <ul>
 *   <li>It takes the rows of the one task that it needs, and writes all their columns.
 *   <li>Fields are separated by commas, lines end with LF, the encoding is UTF-8, the first line names the columns.
 *   <li>Null is an empty field, an empty text a quoted one.
 *   <li>The file is replaced as a whole, once all rows are written: whoever reads it sees the old one or the new one.
 * </ul>
 */
public final class WriteCsv extends Spec<WriteCsv> {

    private static final WriteCsvType TYPE = new WriteCsvType();

    /** Writes to this file. A relative path starts at the definition's folder; missing folders are made. */
    public WriteCsv(String file) {
        this(with(WriteCsvType.FILE, file));
    }

    private WriteCsv(Map<String, @Nullable Object> with) {
        super(TYPE, with);
    }

    /** Takes the rows of this task, which has to be among the needs. */
    public WriteCsv from(String task) {
        return set(WriteCsvType.FROM, outputOf(task));
    }

    /** Writes these columns, in this order. */
    public WriteCsv columns(String... columns) {
        return set(WriteCsvType.COLUMNS, List.of(columns));
    }

    /** Separates fields by this character instead of a comma; {@code tab} stands for a tab. */
    public WriteCsv delimiter(String delimiter) {
        return set(WriteCsvType.DELIMITER, delimiter);
    }

    /** Encodes with this instead of UTF-8. */
    public WriteCsv charset(String charset) {
        return set(WriteCsvType.CHARSET, charset);
    }

    /** Writes no line that names the columns. */
    public WriteCsv withoutHeader() {
        return set(WriteCsvType.HEADER, false);
    }

    /** Writes this text for null; a value that reads the same is quoted. */
    public WriteCsv nullText(String text) {
        return set(WriteCsvType.NULL_TEXT, text);
    }

    /** Ends lines with CRLF, as Windows does. */
    public WriteCsv crlf() {
        return set(WriteCsvType.LINE_END, WriteCsvType.CRLF);
    }

    @Override
    WriteCsv copy(Map<String, @Nullable Object> with) {
        return new WriteCsv(with);
    }
}
