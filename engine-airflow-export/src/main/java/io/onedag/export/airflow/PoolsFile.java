package io.onedag.export.airflow;

import io.onedag.Pipeline;
import io.onedag.engine.Exporter.Export;
import io.onedag.engine.Exporter.ExportException;
import io.onedag.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The pools that the exported pipelines take slots of, for {@code airflow pools import}. All of an Airflow's DAGs share its pools. */
final class PoolsFile {

    static final String FILE = "onedag_pools.json";

    /** Airflow's own, of which a task takes a slot that names none. */
    private static final String DEFAULT = "default_pool";

    /** How the description of a pool begins; names of pipelines follow. */
    private static final String OWNERS = "Onedag: ";

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
        slots.forEach((pool, number) -> document.put(pool, entry(number, OWNERS + owners.get(pool))));
        return new Export.File(FILE, text(document));
    }

    private static void add(Pipeline pipeline, String pool, Map<String, Integer> slots, Map<String, String> owners) {
        int number = Objects.requireNonNull(pipeline.pools().get(pool));
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

    /**
     * Both files' pools: a pool of both belongs to the pipelines of both.
     *
     * @throws ExportException when others have it with another number of slots
     */
    static Export.File merged(Export.File there, Export.File made) {
        Map<String, @Nullable Object> pools = new TreeMap<>();
        read(there).forEach((name, pool) -> pools.put(String.valueOf(name), pool));
        read(made)
                .forEach((name, pool) -> pools.merge(
                        String.valueOf(name), pool, (before, now) -> merged(String.valueOf(name), before, now)));
        return new Export.File(FILE, text(pools));
    }

    private static Object merged(String pool, Object before, Object now) {
        int slots = slots(now);
        Set<String> owners = owners(now);
        Set<String> others = new TreeSet<>(owners(before));
        others.removeAll(owners);
        if (!others.isEmpty() && slots(before) != slots) {
            throw new ExportException("pool \"" + pool + "\" has " + slots + " slots in pipeline \""
                    + String.join(", ", owners) + "\" and " + slots(before) + " in " + String.join(", ", others)
                    + ", as " + FILE + " says; in Airflow it is one pool. Give it the same number of slots, or another"
                    + " name; where " + String.join(", ", others)
                    + " has changed, export it as well, and where it is gone, take it out of the file.");
        }
        if (others.isEmpty()) {
            return now;
        }
        owners.addAll(others);
        return entry(slots, OWNERS + String.join(", ", owners));
    }

    private static int slots(Object pool) {
        return pool instanceof Map<?, ?> map && map.get("slots") instanceof Number number ? number.intValue() : -1;
    }

    /** The pipelines that an entry is for; those of a file that others have changed aren't known. */
    private static Set<String> owners(Object pool) {
        String text = pool instanceof Map<?, ?> map ? String.valueOf(map.get("description")) : "";
        return text.startsWith(OWNERS)
                ? new TreeSet<>(List.of(text.substring(OWNERS.length()).split(", ")))
                : new TreeSet<>();
    }

    private static Map<?, ?> read(Export.File file) {
        try {
            return Json.parse(file.text()) instanceof Map<?, ?> map ? map : Map.of();
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static String text(Map<String, @Nullable Object> pools) {
        var lines = new ArrayList<String>();
        pools.forEach((name, pool) -> lines.add("  " + Json.write(name) + ": " + Json.write(pool)));
        return "{\n" + String.join(",\n", lines) + "\n}\n";
    }
}
