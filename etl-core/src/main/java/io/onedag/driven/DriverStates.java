package io.onedag.driven;

import io.onedag.TaskState;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the tasks of a run stand at its driver, at one moment. Written as JSON by the driver's side: {@code {"a": "SUCCEEDED", "b": null,
 * "c": "RUNNING", "m": {"0": "FAILED", "1": null}}}.
 *
 * <ul>
 *   <li>a final state: {@code SUCCEEDED, FAILED, SKIPPED, UPSTREAM_FAILED, CANCELLED}
 *   <li>{@code RUNNING}: an attempt is under way there, as far as the driver knows
 *   <li>{@code null}: not started yet, put back, or waiting for a retry
 *   <li>a task or an instance that isn't named: nothing is known of it
 * </ul>
 */
public final class DriverStates {

    private static final int NOT_MAPPED = -1;

    private final Map<String, Map<Integer, Word>> words;
    private final Instant takenAt;

    /** A state, or that there is none. */
    private record Word(@Nullable TaskState state) {}

    private DriverStates(Map<String, Map<Integer, Word>> words, Instant takenAt) {
        this.words = words;
        this.takenAt = takenAt;
    }

    /**
     * Reads the driver's states.
     *
     * @param json the document as plain values
     * @param takenAt when the driver was asked: what is on record as newer is left as it is
     * @throws IllegalArgumentException when a word is none of the above
     */
    public static DriverStates of(Map<?, ?> json, Instant takenAt) {
        var words = new LinkedHashMap<String, Map<Integer, Word>>();
        for (Map.Entry<?, ?> each : json.entrySet()) {
            String task = String.valueOf(each.getKey());
            var own = new LinkedHashMap<Integer, Word>();
            if (each.getValue() instanceof Map<?, ?> instances) {
                for (Map.Entry<?, ?> instance : instances.entrySet()) {
                    own.put(index(task, instance.getKey()), word(task, instance.getValue()));
                }
            } else {
                own.put(NOT_MAPPED, word(task, each.getValue()));
            }
            words.put(task, own);
        }
        return new DriverStates(words, takenAt);
    }

    /** When the driver was asked. */
    public Instant takenAt() {
        return takenAt;
    }

    /** Whether the driver says how a task run stands. */
    boolean names(String task, int mapIndex) {
        return word(task, mapIndex) != null;
    }

    /** How a task run stands; null: it isn't under way and not over, or the driver doesn't name it. */
    @Nullable
    TaskState state(String task, int mapIndex) {
        Word word = word(task, mapIndex);
        return word == null ? null : word.state();
    }

    /** The map indexes that the driver names of a task; -1: the task as a whole. */
    Iterable<Integer> indexes(String task) {
        return words.getOrDefault(task, Collections.emptyMap()).keySet();
    }

    private @Nullable Word word(String task, int mapIndex) {
        Map<Integer, Word> own = words.get(task);
        return own == null ? null : own.get(mapIndex);
    }

    private static Integer index(String task, @Nullable Object key) {
        try {
            return Integer.valueOf(String.valueOf(key));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the driver's states: task \"" + task + "\" has an instance \"" + key + "\", which is no map index",
                    e);
        }
    }

    private static Word word(String task, @Nullable Object value) {
        if (value == null) {
            return new Word(null);
        }
        String text = String.valueOf(value).toUpperCase(Locale.ROOT);
        return switch (text) {
            case "SUCCEEDED", "FAILED", "SKIPPED", "UPSTREAM_FAILED", "CANCELLED", "RUNNING" ->
                new Word(TaskState.valueOf(text));
            default ->
                throw new IllegalArgumentException("the driver's states: task \"" + task + "\" is \"" + value
                        + "\"; known are SUCCEEDED, FAILED, SKIPPED, UPSTREAM_FAILED, CANCELLED, RUNNING and null");
        };
    }
}
