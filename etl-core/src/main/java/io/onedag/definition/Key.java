package io.onedag.definition;

import org.jspecify.annotations.Nullable;

/**
 * A key of a section.
 *
 * @param name as written
 * @param shape what its value may be
 * @param required whether the section has to have it
 * @param defaultValue what holds when it is left out, as JSON; null: nothing
 * @param description for people and editors
 * @param <T> what is read
 */
record Key<T>(
        String name,
        Shape<T> shape,
        boolean required,
        @Nullable Object defaultValue,
        String description) {

    static <T> Key<T> of(String name, Shape<T> shape, String description) {
        return new Key<>(name, shape, false, null, description);
    }

    static <T> Key<T> required(String name, Shape<T> shape, String description) {
        return new Key<>(name, shape, true, null, description);
    }

    Key<T> defaultsTo(Object value) {
        return new Key<>(name, shape, required, value, description);
    }
}
