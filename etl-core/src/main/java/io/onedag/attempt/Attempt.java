package io.onedag.attempt;

import io.onedag.Effect;
import io.onedag.Rows;
import io.onedag.TaskDefinition;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskSkippedException;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.expr.ExpressionException;
import io.onedag.log.Mdc;
import io.onedag.units.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of one task run.
 *
 * <p>{@link #run} runs the body in the calling thread and always returns an {@link AttemptResult}. A timeout, counted from the start of
 * the body, or {@link #cancel}, interrupts that thread and runs what the task registered with
 * {@link io.onedag.TaskContext#onCancel}; the attempt ends when the body does. An interrupt never outlives its attempt.
 */
public final class Attempt {

    /** What an engine gives its attempts. */
    public interface Surroundings {

        /** How many earlier attempts of the round were lost with their process: they leave the retry budget as it is. */
        default int recoveries() {
            return 0;
        }

        /** Runs timeouts; only asked for when a task has one. */
        ScheduledExecutorService timer();

        /** Begins the transaction of a {@link Effect#TRANSACTIONAL} attempt. */
        RunStore.EffectTransaction beginEffect();

        /** Puts on record that the attempt started an operating-system process. Durable when it returns. */
        void processStarted(Attempt attempt, ProcessHandle process);
    }

    private enum Cause {
        TIMEOUT,
        CANCEL
    }

    /** What cut the attempt, and whether its thread has got the interrupt. */
    private static final class Cut {
        final Cause cause;
        final String reason;
        volatile boolean delivered;

        Cut(Cause cause, String reason) {
            this.cause = cause;
            this.reason = reason;
        }
    }

    private static final Object ENDED = new Object();
    private static final AtomicReferenceFieldUpdater<Attempt, Object> PHASE =
            AtomicReferenceFieldUpdater.newUpdater(Attempt.class, Object.class, "phase");

    private final RunScope scope;
    private final int task;
    private final int mapIndex;
    private final int round;
    private final int number;
    private final long generation;
    private final Inputs inputs;
    private final Surroundings surroundings;
    private final TaskDefinition definition;

    /** Null before the body, its thread while it runs, {@link #ENDED} after it; or its {@link Cut}, for good. */
    private volatile @Nullable Object phase;

    private @Nullable AttemptContext context;
    private RunListener.@Nullable TaskEvent event;

    /** Prepares an attempt that isn't on record. */
    public Attempt(
            RunScope scope, int task, int mapIndex, int round, int number, Inputs inputs, Surroundings surroundings) {
        this(scope, task, mapIndex, round, number, 0, inputs, surroundings);
    }

    /**
     * Prepares an attempt.
     *
     * @param task the task's index in the graph
     * @param mapIndex the index of a mapped instance; -1: not mapped
     * @param number from 1 within its round
     * @param generation the task run's generation in this attempt
     */
    public Attempt(
            RunScope scope,
            int task,
            int mapIndex,
            int round,
            int number,
            long generation,
            Inputs inputs,
            Surroundings surroundings) {
        this.scope = scope;
        this.task = task;
        this.mapIndex = mapIndex;
        this.round = round;
        this.number = number;
        this.generation = generation;
        this.inputs = inputs;
        this.surroundings = surroundings;
        this.definition = scope.graph().task(task);
    }

    /** The task's index in the graph. */
    public int task() {
        return task;
    }

    /** The index of a mapped instance; -1: not mapped. */
    public int mapIndex() {
        return mapIndex;
    }

    /** The attempt as listeners see it. */
    public RunListener.TaskEvent event() {
        RunListener.TaskEvent known = event;
        if (known == null) {
            known = new RunListener.TaskEvent(definition.name(), mapIndex, round, number, maxAttempts());
            event = known;
        }
        return known;
    }

    /** Runs the body, in this thread, which MDC names the attempt in meanwhile. Called once. */
    public AttemptResult run() {
        if (!Mdc.isUsed()) {
            return runBody();
        }
        Mdc.Scope named = Mdc.attempt(
                scope.graph().pipeline().name(), scope.run().id(), definition.name(), mapIndex, round, number);
        try {
            return runBody();
        } finally {
            named.close();
        }
    }

    private AttemptResult runBody() {
        var own = new AttemptContext(this);
        context = own;
        Thread thread = Thread.currentThread();
        if (!PHASE.compareAndSet(this, null, thread)) {
            return new AttemptResult.Interrupted(cutBy().reason);
        }
        Duration timeout = definition.timeout();
        Future<?> alarm = timeout == null
                ? null
                : surroundings.timer().schedule(() -> end(Cause.TIMEOUT, ""), timeout.toNanos(), TimeUnit.NANOSECONDS);
        AttemptResult result;
        try {
            PreparedTask prepared = scope.prepared(task);
            result = answer(own, prepared, prepared.body(own).execute(own));
        } catch (Throwable e) { // whatever a task throws is its failure, not the engine's
            result = failure(own, e);
        }
        boolean whole = PHASE.compareAndSet(this, thread, ENDED);
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (!whole) {
            Cut cut = cutBy();
            while (!cut.delivered) { // or the next one in this thread would get the interrupt
                Thread.onSpinWait();
            }
            result = cut(own, cut, result);
        }
        if (thread.isInterrupted()) {
            Thread.interrupted();
        }
        try {
            return close(own, result);
        } finally {
            own.endLog();
        }
    }

    /** Cancels the attempt: interrupts its body. Without effect once it has ended. Thread-safe. */
    public void cancel(String reason) {
        end(Cause.CANCEL, reason);
    }

    /** How many attempts the round has at most, lost ones included. */
    int maxAttempts() {
        return definition().retry().maxAttempts() + surroundings.recoveries();
    }

    RunScope scope() {
        return scope;
    }

    TaskDefinition definition() {
        return definition;
    }

    int round() {
        return round;
    }

    int number() {
        return number;
    }

    long generation() {
        return generation;
    }

    Inputs inputs() {
        return inputs;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    boolean isCut() {
        return phase instanceof Cut;
    }

    private Cut cutBy() {
        return (Cut) Objects.requireNonNull(phase);
    }

    /** Cuts the attempt. Its thread can't have left while the interrupt is under way: it waits for that. */
    private void end(Cause why, String reason) {
        var cut = new Cut(why, reason);
        Object before;
        do {
            before = phase;
            if (before == ENDED || before instanceof Cut) {
                return;
            }
        } while (!PHASE.compareAndSet(this, before, cut));
        if (before instanceof Thread thread) {
            thread.interrupt();
        }
        cut.delivered = true;
        AttemptContext running = before == null ? null : context;
        if (running != null && running.hasCancelActions()) {
            // They may take their time (a process gets a grace period); the timer and the canceller have other things
            // to do.
            var thread = new Thread(running::runCancelActions, "onedag-cancel");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private AttemptResult answer(AttemptContext own, PreparedTask prepared, @Nullable TaskResult result) {
        if (result instanceof TaskResult.Success success) {
            if (success == TaskResult.success() && prepared.isPlain() && !own.isUsed()) {
                return AttemptResult.Succeeded.PLAIN;
            }
            return succeeded(own, prepared, result, success.output(), success.rows());
        }
        if (result instanceof TaskResult.Branch branch) {
            return succeeded(own, prepared, result, branch.output(), Rows.NONE);
        }
        if (result instanceof TaskResult.Skipped skipped) {
            return new AttemptResult.Skipped(scope.masking().mask(skipped.why()), own.rows());
        }
        if (result instanceof TaskResult.Failed failed) {
            var why = new Failure("TaskFailed", scope.masking().mask(failed.why()), null, !failed.retryable());
            return new AttemptResult.Failed(why, false, own.rows());
        }
        var nothing = new Failure(
                "TaskFailed",
                "its body returned null instead of a TaskResult; return TaskResult.success()",
                null,
                true);
        return new AttemptResult.Failed(nothing, false, own.rows());
    }

    private AttemptResult succeeded(
            AttemptContext own, PreparedTask prepared, TaskResult result, @Nullable Object output, Rows rows) {
        var chosen = Outputs.chosen(definition, result);
        String json = Outputs.json(output, scope.masking());
        var lengths = Outputs.lengths(prepared.consumers(), output);
        return new AttemptResult.Succeeded(json, chosen, lengths, own.rows().plus(rows), null);
    }

    private AttemptResult failure(AttemptContext own, Throwable thrown) {
        if (thrown instanceof TaskSkippedException) {
            return new AttemptResult.Skipped(scope.masking().mask(String.valueOf(thrown.getMessage())), own.rows());
        }
        own.debug(thrown);
        return new AttemptResult.Failed(Failures.of(thrown, isFatal(thrown), scope.masking()), false, own.rows());
    }

    private static boolean isFatal(Throwable thrown) {
        return (thrown instanceof TaskFailedException failed && !failed.isRetryable())
                || thrown instanceof ExpressionException;
    }

    /** What a cut attempt amounts to: a timeout is a failure even when the body got to its end, a success that beat a cancel stays one. */
    private AttemptResult cut(AttemptContext own, Cut cut, AttemptResult result) {
        if (cut.cause == Cause.TIMEOUT) {
            Duration limit = definition.timeout();
            var failure = new Failure(
                    "Timeout",
                    "timed out after " + (limit == null ? "its limit" : Durations.format(limit))
                            + "; raise the task's timeout, or find out what it waits for",
                    null,
                    false);
            return new AttemptResult.Failed(failure, true, own.rows());
        }
        return result instanceof AttemptResult.Failed ? new AttemptResult.Interrupted(cut.reason) : result;
    }

    /** Ends the resources: their work stays when the attempt succeeded, and only then. */
    private AttemptResult close(AttemptContext own, AttemptResult result) {
        if (!own.isUsed() || !own.hasResources()) {
            return result;
        }
        AttemptResult ended = result;
        if (result instanceof AttemptResult.Succeeded success) {
            try {
                var effect = own.commit();
                ended = effect == null
                        ? success
                        : new AttemptResult.Succeeded(
                                success.output(), success.chosen(), success.lengths(), success.rows(), effect);
            } catch (Exception e) {
                ended = new AttemptResult.Failed(Failures.of(e, isFatal(e), scope.masking()), false, own.rows());
            }
        }
        own.close(ended instanceof AttemptResult.Succeeded);
        return ended;
    }

    /** For tests and engines that have no store: surroundings with a timer and nothing else. */
    public static Surroundings plainSurroundings(
            Supplier<ScheduledExecutorService> timer, Consumer<ProcessHandle> processes) {
        return new Surroundings() {
            @Override
            public ScheduledExecutorService timer() {
                return timer.get();
            }

            @Override
            public RunStore.EffectTransaction beginEffect() {
                throw TaskFailedException.fatal(
                        "effect transactional needs a store with a database; set DATABASE_URL, or drop the effect");
            }

            @Override
            public void processStarted(Attempt attempt, ProcessHandle process) {
                processes.accept(process);
            }
        };
    }
}
