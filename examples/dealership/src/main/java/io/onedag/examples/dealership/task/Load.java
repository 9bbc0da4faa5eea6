package io.onedag.examples.dealership.task;

import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.engine.ShellCommand;
import io.onedag.examples.dealership.domain.Watermark;
import io.onedag.examples.dealership.tables.CustomerEntity;
import io.onedag.examples.dealership.tables.DisputeEntity;
import io.onedag.examples.dealership.tables.PurchaseEntity;
import io.onedag.examples.dealership.tables.WatermarkEntity;
import io.onedag.hibernate.LoadEntities;
import jakarta.persistence.LockModeType;
import java.util.Map;
import org.hibernate.Session;

/**
 * Loads customers, purchases and disputes and moves the watermark on, all in one transaction.
 *
 * <p>If another run has moved the watermark meanwhile, the rows at hand carry ids that are taken: nothing is loaded then.
 */
public final class Load {

    private Load() {}

    /** The task. */
    public static LoadEntities day() {
        return LoadEntities.from("customers", "customers", row -> new CustomerEntity(Format.CUSTOMERS.of(row)))
                .andFrom("disputes", "purchases", row -> new PurchaseEntity(Format.PURCHASES.of(row)))
                .andFrom("disputes", "disputes", row -> new DisputeEntity(Format.DISPUTES.of(row)))
                .before(Load::requireUnmovedWatermark)
                .after(Load::moveWatermark);
    }

    private static void requireUnmovedWatermark(Session session, TaskContext context) {
        // Locked, so that of two runs that come here at once the second sees what the first did.
        WatermarkEntity now = session.find(WatermarkEntity.class, WatermarkEntity.NAME, LockModeType.PESSIMISTIC_WRITE);
        Watermark read = ReadWatermark.fromOutput(context.output("watermark", Map.class));
        if (now == null || now.toWatermark().equals(read)) {
            return;
        }
        if (now.toWatermark().equals(after(context))
                && now.runKey().equals(context.run().key())) {
            return; // Loaded before, by this very run: a rerun from here loads the same rows again.
        }
        throw TaskFailedException.fatal("the watermark was at transaction " + read.lastTransactionId()
                + " when this run read it, and run " + now.runKey() + " has moved it to "
                + now.toWatermark().lastTransactionId()
                + ": the ids of this run's rows are taken, and nothing was loaded\nnext: take the day's sales in anew: "
                + ShellCommand.onedag("rerun", context.run().id().toString(), "--from", "watermark"));
    }

    private static void moveWatermark(Session session, TaskContext context) {
        session.merge(new WatermarkEntity(after(context), context.run().key()));
    }

    private static Watermark after(TaskContext context) {
        return ReadWatermark.fromOutput(
                (Map<?, ?>) context.output("customers", Map.class).get("watermark"));
    }
}
