package io.onedag.testing;

import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.engine.Setting;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A type without settings, whose tasks serve one attempt. */
public final class NoopType implements TaskType {

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public String description() {
        return "Does nothing.";
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public Task create(TaskSettings with) {
        var used = new AtomicBoolean();
        return context -> used.getAndSet(true) ? TaskResult.fatal("used for two attempts") : TaskResult.success();
    }
}
