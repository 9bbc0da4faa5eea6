package io.onedag.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** The task types on the class path. Thread-safe. */
public final class TaskTypes {

    private static final class Loaded {
        static final Map<String, TaskType> BY_NAME = load();
    }

    private TaskTypes() {}

    /** A type by name. */
    public static Optional<TaskType> find(String name) {
        return Optional.ofNullable(Loaded.BY_NAME.get(name));
    }

    /** The names of all types. */
    public static Set<String> names() {
        return Loaded.BY_NAME.keySet();
    }

    private static Map<String, TaskType> load() {
        var types = new LinkedHashMap<String, TaskType>();
        for (TaskType type : ServiceLoader.load(TaskType.class)) {
            TaskType other = types.putIfAbsent(type.name(), type);
            if (other != null) {
                throw new IllegalStateException("two task types are named \"" + type.name() + "\": "
                        + other.getClass().getName() + " and " + type.getClass().getName() + "; rename one");
            }
        }
        return Map.copyOf(types);
    }
}
