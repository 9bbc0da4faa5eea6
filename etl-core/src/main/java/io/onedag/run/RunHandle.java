package io.onedag.run;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.engine.Engine;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A run that someone asked for: queued, under way here, followed, or finished. Thread-safe.
 *
 * <p>Cancel requests of other processes reach a run of this process within half a second.
 */
public final class RunHandle {

    /** Where a run came from. */
    public enum Origin {
        /** A new run. */
        STARTED,
        /** A run whose driver died; it goes on here. */
        TAKEN_OVER,
        /** Resumed or rerun. */
        RESUMED,
        /** Another process advances it; this one watches. */
        FOLLOWED,
        /** It had ended before. */
        FINISHED
    }

    private static final long POLL_MILLIS = 250;

    private final @Nullable RunService service;
    private final @Nullable Engine engine;
    private final @Nullable Pipeline pipeline;
    private final UUID id;
    private final RunRecord first;
    private final Origin origin;
    private final List<String> differences;
    private final List<Recovery.Lost> lost;
    private final CompletableFuture<Engine.Result> end = new CompletableFuture<>();
    private @Nullable RunLease lease;
    private Engine.@Nullable Execution execution;
    private @Nullable Future<?> watch;
    private @Nullable String cancelled;

    RunHandle(
            @Nullable RunService service,
            @Nullable Engine engine,
            @Nullable Pipeline pipeline,
            RunRecord run,
            Origin origin,
            @Nullable RunLease lease,
            List<String> differences,
            List<Recovery.Lost> lost) {
        this.service = service;
        this.engine = engine;
        this.pipeline = pipeline;
        this.id = run.id();
        this.first = run;
        this.origin = origin;
        this.lease = lease;
        this.differences = differences;
        this.lost = lost;
        if (origin == Origin.FOLLOWED) {
            watchEvery(this::follow);
        }
    }

    static RunHandle finished(RunRecord run) {
        var handle = new RunHandle(null, null, null, run, Origin.FINISHED, null, List.of(), List.of());
        handle.end.complete(new Engine.Result(run.state(), run.reason()));
        return handle;
    }

    /** The run's id. */
    public UUID id() {
        return id;
    }

    /** The run as it was on record when it was asked for. */
    public RunRecord run() {
        return first;
    }

    /** Where it came from. */
    public Origin origin() {
        return origin;
    }

    /** How the definition it goes on with differs from the present one, a line each; empty: not at all. */
    public List<String> differences() {
        return differences;
    }

    /** Waits for the run to end. */
    public Engine.Result await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw rethrow(e);
        }
    }

    /** Waits for the run to end; empty: not within that time. */
    public Optional<Engine.Result> await(long time, TimeUnit unit) throws InterruptedException {
        try {
            return Optional.of(end.get(time, unit));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw rethrow(e);
        }
    }

    /** Cancels the run; returns at once. */
    public synchronized void cancel(String why) {
        if (end.isDone() || service == null) {
            return;
        }
        cancelled = why;
        if (execution != null) {
            execution.cancel(why);
        } else if (origin == Origin.FOLLOWED) {
            service.store().requestCancel(id, why);
        } else {
            tick();
        }
    }

    /** Begins to run as soon as the pipeline's other runs leave room. */
    synchronized void activate() {
        tick();
        if (!end.isDone()) {
            watchEvery(this::tick);
        }
    }

    /** Looks after a run of this process: starts it when it may start, takes along cancel requests, notices its end. */
    private synchronized void tick() {
        RunService own = Objects.requireNonNull(service);
        if (end.isDone()) {
            stopWatching(); // it may have ended before the watch began
            return;
        }
        try {
            RunLease held = Objects.requireNonNull(lease);
            Engine.Execution running = execution;
            if (running != null) {
                Engine.Result result = running.await(0, TimeUnit.NANOSECONDS);
                if (result != null) {
                    finish(result);
                } else if (cancelled == null) {
                    takeCancelRequest(own, running);
                }
                return;
            }
            String why = cancelled == null ? own.store().cancelRequest(id).orElse(null) : cancelled;
            if (why != null) {
                CancelledRun.close(own.store(), held, first, why);
                own.tellCancelled(first, Objects.requireNonNull(pipeline), why);
                finish(new Engine.Result(RunState.CANCELLED, why));
                return;
            }
            Pipeline definition = Objects.requireNonNull(pipeline);
            if (own.store().activate(held, own.maxActiveRuns(definition))) {
                Engine.Execution started =
                        own.execute(definition, Objects.requireNonNull(engine), id, held, Instant.now(), lost);
                execution = started;
                var waiter = new Thread(() -> awaitEnd(started), "onedag-run-" + id);
                waiter.setDaemon(true);
                waiter.start();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // whoever waits would wait for ever
            fail(e);
        }
    }

    private void takeCancelRequest(RunService own, Engine.Execution running) {
        try {
            own.store().cancelRequest(id).ifPresent(why -> {
                cancelled = why;
                running.cancel(why);
            });
        } catch (
                StoreException
                        e) { // the engine notices a store that is gone; a request that couldn't be read is read again
            LoggerFactory.getLogger(RunHandle.class)
                    .debug("could not look for a cancel request of run {}: {}", id, e.getMessage());
        }
    }

    private void awaitEnd(Engine.Execution started) {
        try {
            Engine.Result result = null;
            while (result == null) {
                result = started.await(1, TimeUnit.HOURS);
            }
            finish(result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Watches a run of another process; goes on with it when that process dies. */
    private synchronized void follow() {
        RunService own = Objects.requireNonNull(service);
        if (end.isDone()) {
            stopWatching(); // it may have ended before the watch began
            return;
        }
        try {
            RunRecord now = own.store().run(id).orElseThrow();
            if (now.state().isFinal()) {
                finish(new Engine.Result(now.state(), now.reason()));
                return;
            }
            ProcessInfo owner = now.owner();
            if (owner == null || own.store().isAlive(owner) || now.isDrivenFromOutside()) {
                return;
            }
            own.store().takeOver(id, own.process().id()).ifPresent(taken -> {
                stopWatching();
                lease = taken;
                RunRecord found = own.store().run(id).orElseThrow();
                if (found.state().isFinal()) { // a third process was faster
                    finish(new Engine.Result(found.state(), found.reason()));
                    return;
                }
                RunHandle next = own.proceed(
                        Objects.requireNonNull(pipeline),
                        Objects.requireNonNull(engine),
                        now,
                        taken,
                        Origin.TAKEN_OVER);
                next.end.whenComplete((result, failure) -> {
                    if (failure == null) {
                        finish(result);
                    } else {
                        fail(failure);
                    }
                });
            });
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void watchEvery(Runnable look) {
        watch = Objects.requireNonNull(service)
                .timer()
                .scheduleWithFixedDelay(look, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void stopWatching() {
        Future<?> watching = watch;
        if (watching != null) {
            watching.cancel(false);
        }
    }

    private void finish(Engine.Result result) {
        stopWatching();
        end.complete(result);
    }

    private void fail(Throwable failure) {
        stopWatching();
        end.completeExceptionally(failure);
    }

    private static RuntimeException rethrow(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e.getCause());
    }
}
