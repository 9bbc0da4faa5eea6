package io.onedag.examples.miniproject.task;

import io.onedag.Rows;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.hibernate.RawData;
import java.util.Map;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The records of a source, kept in {@code raw_data} before anything is made of them. In place of those that this run took in before. */
final class RawRecords {

    static final String ORDERS = "orders";
    static final String CUSTOMERS = "customers";

    private static final int BATCH = 500;
    private static final int LONGEST_KEY = 200;

    private final Session session;
    private final TaskContext context;
    private final String source;
    private long records;

    private RawRecords(Session session, TaskContext context, String source) {
        this.session = session;
        this.context = context;
        this.source = source;
    }

    static RawRecords of(TaskContext context, String source) throws Exception {
        Session session = context.resource(Session.class);
        // A rerun of this task replaces what it took in.
        session.createMutationQuery(
                        "delete TransformedData where raw in (from RawData where runId = :run and source = :source)")
                .setParameter("run", context.run().id())
                .setParameter("source", source)
                .executeUpdate();
        session.createMutationQuery("delete RawData where runId = :run and source = :source")
                .setParameter("run", context.run().id())
                .setParameter("source", source)
                .executeUpdate();
        return new RawRecords(session, context, source);
    }

    /**
     * Keeps a record.
     *
     * @param key what the source knows it by, or null
     */
    void add(@Nullable Object key, @Nullable Object content) throws InterruptedException {
        session.persist(new RawData(context, source, key(key), content));
        context.addRows(new Rows(1, 1, 0));
        if (++records % BATCH == 0) {
            context.checkCancelled();
            session.flush();
            session.clear();
        }
    }

    TaskResult result() {
        session.flush();
        context.logger().info("{} records from {}", records, source);
        return TaskResult.success(Map.of("source", source, "records", records));
    }

    private static @Nullable String key(@Nullable Object key) {
        if (!(key instanceof String || key instanceof Number)) {
            return null;
        }
        String text = key.toString().replaceAll("\\p{Cntrl}", "?");
        return text.length() > LONGEST_KEY ? text.substring(0, LONGEST_KEY) : text;
    }
}
