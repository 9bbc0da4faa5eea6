package io.onedag.engine;

import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import java.util.List;

/**
 * A kind of ready-made task, named by {@code uses} in YAML. Found by {@link java.util.ServiceLoader}, so a user's jar adds its own.
 * Thread-safe; constructing one is cheap.
 */
public interface TaskType {

    /** The name in {@code uses}: lower case with underscores. */
    String name();

    /** One sentence for people and editors. */
    String description();

    /** The keys of {@code with}, in the order to show them. */
    List<Setting> settings();

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

    /** Takes what {@link #check} finds. */
    interface Report {

        /** An error at a setting; the definition is refused. */
        void error(String setting, String message, String hint);

        /** Something legal but probably not meant. */
        void warning(String setting, String message, String hint);
    }
}
