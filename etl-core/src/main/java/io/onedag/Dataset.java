package io.onedag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference to rows at rest between two tasks: where they are, what columns they have and how many there are, never the rows
 * themselves. It travels as a task's output.
 *
 * @param location where: an absolute path of a file
 * @param format how the rows are written there, for example {@code csv}
 * @param columns the names of the columns, in order
 * @param rows how many rows
 */
public record Dataset(String location, String format, List<String> columns, long rows) {

    public Dataset {
        columns = List.copyOf(columns);
    }

    /** This reference as a task's output. */
    public Map<String, Object> toOutput() {
        var output = new LinkedHashMap<String, Object>();
        output.put("dataset", location);
        output.put("format", format);
        output.put("columns", columns);
        output.put("rows", rows);
        return output;
    }

    /**
     * Reads a reference from a task's output.
     *
     * @throws IllegalArgumentException when {@code output} is something else
     */
    public static Dataset fromOutput(@Nullable Object output) {
        if (output instanceof Map<?, ?> map
                && map.get("dataset") instanceof String location
                && map.get("format") instanceof String format
                && map.get("columns") instanceof List<?> names
                && map.get("rows") instanceof Number rows) {
            var columns = new ArrayList<String>(names.size());
            names.forEach(name -> columns.add(String.valueOf(name)));
            return new Dataset(location, format, columns, rows.longValue());
        }
        throw new IllegalArgumentException(
                "this output is no dataset reference: expected {dataset, format, columns, rows}, got " + output);
    }
}
