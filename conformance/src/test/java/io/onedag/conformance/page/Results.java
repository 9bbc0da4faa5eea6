package io.onedag.conformance.page;

import io.onedag.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the scenarios showed on one engine.
 *
 * @param engine the name that it ran under
 * @param byScenario in the order of the scenarios' names
 */
record Results(String engine, Map<String, Result> byScenario) {

    /**
     * Of one scenario.
     *
     * @param outcome {@code equal}, {@code approximate}, {@code refused} or {@code different}
     * @param capabilities the names of those that it needs
     * @param because what the engine says of it; empty where it is equal
     */
    record Result(String outcome, List<String> capabilities, List<String> because) {}

    /** Reads a file of results, one that was kept or one that a test has just written. */
    static Results read(Path file) throws IOException {
        var document = (Map<?, ?>) java.util.Objects.requireNonNull(Json.parse(Files.readString(file)));
        var results = new TreeMap<String, Result>();
        for (Object each : list(document.get("scenarios"))) {
            var scenario = (Map<?, ?>) each;
            results.put(
                    String.valueOf(scenario.get("name")),
                    new Result(
                            String.valueOf(scenario.get("outcome")),
                            texts(scenario.get("capabilities")),
                            texts(scenario.get("because"))));
        }
        return new Results(String.valueOf(document.get("engine")), results);
    }

    /** As it is kept: a line for each scenario, without what differs from run to run. */
    String settled() {
        List<String> lines = byScenario.entrySet().stream()
                .map(each -> "  " + Json.write(line(each.getKey(), each.getValue())))
                .toList();
        return "{\"engine\":" + Json.write(engine) + ",\"scenarios\":[\n" + String.join(",\n", lines) + "\n]}\n";
    }

    private static Map<String, @Nullable Object> line(String name, Result result) {
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("name", name);
        line.put("outcome", result.outcome());
        line.put("capabilities", result.capabilities());
        line.put("because", result.because());
        return line;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static List<String> texts(@Nullable Object value) {
        return list(value).stream().map(String::valueOf).toList();
    }
}
