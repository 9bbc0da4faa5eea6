package io.onedag.attempt;

import io.onedag.RunInfo;
import io.onedag.TaskBody;
import io.onedag.engine.ResourceProvider;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskLogs;
import io.onedag.graph.PipelineGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** What the attempts of one run share. Thread-safe. */
public final class RunScope {

    private final PipelineGraph graph;
    private final RunInfo run;
    private final Path workdir;
    private final Path datasets;
    private final @Nullable RunStore store;
    private final List<ResourceProvider<?>> own;
    private final RunListener listener;
    private final TaskLogs logs;
    private final Masking masking = new Masking();
    private final RunExpressions expressions;
    private final @Nullable PreparedTask[] prepared;
    private volatile @Nullable List<ResourceProvider<?>> found;

    /** Opens the scope of a run whose attempts' logs nobody keeps. */
    public RunScope(
            PipelineGraph graph,
            RunInfo run,
            Map<String, String> environment,
            Path home,
            @Nullable RunStore store,
            List<ResourceProvider<?>> resources,
            RunListener listener) {
        this(graph, run, environment, home, store, resources, listener, TaskLogs.NONE);
    }

    /**
     * Opens the scope of a run.
     *
     * @param environment variables for {@code ${env.X}}, {@code ${secret.X}} and {@code ONEDAG_WORKDIR}
     * @param home where datasets go: {@code .onedag}
     * @param store the store whose database tasks may use, or null
     * @param resources what the application registered, asked before what is found on the class path
     * @param logs keeps what attempts log
     */
    public RunScope(
            PipelineGraph graph,
            RunInfo run,
            Map<String, String> environment,
            Path home,
            @Nullable RunStore store,
            List<ResourceProvider<?>> resources,
            RunListener listener,
            TaskLogs logs) {
        this.graph = graph;
        this.run = run;
        String elsewhere = environment.get("ONEDAG_WORKDIR");
        Path folder = elsewhere == null || elsewhere.isEmpty()
                ? graph.pipeline().folder().orElse(Path.of(""))
                : Path.of(elsewhere);
        this.workdir = folder.toAbsolutePath().normalize();
        this.datasets =
                home.toAbsolutePath().resolve("datasets").resolve(run.id().toString());
        this.store = store;
        this.own = List.copyOf(resources);
        this.listener = listener;
        this.logs = logs;
        this.expressions = new RunExpressions(run, environment, masking);
        this.prepared = new PreparedTask[graph.size()];
    }

    /** The run. */
    public RunInfo run() {
        return run;
    }

    /** Hides secrets in what is written about this run. */
    public Masking masking() {
        return masking;
    }

    PipelineGraph graph() {
        return graph;
    }

    /** What is known of a task before its attempts. */
    PreparedTask prepared(int task) {
        if (graph.task(task).body() instanceof TaskBody.Code) {
            return PreparedTask.of(graph, task); // costs less than sharing it between threads
        }
        PreparedTask known = prepared[task];
        if (known == null) { // two threads may both find it out: it is immutable, and theirs are equal
            known = PreparedTask.of(graph, task);
            prepared[task] = known;
        }
        return known;
    }

    RunExpressions expressions() {
        return expressions;
    }

    Path workdir() {
        return workdir;
    }

    Path datasets() {
        return datasets;
    }

    @Nullable
    RunStore store() {
        return store;
    }

    TaskLogs logs() {
        return logs;
    }

    RunListener listener() {
        return listener;
    }

    /** All providers, the application's own first. */
    List<ResourceProvider<?>> providers() {
        List<ResourceProvider<?>> all = found;
        if (all == null) {
            var list = new ArrayList<>(own);
            for (ResourceProvider<?> each : ServiceLoader.load(ResourceProvider.class)) {
                list.add(each);
            }
            all = List.copyOf(list);
            found = all;
        }
        return all;
    }
}
