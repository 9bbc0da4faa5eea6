package io.onedag.plan;

import io.onedag.TaskState;

/** Takes what a plan decides, in a defined order. */
public interface Decisions {

    /** A task run may start. */
    void ready(int task, int mapIndex);

    /** A task run will not start; its state is final. */
    void decided(int task, int mapIndex, TaskState state, Reason reason);
}
