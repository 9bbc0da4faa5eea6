package io.onedag.tasks.trial;

import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import java.util.List;

/** {@code skip}: ends skipped. */
public final class SkipType implements TaskType {

    public static final String MESSAGE = "message";

    private static final List<Setting> SETTINGS =
            List.of(Setting.optional(MESSAGE, Kind.TEXT, "skipped as it was told to", "Why it is skipped."));

    @Override
    public String name() {
        return "skip";
    }

    @Override
    public String description() {
        return "Does nothing and ends skipped.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public Task create(TaskSettings with) {
        TaskResult skipped = TaskResult.skipped(with.text(MESSAGE));
        return context -> skipped;
    }
}
