package io.onedag.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of a type's {@code with}.
 *
 * @param name the key
 * @param kind what its values are
 * @param required whether a task has to give it
 * @param defaultValue the value when it is left out; null: none
 * @param allowed the only values it may have; empty: any
 * @param description one sentence for people and editors
 * @param fields the keys of a {@link Kind#SECTION}; empty: it is none
 */
public record Setting(
        String name,
        Kind kind,
        boolean required,
        @Nullable Object defaultValue,
        List<String> allowed,
        String description,
        List<Setting> fields) {

    /** The kinds of values. A text with an expression fits every kind until the attempt resolves it. */
    public enum Kind {
        /** A text; a number or boolean is written as text. */
        TEXT,
        /** A list of texts; one text stands for a list of one. */
        TEXT_LIST,
        /** A map from text to text. */
        TEXT_MAP,
        /** A whole number. */
        INTEGER,
        /** A boolean. */
        BOOLEAN,
        /** A duration like {@code 1h30m}. */
        DURATION,
        /** A map with keys of its own. */
        SECTION,
        /** Any JSON value. */
        VALUE
    }

    public Setting {
        allowed = List.copyOf(allowed);
        fields = List.copyOf(fields);
    }

    /** A setting that a task has to give. */
    public static Setting required(String name, Kind kind, String description) {
        return new Setting(name, kind, true, null, List.of(), description, List.of());
    }

    /** A setting that may be left out. */
    public static Setting optional(String name, Kind kind, @Nullable Object defaultValue, String description) {
        return new Setting(name, kind, false, defaultValue, List.of(), description, List.of());
    }

    /** This setting, limited to these values. */
    public Setting oneOf(String... values) {
        return new Setting(name, kind, required, defaultValue, List.of(values), description, fields);
    }

    /** A map with keys of its own, which has to be given. */
    public static Setting section(String name, String description, Setting... fields) {
        return new Setting(name, Kind.SECTION, true, null, List.of(), description, List.of(fields));
    }
}
