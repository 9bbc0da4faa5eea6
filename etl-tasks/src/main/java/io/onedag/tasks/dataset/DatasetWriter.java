package io.onedag.tasks.dataset;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.onedag.Dataset;
import io.onedag.TaskContext;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows to a {@link Dataset}, in little memory whatever their number. The rows exist for others once a task answers with the
 * reference that {@link #finish} gives.
 *
 * <pre>{@code
 * try (var rows = DatasetWriter.create(context, List.of("id", "name"))) {
 *     rows.write(1, "Ada");
 *     return TaskResult.success(rows.finish().toOutput());
 * }
 * }</pre>
 *
 * <p>The file is UTF-8 CSV with a line of column names; null is an empty field, an empty text a quoted one. Not thread-safe.
 */
public final class DatasetWriter implements AutoCloseable {

    static final String FORMAT = "csv";

    private final Path file;
    private final List<String> columns;
    private final FileChannel channel;
    private final CsvWriter writer;
    private long rows;
    private boolean closed;

    private DatasetWriter(Path file, List<String> columns) throws IOException {
        this.file = file;
        this.columns = columns;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.writer = CsvWriter.builder()
                .quoteStrategy(QuoteStrategies.EMPTY)
                .lineDelimiter(LineDelimiter.LF)
                .build(new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8.newEncoder()));
        writer.writeRecord(columns);
    }

    /** Begins the dataset of an attempt that writes one. */
    public static DatasetWriter create(TaskContext context, Collection<String> columns) throws IOException {
        return create(context.newDatasetFile("." + FORMAT), columns);
    }

    /**
     * Begins one of the datasets of an attempt that writes several.
     *
     * @param name tells it from the others: letters, digits, {@code _} and {@code -}
     */
    public static DatasetWriter create(TaskContext context, String name, Collection<String> columns)
            throws IOException {
        if (!name.matches("[\\w-]+")) {
            throw new IllegalArgumentException(
                    "a dataset's name has letters, digits, _ and -, unlike \"" + name + "\"");
        }
        return create(context.newDatasetFile("-" + name + "." + FORMAT), columns);
    }

    private static DatasetWriter create(Path file, Collection<String> columns) throws IOException {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new IllegalArgumentException("two columns of a dataset are named \"" + column + "\"");
            }
        }
        return new DatasetWriter(file, List.copyOf(columns));
    }

    /** The names of the columns. */
    public List<String> columns() {
        return columns;
    }

    /** How many rows were written. */
    public long rows() {
        return rows;
    }

    /**
     * Writes a row. A value is null, a text, or something that has a text: a number, a boolean, a date, an enum; lists and maps become
     * JSON.
     *
     * @param values one for each column, in their order
     * @throws IllegalArgumentException when there are more or fewer
     */
    public void write(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(
                    "a row has " + values.length + " values and the dataset " + columns.size() + " columns");
        }
        var row = new @Nullable String[values.length];
        for (int i = 0; i < values.length; i++) {
            row[i] = Values.text(values[i]);
        }
        write(row);
    }

    /** Writes a row, by column. A column that it lacks is null. */
    public void write(Map<String, ?> values) {
        var row = new @Nullable String[columns.size()];
        int used = 0;
        for (int i = 0; i < row.length; i++) {
            if (values.containsKey(columns.get(i))) {
                row[i] = Values.text(values.get(columns.get(i)));
                used++;
            }
        }
        if (used < values.size()) {
            throw new IllegalArgumentException(
                    "a row has the columns " + values.keySet() + " and the dataset only " + columns);
        }
        write(row);
    }

    void write(@Nullable String[] row) {
        writer.writeRecord(row);
        rows++;
    }

    /** Makes the rows durable and ends the writing. */
    public Dataset finish() throws IOException {
        writer.flush();
        channel.force(false);
        close();
        return new Dataset(file.toString(), FORMAT, columns, rows);
    }

    /** Ends the writing. Without {@link #finish} before, there is no dataset. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            writer.close();
        }
    }
}
