package io.onedag.tasks;

import io.onedag.TaskSpec;
import io.onedag.engine.Setting;
import io.onedag.engine.TaskType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a ready-made task. Immutable: each method answers with a copy. A setting at its default is left out.
 *
 * @param <S> the kind of the copies
 */
abstract class Spec<S extends Spec<S>> implements TaskSpec {

    private final TaskType type;
    private final Map<String, @Nullable Object> with;

    Spec(TaskType type, Map<String, @Nullable Object> with) {
        this.type = type;
        this.with = Collections.unmodifiableMap(with);
    }

    /** A copy with these settings. */
    abstract S copy(Map<String, @Nullable Object> with);

    @Override
    public final String type() {
        return type.name();
    }

    @Override
    public final Map<String, @Nullable Object> with() {
        return with;
    }

    final S set(String name, @Nullable Object value) {
        Setting setting = type.settings().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("task type " + type.name() + " has no setting " + name));
        var changed = new LinkedHashMap<>(with);
        if (value == null || value.equals(setting.defaultValue())) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return copy(changed);
    }

    /** Adds an entry to a setting that is a map. */
    final S put(String name, String key, @Nullable Object value) {
        var entries = new LinkedHashMap<String, @Nullable Object>();
        if (with.get(name) instanceof Map<?, ?> map) {
            map.forEach((each, old) -> entries.put(String.valueOf(each), old));
        }
        entries.put(key, value);
        return set(name, Collections.unmodifiableMap(entries));
    }

    /** Values of a setting that is a list; one alone is written as it is. */
    static Object oneOrMore(String first, String... more) {
        if (more.length == 0) {
            return first;
        }
        var all = new ArrayList<String>();
        all.add(first);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    /** The output of a task that this one needs. */
    static String outputOf(String task) {
        return "${tasks." + task + ".output}";
    }

    static Map<String, @Nullable Object> with(String name, @Nullable Object value) {
        var with = new LinkedHashMap<String, @Nullable Object>();
        with.put(name, value);
        return with;
    }

    /** {@code uses} and {@code with}, as YAML would write them. */
    @Override
    public final String toString() {
        return type.name() + " " + with;
    }
}
