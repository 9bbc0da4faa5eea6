package io.onedag.examples.dealership.task;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.examples.dealership.domain.BadRowException;
import io.onedag.examples.dealership.domain.Numbered;
import io.onedag.examples.dealership.domain.Purchase;
import io.onedag.examples.dealership.domain.Sale;
import io.onedag.examples.dealership.domain.SalesIntake;
import io.onedag.examples.dealership.domain.Watermark;
import io.onedag.examples.dealership.tables.Ledger;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the day's sales: those of {@code purchase.csv} that are not loaded, and where it has none, those that the till makes up from
 * the run's key.
 *
 * <p>The till is busy at the first attempt, or at as many as the parameter {@code outages} says, so that a retry can be seen; a resume
 * finds it in order.
 */
public final class NewSales implements Task {

    static final String FILE = "purchase.csv";

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        long outages = context.param("outages", Long.class);
        if (context.round() == 1 && context.attempt() <= outages) {
            throw TaskFailedException.retryable(
                    "the till is busy (on purpose, to show a retry; --param outages=0: never)", null);
        }
        String folder = context.param("data", String.class);
        // A missing file is an empty one; a missing folder is a slip of the pen.
        if (!Files.isDirectory(context.path(folder))) {
            throw TaskFailedException.fatal("there is no folder " + context.path(folder)
                    + " (parameter data). Name the one that holds " + FILE);
        }
        InputFile file = InputFile.of(context, "purchase_csv", folder + "/" + FILE);
        Watermark since = ReadWatermark.fromOutput(context.output("watermark", Map.class));
        try (var rejects = new Rejects(context)) {
            List<Numbered<Sale>> sales = file.values(Sale::of, rejects);
            List<Purchase> loaded = new Ledger(context.resource(Session.class))
                    .purchases(sales.stream()
                            .map(each -> each.value().transactionId())
                            .toList());
            SalesIntake intake = SalesIntake.of(
                    since,
                    sales,
                    ids(file, rejects.lines()),
                    loaded,
                    context.run().key());
            for (SalesIntake.Refusal refusal : intake.refused()) {
                rejects.add(file, refusal.sale().line(), refusal.why());
            }
            tell(context, intake);
            context.addRows(new Rows(file.rows().size(), intake.sales().size(), 0));
            return TaskResult.success(output(context, intake, rejects));
        }
    }

    private static void tell(TaskContext context, SalesIntake intake) {
        int read = intake.sales().size() - intake.generated();
        var sources = new ArrayList<String>();
        if (read > 0) {
            sources.add(read + " sales from " + FILE);
        }
        if (intake.generated() > 0) {
            sources.add(intake.generated() + " sales from the till");
        }
        context.logger().info("{}: {}", intake.day(), String.join(", ", sources));
        if (intake.waiting() > 0) {
            context.logger().info("{} of later days stay in {} for the next runs", intake.waiting(), FILE);
        }
    }

    private static Map<String, @Nullable Object> output(TaskContext context, SalesIntake intake, Rejects rejects)
            throws Exception {
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("day", intake.day().toString());
        output.put("last_transaction_id", intake.lastTransactionId());
        output.put("generated", intake.generated());
        output.put("sales", Format.SALES.toDataset(context, "sales", intake.sales()));
        output.put("rejects", rejects.finish());
        return output;
    }

    /** The transaction ids of rows that are no sales, as far as they can be read. */
    private static List<Long> ids(InputFile file, List<Long> lines) {
        var ids = new ArrayList<Long>();
        for (long line : lines) {
            try {
                ids.add(file.row(line).number("transaction_id", 1));
            } catch (BadRowException e) {
                // Not even that.
            }
        }
        return ids;
    }
}
