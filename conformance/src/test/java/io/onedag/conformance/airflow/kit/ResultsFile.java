package io.onedag.conformance.airflow.kit;

import io.onedag.json.Json;
import io.onedag.testkit.conformance.ConformanceReport;
import io.onedag.testkit.conformance.Outcome;
import io.onedag.testkit.conformance.ScenarioResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results that were last seen and are committed: what the page of capabilities is made from. */
final class ResultsFile {

    private ResultsFile() {}

    /**
     * Writes them anew with {@code -Donedag.write=true}; else fails where a run saw something else. What is approximated may be equal by
     * luck, so these two are not told apart.
     */
    static void check(ConformanceReport results, String engine) throws IOException {
        Path file = Path.of("results", engine + ".json");
        if (Boolean.getBoolean("onedag.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, results.settled());
        }
        Map<String, String> committed = read(file);
        List<String> other = new ArrayList<>();
        for (ScenarioResult result : results.results()) {
            String before = committed.remove(result.scenario().name());
            if (!kind(word(result.outcome())).equals(kind(String.valueOf(before)))) {
                other.add(
                        result.scenario().name() + " is " + word(result.outcome()) + ", and " + before + " in " + file);
            }
        }
        if (System.getProperty("onedag.scenarios") == null) {
            committed.forEach(
                    (name, outcome) -> other.add(name + " is " + outcome + " in " + file + ", and didn't run"));
        }
        if (!other.isEmpty()) {
            throw new AssertionError(String.join("\n", other) + "\nWrite it anew with -Donedag.write=true");
        }
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static String kind(String outcome) {
        return outcome.equals("approximate") ? "equal" : outcome;
    }

    private static Map<String, String> read(Path file) throws IOException {
        var outcomes = new HashMap<String, String>();
        if (Files.exists(file)
                && Json.parse(Files.readString(file)) instanceof Map<?, ?> document
                && document.get("scenarios") instanceof List<?> scenarios) {
            for (Object each : scenarios) {
                if (each instanceof Map<?, ?> scenario) {
                    outcomes.put(String.valueOf(scenario.get("name")), String.valueOf(scenario.get("outcome")));
                }
            }
        }
        return outcomes;
    }
}
