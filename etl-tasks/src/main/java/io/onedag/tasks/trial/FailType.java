package io.onedag.tasks.trial;

import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import java.util.List;

/** {@code fail}: fails, always or the first few times. */
public final class FailType implements TaskType {

    public static final String MESSAGE = "message";
    public static final String FATAL = "fatal";
    public static final String TIMES = "times";

    private static final List<Setting> SETTINGS = List.of(
            Setting.optional(MESSAGE, Kind.TEXT, "failed as it was told to", "What the failure says."),
            Setting.optional(FATAL, Kind.BOOLEAN, false, "Whether no retry can mend it."),
            Setting.optional(
                    TIMES,
                    Kind.INTEGER,
                    null,
                    "How many attempts of a round fail; the next one succeeds. Left out: all of them."));

    @Override
    public String name() {
        return "fail";
    }

    @Override
    public String description() {
        return "Fails, always or the first few times.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public Task create(TaskSettings with) {
        long times = with.has(TIMES) ? with.integer(TIMES) : Long.MAX_VALUE;
        TaskResult failure =
                with.bool(FATAL) ? TaskResult.fatal(with.text(MESSAGE)) : TaskResult.retryable(with.text(MESSAGE));
        return context -> context.attempt() <= times ? failure : TaskResult.success();
    }
}
