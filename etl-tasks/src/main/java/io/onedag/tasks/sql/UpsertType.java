package io.onedag.tasks.sql;

import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import io.onedag.expr.Template;
import io.onedag.tasks.dataset.RowInput;
import java.util.List;
import java.util.stream.Stream;

/** {@code upsert}: inserts rows into a table, or updates those that are there. */
public final class UpsertType implements TaskType {

    public static final String TABLE = "table";
    public static final String KEY = "key";
    public static final String FROM = RowInput.FROM;
    public static final String COLUMNS = "columns";
    public static final String BATCH_SIZE = "batch_size";
    public static final String DATABASE = Database.DATABASE;
    public static final String USER = Database.USER;
    public static final String PASSWORD = Database.PASSWORD;

    private static final List<Setting> SETTINGS = Stream.concat(
                    Stream.of(
                            Setting.required(TABLE, Kind.TEXT, "The table, or schema.table."),
                            Setting.required(
                                    KEY,
                                    Kind.TEXT_LIST,
                                    "The columns that tell rows apart; a primary key or unique index has exactly these."),
                            RowInput.setting(),
                            Setting.optional(
                                    COLUMNS,
                                    Kind.TEXT_LIST,
                                    null,
                                    "The columns to write, the key among them. Left out: all."),
                            Setting.optional(
                                    BATCH_SIZE, Kind.INTEGER, 1000L, "How many rows go to the database at once.")),
                    Database.SETTINGS.stream())
            .toList();

    @Override
    public String name() {
        return "upsert";
    }

    @Override
    public String description() {
        return "Inserts rows into a table, or updates those that are there.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public void check(TaskDefinition task, TaskBody.Typed body, Report report) {
        RowInput.check(task, body.with(), report);
        Database.check(task, body, report);
        if (body.with().get(TABLE) instanceof String table && Template.isPlain(table)) {
            try {
                TableName.parse(table);
            } catch (IllegalArgumentException e) {
                report.error(TABLE, String.valueOf(e.getMessage()), "write table or schema.table");
            }
        }
        Object key = body.with().get(KEY);
        if (key instanceof List<?> names && names.isEmpty()) {
            report.error(KEY, "the key has no columns", "name the columns that tell rows apart");
        }
        if (body.with().get(COLUMNS) instanceof List<?> columns) {
            List<?> names = key instanceof List<?> list ? list : key == null ? List.of() : List.of(key);
            for (Object name : names) {
                if (!columns.contains(name) && name instanceof String text && Template.isPlain(text)) {
                    report.error(COLUMNS, "the key's column \"" + name + "\" isn't among the columns", "add it");
                }
            }
        }
        if (body.with().get(BATCH_SIZE) instanceof Long size && size < 1) {
            report.error(BATCH_SIZE, "batch_size is " + size + "; it is at least 1", "leave it out for 1000");
        }
    }

    @Override
    public Task create(TaskSettings with) {
        return new UpsertTask(with);
    }
}
