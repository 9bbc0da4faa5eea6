package io.onedag.tasks.dataset;

import io.onedag.Dataset;
import io.onedag.TaskContext;
import io.onedag.TaskDefinition;
import io.onedag.TaskFailedException;
import io.onedag.engine.Setting;
import io.onedag.engine.TaskType;
import io.onedag.json.Json;
import io.onedag.validation.Suggestions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a task takes from an upstream's output: a dataset, the datasets that a mapped upstream's instances wrote, or a list of
 * objects. Not thread-safe.
 */
public final class RowInput implements AutoCloseable {

    /** The setting that says where rows come from. */
    public static final String FROM = "from";

    private static final int MAX_SHOWN = 120;

    private final List<String> columns;
    private final List<Dataset> datasets;
    private final List<Map<?, ?>> objects;
    private final long total;

    private int nextDataset;
    private int nextObject;
    private @Nullable DatasetReader reader;
    private int @Nullable [] order;

    private RowInput(List<String> columns, List<Dataset> datasets, List<Map<?, ?>> objects) {
        this.columns = columns;
        this.datasets = datasets;
        this.objects = objects;
        this.total = objects.size() + datasets.stream().mapToLong(Dataset::rows).sum();
    }

    /** The setting {@code from}. */
    public static Setting setting() {
        return Setting.optional(
                FROM,
                Setting.Kind.VALUE,
                null,
                "The rows: a dataset, like ${tasks.NAME.output}, or a list of objects. Left out: the output of the one task in needs.");
    }

    /** Reports a task that leaves {@code from} out though it isn't clear which rows it means. */
    public static void check(TaskDefinition task, Map<String, @Nullable Object> with, TaskType.Report report) {
        if (with.get(FROM) == null && task.needs().size() != 1) {
            report.error(
                    FROM,
                    "task \"" + task.name() + "\" doesn't say which rows it takes, and it needs "
                            + (task.needs().isEmpty() ? "no task" : task.needs().size() + " tasks"),
                    task.needs().isEmpty()
                            ? "needs: [NAME] takes the output of that task"
                            : "write from: \"${tasks." + task.needs().get(0) + ".output}\"");
        }
    }

    /**
     * Opens the rows.
     *
     * @param from the value of the setting; null: the output of the one task in {@code needs}
     * @throws TaskFailedException fatal, when there are no rows in it
     */
    public static RowInput open(@Nullable Object from, TaskContext context) {
        if (from != null) {
            return of(from, "from");
        }
        if (context.needs().size() != 1) {
            throw TaskFailedException.fatal("from is null; it has to be a dataset or a list of objects");
        }
        String upstream = context.needs().get(0);
        return of(context.output(upstream), "the output of " + upstream);
    }

    private static RowInput of(@Nullable Object value, String what) {
        if (isDataset(value)) {
            return ofDatasets(List.of(Dataset.fromOutput(value)));
        }
        if (value instanceof List<?> list) {
            List<?> given = list.stream().filter(each -> each != null).toList();
            if (!given.isEmpty() && given.stream().allMatch(RowInput::isDataset)) {
                return ofDatasets(given.stream().map(Dataset::fromOutput).toList());
            }
            if (given.size() == list.size() && given.stream().allMatch(Map.class::isInstance)) {
                return ofObjects(
                        given.stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList());
            }
        }
        throw TaskFailedException.fatal(
                what + " is " + shorten(Json.write(value))
                        + "; it has to be a dataset (what read_csv answers with, or sql with result: dataset) or a list of objects");
    }

    private static RowInput ofDatasets(List<Dataset> all) {
        List<Dataset> datasets =
                all.stream().filter(each -> !each.columns().isEmpty()).toList();
        if (datasets.isEmpty()) {
            return new RowInput(List.of(), List.of(), List.of()); // nobody knew the columns of nothing
        }
        List<String> columns = datasets.get(0).columns();
        for (Dataset each : datasets) {
            if (!new HashSet<>(each.columns()).equals(new HashSet<>(columns))) {
                throw TaskFailedException.fatal("the datasets have different columns: "
                        + datasets.get(0).location() + " has " + columns + ", " + each.location() + " has "
                        + each.columns());
            }
        }
        return new RowInput(columns, datasets, List.of());
    }

    private static RowInput ofObjects(List<Map<?, ?>> objects) {
        var columns = new LinkedHashSet<String>();
        objects.forEach(each -> each.keySet().forEach(key -> columns.add(String.valueOf(key))));
        return new RowInput(List.copyOf(columns), List.of(), objects);
    }

    private static boolean isDataset(@Nullable Object value) {
        return value instanceof Map<?, ?> map && map.get("dataset") instanceof String && map.containsKey("columns");
    }

    /** The names of the columns; none when there is nothing to tell them by. */
    public List<String> columns() {
        return columns;
    }

    /** How many rows there are. */
    public long total() {
        return total;
    }

    /**
     * The next row: one value for each column, a text or, from a list of objects, a JSON value.
     *
     * @return null when there is none
     */
    public @Nullable Object @Nullable [] next() throws IOException {
        while (nextDataset < datasets.size() || reader != null) {
            DatasetReader open = reader;
            if (open == null) {
                Dataset dataset = datasets.get(nextDataset++);
                reader = DatasetReader.open(dataset);
                order = columns.stream().mapToInt(dataset.columns()::indexOf).toArray();
            } else if (open.next()) {
                return row(open);
            } else {
                open.close();
                reader = null;
            }
        }
        return nextObject < objects.size() ? row(objects.get(nextObject++)) : null;
    }

    private @Nullable Object[] row(DatasetReader open) {
        var row = new @Nullable Object[columns.size()];
        int[] from = order;
        for (int i = 0; i < row.length; i++) {
            row[i] = open.text(from == null ? i : from[i]);
        }
        return row;
    }

    private @Nullable Object[] row(Map<?, ?> object) {
        return columns.stream().map(object::get).toArray();
    }

    /**
     * The indexes of some columns.
     *
     * @param what names the setting in the error
     * @throws TaskFailedException fatal, when there is no such column
     */
    public int[] indexes(List<String> names, String what) {
        var indexes = new ArrayList<Integer>();
        for (String name : names) {
            int index = columns.indexOf(name);
            if (index < 0) {
                throw TaskFailedException.fatal(
                        what + " names column \"" + name + "\", which the rows don't have" + hint(name));
            }
            indexes.add(index);
        }
        return indexes.stream().mapToInt(Integer::intValue).toArray();
    }

    private String hint(String unknown) {
        String hint = Suggestions.hint(unknown, columns);
        return hint == null ? "" : "; " + hint;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }

    private static String shorten(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN - 3) + "...";
    }
}
