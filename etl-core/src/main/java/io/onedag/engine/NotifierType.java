package io.onedag.engine;

import io.onedag.NotifierDefinition;

/**
 * A kind of notifier, named by {@code uses} in {@code on_failure} and {@code on_success}. Found by {@link java.util.ServiceLoader}, so a
 * user's jar adds its own. Thread-safe; constructing one is cheap.
 */
public interface NotifierType extends SettingsType {

    @Override
    default String kind() {
        return "notifier";
    }

    /**
     * What is wrong with settings beyond their types: called once for each notifier at definition time, expressions unresolved.
     *
     * @param notifier its definition
     * @param report takes each finding
     */
    default void check(NotifierDefinition notifier, Report report) {}

    /**
     * Makes the notifier for one notification.
     *
     * @param with the settings, expressions resolved
     * @throws io.onedag.TaskFailedException when a resolved setting can't be used
     */
    Notifier create(TaskSettings with);
}
