package io.onedag.engine;

import io.onedag.TaskFailedException;
import io.onedag.expr.Template;
import io.onedag.json.Json;
import io.onedag.units.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one attempt: expressions resolved, defaults filled in. Immutable.
 *
 * <p>Every accessor throws a fatal {@link TaskFailedException} when a resolved value is not of its kind, naming setting and value.
 */
public final class TaskSettings {

    private final String owner;
    private final Map<String, @Nullable Object> values;

    private TaskSettings(String owner, Map<String, @Nullable Object> values) {
        this.owner = owner;
        this.values = values;
    }

    /** Fills in the defaults of {@code type}. */
    public static TaskSettings of(SettingsType type, Map<?, ?> resolved) {
        return of(type.kind() + " " + type.name(), type.settings(), resolved);
    }

    private static TaskSettings of(String owner, List<Setting> settings, Map<?, ?> resolved) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (Setting setting : settings) {
            Object value = resolved.containsKey(setting.name()) ? resolved.get(setting.name()) : setting.defaultValue();
            if (value == null && setting.required()) {
                throw TaskFailedException.fatal("\"" + setting.name() + "\" of " + owner + " is null; it is required");
            }
            if (value != null
                    && !setting.allowed().isEmpty()
                    && !setting.allowed().contains(Template.text(value))) {
                throw TaskFailedException.fatal("\"" + setting.name() + "\" of " + owner + " is " + Json.write(value)
                        + "; it is one of " + String.join(", ", setting.allowed()));
            }
            if (value != null && setting.kind() == Setting.Kind.SECTION) {
                if (!(value instanceof Map<?, ?> fields)) {
                    throw wrong(owner, setting.name(), value, "a map");
                }
                value = of("\"" + setting.name() + "\" of " + owner, setting.fields(), fields);
            }
            values.put(setting.name(), value);
        }
        return new TaskSettings(owner, values);
    }

    /** The settings within one that is a {@linkplain Setting.Kind#SECTION map with keys of its own}, which is required. */
    public TaskSettings section(String setting) {
        return (TaskSettings) require(setting);
    }

    /** Whether a setting has a value. */
    public boolean has(String setting) {
        return values.get(setting) != null;
    }

    /** A text; numbers, booleans, lists and maps as compact JSON. */
    public String text(String setting) {
        return Template.text(require(setting));
    }

    /** A text that may be left out. */
    public Optional<String> optionalText(String setting) {
        return Optional.ofNullable(values.get(setting)).map(Template::text);
    }

    /** A list of texts; a single value is a list of one. */
    public List<String> texts(String setting) {
        Object value = values.get(setting);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            var texts = new ArrayList<String>(list.size());
            list.forEach(each -> texts.add(Template.text(each)));
            return List.copyOf(texts);
        }
        return List.of(Template.text(value));
    }

    /** A map from text to text, in order. */
    public Map<String, String> textMap(String setting) {
        Object value = values.get(setting);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(setting, value, "a map");
        }
        var texts = new LinkedHashMap<String, String>();
        map.forEach((key, each) -> texts.put(String.valueOf(key), Template.text(each)));
        return texts;
    }

    /** A whole number; a text of digits counts. */
    public long integer(String setting) {
        Object value = require(setting);
        try {
            return new BigDecimal(Template.text(value)).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(setting, value, "a whole number");
        }
    }

    /** A boolean; the texts {@code true} and {@code false} count. */
    public boolean bool(String setting) {
        Object value = require(setting);
        return switch (Template.text(value)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(setting, value, "true or false");
        };
    }

    /** A duration. */
    public Duration duration(String setting) {
        Object value = require(setting);
        try {
            return Durations.parse(Template.text(value));
        } catch (IllegalArgumentException e) {
            throw wrong(setting, value, "a duration like 1h30m");
        }
    }

    /** The value as it is; null when left out. */
    public @Nullable Object value(String setting) {
        return values.get(setting);
    }

    private Object require(String setting) {
        return Objects.requireNonNull(values.get(setting), () -> owner + " declares no default for " + setting);
    }

    private TaskFailedException wrong(String setting, @Nullable Object value, String expected) {
        return wrong(owner, setting, value, expected);
    }

    private static TaskFailedException wrong(String owner, String setting, @Nullable Object value, String expected) {
        return TaskFailedException.fatal(
                "\"" + setting + "\" of " + owner + " is " + Json.write(value) + "; it has to be " + expected);
    }
}
