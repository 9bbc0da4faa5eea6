package io.onedag.benchmarks;

import io.onedag.Pipeline;
import io.onedag.RunInfo;
import io.onedag.RunState;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.engine.Engine;
import io.onedag.engine.EngineRun;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.local.LocalEngine;
import io.onedag.metrics.PrometheusMetrics;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The local engine as {@code onedag run} uses it, but nothing is recorded. The graph is compiled before. */
final class OnedagGraph implements Contender {

    private final String name;
    private final RunListener listener;

    private OnedagGraph(String name, RunListener listener) {
        this.name = name;
        this.listener = listener;
    }

    /** Nobody listens. */
    static OnedagGraph unheard() {
        return new OnedagGraph("Onedag", RunListener.NONE);
    }

    /** Every attempt is told to a listener that does nothing. */
    static OnedagGraph heard() {
        return new OnedagGraph("Heard", new RunListener() {});
    }

    /** Every attempt is counted and timed for Prometheus. */
    static OnedagGraph measured() {
        return new OnedagGraph("Measured", PrometheusMetrics.in(new CollectorRegistry()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Runnable prepare(int[][] upstreams, Runnable body, int threads) {
        Task task = context -> {
            body.run();
            return TaskResult.success();
        };
        var builder = Pipeline.named("measured").maxParallelTasks(threads);
        for (int i = 0; i < upstreams.length; i++) {
            String[] needs =
                    IntStream.of(upstreams[i]).mapToObj(need -> "t" + need).toArray(String[]::new);
            builder.task("t" + i, task, each -> each.needs(needs));
        }
        var graph = PipelineGraph.of(builder.build());
        return () -> run(graph);
    }

    private static RunRecord record(RunInfo info) {
        Instant now = Instant.now();
        return new RunRecord(
                info.id(),
                info.key(),
                "measured",
                RunState.RUNNING,
                null,
                now,
                now,
                null,
                null,
                "{}",
                "",
                1,
                "{}",
                "local",
                "benchmarks",
                "1",
                "1",
                1,
                null,
                null,
                1,
                null,
                false,
                0);
    }

    private void run(PipelineGraph graph) {
        var info = new RunInfo(RunIds.next(), "measured", null, Map.of(), false, 0);
        var run = new EngineRun(
                graph,
                info,
                1,
                Instant.now(),
                new RunLease(info.id(), info.id(), 1),
                List.of(),
                null,
                listener.forRun(record(info), graph.pipeline()),
                Map.of(),
                Path.of(""),
                List.of());
        try (var engine = new LocalEngine()) {
            Engine.Result result = engine.start(run).await(5, TimeUnit.MINUTES);
            if (result == null || result.state() != RunState.SUCCEEDED) {
                throw new IllegalStateException("the run ended as " + result);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
