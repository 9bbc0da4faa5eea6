package io.onedag.testing;

import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.engine.Setting;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import java.util.List;

/** A type with a setting of every kind. */
public final class LoadType implements TaskType {

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String description() {
        return "Loads rows into a table.";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.required("table", Setting.Kind.TEXT, "The table."),
                Setting.optional("mode", Setting.Kind.TEXT, "insert", "What to do with a row that is there.")
                        .oneOf("insert", "upsert", "replace"),
                Setting.optional("keys", Setting.Kind.TEXT_LIST, List.of(), "The key columns."),
                Setting.optional("rename", Setting.Kind.TEXT_MAP, null, "Columns by their names in the source."),
                Setting.optional("batch", Setting.Kind.INTEGER, 1000, "Rows in a batch."),
                Setting.optional("create", Setting.Kind.BOOLEAN, false, "Whether to create the table."),
                Setting.optional("patience", Setting.Kind.DURATION, "30s", "How long to wait for a lock."),
                Setting.optional("rows", Setting.Kind.VALUE, null, "The rows themselves."));
    }

    @Override
    public Task create(TaskSettings with) {
        return context -> TaskResult.success(with.text("table"));
    }
}
