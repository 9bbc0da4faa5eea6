package io.onedag;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A task of a registered {@linkplain io.onedag.engine.TaskType type}, told by its settings: what YAML writes as {@code uses} and
 * {@code with}. The same settings in Java and in YAML are the same task and give the same {@linkplain Pipeline#planHash() plan hash}.
 *
 * <p>Settings may hold expressions ({@code ${params.day}}); they are resolved in each attempt.
 */
public interface TaskSpec {

    /** The name of the registered type, for example {@code shell}. */
    String type();

    /**
     * The settings: strings, booleans, numbers, nulls, and lists and maps of these. A setting left at its default is left out,
     * so that both faces say the same.
     */
    Map<String, ?> with();

    /** A task of type {@code type} with these settings. */
    static TaskSpec of(String type, Map<String, ?> with) {
        return new Settings(type, Collections.unmodifiableMap(new LinkedHashMap<>(with)));
    }

    /** A task of type {@code type} with no settings. */
    static TaskSpec of(String type) {
        return of(type, Map.of());
    }

    /** The plain holder behind {@link #of(String, Map)}. */
    record Settings(String type, Map<String, ?> with) implements TaskSpec {}
}
