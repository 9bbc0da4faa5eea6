package io.onedag.tasks.dataset;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.onedag.Dataset;
import io.onedag.TaskFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a {@link Dataset}, one after another, in little memory whatever its size.
 *
 * <pre>{@code
 * try (var rows = DatasetReader.open(context.output("purchases", Dataset.class))) {
 *     while (rows.next()) {
 *         total += Long.parseLong(rows.text("amount"));
 *     }
 * }
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class DatasetReader implements AutoCloseable {

    private final Dataset dataset;
    private final CsvReader<CsvLine> file;
    private final CloseableIterator<CsvLine> records;
    private final Map<String, Integer> indexes;
    private long row;
    private @Nullable String[] values = new @Nullable String[0];

    private DatasetReader(Dataset dataset, CsvReader<CsvLine> file) {
        this.dataset = dataset;
        this.file = file;
        this.records = file.iterator();
        this.indexes = new LinkedHashMap<>();
        for (int i = 0; i < dataset.columns().size(); i++) {
            indexes.put(dataset.columns().get(i), i);
        }
    }

    /**
     * Opens a dataset.
     *
     * @throws TaskFailedException fatal, when its file isn't there or in a format that this version doesn't know
     */
    public static DatasetReader open(Dataset dataset) throws IOException {
        if (!dataset.format().equals(DatasetWriter.FORMAT)) {
            throw TaskFailedException.fatal("dataset " + dataset.location() + " has the format \"" + dataset.format()
                    + "\"; this version reads \"" + DatasetWriter.FORMAT + "\"");
        }
        DatasetReader reader;
        try {
            reader = new DatasetReader(
                    dataset,
                    CsvReader.builder()
                            .skipEmptyLines(false)
                            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .allowUnclosedQuote(false)
                            .build(
                                    new CsvLine.Handler("", dataset.columns().size()),
                                    Path.of(dataset.location()),
                                    StandardCharsets.UTF_8));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw TaskFailedException.fatal(
                    "dataset " + dataset.location()
                            + " isn't there: it was deleted, or written on another machine. Rerun from the task that"
                            + " writes it",
                    e);
        }
        try {
            reader.skipHeader();
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    /** The names of the columns. */
    public List<String> columns() {
        return dataset.columns();
    }

    /**
     * Goes to the next row; the first call goes to the first.
     *
     * @return whether there is one
     * @throws TaskFailedException fatal, when the file isn't what its reference says
     */
    public boolean next() {
        CsvLine record = read();
        if (record == null) {
            if (row != dataset.rows()) {
                throw broken("it has " + row + " rows and its reference says " + dataset.rows());
            }
            return false;
        }
        row++;
        int columns = dataset.columns().size();
        values = record.isBlank() ? new @Nullable String[1] : record.fields();
        if (values.length != columns) {
            throw broken(
                    "row " + row + " has " + values.length + " values and the reference names " + columns + " columns");
        }
        return true;
    }

    /** A value of the current row, by its column's index from 0; null where the row has none. */
    public @Nullable String text(int column) {
        return values[column];
    }

    /**
     * A value of the current row; null where the row has none.
     *
     * @throws IllegalArgumentException when there is no such column
     */
    public @Nullable String text(String column) {
        Integer index = indexes.get(column);
        if (index == null) {
            throw new IllegalArgumentException(
                    "the dataset has no column \"" + column + "\"; it has " + String.join(", ", dataset.columns()));
        }
        return values[index];
    }

    /** The current row by column, in the order of the columns. */
    public Map<String, @Nullable String> toMap() {
        var map = new LinkedHashMap<String, @Nullable String>();
        indexes.forEach((column, index) -> map.put(column, values[index]));
        return Collections.unmodifiableMap(map);
    }

    /** The number of the current row, from 1. */
    public long row() {
        return row;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void skipHeader() {
        if (read() == null) {
            throw broken("its file is empty, without the line that names the columns");
        }
    }

    private @Nullable CsvLine read() {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException e) {
            throw broken(e.getMessage());
        }
    }

    private TaskFailedException broken(@Nullable String why) {
        return TaskFailedException.fatal("dataset " + dataset.location() + " was changed or cut since it was written: "
                + why + ". Rerun from the task that writes it");
    }
}
