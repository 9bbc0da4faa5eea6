package io.onedag.examples.miniproject;

import static io.onedag.Effect.TRANSACTIONAL;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.engine.PipelineSource;
import io.onedag.examples.miniproject.task.ExtractCustomers;
import io.onedag.examples.miniproject.task.ExtractOrders;
import io.onedag.examples.miniproject.task.Load;
import io.onedag.examples.miniproject.task.Transform;
import io.onedag.tasks.Webhook;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** The pipeline {@code mini-project}: orders from an HTTP API and customers from a CSV file, kept as they came and as they should be. */
public final class MiniProject implements PipelineSource {

    /** Where set: the URL that is told of a run that failed. */
    static final String WEBHOOK = "MINI_PROJECT_WEBHOOK";

    @Override
    public Map<String, Supplier<Pipeline>> pipelines() {
        return Map.of("mini-project", () -> pipeline(System.getenv()));
    }

    /** The definition. */
    static Pipeline pipeline(Map<String, String> environment) {
        Pipeline.Builder builder = Pipeline.named("mini-project")
                .title("Mini-project")
                .description("Extracts orders and customers, checks them, and keeps what came and what became of it")
                .tags("example")
                .folder(folder())
                .param("api", Param.string().describedAs("where orders come from; default: an API that comes along"))
                .param("outages", Param.integer().withDefault(1).describedAs("at how many attempts that API is down"))
                .param(
                        "customers",
                        Param.string().withDefault("data/customers.csv").describedAs("the CSV file"))
                .defaultRetry(RetryPolicy.exponential(4, ofMillis(200)))
                .defaultTimeout(ofSeconds(60))
                .task("extract_orders", new ExtractOrders(), t -> t.effect(TRANSACTIONAL))
                .task("extract_customers", new ExtractCustomers(), t -> t.effect(TRANSACTIONAL))
                .task("transform", new Transform(), t -> t.needs("extract_orders", "extract_customers"))
                .task("load", new Load(), t -> t.needs("transform").effect(TRANSACTIONAL));
        return environment.containsKey(WEBHOOK)
                ? builder.onFailure(Webhook.to("${env." + WEBHOOK + "}")).build()
                : builder.build();
    }

    /** The folder of this example in a source tree, else the working directory. */
    private static Path folder() {
        String home = System.getProperty("onedag.home");
        return home == null ? Path.of("") : Path.of(home, "examples", "mini-project");
    }
}
