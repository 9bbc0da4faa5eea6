package com.acme;

import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;

/** A user's task that knows that no retry helps. */
public final class SaysSo implements Task {
    @Override
    public TaskResult execute(TaskContext context) {
        throw TaskFailedException.fatal("broken");
    }
}
