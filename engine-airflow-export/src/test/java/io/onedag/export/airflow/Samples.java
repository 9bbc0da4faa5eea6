package io.onedag.export.airflow;

import io.onedag.Effect;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Schedule;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TriggerRule;
import io.onedag.engine.Exporter;
import io.onedag.export.airflow.file.HelperModule;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** Pipelines to export. */
final class Samples {

    /** A task whose body is never run here. */
    static final Task WORK = context -> TaskResult.success();

    private Samples() {}

    /** What a first pipeline may look like. */
    static Pipeline simple() {
        return Pipeline.named("hello")
                .description("Says hello")
                .task("extract", WORK)
                .task("transform", WORK, t -> t.needs("extract"))
                .task("load", WORK, t -> t.needs("transform"))
                .build();
    }

    /** One of everything that Airflow can do. */
    static Pipeline kitchenSink() {
        return Pipeline.named("kitchen-sink")
                .title("Kitchen sink 🚰")
                .description(
                        "Has one of everything.\n\nIts \"regions\" are read from a list; each is fetched on its own, and a failure of the"
                                + " `metrics` is nobody's problem.\nC:\\temp stays as it is.")
                .owner("data platform")
                .tags("example", "naïve, café")
                .param("day", Param.date().withDefault("2026-01-01").describedAs("The day to load."))
                .param("limit", Param.integer())
                .param("mode", Param.string().oneOf("full", "delta").withDefault("delta"))
                .param("ratio", Param.number().withDefault(0.5))
                .param("regions", Param.list().withDefault(List.of("north", "south")))
                .schedule(Schedule.cron("5 0 * * *")
                        .in("Europe/Paris")
                        .start(LocalDate.of(2026, 1, 1))
                        .catchup(true))
                .timeout(Duration.ofHours(2))
                .maxParallelTasks(8)
                .pool("api", 3)
                .task(
                        "list",
                        WORK,
                        t -> t.description("Lists the regions.")
                                .retry(RetryPolicy.exponential(4, Duration.ofSeconds(2)))
                                .timeout(Duration.ofMinutes(5)))
                .task(
                        "fetch",
                        WORK,
                        t -> t.needs("list")
                                .forEach("list")
                                .group("ingest")
                                .pool("api")
                                .priority(5)
                                .retry(RetryPolicy.fixed(3, Duration.ofSeconds(10))))
                .task("parse", WORK, t -> t.needs("fetch").forEach("fetch").group("ingest"))
                .task("merge", WORK, t -> t.needs("parse").group("ingest"))
                .task("kind", WORK, t -> t.needs("merge").branch("full", "delta"))
                .task("full", WORK, t -> t.needs("kind").effect(Effect.TRANSACTIONAL))
                .task("delta", WORK, t -> t.needs("kind"))
                .task(
                        "metrics",
                        WORK,
                        t -> t.needs("merge")
                                .allowFailure()
                                .retry(RetryPolicy.exponential(3, Duration.ofSeconds(5))
                                        .withBackoff(1.5)))
                .task("join", WORK, t -> t.needs("full", "delta").when(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS))
                .task("report", WORK, t -> t.needs("join", "metrics"))
                .task("alarm", WORK, t -> t.needs("metrics").when(TriggerRule.ONE_FAILED))
                .task(
                        "clean up".replace(' ', '-'),
                        WORK,
                        t -> t.needs("report", "alarm").when(TriggerRule.ALL_DONE))
                .build();
    }

    /** A pipeline that the jar has. */
    static Exporter.Source inJar(Pipeline pipeline) {
        return new Exporter.Source(pipeline, true);
    }

    /** The DAG file of a pipeline that the jar has. */
    static String dagFile(Pipeline pipeline, Exporter.Options options) {
        return new AirflowExporter()
                .export(List.of(inJar(pipeline)), options).files().stream()
                        .filter(file ->
                                file.name().endsWith(".py") && !file.name().equals(HelperModule.FILE))
                        .findFirst()
                        .orElseThrow()
                        .text();
    }
}
