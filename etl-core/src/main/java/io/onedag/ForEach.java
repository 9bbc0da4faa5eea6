package io.onedag;

import java.util.List;

/**
 * A task's mapping: one instance for each element of an upstream's list.
 *
 * @param task the producer, one of the task's {@code needs}
 * @param path where in the producer's output the list is; empty: the output itself
 * @param maxLength the longest list; a longer one fails the producer for good
 */
public record ForEach(String task, List<String> path, int maxLength) {

    /** The longest list unless a definition raises it: 1,024. */
    public static final int DEFAULT_MAX_LENGTH = 1024;

    public ForEach {
        path = List.copyOf(path);
        if (maxLength < 1) {
            throw new IllegalArgumentException("max_map_length is " + maxLength + "; it is at least 1");
        }
    }

    /** The expression that says the same. */
    public String expression() {
        return "${tasks." + task + ".output" + (path.isEmpty() ? "" : "." + String.join(".", path)) + "}";
    }
}
