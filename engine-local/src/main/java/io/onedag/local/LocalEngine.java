package io.onedag.local;

import io.onedag.engine.Capability;
import io.onedag.engine.Engine;
import io.onedag.engine.EngineRun;
import io.onedag.engine.Support;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Runs pipelines in this process, tasks in parallel. All runs of one engine share its pools.
 *
 * <p>Threads are virtual where the JVM has them (21 and later), else daemon threads that are kept for a minute. Thread-safe.
 */
public final class LocalEngine implements Engine {

    private final Pools pools = new Pools();
    private @Nullable ExecutorService workers;
    private @Nullable ScheduledThreadPoolExecutor timer;
    private boolean closed;

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Support support(Capability capability) {
        return switch (capability) {
            case SCHEDULE, CATCHUP, OVERLAP_SKIP, OVERLAP_QUEUE, OVERLAP_ALLOW ->
                new Support.Approximate(
                        Support.Kind.TIMING,
                        "it starts a run when asked to; the schedule is for an engine that serves");
            case MEMORY_LIMIT ->
                new Support.Approximate(
                        Support.Kind.OUTCOME, "not enforced: tasks in this JVM and shell commands share its machine");
            default -> Support.NATIVE;
        };
    }

    @Override
    public Execution start(EngineRun run) {
        var local = new LocalRun(run, workers(), pools, this::timer);
        local.begin();
        return local;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (workers != null) {
            workers.shutdownNow();
        }
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    private synchronized ExecutorService workers() {
        checkOpen();
        ExecutorService known = workers;
        if (known == null) {
            known = Workers.create();
            workers = known;
        }
        return known;
    }

    private synchronized ScheduledExecutorService timer() {
        checkOpen();
        ScheduledThreadPoolExecutor known = timer;
        if (known == null) {
            known = new ScheduledThreadPoolExecutor(1, Workers.daemons("onedag-timer"));
            known.setRemoveOnCancelPolicy(true);
            timer = known;
        }
        return known;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this engine is closed; make a new one");
        }
    }
}
