package io.onedag.engine;

import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;

/**
 * A kind of ready-made task, named by {@code uses} in YAML. Found by {@link java.util.ServiceLoader}, so a user's jar adds its own.
 * Thread-safe; constructing one is cheap.
 */
public interface TaskType extends SettingsType {

    @Override
    default String kind() {
        return "task type";
    }

    /**
     * What is wrong with settings beyond their types: called once for each task at definition time, expressions unresolved.
     *
     * @param task the whole definition
     * @param body its settings
     * @param report takes each finding
     */
    default void check(TaskDefinition task, TaskBody.Typed body, Report report) {}

    /**
     * Makes the task for one attempt.
     *
     * @param with the settings, expressions resolved
     * @throws io.onedag.TaskFailedException when a resolved setting can't be used
     */
    Task create(TaskSettings with);
}
