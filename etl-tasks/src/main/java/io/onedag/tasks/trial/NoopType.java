package io.onedag.tasks.trial;

import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import java.time.Duration;
import java.util.List;

/** {@code noop}: does nothing and succeeds. */
public final class NoopType implements TaskType {

    public static final String OUTPUT = "output";
    public static final String SLEEP = "sleep";
    public static final String CHOOSE = "choose";

    private static final Task NOTHING = new Task() {
        @Override
        public TaskResult execute(TaskContext context) {
            return TaskResult.success();
        }
    };

    private static final List<Setting> SETTINGS = List.of(
            Setting.optional(OUTPUT, Kind.VALUE, null, "What it answers with, any JSON value."),
            Setting.optional(SLEEP, Kind.DURATION, null, "How long it takes."),
            Setting.optional(CHOOSE, Kind.TEXT_LIST, null, "The successors that run, when the task branches."));

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public String description() {
        return "Does nothing and succeeds.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public Task create(TaskSettings with) {
        if (!with.has(OUTPUT) && !with.has(SLEEP) && !with.has(CHOOSE)) {
            return NOTHING;
        }
        Object output = with.value(OUTPUT);
        TaskResult result =
                with.has(CHOOSE) ? TaskResult.branch(with.texts(CHOOSE), output) : TaskResult.success(output);
        Duration sleep = with.has(SLEEP) ? with.duration(SLEEP) : Duration.ZERO;
        return context -> {
            Thread.sleep(sleep.toMillis(), sleep.toNanosPart() % 1_000_000);
            return result;
        };
    }
}
