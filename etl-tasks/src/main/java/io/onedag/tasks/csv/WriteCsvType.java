package io.onedag.tasks.csv;

import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import io.onedag.tasks.dataset.RowInput;
import java.util.List;

/** {@code write_csv}: writes rows to a CSV file. */
public final class WriteCsvType implements TaskType {

    public static final String FILE = "file";
    public static final String FROM = RowInput.FROM;
    public static final String COLUMNS = "columns";
    public static final String DELIMITER = CsvFormat.DELIMITER;
    public static final String CHARSET = CsvFormat.CHARSET;
    public static final String HEADER = "header";
    public static final String NULL_TEXT = "null_text";
    public static final String LINE_END = "line_end";
    public static final String LF = "lf";
    public static final String CRLF = "crlf";

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(FILE, Kind.TEXT, "The file; it is replaced as a whole once all rows are written."),
            RowInput.setting(),
            Setting.optional(COLUMNS, Kind.TEXT_LIST, null, "The columns to write, in order. Left out: all."),
            CsvFormat.DELIMITER_SETTING,
            CsvFormat.CHARSET_SETTING,
            Setting.optional(HEADER, Kind.BOOLEAN, true, "Whether the first line names the columns."),
            Setting.optional(NULL_TEXT, Kind.TEXT, "", "What stands for null; a value that reads the same is quoted."),
            Setting.optional(LINE_END, Kind.TEXT, LF, "How lines end.").oneOf(LF, CRLF));

    @Override
    public String name() {
        return "write_csv";
    }

    @Override
    public String description() {
        return "Writes rows to a CSV file.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public void check(TaskDefinition task, TaskBody.Typed body, Report report) {
        RowInput.check(task, body.with(), report);
        CsvFormat.check(body.with(), report);
    }

    @Override
    public Task create(TaskSettings with) {
        return new WriteCsvTask(with);
    }
}
