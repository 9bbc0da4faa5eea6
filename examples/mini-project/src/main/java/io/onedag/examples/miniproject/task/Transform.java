package io.onedag.examples.miniproject.task;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.examples.miniproject.domain.Customers;
import io.onedag.examples.miniproject.domain.Orders;
import io.onedag.examples.miniproject.domain.Verdict;
import io.onedag.hibernate.RawData;
import io.onedag.json.Json;
import io.onedag.tasks.dataset.DatasetWriter;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Makes of the records of this run what they should be, and says of each whether it is valid. Its output is a dataset. */
public final class Transform implements Task {

    static final String RAW_ID = "raw_id";
    static final String SOURCE = "source";
    static final String KEY = "key";
    static final String CONTENT = "content";
    static final String PROBLEM = "problem";

    private static final int PAGE = 500;

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        Session session = context.resource(Session.class);
        try (DatasetWriter rows = DatasetWriter.create(context, List.of(RAW_ID, SOURCE, KEY, CONTENT, PROBLEM))) {
            var customers = new Customers();
            transform(session, context, RawRecords.CUSTOMERS, customers::check, rows);
            transform(session, context, RawRecords.ORDERS, new Orders(customers)::check, rows);
            return TaskResult.success(rows.finish().toOutput());
        }
    }

    private static void transform(
            Session session,
            TaskContext context,
            String source,
            Function<@Nullable Object, Verdict> rules,
            DatasetWriter into)
            throws InterruptedException {
        UUID last = new UUID(0, 0);
        List<RawData> page;
        do {
            context.checkCancelled();
            page = session.createSelectionQuery(
                            "from RawData where runId = :run and source = :source and id > :last order by id",
                            RawData.class)
                    .setParameter("run", context.run().id())
                    .setParameter("source", source)
                    .setParameter("last", last)
                    .setMaxResults(PAGE)
                    .getResultList();
            for (RawData raw : page) {
                Verdict verdict = rules.apply(raw.content());
                into.write(
                        raw.id().toString(), source, raw.sourceKey(), Json.write(verdict.content()), verdict.problem());
                last = raw.id();
            }
            context.addRows(new Rows(page.size(), page.size(), 0));
            session.clear();
        } while (page.size() == PAGE);
    }
}
