package io.onedag.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskResult;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.metrics.PrometheusMetrics;
import io.onedag.run.Admission;
import io.onedag.run.RunRequest;
import io.onedag.run.RunService;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MeasuredRunsTest {

    private final CollectorRegistry registry = new CollectorRegistry();

    @TempDir
    Path home;

    private RunState run(Pipeline pipeline, RunRequest request) throws InterruptedException {
        var me = new ProcessInfo(RunIds.next(), "here", 1, Instant.now(), "test", "1");
        try (var engine = new LocalEngine();
                var service = new RunService(
                        new MemoryRunStore(), me, Map.of(), home, List.of(), PrometheusMetrics.in(registry))) {
            return service.start(pipeline, engine, request, Admission.Strictness.NONE)
                    .await()
                    .state();
        }
    }

    private @Nullable Double value(String name, String... labels) {
        String[] names = new String[labels.length / 2];
        String[] values = new String[labels.length / 2];
        for (int i = 0; i < names.length; i++) {
            names[i] = labels[2 * i];
            values[i] = labels[2 * i + 1];
        }
        return registry.getSampleValue(name, names, values);
    }

    @Test
    void two_pipelines_on_two_engines_are_measured_in_one_registry() throws Exception {
        for (String name : List.of("one", "two")) {
            Pipeline pipeline = Pipeline.named(name)
                    .task("load", context -> {
                        context.addRows(new Rows(5, 4, 1));
                        return TaskResult.success();
                    })
                    .build();
            assertThat(run(pipeline, RunRequest.of(Map.of()))).isEqualTo(RunState.SUCCEEDED);
            assertThat(run(pipeline, RunRequest.of(Map.of()))).isEqualTo(RunState.SUCCEEDED);
        }
        for (String name : List.of("one", "two")) {
            assertThat(value("pipeline_runs_total", "pipeline_name", name, "status", "success"))
                    .isEqualTo(2);
            assertThat(value("rows_processed_total", "pipeline_name", name, "task_name", "load"))
                    .isEqualTo(10);
            assertThat(value("tasks_running", "pipeline_name", name)).isZero();
        }
    }

    @Test
    void retries_allowed_failures_skips_and_lateness_are_what_the_run_did() throws Exception {
        Pipeline pipeline = Pipeline.named("p")
                .task(
                        "flaky",
                        context -> {
                            if (context.attempt() < 3) {
                                throw new java.io.IOException("not yet");
                            }
                            return TaskResult.success();
                        },
                        t -> t.retry(RetryPolicy.fixed(3, Duration.ofMillis(1))))
                .task("may_fail", context -> TaskResult.fatal("no"), t -> t.allowFailure())
                .task("skips", context -> TaskResult.skipped("nothing to do"))
                .build();
        Instant end = Instant.now().minusSeconds(100);
        var interval = new Interval(end.minusSeconds(60), end);
        assertThat(run(pipeline, new RunRequest(Map.of(), null, interval, false, 0)))
                .isEqualTo(RunState.SUCCEEDED);
        assertThat(value("task_retries_total", "pipeline_name", "p", "task_name", "flaky"))
                .isEqualTo(2);
        assertThat(value("pipeline_errors_total", "pipeline_name", "p", "error_type", "java.io.IOException"))
                .isEqualTo(2);
        assertThat(value("pipeline_errors_total", "pipeline_name", "p", "error_type", "TaskFailed"))
                .isEqualTo(1);
        assertThat(value(
                        "task_duration_seconds_count", "pipeline_name", "p", "task_name", "skips", "status", "skipped"))
                .isEqualTo(1);
        assertThat(value("schedule_lateness_seconds_sum", "pipeline_name", "p")).isBetween(99.0, 130.0);
        assertThat(value("pipeline_run_duration_seconds_count", "pipeline_name", "p", "status", "success"))
                .isEqualTo(1);
    }
}
