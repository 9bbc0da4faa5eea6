package io.onedag.export.airflow;

import io.onedag.Pipeline;
import io.onedag.engine.Exporter.Export;
import io.onedag.engine.Exporter.ExportException;
import io.onedag.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pools that the exported pipelines take slots of, for {@code airflow pools import}. All of an Airflow's DAGs share its pools. */
final class PoolsFile {

    static final String FILE = "onedag_pools.json";

    /** Airflow's own, of which a task takes a slot that names none. */
    private static final String DEFAULT = "default_pool";

    private PoolsFile() {}

    /** The pools that tasks use, or null: none does. */
    static Export.@Nullable File of(List<Pipeline> pipelines) {
        var slots = new TreeMap<String, Integer>();
        var owners = new TreeMap<String, String>();
        for (Pipeline pipeline : pipelines) {
            pipeline.tasks().stream().map(task -> task.pool()).distinct().forEach(pool -> {
                if (pool != null) {
                    add(pipeline, pool, slots, owners);
                }
            });
        }
        if (slots.isEmpty()) {
            return null;
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        slots.forEach((pool, number) -> document.put(pool, entry(number, "Onedag: " + owners.get(pool))));
        return new Export.File(FILE, text(document));
    }

    private static void add(Pipeline pipeline, String pool, Map<String, Integer> slots, Map<String, String> owners) {
        int number = java.util.Objects.requireNonNull(pipeline.pools().get(pool));
        if (pool.equals(DEFAULT)) {
            throw new ExportException("pipeline \"" + pipeline.name() + "\" has a pool \"" + pool
                    + "\", and so has Airflow, for all tasks that name none. Give the pool another name.");
        }
        Integer other = slots.putIfAbsent(pool, number);
        if (other != null && other != number) {
            throw new ExportException("pool \"" + pool + "\" has " + number + " slots in pipeline \"" + pipeline.name()
                    + "\" and " + other + " in " + owners.get(pool)
                    + "; in Airflow it is one pool. Give it the same number of slots, or another name.");
        }
        owners.merge(pool, pipeline.name(), (before, name) -> before + ", " + name);
    }

    private static Map<String, @Nullable Object> entry(int slots, String description) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("slots", slots);
        entry.put("description", description);
        return entry;
    }

    /** Both files' pools; what is made now counts. */
    static Export.File merged(Export.File there, Export.File made) {
        Map<String, @Nullable Object> pools = new TreeMap<>();
        read(there).forEach((name, pool) -> pools.put(String.valueOf(name), pool));
        read(made).forEach((name, pool) -> pools.put(String.valueOf(name), pool));
        return new Export.File(FILE, text(pools));
    }

    private static Map<?, ?> read(Export.File file) {
        try {
            return Json.parse(file.text()) instanceof Map<?, ?> map ? map : Map.of();
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static String text(Map<String, @Nullable Object> pools) {
        var lines = new java.util.ArrayList<String>();
        pools.forEach((name, pool) -> lines.add("  " + Json.write(name) + ": " + Json.write(pool)));
        return "{\n" + String.join(",\n", lines) + "\n}\n";
    }
}
