package io.onedag.examples.dealership.task;

import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.examples.dealership.domain.Watermark;
import io.onedag.examples.dealership.tables.Ledger;
import org.hibernate.Session;

/** Writes the watermark that was committed to its file. */
public final class WriteWatermarkFile implements Task {

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        Session session = context.resource(Session.class);
        Watermark watermark = new Ledger(session).watermark().orElseThrow();
        WatermarkFile file = WatermarkFile.of(context, Target.of(session));
        file.write(watermark);
        return TaskResult.success(file.path().toString());
    }
}
