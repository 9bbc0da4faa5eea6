package io.onedag;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of a run's end: a registered {@linkplain io.onedag.engine.NotifierType type} of notifier with its settings.
 *
 * @param type the type's name
 * @param with its settings as written: JSON-like values, expressions unresolved, in the order of the definition
 */
public record NotifierDefinition(String type, Map<String, @Nullable Object> with) {}
