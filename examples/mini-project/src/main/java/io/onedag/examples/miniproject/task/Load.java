package io.onedag.examples.miniproject.task;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.hibernate.RawData;
import io.onedag.hibernate.TransformedData;
import io.onedag.json.Json;
import io.onedag.tasks.dataset.RowInput;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Loads what became of the records into {@code transformed_data}, each linked to what it was made of. Invalid ones too, with the reason. */
public final class Load implements Task {

    private static final int BATCH = 500;

    /** Invalid records that are named in the log; the others are in the table. */
    private static final int NAMED = 20;

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        Session session = context.resource(Session.class);
        session.createMutationQuery("delete TransformedData where runId = :run")
                .setParameter("run", context.run().id())
                .executeUpdate();
        long valid = 0;
        long invalid = 0;
        try (RowInput rows = RowInput.open(context.output("transform"), context)) {
            int[] at = rows.indexes(
                    List.of(Transform.RAW_ID, Transform.SOURCE, Transform.KEY, Transform.CONTENT, Transform.PROBLEM),
                    "columns");
            for (@Nullable Object @Nullable [] row = rows.next(); row != null; row = rows.next()) {
                TransformedData loaded = entity(session, context, row, at);
                Object problem = row[at[4]];
                if (problem == null) {
                    loaded.valid();
                    valid++;
                } else {
                    loaded.invalid(problem.toString());
                    if (++invalid <= NAMED) {
                        context.logger().warn("{} {} is invalid: {}", row[at[1]], row[at[2]], problem);
                    }
                }
                session.persist(loaded);
                context.addRows(new Rows(1, problem == null ? 1 : 0, problem == null ? 0 : 1));
                if ((valid + invalid) % BATCH == 0) {
                    context.checkCancelled();
                    session.flush();
                    session.clear();
                }
            }
        }
        session.flush();
        context.logger().info("{} valid, {} invalid", valid, invalid);
        return TaskResult.success(Map.of("valid", valid, "invalid", invalid));
    }

    private static TransformedData entity(Session session, TaskContext context, @Nullable Object[] row, int[] at) {
        return new TransformedData(
                context.run().id(),
                context.task(),
                session.getReference(RawData.class, UUID.fromString(String.valueOf(row[at[0]]))),
                String.valueOf(row[at[1]]),
                Json.parse(String.valueOf(row[at[3]])),
                Instant.now());
    }
}
