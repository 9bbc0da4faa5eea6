package io.onedag.testkit.conformance;

import io.onedag.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results of one engine. Thread-safe. */
public final class ConformanceReport {

    private final String engine;
    private final List<ScenarioResult> results = new ArrayList<>();

    /** Of this engine, empty. */
    public ConformanceReport(String engine) {
        this.engine = engine;
    }

    /** Adds a result. */
    public synchronized void add(ScenarioResult result) {
        results.add(result);
    }

    /** The results so far. */
    public synchronized List<ScenarioResult> results() {
        return List.copyOf(results);
    }

    /** How many there are of each outcome. */
    public synchronized String summary() {
        var text = new StringBuilder("conformance: " + engine + " " + results.size() + " scenarios");
        for (Outcome outcome : Outcome.values()) {
            long count =
                    results.stream().filter(each -> each.outcome() == outcome).count();
            if (count > 0 || outcome == Outcome.EQUAL) {
                text.append(", ")
                        .append(count)
                        .append(' ')
                        .append(outcome.name().toLowerCase(Locale.ROOT));
            }
        }
        return text.toString();
    }

    /** Writes the results as JSON to a file named after the engine. */
    public synchronized void write(Path folder) throws IOException {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("engine", engine);
        document.put("scenarios", results.stream().map(ConformanceReport::json).toList());
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(engine.replace('/', '-') + ".json"), Json.write(document) + "\n");
    }

    /** The results as JSON, a line each, by name and without what differs from run to run. */
    public synchronized String settled() {
        var lines = results.stream()
                .map(ConformanceReport::json)
                .sorted(Comparator.comparing(each -> String.valueOf(each.get("name"))))
                .map(each -> {
                    each.keySet().retainAll(List.of("name", "outcome", "capabilities", "because"));
                    return "  " + Json.write(each);
                })
                .toList();
        return "{\"engine\":" + Json.write(engine) + ",\"scenarios\":[\n" + String.join(",\n", lines) + "\n]}\n";
    }

    private static Map<String, @Nullable Object> json(ScenarioResult result) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", result.scenario().name());
        json.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
        json.put(
                "capabilities",
                result.capabilities().stream().map(Enum::name).sorted().toList());
        json.put("because", result.because());
        json.put(
                "differences",
                result.differences().stream()
                        .map(each -> each.kind() + ": " + each.message())
                        .toList());
        json.put("millis", result.took().toMillis());
        return json;
    }
}
