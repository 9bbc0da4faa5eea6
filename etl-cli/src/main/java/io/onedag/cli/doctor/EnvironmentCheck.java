package io.onedag.cli.doctor;

import io.onedag.validation.Suggestions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks for variables that are meant for Onedag, but that it doesn't know: most are misspelt. */
public final class EnvironmentCheck {

    private static final String PREFIX = "ONEDAG_";

    private static final Set<String> KNOWN = new TreeSet<>(List.of(
            "ONEDAG_APP_JAR",
            "ONEDAG_ATTEMPT",
            "ONEDAG_DEADLINE",
            "ONEDAG_DEBUG",
            "ONEDAG_DEFINITION_FILE",
            "ONEDAG_DRIVER",
            "ONEDAG_INPUTS_FILE",
            "ONEDAG_INTERVAL_END",
            "ONEDAG_INTERVAL_START",
            "ONEDAG_ITEM",
            "ONEDAG_ITEM_FILE",
            "ONEDAG_JAVA",
            "ONEDAG_JAVA_OPTS",
            "ONEDAG_LOG_FORMAT",
            "ONEDAG_MAP_INDEX",
            "ONEDAG_PARAMS_FILE",
            "ONEDAG_PARENT_STDIN",
            "ONEDAG_PIPELINE",
            "ONEDAG_PLAN_HASH",
            "ONEDAG_PROCESS_TREE",
            "ONEDAG_RESULT_FILE",
            "ONEDAG_ROUND",
            "ONEDAG_RUN_ID",
            "ONEDAG_RUN_KEY",
            "ONEDAG_SCHEMA",
            "ONEDAG_SECRETS_DIR",
            "ONEDAG_TASK",
            "ONEDAG_WORKDIR"));

    private EnvironmentCheck() {}

    /** Looks at variables, those of {@code .env} included. */
    public static Finding of(Map<String, String> settings) {
        List<String> unknown = settings.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !KNOWN.contains(name))
                .sorted()
                .toList();
        if (unknown.isEmpty()) {
            return Finding.ok("environment", "no variable that Onedag doesn't know");
        }
        return new Finding(
                "environment",
                Finding.Level.WARN,
                "Onedag doesn't know " + String.join(", ", unknown),
                unknown.stream()
                        .map(name -> {
                            String nearest = Suggestions.nearest(name, KNOWN);
                            return nearest == null ? "drop " + name : "did you mean " + nearest + " by " + name + "?";
                        })
                        .toList());
    }
}
