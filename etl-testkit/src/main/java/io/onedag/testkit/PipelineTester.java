package io.onedag.testkit;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskDefinition;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.run.Admission;
import io.onedag.run.RunHandle;
import io.onedag.run.RunRequest;
import io.onedag.run.RunService;
import io.onedag.testkit.manual.ManualEngine;
import io.onedag.validation.Suggestions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tests a pipeline: runs it with the product's own plan, attempts and store on an engine that a test moves step by step and a clock that
 * stands still, so that retries and timeouts take no time and every order can be tried.
 *
 * <pre>{@code
 * tester.fake("fetch").failing(1).returning(List.of(3, 4));
 * TestRun run = tester.run();
 * assertThatRun(run).succeeded().task("load").succeeded().ranAfter("fetch").hasOutput(7);
 * }</pre>
 *
 * <ul>
 *   <li>tasks run their own bodies unless {@link #fake} replaces them
 *   <li>no environment variables but those of {@link #env}: what the machine has set makes no difference
 *   <li>delays are exact: jitter is left out
 *   <li>one body is executed at a time, in the test's thread; what a body does in real time (a wait, a query) takes real time, and no
 *       timeout of the pipeline ends it, since those go by the test's clock
 * </ul>
 *
 * <p>For one thread.
 */
public final class PipelineTester implements AutoCloseable {

    private final TestBench bench;
    private final Pipeline pipeline;
    private final boolean owned;
    private final Given given = new Given();
    private final Map<String, Fake> fakes = new HashMap<>();
    private @Nullable String key;
    private @Nullable ManualEngine engine;
    private @Nullable RunService service;

    PipelineTester(TestBench bench, Pipeline pipeline) {
        this(bench, pipeline, false);
    }

    private PipelineTester(TestBench bench, Pipeline pipeline, boolean owned) {
        this.bench = bench;
        this.pipeline = pipeline;
        this.owned = owned;
    }

    /** Tests a pipeline on a {@linkplain TestBench#inMemory() bench in memory} of its own, closed with it. */
    public static PipelineTester of(Pipeline pipeline) {
        return new PipelineTester(TestBench.inMemory(), pipeline, true);
    }

    /**
     * Tests a pipeline in YAML on a {@linkplain TestBench#inMemory() bench in memory} of its own, closed with it.
     *
     * @throws io.onedag.DefinitionException with all that is wrong with it
     */
    public static PipelineTester forFile(Path file) {
        return of(io.onedag.yaml.YamlPipelines.load(file));
    }

    /** The pipeline. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** The clock that its runs go by. */
    public TestClock clock() {
        return bench.clock();
    }

    // ---- what it is given

    /** Sets a parameter of its runs. */
    public PipelineTester param(String name, @Nullable Object value) {
        given.params.put(name, value);
        return this;
    }

    /** Sets an environment variable, for {@code ${env.X}} and {@code ${secret.X}}. */
    public PipelineTester env(String name, String value) {
        given.environment.put(name, value);
        return this;
    }

    /** Sets where relative paths of the definition start, in the place of its folder. */
    public PipelineTester workdir(Path folder) {
        return env("ONEDAG_WORKDIR", folder.toString());
    }

    /** Gives tasks a resource that the test keeps: it is neither committed nor closed. */
    public <T> PipelineTester resource(Class<T> type, T resource) {
        given.resource(type, () -> resource);
        return this;
    }

    /** Gives tasks a resource, another one each time; it is neither committed nor closed. */
    public <T> PipelineTester resource(Class<T> type, Supplier<? extends T> resource) {
        given.resource(type, resource);
        return this;
    }

    /** Lets its runs cover an interval, as those of a schedule do. */
    public PipelineTester interval(Instant start, Instant end) {
        given.interval = new Interval(start, end);
        return this;
    }

    /** Sets the key of its next run. */
    public PipelineTester key(String runKey) {
        key = runKey;
        return this;
    }

    /** Lets readers stop after {@code limit} rows, as {@code --test-mode --limit} does. */
    public PipelineTester testMode(long limit) {
        given.testMode = true;
        given.limit = limit;
        return this;
    }

    /**
     * Replaces the body of a task, from its next attempt on. The same fake is given again, so that a test can change its mind.
     *
     * @throws IllegalArgumentException when there is no such task
     */
    public Fake fake(String task) {
        TaskDefinition definition = definition(task);
        return fakes.computeIfAbsent(task, name -> new Fake(definition, clock()));
    }

    /**
     * Replaces the body of a task, from its next attempt on.
     *
     * @throws IllegalArgumentException when there is no such task
     */
    public Fake fake(String task, Task body) {
        return fake(task).doing(body);
    }

    /** Replaces the bodies of all tasks that have no fake yet: they succeed without output. */
    public PipelineTester fakeAll() {
        pipeline.tasks().forEach(task -> fake(task.name()));
        return this;
    }

    // ---- what it does

    /** Starts a run, and takes no step. */
    public TestRun start() {
        var request = new RunRequest(given.params, key, given.interval, given.testMode, given.limit);
        key = null;
        return run(service().start(pipeline, engine(), request, Admission.Strictness.NONE));
    }

    /** Starts a run and takes it to its end. */
    public TestRun run() {
        return start().finish();
    }

    /** Resumes a run, as {@code onedag resume} does, and takes no step. */
    public TestRun resume(TestRun run) {
        return run(service().resume(run.onRecord(), pipeline, engine(), "a test"));
    }

    /** Runs a task of a run again and all after it, as {@code onedag rerun --from} does, and takes no step. */
    public TestRun rerun(TestRun run, String task) {
        return run(service().rerun(run.onRecord(), pipeline, engine(), task, "a test"));
    }

    /**
     * Ends the process of its runs as {@code kill -9} would: attempts under way are lost, nothing more is written. {@link #resume} goes
     * on in another process. May be called by a body.
     */
    public void crash() {
        end();
    }

    /** Tests a task of the pipeline by itself, with its own body and settings, and what this tester was given so far. */
    public TaskTester task(String task) {
        return TaskTester.of(bench, pipeline, definition(task).name(), given);
    }

    @Override
    public void close() {
        end();
        if (owned) {
            bench.close();
        }
    }

    void end() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
        if (service != null) {
            service.close();
            service = null;
        }
    }

    private TestRun run(RunHandle handle) {
        return new TestRun(bench, pipeline, engine(), handle);
    }

    private TaskDefinition definition(String task) {
        if (!pipeline.hasTask(task)) {
            String hint = Suggestions.hint(
                    task, pipeline.tasks().stream().map(TaskDefinition::name).toList());
            throw new IllegalArgumentException("pipeline \"" + pipeline.name() + "\" has no task \"" + task + "\""
                    + (hint == null ? "" : "; " + hint));
        }
        return pipeline.task(task);
    }

    private ManualEngine engine() {
        ManualEngine known = engine;
        if (known == null) {
            known = new ManualEngine(clock(), this::body);
            engine = known;
        }
        return known;
    }

    private @Nullable Task body(String task, int mapIndex) {
        Fake fake = fakes.get(task);
        return fake == null ? null : fake.next(mapIndex);
    }

    private RunService service() {
        RunService known = service;
        if (known == null) {
            var process = ProcessInfo.current(RunIds.next(), "a test", "1");
            known = new RunService(
                    bench.store(), process, given.environment, bench.home(), bench.resources(given), RunListener.NONE);
            service = known;
        }
        return known;
    }
}
