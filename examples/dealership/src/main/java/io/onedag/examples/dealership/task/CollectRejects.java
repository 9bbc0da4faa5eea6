package io.onedag.examples.dealership.task;

import io.onedag.Dataset;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.examples.dealership.domain.Row;
import io.onedag.tasks.dataset.DatasetWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Gathers the rows that the tasks before it set aside in one reject file. */
public final class CollectRejects implements Task {

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        try (var all = DatasetWriter.create(context, Rejects.COLUMNS)) {
            for (String task : context.needs()) {
                for (Row row : rejects(context.output(task, Map.class))) {
                    all.write(row.values());
                }
            }
            return TaskResult.success(all.finish().toOutput());
        }
    }

    private static Iterable<Row> rejects(Map<?, ?> output) throws IOException {
        if (output.get("rejects") != null) {
            return Format.rows(Dataset.fromOutput(output.get("rejects")));
        }
        Object file = output.get("reject_file");
        return file == null
                ? List.of()
                : Format.rows(new Dataset(
                        file.toString(), "csv", Rejects.COLUMNS, ((Number) output.get("rejected")).longValue()));
    }
}
