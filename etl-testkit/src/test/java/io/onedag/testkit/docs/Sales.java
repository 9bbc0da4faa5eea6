package io.onedag.testkit.docs;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.TriggerRule;
import io.onedag.tasks.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The pipeline that the page about tests works with. */
final class Sales {

    private Sales() {}

    static Pipeline pipeline() {
        return Pipeline.named("sales")
                .param("day", Param.date().withDefault("2026-01-01"))
                .task(
                        "fetch",
                        Shell.command("curl", "--fail", "https://shop.example.com/sales/${params.day}"),
                        t -> t.retry(RetryPolicy.exponential(3, ofSeconds(2))).timeout(ofMinutes(5)))
                .task("clean", new Clean(), t -> t.needs("fetch"))
                .task("load", context -> TaskResult.success(), t -> t.needs("clean"))
                .task(
                        "alert",
                        context -> TaskResult.success(),
                        t -> t.needs("load").when(TriggerRule.ONE_FAILED))
                .build();
    }

    /** Keeps the sales that have a price; a day without any is skipped. */
    static final class Clean implements Task {
        @Override
        public TaskResult execute(TaskContext context) {
            var good = new ArrayList<Object>();
            for (Object each : context.output("fetch", List.class)) {
                if (each instanceof Map<?, ?> sale && sale.get("price") != null) {
                    good.add(sale);
                }
            }
            return good.isEmpty() ? TaskResult.skipped("no sales") : TaskResult.success(good);
        }
    }
}
