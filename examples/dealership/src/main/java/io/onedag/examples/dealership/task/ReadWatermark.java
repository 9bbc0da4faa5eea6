package io.onedag.examples.dealership.task;

import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.examples.dealership.domain.Row;
import io.onedag.examples.dealership.domain.Watermark;
import io.onedag.examples.dealership.tables.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Says how far the dealership has got: the watermark in the target; before the first load the one in the watermark file; and where that
 * is missing or empty, the very beginning.
 */
public final class ReadWatermark implements Task {

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        Session session = context.resource(Session.class);
        Optional<Watermark> loaded = new Ledger(session).watermark();
        if (loaded.isPresent()) {
            return answer(context, loaded.get(), "from the target");
        }
        WatermarkFile file = WatermarkFile.of(context, Target.of(session));
        Optional<Watermark> imported = file.read();
        return imported.isPresent()
                ? answer(context, imported.get(), "imported from " + file.path())
                : answer(context, Watermark.START, "an empty start");
    }

    private static TaskResult answer(TaskContext context, Watermark watermark, String source) {
        context.logger()
                .info(
                        "{}: last day {}, last customer {}, last transaction {}",
                        source,
                        watermark.date().map(Object::toString).orElse("none"),
                        watermark.lastCustomerId(),
                        watermark.lastTransactionId());
        return TaskResult.success(toOutput(watermark));
    }

    /** A watermark as a part of a task's output. */
    static Map<String, @Nullable Object> toOutput(Watermark watermark) {
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("previous_date", watermark.date().map(Object::toString).orElse(null));
        output.put("last_customer_id", watermark.lastCustomerId());
        output.put("last_transaction_id", watermark.lastTransactionId());
        return output;
    }

    /** A watermark from a task's output. */
    static Watermark fromOutput(Map<?, ?> output) {
        var values = new LinkedHashMap<String, String>();
        output.forEach((key, value) -> values.put(String.valueOf(key), value == null ? "" : value.toString()));
        return Watermark.of(new Row(values));
    }
}
