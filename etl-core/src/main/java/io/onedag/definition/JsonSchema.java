package io.onedag.definition;

import io.onedag.engine.NotifierType;
import io.onedag.engine.SettingsType;
import io.onedag.engine.TaskType;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A JSON Schema (draft 2020-12) of definitions, with which editors complete and check YAML. It is generated from the table of keys that the
 * reader itself works with. What a schema can't say, like that a name in {@code needs} exists, the loader checks alone: it accepts
 * nothing that the schema refuses.
 */
public final class JsonSchema {

    private JsonSchema() {}

    /** The schema of definitions that use these task types and notifiers, as text: the same whatever their order. */
    public static String generate(Collection<? extends SettingsType> types) {
        var parts = new SchemaParts(sorted(types, TaskType.class), sorted(types, NotifierType.class));
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Onedag pipeline");
        schema.put("description", "The definition of a pipeline.");
        schema.putAll(Keys.DEFINITION.inline(parts));
        schema.put("$defs", parts.definitions());
        return IndentedJson.write(schema);
    }

    private static <T extends SettingsType> List<T> sorted(Collection<? extends SettingsType> types, Class<T> kind) {
        return types.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .sorted(Comparator.comparing(SettingsType::name))
                .toList();
    }
}
