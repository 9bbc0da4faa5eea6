package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.RunInfo;
import io.onedag.Task;
import io.onedag.engine.Failure;
import io.onedag.engine.ResourceProvider;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskLogs;
import io.onedag.graph.PipelineGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Makes attempts for tests, which set the run's side of them before, and hears what listeners and engines hear of them. */
final class AttemptFixture implements AutoCloseable, Attempt.Surroundings {

    final Map<String, String> environment = new HashMap<>();
    final List<ResourceProvider<?>> providers = new ArrayList<>();
    final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> progress = new ConcurrentLinkedQueue<>();
    final List<ProcessHandle> processes = new ArrayList<>();
    Consumer<ProcessHandle> recorder = processes::add;
    Map<String, @Nullable Object> params = Map.of();

    @Nullable
    Interval interval;

    @Nullable
    RunStore store;

    RunStore.@Nullable EffectTransaction effect;
    Inputs inputs = Inputs.NONE;
    int round = 1;
    int number = 1;
    int mapIndex = -1;
    int recoveries;
    long generation;
    boolean wantsDebug;
    TaskLogs logs = TaskLogs.NONE;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Path home;

    AttemptFixture(Path home) {
        this.home = home;
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Upstreams that all have this output. */
    static Inputs output(@Nullable String json) {
        return new Inputs() {
            @Override
            public @Nullable String output(int upstream) {
                return json;
            }

            @Override
            public @Nullable Object item(int task, int mapIndex) {
                return null;
            }
        };
    }

    Attempt attempt(Task body, UnaryOperator<Pipeline.TaskBuilder> options) {
        return attempt(Pipeline.named("p").task("t", body, options).build(), "t");
    }

    Attempt attempt(Pipeline pipeline, String task) {
        var graph = PipelineGraph.of(pipeline);
        return new Attempt(scope(graph), graph.index(task), mapIndex, round, number, generation, inputs, this);
    }

    RunScope scope(PipelineGraph graph) {
        var info = new RunInfo(RunIds.next(), "key", interval, params, false, 0);
        return new RunScope(graph, info, environment, home, store, providers, listener(), logs);
    }

    AttemptResult run(Task body) {
        return attempt(body, t -> t).run();
    }

    /** The output that {@code body} succeeds with. */
    @Nullable
    String output(Task body) {
        return succeeded(run(body)).output();
    }

    /** What {@code body} fails with. */
    Failure failure(Task body) {
        return failed(run(body)).failure();
    }

    static AttemptResult.Succeeded succeeded(AttemptResult result) {
        assertThat(result).isInstanceOf(AttemptResult.Succeeded.class);
        return (AttemptResult.Succeeded) result;
    }

    static AttemptResult.Failed failed(AttemptResult result) {
        assertThat(result).isInstanceOf(AttemptResult.Failed.class);
        return (AttemptResult.Failed) result;
    }

    private RunListener listener() {
        return new RunListener() {
            @Override
            public void log(TaskEvent event, Level level, String message) {
                log.add(level + " " + event.label() + " " + message);
            }

            @Override
            public void progress(TaskEvent event, long done, long total) {
                progress.add(event.label() + " " + done + "/" + total);
            }

            @Override
            public boolean wantsDebug() {
                return wantsDebug;
            }
        };
    }

    @Override
    public int recoveries() {
        return recoveries;
    }

    @Override
    public ScheduledExecutorService timer() {
        return timer;
    }

    @Override
    public RunStore.EffectTransaction beginEffect() {
        assertThat(effect).as("a transaction").isNotNull();
        return effect;
    }

    @Override
    public void processStarted(Attempt attempt, ProcessHandle process) {
        recorder.accept(process);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
