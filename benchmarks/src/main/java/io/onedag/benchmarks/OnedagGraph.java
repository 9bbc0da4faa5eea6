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
import io.onedag.graph.PipelineGraph;
import io.onedag.local.LocalEngine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The local engine as {@code onedag run} uses it, but nothing is recorded and nobody listens. The graph is compiled before. */
final class OnedagGraph implements Contender {

    @Override
    public String name() {
        return "Onedag";
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

    private static void run(PipelineGraph graph) {
        var info = new RunInfo(RunIds.next(), "measured", null, Map.of(), false, 0);
        var run = new EngineRun(
                graph,
                info,
                1,
                Instant.now(),
                new RunLease(info.id(), info.id(), 1),
                List.of(),
                null,
                RunListener.NONE,
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
