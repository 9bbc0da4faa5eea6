package io.onedag.examples.dealership.task;

import io.onedag.Rows;
import io.onedag.TaskContext;
import io.onedag.examples.dealership.domain.Row;
import io.onedag.tasks.dataset.DatasetWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows that a task sets aside: each is named in the log, and all go into a dataset like that of {@code read_csv}'s reject file. */
final class Rejects implements AutoCloseable {

    /** The columns of a reject file. */
    static final List<String> COLUMNS = List.of("file", "line", "column", "reason", "row");

    private final TaskContext context;
    private final DatasetWriter writer;
    private final List<Long> lines = new ArrayList<>();

    Rejects(TaskContext context) throws IOException {
        this.context = context;
        this.writer = DatasetWriter.create(context, "rejects", COLUMNS);
    }

    /** Sets a row aside. */
    void add(InputFile file, long line, String why) {
        Row row = file.row(line);
        context.logger().warn("{}:{}: {}", file.path(), line, why);
        writer.write(file.path(), line, null, why, String.join(",", row.values().values()));
        lines.add(line);
    }

    /** The lines that were set aside. */
    List<Long> lines() {
        return lines;
    }

    /** Ends the dataset; the answer goes into the task's output. */
    Map<String, Object> finish() throws IOException {
        return writer.finish().toOutput();
    }

    @Override
    public void close() throws IOException {
        context.addRows(new Rows(0, 0, lines.size()));
        writer.close();
    }
}
