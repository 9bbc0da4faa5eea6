package io.onedag.run;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.engine.Engine;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.json.Json;
import io.onedag.schedule.Timetable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pipeline for a list of intervals, in their order. Each has the key that its scheduled run has, so an interval that was run is not
 * run again, one that is under way is followed, and a backfill that was killed goes on when it is asked for again. Thread-safe.
 *
 * <p>A run that fails keeps none of the later ones from starting.
 */
public final class Backfill {

    /** What is to be done for an interval. */
    public enum Action {
        /** It has no run yet. */
        START,
        /** Its run is unfinished: it is followed, or goes on here where its process is gone. */
        CONTINUE,
        /** Its run didn't succeed: it is resumed. */
        RESUME,
        /** Its run has ended: nothing is done. */
        KEEP
    }

    /**
     * An interval, and what is to be done for it.
     *
     * @param run its run as it was when this was planned, or null
     */
    public record Item(
            Interval interval, String key, @Nullable RunRecord run, Action action) {}

    /**
     * What became of an interval.
     *
     * @param run its run as it is now; null: it was not started
     * @param error why it could not be run, or null
     */
    public record Ended(
            Item item, @Nullable RunRecord run, @Nullable String error) {}

    /** Hears of a backfill's runs. Called from several threads. */
    public interface Listener {

        /** A run is asked for. */
        void started(Item item);

        /** A run has ended, or could not be run. */
        void ended(Ended ended);
    }

    private final List<Item> items;
    private final Map<String, ?> params;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private final Set<RunHandle> active = new LinkedHashSet<>();
    private final Map<String, Ended> ends = new ConcurrentHashMap<>();
    private @Nullable String cancelled;
    private @Nullable Throwable broken;

    private Backfill(List<Item> items, Map<String, ?> params) {
        this.items = items;
        this.params = params;
        items.stream().filter(item -> item.action() != Action.KEEP).forEach(waiting::add);
    }

    /**
     * Finds out what is to be done. Nothing is run yet.
     *
     * @param params what runs are given; see {@link RunParams#resolve}
     * @param rerunFailed whether runs that failed or were cancelled are resumed
     * @throws InvalidRunException when parameters don't fit, an interval has a run with other ones than those given, or one that is to go
     *     on and that an engine outside drives
     */
    public static Backfill plan(
            RunStore store, Pipeline pipeline, Map<String, ?> params, List<Interval> intervals, boolean rerunFailed) {
        String resolved = Json.write(RunParams.resolve(pipeline, params));
        var items = new ArrayList<Item>(intervals.size());
        for (Interval interval : intervals) {
            String key = Timetable.runKey(interval);
            RunRecord run = store.run(pipeline.name(), key).orElse(null);
            if (run != null && !params.isEmpty() && !run.params().equals(resolved)) {
                throw new InvalidRunException("interval " + interval + " has a run with other parameters: "
                        + run.params() + ", not " + resolved + ". Give those, or rerun " + run.id() + " by itself");
            }
            Action action = action(run, rerunFailed);
            if (run != null && action != Action.KEEP) {
                RunService.refuseOutside(run, "backfill");
            }
            items.add(new Item(interval, key, run, action));
        }
        return new Backfill(List.copyOf(items), params);
    }

    private static Action action(@Nullable RunRecord run, boolean rerunFailed) {
        if (run == null) {
            return Action.START;
        }
        if (!run.state().isFinal()) {
            return Action.CONTINUE;
        }
        return rerunFailed && run.state() != RunState.SUCCEEDED ? Action.RESUME : Action.KEEP;
    }

    /** All intervals, in their order. */
    public List<Item> items() {
        return items;
    }

    /**
     * Runs what is to be run, and waits until it has ended. Called once.
     *
     * @param atOnce how many runs are under way here at most
     * @param by who asks
     * @return what became of each interval, in their order
     * @throws RuntimeException what the store or the engine threw: nothing more was started, and what was under way has ended
     */
    public List<Ended> run(
            RunService service,
            Pipeline pipeline,
            Engine engine,
            Admission.Strictness strictness,
            int atOnce,
            String by,
            Listener listener)
            throws InterruptedException {
        var threads = new ArrayList<Thread>();
        int most = Math.min(atOnce, waiting.size());
        for (int i = 0; i < most; i++) {
            var thread = new Thread(
                    () -> work(service, pipeline, engine, strictness, by, listener), "onedag-backfill-" + (i + 1));
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread each : threads) {
            each.join();
        }
        synchronized (this) {
            if (broken instanceof Error error) {
                throw error;
            }
            if (broken instanceof RuntimeException exception) {
                throw exception;
            }
        }
        return items.stream()
                .map(item -> ends.getOrDefault(item.key(), new Ended(item, item.run(), null)))
                .toList();
    }

    /** Cancels what is under way here and starts nothing more; returns at once. */
    public synchronized void cancel(String why) {
        cancelled = why;
        waiting.clear();
        active.forEach(each -> each.cancel(why));
    }

    /** Takes one interval after the other, until none is left. */
    private void work(
            RunService service,
            Pipeline pipeline,
            Engine engine,
            Admission.Strictness strictness,
            String by,
            Listener listener) {
        try {
            for (Asked next = next(service, pipeline, engine, strictness, by, listener);
                    next != null;
                    next = next(service, pipeline, engine, strictness, by, listener)) {
                RunHandle handle = next.handle();
                if (handle != null) {
                    handle.await();
                    synchronized (this) {
                        active.remove(handle);
                    }
                }
                String key = next.item().key();
                var ended = new Ended(
                        next.item(), service.store().run(pipeline.name(), key).orElse(null), next.error());
                ends.put(key, ended);
                listener.ended(ended);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // or its intervals would seem not to have been asked for
            synchronized (this) {
                broken = broken == null ? e : broken;
                waiting.clear();
            }
        }
    }

    private record Asked(
            Item item, @Nullable RunHandle handle, @Nullable String error) {}

    /** Asks for the next run, one thread after the other, so that runs begin in the order of their intervals. */
    private synchronized @Nullable Asked next(
            RunService service,
            Pipeline pipeline,
            Engine engine,
            Admission.Strictness strictness,
            String by,
            Listener listener) {
        Item item = waiting.poll();
        if (item == null) {
            return null;
        }
        listener.started(item);
        try {
            RunRecord run = item.run();
            RunHandle handle = item.action() == Action.RESUME && run != null
                    ? service.resume(run, pipeline, engine, by)
                    : service.start(
                            pipeline,
                            engine,
                            new RunRequest(params, item.key(), item.interval(), false, 0),
                            strictness);
            active.add(handle);
            if (cancelled != null) {
                handle.cancel(cancelled);
            }
            return new Asked(item, handle, null);
        } catch (InvalidRunException e) { // of this interval alone: another process has it, or it has other parameters
            return new Asked(item, null, e.getMessage());
        }
    }
}
