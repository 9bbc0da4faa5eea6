package io.onedag.definition;

import io.onedag.Location;
import java.util.Map;
import java.util.Optional;

/** A section as read. */
final class Fields {

    private final Part part;
    private final Node.Mapping mapping;
    private final Map<String, Object> values;

    Fields(Part part, Node.Mapping mapping, Map<String, Object> values) {
        this.part = part;
        this.mapping = mapping;
        this.values = values;
    }

    String label() {
        return part.label();
    }

    /** The value of a key; empty: left out, or not readable. */
    @SuppressWarnings("unchecked") // Section put it there, read by the key's own shape
    <T> Optional<T> get(Key<T> key) {
        return Optional.ofNullable((T) values.get(key.name()));
    }

    /** Whether the key is there but its value could not be read. */
    boolean isBroken(Key<?> key) {
        return mapping.entries().containsKey(key.name()) && !values.containsKey(key.name());
    }

    /** Where a key's value stands; where it was left out, the section. */
    Location at(Key<?> key) {
        Node.Entry entry = mapping.entries().get(key.name());
        return entry == null
                ? part.key()
                : entry.value() instanceof Node.Scalar scalar ? scalar.location() : entry.key();
    }

    /** What stands under a key, as written. */
    Optional<Node> node(Key<?> key) {
        return Optional.ofNullable(mapping.entries().get(key.name())).map(Node.Entry::value);
    }
}
