package io.onedag.examples.dealership;

import static java.time.Duration.ofMillis;

import io.onedag.Effect;
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
import java.util.Map;
import java.util.function.Supplier;

/** The pipeline {@code dealership}: each run loads one business day. */
public final class DealershipPipeline implements PipelineSource {

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
                .param(
                        "watermark_file",
                        Param.string().describedAs("default: dealership/placeholder.csv beside the embedded database"))
                .param("outages", Param.integer().withDefault(1).describedAs("at how many attempts the till is busy"))
                .task("purchase_file", csv("purchase.csv"))
                .task("customer_file", csv("customer.csv"))
                .task("dispute_file", csv("dispute.csv"))
                .task("tables", Schema.create())
                .task("watermark", new ReadWatermark(), t -> t.needs("tables"))
                .task(
                        "sales",
                        new NewSales(),
                        t -> t.needs("purchase_file", "watermark").retry(RetryPolicy.exponential(4, ofMillis(200))))
                .task(
                        "customers",
                        new DefineCustomers(),
                        t -> t.needs("sales", "purchase_file", "customer_file", "watermark"))
                .task("disputes", new ApplyDisputes(), t -> t.needs("sales", "customers", "dispute_file"))
                .task(
                        "load",
                        Load.day(),
                        t -> t.needs("watermark", "customers", "disputes")
                                .effect(Effect.TRANSACTIONAL)
                                .retry(RetryPolicy.exponential(3, ofMillis(500))))
                .task(
                        "watermark_file",
                        new WriteWatermarkFile(),
                        t -> t.needs("load").allowFailure())
                .task(
                        "rejects",
                        new CollectRejects(),
                        t -> t.needs(
                                "purchase_file", "customer_file", "dispute_file", "sales", "customers", "disputes"))
                .task(
                        "report",
                        new Report(),
                        t -> t.needs("load", "customers", "disputes", "rejects", "watermark_file"))
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
