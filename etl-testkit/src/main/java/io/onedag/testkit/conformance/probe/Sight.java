package io.onedag.testkit.conformance.probe;

import io.onedag.Dataset;
import io.onedag.Interval;
import io.onedag.TaskContext;
import io.onedag.engine.TaskSettings;
import io.onedag.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an attempt sees, as its settings say. */
final class Sight {

    private Sight() {}

    /** As JSON. */
    static String of(TaskSettings with, TaskContext context) throws Exception {
        if (with.has("digest")) {
            return Json.write(Seen.digest(with.text("digest").getBytes(StandardCharsets.UTF_8)));
        }
        return Seen.shortened(Json.write(value(with, context)));
    }

    private static @Nullable Object value(TaskSettings with, TaskContext context) throws Exception {
        if (with.has("notes")) {
            var noted = new LinkedHashMap<String, @Nullable Object>();
            with.texts("notes").forEach(name -> noted.put(name, noted(name, context)));
            return noted;
        }
        if (with.has("passes")) {
            return Echo.of(with.texts("passes"), context);
        }
        if (with.has("dataset")) {
            Dataset dataset = context.output(with.text("dataset"), Dataset.class);
            return List.of(dataset.rows(), dataset.columns(), Files.readAllLines(Path.of(dataset.location())));
        }
        return with.value("see");
    }

    private static @Nullable Object noted(String name, TaskContext context) {
        Interval interval = context.run().interval();
        return switch (name) {
            case "params" -> context.params();
            case "item" -> context.item();
            case "map_index" -> context.mapIndex();
            case "attempt" -> context.attempt();
            case "max_attempts" -> context.maxAttempts();
            case "interval" ->
                interval == null
                        ? null
                        : List.of(interval.start().toString(), interval.end().toString());
            case "test_mode" -> context.run().testMode();
            case "limit" -> context.run().limit();
            case "needs" -> context.needs();
            case "branch" -> context.branch();
            default -> throw new IllegalArgumentException("a probe can't note " + name);
        };
    }

    /** Writes a dataset of one column, a row for each text. */
    static Map<String, Object> write(List<String> rows, TaskContext context) throws Exception {
        Path file = context.newDatasetFile(".txt");
        Files.write(file, rows);
        return new Dataset(file.toString(), "lines", List.of("line"), rows.size()).toOutput();
    }
}
