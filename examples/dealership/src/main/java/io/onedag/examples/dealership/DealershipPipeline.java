package io.onedag.examples.dealership;

import static io.onedag.Effect.TRANSACTIONAL;
import static java.time.Duration.ofMillis;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.engine.PipelineSource;
import io.onedag.examples.dealership.tables.Schema;
import io.onedag.examples.dealership.task.ApplyDisputes;
import io.onedag.examples.dealership.task.CollectRejects;
import io.onedag.examples.dealership.task.DefineCustomers;
import io.onedag.examples.dealership.task.Load;
import io.onedag.examples.dealership.task.NewSales;
import io.onedag.examples.dealership.task.ReadWatermark;
import io.onedag.examples.dealership.task.Report;
import io.onedag.examples.dealership.task.WriteWatermarkFile;
import io.onedag.tasks.ReadCsv;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The pipeline {@code dealership}: each run loads one business day. */
public final class DealershipPipeline implements PipelineSource {

    private static final List<String> MAY_REJECT =
            List.of("purchase_csv", "customer_csv", "dispute_csv", "sales", "customers", "disputes");

    @Override
    public Map<String, Supplier<Pipeline>> pipelines() {
        return Map.of("dealership", DealershipPipeline::dealership);
    }

    /** The definition. */
    public static Pipeline dealership() {
        return Pipeline.named("dealership")
                .title("Car dealership")
                .description("Loads a day's purchases, their customers and the disputes about them")
                .tags("example")
                .folder(folder())
                .param("data", Param.string().withDefault("data").describedAs("the folder of the CSV files"))
                .param("watermark_file", Param.string().describedAs("default: .onedag/dealership/placeholder.csv"))
                .param("outages", Param.integer().withDefault(1).describedAs("at how many attempts the till is busy"))
                .defaultRetry(RetryPolicy.exponential(4, ofMillis(200)))
                .task("purchase_csv", csv("purchase.csv"))
                .task("customer_csv", csv("customer.csv"))
                .task("dispute_csv", csv("dispute.csv"))
                .task("tables", Schema.create())
                .task("watermark", new ReadWatermark(), t -> t.needs("tables"))
                .task("sales", new NewSales(), t -> t.needs("purchase_csv", "watermark"))
                .task(
                        "customers",
                        new DefineCustomers(),
                        t -> t.needs("sales", "customer_csv", "watermark", "purchase_csv"))
                .task("disputes", new ApplyDisputes(), t -> t.needs("customers", "dispute_csv", "sales"))
                .task(
                        "load",
                        Load.day(),
                        t -> t.needs("disputes", "customers", "watermark").effect(TRANSACTIONAL))
                .task(
                        "placeholder",
                        new WriteWatermarkFile(),
                        t -> t.needs("load").allowFailure())
                .task("rejects", new CollectRejects(), t -> t.needs(MAY_REJECT))
                .task("report", new Report(), t -> t.needs("load", "placeholder", "rejects"))
                .build();
    }

    /** One of the input files. A missing one is empty; rows that are no CSV are set aside. */
    private static ReadCsv csv(String file) {
        return new ReadCsv("${params.data}/" + file)
                .lineColumn("line")
                .emptyIfMissing()
                .rejectBadRows();
    }

    /** The folder of this example in a source tree, else the working directory. */
    private static Path folder() {
        String home = System.getProperty("onedag.home");
        return home == null ? Path.of("") : Path.of(home, "examples", "dealership");
    }
}
