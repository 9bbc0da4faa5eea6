package io.onedag;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A notifier of a registered {@linkplain io.onedag.engine.NotifierType type}, told by its settings: what YAML writes as {@code uses} and
 * {@code with} in {@code on_failure} and {@code on_success}.
 *
 * <p>Settings may hold expressions of the run ({@code ${params.day}}, {@code ${secret.TOKEN}}); they are resolved when a notification is
 * sent.
 */
public interface NotifierSpec {

    /** The name of the registered type, for example {@code webhook}. */
    String type();

    /** The settings: strings, booleans, numbers, nulls, and lists and maps of these. One left at its default is left out. */
    Map<String, ?> with();

    /** A notifier of type {@code type} with these settings. */
    static NotifierSpec of(String type, Map<String, ?> with) {
        return new Settings(type, Collections.unmodifiableMap(new LinkedHashMap<>(with)));
    }

    /** The plain holder behind {@link #of(String, Map)}. */
    record Settings(String type, Map<String, ?> with) implements NotifierSpec {}
}
