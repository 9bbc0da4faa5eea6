package io.onedag.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** The types of notifiers on the class path. Thread-safe. */
public final class NotifierTypes {

    private static final class Loaded {
        static final Map<String, NotifierType> BY_NAME = load();
    }

    private NotifierTypes() {}

    /** A type by name. */
    public static Optional<NotifierType> find(String name) {
        return Optional.ofNullable(Loaded.BY_NAME.get(name));
    }

    /** The names of all types. */
    public static Set<String> names() {
        return Loaded.BY_NAME.keySet();
    }

    private static Map<String, NotifierType> load() {
        var types = new LinkedHashMap<String, NotifierType>();
        for (NotifierType type : ServiceLoader.load(NotifierType.class)) {
            NotifierType other = types.putIfAbsent(type.name(), type);
            if (other != null) {
                throw new IllegalStateException("two notifiers are named \"" + type.name() + "\": "
                        + other.getClass().getName() + " and " + type.getClass().getName() + "; rename one");
            }
        }
        return Map.copyOf(types);
    }
}
