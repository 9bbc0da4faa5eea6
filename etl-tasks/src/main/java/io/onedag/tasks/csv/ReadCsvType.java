package io.onedag.tasks.csv;

import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import io.onedag.expr.Template;
import io.onedag.validation.Suggestions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code read_csv}: reads CSV files into a dataset. */
public final class ReadCsvType implements TaskType {

    public static final String FILE = "file";
    public static final String DELIMITER = CsvFormat.DELIMITER;
    public static final String QUOTE = CsvFormat.QUOTE;
    public static final String CHARSET = CsvFormat.CHARSET;
    public static final String HEADER = "header";
    public static final String COLUMNS = "columns";
    public static final String TYPES = "types";
    public static final String NULL_TEXT = "null_text";
    public static final String SKIP_LINES = "skip_lines";
    public static final String LINE_COLUMN = "line_column";
    public static final String RAGGED = "ragged";
    public static final String ON_ERROR = "on_error";
    public static final String REJECT_FILE = "reject_file";
    public static final String MAX_ERRORS = "max_errors";
    public static final String IF_MISSING = "if_missing";

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(
                    FILE,
                    Kind.TEXT_LIST,
                    "The file, or several; * and ? stand for any characters, ** for folders too."),
            CsvFormat.DELIMITER_SETTING,
            CsvFormat.QUOTE_SETTING,
            CsvFormat.CHARSET_SETTING,
            Setting.optional(HEADER, Kind.BOOLEAN, true, "Whether the first line names the columns."),
            Setting.optional(
                    COLUMNS, Kind.TEXT_LIST, null, "The names of the columns, in order, instead of the file's own."),
            Setting.optional(
                    TYPES,
                    Kind.TEXT_MAP,
                    null,
                    "What a column's values have to be: text, integer, decimal, boolean, date or datetime."),
            Setting.optional(NULL_TEXT, Kind.TEXT, "", "What stands for null when it isn't quoted."),
            Setting.optional(SKIP_LINES, Kind.INTEGER, 0L, "How many lines to leave out at the beginning."),
            Setting.optional(
                    LINE_COLUMN,
                    Kind.TEXT,
                    null,
                    "Adds a column of this name: the line of the file on which the row begins."),
            Setting.optional(
                            RAGGED,
                            Kind.TEXT,
                            Ragged.ERROR.label(),
                            "What a row with too few fields is: an error, or filled with null.")
                    .oneOf(Ragged.ERROR.label(), Ragged.FILL.label()),
            Setting.optional(
                            ON_ERROR,
                            Kind.TEXT,
                            OnError.FAIL.label(),
                            "What happens at a bad row: the task fails, the row is left out, or it goes to the reject file.")
                    .oneOf(OnError.FAIL.label(), OnError.SKIP.label(), OnError.REJECT.label()),
            Setting.optional(REJECT_FILE, Kind.TEXT, null, "Where bad rows go. Left out: a file beside the dataset."),
            Setting.optional(MAX_ERRORS, Kind.INTEGER, null, "More bad rows than this fail the task."),
            Setting.optional(
                            IF_MISSING,
                            Kind.TEXT,
                            IfMissing.FAIL.label(),
                            "What a missing file is, or one without its header: a failure, or a file without rows.")
                    .oneOf(IfMissing.FAIL.label(), IfMissing.EMPTY.label()));

    /** What a row with too few fields is. */
    enum Ragged {
        ERROR,
        FILL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happens at a bad row. */
    enum OnError {
        FAIL,
        SKIP,
        REJECT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a missing file is. */
    enum IfMissing {
        FAIL,
        EMPTY;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String name() {
        return "read_csv";
    }

    @Override
    public String description() {
        return "Reads CSV files; its output is the dataset of their rows.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public void check(TaskDefinition task, TaskBody.Typed body, Report report) {
        CsvFormat.check(body.with(), report);
        Object columns = body.with().get(COLUMNS);
        if (columns instanceof List<?> names) {
            Set<Object> seen = new HashSet<>();
            for (Object name : names) {
                if (!seen.add(name)) {
                    report.error(COLUMNS, "two columns are named \"" + name + "\"", "rename one");
                }
            }
        }
        Object lineColumn = body.with().get(LINE_COLUMN);
        if (lineColumn != null && columns instanceof List<?> names && names.contains(lineColumn)) {
            report.error(
                    LINE_COLUMN, "a column of the file is named \"" + lineColumn + "\" too", "choose another name");
        }
        if (body.with().get(TYPES) instanceof Map<?, ?> types) {
            types.forEach((column, type) -> checkType(column, type, columns, report));
        }
        if (body.with().get(REJECT_FILE) != null
                && !OnError.REJECT.label().equals(body.with().get(ON_ERROR))) {
            report.warning(
                    REJECT_FILE,
                    "task \"" + task.name() + "\" names a reject file, and no row goes there",
                    "add on_error: reject");
        }
    }

    private static void checkType(Object column, Object type, @Nullable Object columns, Report report) {
        if (type instanceof String label && Template.isPlain(label)) {
            try {
                ColumnType.named(label);
            } catch (IllegalArgumentException e) {
                report.error(TYPES, "column \"" + column + "\": " + e.getMessage(), "leave it out for text");
            }
        }
        if (columns instanceof List<?> names && !names.contains(column)) {
            List<String> known = names.stream().map(String::valueOf).toList();
            String hint = Suggestions.hint(String.valueOf(column), known);
            report.error(
                    TYPES,
                    "column \"" + column + "\" has a type but isn't among the columns",
                    hint == null ? "name one of the columns" : hint);
        }
    }

    @Override
    public Task create(TaskSettings with) {
        return new ReadCsvTask(with);
    }
}
