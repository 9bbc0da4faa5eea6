package io.onedag.tasks;

import io.onedag.tasks.csv.ReadCsvType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV files; the task's output is the {@link io.onedag.Dataset} of their rows. {@code uses: read_csv} in YAML. Immutable.
 *
 * <ul>
 *   <li>Fields are separated by commas and quoted with {@code "}; the encoding is UTF-8, or what a byte order mark says; a file whose
 *       name ends with {@code .gz} is decompressed.
 *   <li>The first line names the columns. Values are text; an unquoted empty field is null. Empty lines are left out.
 *   <li>A missing file may be retried; a bad row fails the task for good, with file, line and reason.
 * </ul>
 */
public final class ReadCsv extends Spec<ReadCsv> {

    private static final ReadCsvType TYPE = new ReadCsvType();

    /**
     * Reads these files, in this order. Relative paths start at the definition's folder; {@code *} and {@code ?} stand for any
     * characters, {@code **} for folders too, and what they match is read by name.
     */
    public ReadCsv(String file, String... more) {
        this(with(ReadCsvType.FILE, oneOrMore(file, more)));
    }

    private ReadCsv(Map<String, @Nullable Object> with) {
        super(TYPE, with);
    }

    /** Separates fields by this character instead of a comma; {@code tab} stands for a tab. */
    public ReadCsv delimiter(String delimiter) {
        return set(ReadCsvType.DELIMITER, delimiter);
    }

    /** Quotes fields with this character instead of {@code "}; {@code none}: quotes mean nothing. */
    public ReadCsv quote(String quote) {
        return set(ReadCsvType.QUOTE, quote);
    }

    /** Decodes with this encoding instead of UTF-8. A byte order mark outweighs it. */
    public ReadCsv charset(String charset) {
        return set(ReadCsvType.CHARSET, charset);
    }

    /** The files have no line that names the columns: they are {@code column_1}, {@code column_2} and so on. */
    public ReadCsv withoutHeader() {
        return set(ReadCsvType.HEADER, false);
    }

    /** Names the columns, in order, whatever the file calls them. */
    public ReadCsv columns(String... columns) {
        return set(ReadCsvType.COLUMNS, List.of(columns));
    }

    /**
     * Makes a row bad whose value in this column isn't of a type: {@code integer}, {@code decimal}, {@code boolean}, {@code date},
     * {@code datetime} (ISO 8601) or {@code text}. Null is of every type.
     */
    public ReadCsv type(String column, String type) {
        return put(ReadCsvType.TYPES, column, type);
    }

    /** Takes this text for null where it isn't quoted, instead of an empty field. */
    public ReadCsv nullText(String text) {
        return set(ReadCsvType.NULL_TEXT, text);
    }

    /** Leaves out this many lines at the beginning of each file. */
    public ReadCsv skipLines(int lines) {
        return set(ReadCsvType.SKIP_LINES, (long) lines);
    }

    /** Adds a last column of this name: the line of its file on which a row begins, for tasks that judge rows later. */
    public ReadCsv lineColumn(String column) {
        return set(ReadCsvType.LINE_COLUMN, column);
    }

    /** Fills a row that has too few fields with null, instead of taking it for bad. One that has too many is bad all the same. */
    public ReadCsv fillShortRows() {
        return set(ReadCsvType.RAGGED, "fill");
    }

    /** Leaves bad rows out; they are counted, and the first ones logged. */
    public ReadCsv skipBadRows() {
        return set(ReadCsvType.ON_ERROR, "skip");
    }

    /** Sets bad rows aside in a file beside the dataset, whose path is in the output as {@code reject_file}. */
    public ReadCsv rejectBadRows() {
        return set(ReadCsvType.ON_ERROR, "reject");
    }

    /** Sets bad rows aside in this file, which is replaced in each attempt. */
    public ReadCsv rejectBadRowsTo(String file) {
        return rejectBadRows().set(ReadCsvType.REJECT_FILE, file);
    }

    /** Fails for good at more bad rows than this. */
    public ReadCsv maxErrors(long rows) {
        return set(ReadCsvType.MAX_ERRORS, rows);
    }

    /** Takes a missing file, or one without its line of column names, for a file without rows. */
    public ReadCsv emptyIfMissing() {
        return set(ReadCsvType.IF_MISSING, "empty");
    }

    @Override
    ReadCsv copy(Map<String, @Nullable Object> with) {
        return new ReadCsv(with);
    }
}
