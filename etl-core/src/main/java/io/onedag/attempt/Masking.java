package io.onedag.attempt;

import io.onedag.json.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Hides the values of secrets in whatever is written: logs, errors, outputs. A value of fewer than three characters can't be told from
 * ordinary text and stays. Thread-safe.
 */
public final class Masking {

    /** What stands in place of a secret. */
    public static final String MASK = "***";

    private static final int SHORTEST = 3;

    /** Longest first, so that a secret inside a longer one doesn't leave the rest. */
    private static final Comparator<String> LONGEST_FIRST = new Comparator<>() {
        @Override
        public int compare(String a, String b) {
            return a.length() != b.length() ? Integer.compare(b.length(), a.length()) : a.compareTo(b);
        }
    };

    private final Set<String> values = new ConcurrentSkipListSet<>(LONGEST_FIRST);

    /** Hides a value from now on; of a value with several lines also each line; all of them also as JSON writes them. */
    public void hide(String secret) {
        for (String part :
                secret.contains("\n") ? (secret + "\n" + secret.strip()).split("\\R") : new String[] {secret}) {
            if (part.strip().length() >= SHORTEST) {
                add(part);
            }
        }
        if (secret.length() >= SHORTEST && !secret.isBlank()) {
            add(secret);
        }
    }

    private void add(String part) {
        values.add(part);
        String json = Json.write(part);
        values.add(json.substring(1, json.length() - 1)); // errors quote a wrong value so
    }

    /** A text without secrets. */
    public String mask(String text) {
        if (values.isEmpty()) {
            return text;
        }
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }

    /** A JSON value without secrets, its keys included. A number is hidden when all of it is a secret. */
    public @Nullable Object mask(@Nullable Object value) {
        if (values.isEmpty() || value == null) {
            return value;
        }
        if (value instanceof String text) {
            return mask(text);
        }
        if (value instanceof Number number) {
            return values.contains(Json.write(number)) ? MASK : number;
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(this::mask)
                    .collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
        }
        if (value instanceof Map<?, ?> map) {
            var masked = new LinkedHashMap<Object, @Nullable Object>();
            map.forEach((key, each) -> masked.put(key instanceof String name ? mask(name) : key, mask(each)));
            return masked;
        }
        return value;
    }
}
