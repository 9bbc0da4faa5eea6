package io.onedag.testkit.manual;

import io.onedag.Task;
import io.onedag.engine.Capability;
import io.onedag.engine.Engine;
import io.onedag.engine.EngineRun;
import io.onedag.engine.Support;
import io.onedag.testkit.TestClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An engine that takes no step by itself: a test tells each {@linkplain ManualRun run} what starts, what ends and how. Plan, attempts
 * and commits are the product's own, so what follows from a step here is what follows from it in production.
 *
 * <p>Time is a {@link TestClock}: nothing waits, no thread is started, jitter is left out. One attempt is executed at a time, in the
 * thread that asks for it; several may be under way.
 */
public final class ManualEngine implements Engine {

    /** What a test puts in the place of bodies. */
    @FunctionalInterface
    public interface Bodies {

        /** Every task has its own. */
        Bodies OWN = (task, mapIndex) -> null;

        /**
         * The body of a task run's next attempt; null: its own.
         *
         * @param task the task's name
         * @param mapIndex the index of a mapped instance; -1: not mapped
         */
        @Nullable
        Task next(String task, int mapIndex);
    }

    private final TestClock clock;
    private final Bodies bodies;
    private final ClockTimer timer;
    private final Map<UUID, ManualRun> runs = new LinkedHashMap<>();

    /**
     * An engine.
     *
     * @param clock what retries and timeouts go by
     * @param bodies what stands in for the tasks' own
     */
    public ManualEngine(TestClock clock, Bodies bodies) {
        this.clock = clock;
        this.bodies = bodies;
        this.timer = new ClockTimer(clock);
    }

    @Override
    public String name() {
        return "manual";
    }

    /** Native, all of it: what a production engine refuses or approximates is for a test on that engine. */
    @Override
    public Support support(Capability capability) {
        return Support.NATIVE;
    }

    @Override
    public Execution start(EngineRun run) {
        var started = new ManualRun(this, run, clock);
        started.begin();
        synchronized (this) {
            runs.put(run.info().id(), started);
            notifyAll();
        }
        return started;
    }

    /** A run that this engine has; empty: it wasn't started, or waits for another one of its pipeline to end. */
    public synchronized Optional<ManualRun> run(UUID id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** A run that waited for another one to end; empty: it didn't start within that time. */
    public synchronized Optional<ManualRun> awaitStart(UUID id, long time, TimeUnit unit) {
        long end = System.nanoTime() + unit.toNanos(time);
        try {
            for (long left = end - System.nanoTime();
                    left > 0 && !runs.containsKey(id);
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return run(id);
    }

    @Override
    public void close() {
        all().forEach(run -> run.breakOff("the engine was closed"));
        timer.shutdownNow();
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    @Nullable
    Task body(String task, int mapIndex) {
        return bodies.next(task, mapIndex);
    }

    /** How many slots of a pool are taken, over all runs. */
    int taken(String pool) {
        return all().stream().mapToInt(run -> run.taken(pool)).sum();
    }

    private synchronized List<ManualRun> all() {
        return List.copyOf(runs.values());
    }
}
