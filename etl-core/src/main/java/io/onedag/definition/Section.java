package io.onedag.definition;

import io.onedag.validation.Suggestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A map with known keys. */
final class Section implements Shape<Fields> {

    private final String name;
    private final String example;
    private final Map<String, Key<?>> keys = new LinkedHashMap<>();
    private BiFunction<String, Node.Mapping, @Nullable String> hints = (key, section) -> null;
    private BiFunction<Map<String, Object>, SchemaParts, Map<String, Object>> refinement = (schema, parts) -> schema;

    /**
     * @param name of the part of the JSON Schema
     * @param example what to write, for a value that is no map
     */
    Section(String name, String example, List<Key<?>> keys) {
        this.name = name;
        this.example = example;
        keys.forEach(key -> this.keys.put(key.name(), key));
    }

    /** This section, with what to say of unknown keys before the nearest known one is looked for. */
    Section hinting(BiFunction<String, Node.Mapping, @Nullable String> unknown) {
        this.hints = unknown;
        return this;
    }

    /** This section, with more in its JSON Schema. */
    Section refinedBy(BiFunction<Map<String, Object>, SchemaParts, Map<String, Object>> more) {
        this.refinement = more;
        return this;
    }

    List<Key<?>> keys() {
        return List.copyOf(keys.values());
    }

    @Override
    public @Nullable Fields read(Part part, Problems problems) {
        if (!(part.node() instanceof Node.Mapping mapping)) {
            problems.wrong(part, "a map", "write " + example);
            return null;
        }
        Map<String, Object> values = new HashMap<>();
        var misspelt = new HashSet<String>();
        mapping.entries().forEach((keyName, entry) -> {
            Key<?> key = keys.get(keyName);
            if (key == null) {
                String hint = hint(keyName, mapping);
                problems.add(entry.key(), "unknown key " + Quoted.of(keyName) + " in " + part.label(), hint);
                keys.keySet().stream()
                        .filter(known -> hint != null && hint.contains("\"" + known + "\""))
                        .forEach(misspelt::add);
                return;
            }
            Object value = key.shape().read(Part.of(keyName, entry), problems);
            if (value != null) {
                values.put(keyName, value);
            }
        });
        for (Key<?> key : keys.values()) {
            if (key.required() && !mapping.entries().containsKey(key.name()) && !misspelt.contains(key.name())) {
                problems.add(part.key(), part.label() + " lacks \"" + key.name() + "\"", "write " + example);
            }
        }
        return new Fields(part, mapping, values);
    }

    private @Nullable String hint(String unknown, Node.Mapping mapping) {
        String known = hints.apply(unknown, mapping);
        return known == null ? Suggestions.hint(unknown, keys.keySet()) : known;
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        return parts.reference(name, () -> refinement.apply(inline(parts), parts));
    }

    Map<String, Object> inline(SchemaParts parts) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (Key<?> key : keys.values()) {
            var property = new LinkedHashMap<String, Object>();
            property.put("description", key.description());
            if (key.defaultValue() != null) {
                property.put("default", key.defaultValue());
            }
            property.putAll(key.shape().schema(parts));
            properties.put(key.name(), property);
            if (key.required()) {
                required.add(key.name());
            }
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }
}
