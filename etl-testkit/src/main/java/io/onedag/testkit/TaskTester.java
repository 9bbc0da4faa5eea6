package io.onedag.testkit;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.RunInfo;
import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.TaskResult;
import io.onedag.TaskSpec;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.Inputs;
import io.onedag.attempt.RunScope;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import io.onedag.run.RunParams;
import io.onedag.testkit.manual.History;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tests one task by itself: runs one attempt of it with the inputs, parameters and item that the test gives, by the product's own rules
 * for outputs, timeouts, resources and secrets. Nothing is on record afterwards.
 *
 * <pre>{@code
 * TestedAttempt attempt = bench.task(new Clean()).input("fetch", List.of("a", " b")).run();
 * assertThatAttempt(attempt).succeeded().hasOutput(List.of("a", "b"));
 * }</pre>
 *
 * <p>A {@linkplain io.onedag.Effect#TRANSACTIONAL transactional} task commits when it succeeds, and its effect alone. For one thread.
 */
public final class TaskTester {

    private static final String TASK = "task";

    private final TestBench bench;
    /** The definition of the task; null: it has none, and is what the rest says. */
    private final @Nullable Pipeline pipeline;

    private final @Nullable TaskBody body;
    private final String task;
    private final Given given;
    private final Map<String, @Nullable String> inputs = new LinkedHashMap<>();
    private String[] branch = {};
    private @Nullable Object item;
    private int mapIndex = -1;
    private int attempt = 1;
    private int round = 1;

    private TaskTester(
            TestBench bench, @Nullable Pipeline pipeline, @Nullable TaskBody body, String task, Given given) {
        this.bench = bench;
        this.pipeline = pipeline;
        this.body = body;
        this.task = task;
        this.given = given;
    }

    static TaskTester of(TestBench bench, Task task) {
        return new TaskTester(bench, null, new TaskBody.Code(task), TASK, new Given());
    }

    static TaskTester of(TestBench bench, TaskSpec spec) {
        Pipeline typed = Pipeline.named("test").task(TASK, spec).build();
        return new TaskTester(bench, null, typed.task(TASK).body(), TASK, new Given());
    }

    static TaskTester of(TestBench bench, Pipeline pipeline, String task, Given given) {
        return new TaskTester(bench, pipeline, null, task, new Given(given));
    }

    /** Gives it the output of a task that it needs; a task that is defined in a pipeline and isn't given one reads null. */
    public TaskTester input(String upstream, @Nullable Object output) {
        Object json = Json.normalize(output);
        inputs.put(upstream, json == null ? null : Json.write(json));
        return this;
    }

    /** Sets a parameter. */
    public TaskTester param(String name, @Nullable Object value) {
        given.params.put(name, value);
        return this;
    }

    /** Makes it the mapped instance 0 with this item. */
    public TaskTester item(@Nullable Object value) {
        return item(0, value);
    }

    /** Makes it a mapped instance with this item. */
    public TaskTester item(int index, @Nullable Object value) {
        mapIndex = index;
        item = Json.normalize(value);
        return this;
    }

    /** Declares the successors that a branching task chooses among; one that is defined in a pipeline declares them there. */
    public TaskTester branch(String... successors) {
        branch = successors.clone();
        return this;
    }

    /** Sets the number of the attempt; 1 unless set. */
    public TaskTester attempt(int number) {
        attempt = number;
        return this;
    }

    /** Sets the round; 1 unless set. */
    public TaskTester round(int number) {
        round = number;
        return this;
    }

    /** Sets an environment variable, for {@code ${env.X}} and {@code ${secret.X}}. */
    public TaskTester env(String name, String value) {
        given.environment.put(name, value);
        return this;
    }

    /** Sets where relative paths start. */
    public TaskTester workdir(Path folder) {
        return env("ONEDAG_WORKDIR", folder.toString());
    }

    /** Gives it a resource that the test keeps: it is neither committed nor closed. */
    public <T> TaskTester resource(Class<T> type, T resource) {
        given.resource(type, () -> resource);
        return this;
    }

    /** Gives it a resource, another one each time; it is neither committed nor closed. */
    public <T> TaskTester resource(Class<T> type, Supplier<? extends T> resource) {
        given.resource(type, resource);
        return this;
    }

    /** Lets its run cover an interval. */
    public TaskTester interval(Instant start, Instant end) {
        given.interval = new Interval(start, end);
        return this;
    }

    /** Lets a reader stop after {@code limit} rows. */
    public TaskTester testMode(long limit) {
        given.testMode = true;
        given.limit = limit;
        return this;
    }

    /** Runs one attempt, in this thread. */
    public TestedAttempt run() {
        Pipeline defined = pipeline == null ? single() : pipeline;
        TaskDefinition definition = defined.task(task);
        inputs.keySet().stream()
                .filter(upstream -> !definition.needs().contains(upstream))
                .findFirst()
                .ifPresent(upstream -> {
                    throw new IllegalArgumentException("task \"" + task + "\" can't be given the output of \""
                            + upstream + "\", which is not in its needs " + definition.needs());
                });
        if (definition.isMapped() && mapIndex < 0) {
            throw new IllegalArgumentException("task \"" + task + "\" is mapped; give it an item(…)");
        }
        UUID id = RunIds.next();
        Map<String, @Nullable Object> params = pipeline == null
                ? Collections.unmodifiableMap(new LinkedHashMap<>(given.params))
                : RunParams.resolve(pipeline, given.params);
        Interval interval = given.interval;
        String key = interval == null ? id.toString() : "sched:" + interval.end();
        var info = new RunInfo(id, key, interval, params, given.testMode, given.limit);
        PipelineGraph graph = PipelineGraph.of(defined);
        var history = new History();
        var scope = new RunScope(
                graph,
                info,
                Map.copyOf(given.environment),
                bench.home(),
                bench.store(),
                bench.resources(given),
                history.keepingLog(RunListener.NONE));
        try (var surroundings = new SingleAttempt(bench)) {
            var one = new Attempt(scope, graph.index(task), mapIndex, round, attempt, new Outputs(graph), surroundings);
            return TestedAttempt.of(definition, surroundings.committed(one.run()), history.log());
        }
    }

    /** A pipeline around a task that has none. */
    private Pipeline single() {
        var builder = Pipeline.named("test");
        inputs.keySet().forEach(upstream -> builder.task(upstream, context -> TaskResult.success()));
        builder.task(
                task,
                Objects.requireNonNull(body),
                t -> t.needs(List.copyOf(inputs.keySet())).branch(branch));
        for (String successor : branch) {
            builder.task(successor, context -> TaskResult.success(), t -> t.needs(task));
        }
        return builder.build();
    }

    /** What the test gives it. */
    private final class Outputs implements Inputs {
        private final PipelineGraph graph;

        private Outputs(PipelineGraph graph) {
            this.graph = graph;
        }

        @Override
        public @Nullable String output(int upstream) {
            return inputs.get(graph.task(upstream).name());
        }

        @Override
        public @Nullable Object item(int mapped, int index) {
            return item;
        }
    }
}
