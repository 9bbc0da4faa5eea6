package io.onedag.child;

import io.onedag.json.Json;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables of an attempt, and the files that they name. One that is empty counts as not set. */
final class Variables {

    static final String PIPELINE = "ONEDAG_PIPELINE";
    static final String DEFINITION_FILE = "ONEDAG_DEFINITION_FILE";
    static final String TASK = "ONEDAG_TASK";
    static final String RUN_KEY = "ONEDAG_RUN_KEY";
    static final String ATTEMPT = "ONEDAG_ATTEMPT";
    static final String ROUND = "ONEDAG_ROUND";
    static final String MAP_INDEX = "ONEDAG_MAP_INDEX";
    static final String ITEM_FILE = "ONEDAG_ITEM_FILE";
    static final String PARAMS_FILE = "ONEDAG_PARAMS_FILE";
    static final String INPUTS_FILE = "ONEDAG_INPUTS_FILE";
    static final String STATES_FILE = "ONEDAG_STATES_FILE";
    static final String RESULT_FILE = "ONEDAG_RESULT_FILE";
    static final String INTERVAL_START = "ONEDAG_INTERVAL_START";
    static final String INTERVAL_END = "ONEDAG_INTERVAL_END";
    static final String PLAN_HASH = "ONEDAG_PLAN_HASH";
    static final String DRIVER = "ONEDAG_DRIVER";
    static final String DEADLINE = "ONEDAG_DEADLINE";
    static final String PARENT_STDIN = "ONEDAG_PARENT_STDIN";

    private static final String CONTRACT = "docs/child-contract.md lists what an attempt needs";

    private final Map<String, String> environment;
    private final Path folder;

    Variables(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    @Nullable
    String get(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    String required(String name) {
        String value = get(name);
        if (value == null) {
            throw Refusal.usage(name + " is not set", CONTRACT);
        }
        return value;
    }

    /** A whole number; {@code fallback} below {@code least}: it has to be set. */
    int number(String name, int fallback, int least) {
        String text = fallback < least ? required(name) : get(name);
        if (text == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered as a number that is too small.
        }
        throw Refusal.usage(name + " is \"" + text + "\"", "give a whole number from " + least);
    }

    @Nullable
    Instant instant(String name) {
        String text = get(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.usage(
                    name + " is \"" + text + "\", which is no instant", "write it like 2026-01-31T06:00:00Z");
        }
    }

    /** A path that a variable names. */
    Path path(String name, String text) {
        try {
            return folder.resolve(text);
        } catch (InvalidPathException e) {
            throw Refusal.usage(name + ": " + text + " is no path: " + e.getReason(), null);
        }
    }

    /** The JSON object in the file that a variable names; empty where it isn't set. */
    Map<String, @Nullable Object> object(String name) {
        if (get(name) == null) {
            return Map.of();
        }
        if (json(name) instanceof Map<?, ?> map) {
            var object = new LinkedHashMap<String, @Nullable Object>();
            for (Map.Entry<?, ?> each : map.entrySet()) {
                object.put(String.valueOf(each.getKey()), each.getValue());
            }
            return object;
        }
        throw Refusal.usage(name + ": " + get(name) + " is no JSON object", "write one into it");
    }

    /** The JSON value in the file that a variable names. */
    @Nullable
    Object json(String name) {
        String file = required(name);
        Path path = path(name, file);
        try {
            return Json.parse(Texts.read(path));
        } catch (IOException e) {
            throw Refusal.usage(name + ": " + file + " can't be read: " + e, "give a JSON file in UTF-8");
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(name + ": " + file + ": " + e.getMessage(), null);
        }
    }
}
