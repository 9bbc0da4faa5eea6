package io.onedag.tasks.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.onedag.TaskContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that bad rows go to: UTF-8 CSV with the columns file, line, column, reason and row. Not thread-safe. */
final class Rejects implements AutoCloseable {

    private final TaskContext context;
    private final @Nullable Path given;
    private @Nullable Path file;
    private @Nullable CsvWriter writer;

    private Rejects(TaskContext context, @Nullable Path given) {
        this.context = context;
        this.given = given;
    }

    /**
     * Begins a reject file.
     *
     * @param file replaced, also when no row is bad; null: one beside the dataset, made when there is a bad row
     */
    static Rejects to(@Nullable Path file, TaskContext context) throws IOException {
        var rejects = new Rejects(context, file);
        if (file != null) {
            rejects.open();
        }
        return rejects;
    }

    /** Where the rows are; null when there is no file. */
    @Nullable
    Path file() {
        return file;
    }

    void add(Path source, BadRow row) throws IOException {
        CsvWriter open = writer == null ? open() : writer;
        open.writeRecord(source.toString(), Long.toString(row.line()), row.column(), row.reason(), row.raw());
    }

    private CsvWriter open() throws IOException {
        Path path = given == null ? context.newDatasetFile(".rejects.csv") : given;
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        CsvWriter open = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(Files.newBufferedWriter(path, StandardCharsets.UTF_8));
        open.writeRecord("file", "line", "column", "reason", "row");
        file = path;
        writer = open;
        return open;
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
