package io.onedag.testkit;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.Task;
import io.onedag.TaskDefinition;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.engine.RunRecord;
import io.onedag.run.RunHandle;
import io.onedag.testkit.manual.History;
import io.onedag.testkit.manual.ManualEngine;
import io.onedag.testkit.manual.ManualRun;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A run that a test takes step by step. Task runs go by their label: {@code load}, or {@code fetch[2]} for a mapped instance.
 *
 * <p>Whatever a step refuses (a task that isn't ready, a pool without a free slot) is an {@link IllegalStateException} that says why
 * and shows the run. {@link #toString} shows it too: every task run with its state and the reason for it. For one thread.
 */
public final class TestRun {

    private final TestBench bench;
    private final Pipeline pipeline;
    private final ManualEngine engine;
    private final RunHandle handle;

    TestRun(TestBench bench, Pipeline pipeline, ManualEngine engine, RunHandle handle) {
        this.bench = bench;
        this.pipeline = pipeline;
        this.engine = engine;
        this.handle = handle;
    }

    // ---- where it stands

    /** Its id. */
    public UUID id() {
        return handle.id();
    }

    /** Its key. */
    public String key() {
        return handle.run().key();
    }

    /** Where it stands. */
    public RunState state() {
        return onRecord().state();
    }

    /** Why it ended as it did, for people; empty: nothing to say. */
    public Optional<String> reason() {
        return Optional.ofNullable(onRecord().reason());
    }

    /** The run as the store has it. */
    public RunRecord onRecord() {
        return bench.store().run(id()).orElseThrow();
    }

    /** The labels of what may start now, the first to start first. */
    public List<String> ready() {
        return engine.run(id()).map(ManualRun::ready).orElse(List.of());
    }

    /** The labels of what is under way. */
    public List<String> running() {
        return engine.run(id()).map(ManualRun::running).orElse(List.of());
    }

    /**
     * A task run as it stands.
     *
     * @param label {@code load}, {@code fetch[2]}, or a mapped task as a whole
     * @throws IllegalArgumentException when there is none
     */
    public TaskRunView task(String label) {
        return views().one(label);
    }

    /** The state of each task run by its label, in the order of the definition; of a mapped task those of its instances. */
    public Map<String, TaskState> states() {
        return views().states();
    }

    /** The labels in the order in which attempts started, one for each attempt that this process made. */
    public List<String> starts() {
        return engine.run(id()).map(run -> run.history().starts()).orElse(List.of());
    }

    /** What the tasks wrote to their logs in this process, secrets masked: {@code INFO load: 3 rows}. */
    public List<String> log() {
        return engine.run(id())
                .map(run ->
                        run.history().log().stream().map(History.Line::toString).toList())
                .orElse(List.of());
    }

    /** When the next retry is due that isn't yet. */
    public Optional<Instant> nextRetry() {
        return engine.run(id()).flatMap(ManualRun::nextRetry);
    }

    // ---- steps

    /** Starts an attempt without executing it: the task run is RUNNING and holds its slots until a step ends it. */
    public TestRun start(String label) {
        return step(run -> run.start(label));
    }

    /** Executes an attempt with the task's fake or its own body; starts it first unless it is under way. */
    public TestRun execute(String label) {
        return step(run -> run.execute(label));
    }

    /** Executes an attempt with this body; starts it first unless it is under way. */
    public TestRun execute(String label, Task body) {
        return step(run -> run.execute(label, body));
    }

    /** Executes everything that is ready now, once. */
    public TestRun executeReady() {
        ready().forEach(this::execute);
        return this;
    }

    /** Ends an attempt with a success; starts it first unless it is under way. */
    public TestRun succeed(String label) {
        return succeed(label, null);
    }

    /** Ends an attempt with a success and an output; starts it first unless it is under way. */
    public TestRun succeed(String label, @Nullable Object output) {
        return execute(label, context -> TaskResult.success(output));
    }

    /** Ends an attempt of a branching task with its choice; starts it first unless it is under way. */
    public TestRun choose(String label, String... successors) {
        return execute(label, context -> TaskResult.branch(successors));
    }

    /** Ends an attempt with a skip; starts it first unless it is under way. */
    public TestRun skip(String label, String why) {
        return execute(label, context -> TaskResult.skipped(why));
    }

    /** Ends an attempt with a failure that a retry might mend; starts it first unless it is under way. */
    public TestRun fail(String label, String why) {
        return execute(label, context -> {
            throw TaskFailedException.retryable(why, null);
        });
    }

    /** Ends an attempt with a failure that no retry can mend; starts it first unless it is under way. */
    public TestRun failForGood(String label, String why) {
        return execute(label, context -> {
            throw TaskFailedException.fatal(why);
        });
    }

    /**
     * Lets an attempt time out: the clock moves on by the task's timeout. Starts it first unless it is under way.
     *
     * @throws IllegalStateException when the task has no timeout
     */
    public TestRun timeOut(String label) {
        TaskDefinition task = pipeline.task(Labels.task(label));
        Duration limit = task.timeout();
        if (limit == null) {
            throw new IllegalStateException("task \"" + task.name() + "\" can't time out: it has no timeout");
        }
        return execute(label, context -> {
            bench.clock().advance(limit);
            context.checkCancelled();
            return TaskResult.success();
        });
    }

    /** Moves the clock on, past whatever is due on the way: timeouts happen, due retries become ready. */
    public TestRun advance(Duration time) {
        bench.clock().advance(time);
        return this;
    }

    /**
     * Moves the clock on to when the next retry is due.
     *
     * @throws IllegalStateException when none waits
     */
    public TestRun advanceToNextRetry() {
        Instant due = nextRetry().orElseThrow(() -> new IllegalStateException("no retry is waited for\n\n" + this));
        bench.clock().advanceTo(due);
        return this;
    }

    /** Cancels it. What is under way is interrupted, nothing more starts. */
    public TestRun cancel(String why) {
        engine.run(id()).ifPresentOrElse(run -> run.cancel(why), () -> handle.cancel(why));
        return this;
    }

    /** Takes it to its end: executes what can be, and moves the clock from retry to retry. */
    public TestRun finish() {
        return state().isFinal() ? this : step(ManualRun::executeAll);
    }

    /** The run and its task runs, with their states and what these come from. */
    @Override
    public String toString() {
        return RunTable.of(this, views());
    }

    // ---- for asserts

    /** The moment at which the last attempt of a task run started, to be compared with {@link #endMoment}; 0: never. */
    public long startMoment(String label) {
        return engine.run(id()).map(run -> run.history().started(label)).orElse(0L);
    }

    /** The moment at which the last attempt of a task run ended, to be compared with {@link #startMoment}; 0: never. */
    public long endMoment(String label) {
        return engine.run(id()).map(run -> run.history().ended(label)).orElse(0L);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Instant now() {
        return bench.clock().instant();
    }

    private Views views() {
        return Views.of(bench.store(), onRecord(), pipeline, engine.run(id()).orElse(null));
    }

    private interface Step {
        void take(ManualRun run);
    }

    private TestRun step(Step step) {
        ManualRun run = engine.run(id()).orElseGet(this::queued);
        try {
            step.take(run);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "\n\n" + this, e);
        }
        return this;
    }

    /** A run that waited for another one starts within a moment of that one's end. */
    private ManualRun queued() {
        if (state().isFinal()) {
            throw new IllegalStateException("the run has ended, so no step is left\n\n" + this);
        }
        return engine.awaitStart(id(), 5, TimeUnit.SECONDS)
                .orElseThrow(() -> new IllegalStateException("run " + key() + " is " + state() + ": max_active_runs is "
                        + pipeline.maxActiveRuns() + ", so it starts when another run of the pipeline has ended"
                        + " (waited " + Durations.format(Duration.ofSeconds(5)) + ")"));
    }
}
