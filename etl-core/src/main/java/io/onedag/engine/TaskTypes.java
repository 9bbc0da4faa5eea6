package io.onedag.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The task types on the class path, each loaded when a name is asked for that none before it has. Thread-safe. */
public final class TaskTypes {

    private static final Map<String, TaskType> FOUND = new LinkedHashMap<>();
    private static @Nullable Iterator<TaskType> others;

    private TaskTypes() {}

    /** A type by name. */
    public static Optional<TaskType> find(String name) {
        synchronized (FOUND) {
            TaskType known = FOUND.get(name);
            while (known == null && others().hasNext()) {
                TaskType next = others().next();
                add(next);
                known = next.name().equals(name) ? next : null;
            }
            return Optional.ofNullable(known);
        }
    }

    /** The names of all types. */
    public static Set<String> names() {
        synchronized (FOUND) {
            while (others().hasNext()) {
                add(others().next());
            }
            return Set.copyOf(FOUND.keySet());
        }
    }

    private static Iterator<TaskType> others() {
        Iterator<TaskType> known = others;
        if (known == null) {
            known = ServiceLoader.load(TaskType.class).iterator();
            others = known;
        }
        return known;
    }

    private static void add(TaskType type) {
        TaskType other = FOUND.putIfAbsent(type.name(), type);
        if (other != null) {
            throw new IllegalStateException("two task types are named \"" + type.name() + "\": "
                    + other.getClass().getName() + " and " + type.getClass().getName() + "; rename one");
        }
    }
}
