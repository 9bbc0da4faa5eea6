package com.acme;

import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;

/** A user's task, outside our packages. */
public final class Broken implements Task {
    @Override
    public TaskResult execute(TaskContext context) {
        throw new IllegalStateException("broken");
    }
}
