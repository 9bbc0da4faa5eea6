package io.onedag.definition;

import io.onedag.engine.Setting;
import io.onedag.engine.SettingsType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema of what registered types take under {@code with}. */
final class SettingSchemas {

    private static final Map<String, Object> EXPRESSION = SchemaParts.of("type", "string", "pattern", "\\$\\{");
    private static final Map<String, Object> SCALAR = Map.of("type", List.of("string", "number", "boolean"));

    private static final Map<String, Object> ELEMENT = Map.of("type", List.of("string", "number", "boolean", "null"));

    private SettingSchemas() {}

    /** Adds to the schema of a task what each type asks for. */
    static Map<String, Object> refine(Map<String, Object> task, SchemaParts parts) {
        Map<String, Object> refined = refine(task, "with_", parts.types(), parts);
        // A length says nothing where nothing is mapped.
        refined.put("dependentRequired", Map.of(Keys.MAX_MAP_LENGTH.name(), List.of(Keys.FOR_EACH.name())));
        return refined;
    }

    /** Adds to the schema of a notifier what each type asks for. */
    static Map<String, Object> refineNotifier(Map<String, Object> notifier, SchemaParts parts) {
        return refine(notifier, "notifier_with_", parts.notifiers(), parts);
    }

    private static Map<String, Object> refine(
            Map<String, Object> schema, String prefix, List<? extends SettingsType> types, SchemaParts parts) {
        var rules = new ArrayList<Map<String, Object>>();
        for (SettingsType type : types) {
            var then = new LinkedHashMap<String, Object>();
            then.put("properties", Map.of("with", parts.reference(prefix + type.name(), () -> with(type))));
            if (type.settings().stream().anyMatch(Setting::required)) {
                then.put("required", List.of("with"));
            }
            var rule = new LinkedHashMap<String, Object>();
            rule.put("if", Map.of("properties", Map.of("uses", Map.of("const", type.name()))));
            rule.put("then", then);
            rules.add(rule);
        }
        var refined = new LinkedHashMap<>(schema);
        if (!rules.isEmpty()) {
            refined.put("allOf", rules);
        }
        return refined;
    }

    private static Map<String, Object> with(SettingsType type) {
        Map<String, Object> schema = map(type.settings());
        var described = new LinkedHashMap<String, Object>();
        described.put("type", schema.remove("type"));
        described.put("description", type.description());
        described.putAll(schema);
        return described;
    }

    private static Map<String, Object> map(List<Setting> settings) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (Setting setting : settings) {
            var property = new LinkedHashMap<String, Object>();
            property.put("description", setting.description());
            if (setting.defaultValue() != null) {
                property.put("default", setting.defaultValue());
            }
            property.putAll(value(setting));
            properties.put(setting.name(), property);
            if (setting.required()) {
                required.add(setting.name());
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

    private static Map<String, Object> value(Setting setting) {
        boolean anyText = setting.allowed().isEmpty();
        if (anyText && setting.kind() == Setting.Kind.VALUE) {
            return Map.of();
        }
        var choices = new ArrayList<Map<String, Object>>();
        choices.add(anyText ? written(setting) : Map.of("enum", setting.allowed()));
        if (anyText && setting.kind() == Setting.Kind.TEXT_LIST) {
            choices.add(SCALAR);
        } else if (!anyText || setting.kind() != Setting.Kind.TEXT) {
            choices.add(EXPRESSION);
        }
        if (!setting.required()) {
            choices.add(Map.of("type", "null"));
        }
        return choices.size() == 1 ? choices.get(0) : Map.of("anyOf", choices);
    }

    private static Map<String, Object> written(Setting setting) {
        return switch (setting.kind()) {
            case TEXT, VALUE -> SCALAR;
            case TEXT_LIST -> SchemaParts.of("type", "array", "items", ELEMENT);
            case TEXT_MAP -> SchemaParts.of("type", "object", "additionalProperties", ELEMENT);
            case INTEGER -> Map.of("type", "integer");
            case BOOLEAN -> Map.of("type", "boolean");
            case DURATION -> Shapes.DURATION_SCHEMA;
            case SECTION -> map(setting.fields());
        };
    }
}
