package io.onedag.definition;

import io.onedag.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a definition and where it stands, whatever the notation. Immutable; the same node may stand in several places. */
public sealed interface Node {

    /** Where the value begins. */
    Location location();

    /** The value as JSON has it: null, {@link Boolean}, a {@link Number}, {@link String}, {@link List} or {@link Map}. */
    @Nullable
    Object toJson();

    /** What it is, for a message: {@code "abc"}, {@code 5}, {@code a list}, {@code a map}. */
    String describe();

    /**
     * A text, number, boolean or null.
     *
     * @param value null, {@link Boolean}, {@link Long}, {@link java.math.BigInteger}, {@link java.math.BigDecimal} or {@link String}
     * @param text as written, quotes and escapes taken away: where a text is expected, {@code 1.10} is the text {@code 1.10}
     * @param location where it begins
     * @param lead characters between the location and the first one of the text: 1 for a quote; -1: the text doesn't stand there
     *     character by character
     */
    record Scalar(@Nullable Object value, String text, Location location, int lead) implements Node {

        /** Whether nothing stands there. */
        public boolean isNull() {
            return value == null;
        }

        /** Where the text's character {@code offset} stands. */
        public Location at(int offset) {
            return lead < 0 || offset < 0 || offset > text.length()
                    ? location
                    : Location.of(location.file(), location.line(), location.column() + lead + offset);
        }

        @Override
        public @Nullable Object toJson() {
            return value;
        }

        @Override
        public String describe() {
            return value == null ? "null" : value instanceof String ? Quoted.of(text) : Quoted.shortened(text);
        }
    }

    /**
     * A list.
     *
     * @param items its elements
     * @param location where it begins
     */
    record Sequence(List<Node> items, Location location) implements Node {

        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public List<@Nullable Object> toJson() {
            var values = new ArrayList<@Nullable Object>(items.size());
            items.forEach(item -> values.add(item.toJson()));
            return Collections.unmodifiableList(values);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /**
     * A map with texts as keys.
     *
     * @param entries in the order of the document
     * @param location where it begins
     */
    record Mapping(Map<String, Entry> entries, Location location) implements Node {

        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public Map<String, @Nullable Object> toJson() {
            var values = new LinkedHashMap<String, @Nullable Object>();
            entries.forEach((key, entry) -> values.put(key, entry.value().toJson()));
            return Collections.unmodifiableMap(values);
        }

        @Override
        public String describe() {
            return "a map";
        }
    }

    /**
     * What stands under a key.
     *
     * @param key where the key stands
     * @param value the value
     */
    record Entry(Location key, Node value) {}
}
