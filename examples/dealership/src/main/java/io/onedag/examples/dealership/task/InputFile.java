package io.onedag.examples.dealership.task;

import io.onedag.Dataset;
import io.onedag.TaskContext;
import io.onedag.examples.dealership.domain.BadRowException;
import io.onedag.examples.dealership.domain.Numbered;
import io.onedag.examples.dealership.domain.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The rows of an input file, as {@code read_csv} took them, each with its line. */
final class InputFile {

    /** The column that {@code read_csv} adds for the line. */
    static final String LINE = "line";

    private final String path;
    private final List<Numbered<Row>> rows;

    private InputFile(String path, List<Numbered<Row>> rows) {
        this.path = path;
        this.rows = rows;
    }

    /**
     * What a task read.
     *
     * @param task the reading task, one of this one's needs
     * @param path the file
     */
    static InputFile of(TaskContext context, String task, String path) throws IOException {
        var rows = new ArrayList<Numbered<Row>>();
        for (Row row : Format.rows(context.output(task, Dataset.class))) {
            Map<String, String> own = new LinkedHashMap<>(row.values());
            own.remove(LINE);
            rows.add(new Numbered<>(row.number(LINE, 0), new Row(own)));
        }
        return new InputFile(context.path(path).toString(), rows);
    }

    /** Where it is. */
    String path() {
        return path;
    }

    /** The rows. */
    List<Numbered<Row>> rows() {
        return rows;
    }

    /** The row of a line. */
    Row row(long line) {
        return rows.stream()
                .filter(each -> each.line() == line)
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** The values of all rows; a row that has none is set aside. */
    <T> List<Numbered<T>> values(Function<Row, T> read, Rejects rejects) throws IOException {
        var values = new ArrayList<Numbered<T>>();
        for (Numbered<Row> row : rows) {
            try {
                values.add(new Numbered<>(row.line(), read.apply(row.value())));
            } catch (BadRowException e) {
                rejects.add(this, row.line(), e.getMessage());
            }
        }
        return values;
    }
}
