package io.onedag.definition;

import io.onedag.engine.NotifierType;
import io.onedag.engine.TaskType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a JSON Schema is made of while it is generated: the registered types, and the parts that others refer to. */
final class SchemaParts {

    private final List<TaskType> types;
    private final List<NotifierType> notifiers;
    private final Map<String, Object> definitions = new TreeMap<>();

    SchemaParts(List<TaskType> types, List<NotifierType> notifiers) {
        this.types = types;
        this.notifiers = notifiers;
    }

    /** A schema of these keys and values, in this order. */
    static Map<String, Object> of(Object... keysAndValues) {
        var schema = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            schema.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return schema;
    }

    List<TaskType> types() {
        return types;
    }

    List<NotifierType> notifiers() {
        return notifiers;
    }

    Map<String, Object> definitions() {
        return definitions;
    }

    /** A reference to a part, which is made at the first. */
    Map<String, Object> reference(String name, Supplier<Map<String, Object>> part) {
        if (!definitions.containsKey(name)) {
            definitions.put(name, Map.of());
            definitions.put(name, part.get());
        }
        return Map.of("$ref", "#/$defs/" + name);
    }
}
