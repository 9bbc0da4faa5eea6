package io.onedag.run;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.RunInfo;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.Capability;
import io.onedag.engine.Engine;
import io.onedag.engine.EngineRun;
import io.onedag.engine.NewRun;
import io.onedag.engine.Opening;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.ResourceProvider;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.Support;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import io.onedag.log.EventLog;
import io.onedag.log.LogWriter;
import io.onedag.notify.Notifications;
import io.onedag.plan.Rounds;
import io.onedag.plan.RunPlan;
import io.onedag.plan.TaskRunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Starts, continues and repeats runs: what stands between a request and an engine, alike for all of them. One instance is one process on
 * a store; it beats while it is open. Thread-safe.
 */
public final class RunService implements AutoCloseable {

    private final RunStore store;
    private final ProcessInfo me;
    private final Map<String, String> environment;
    private final Path home;
    private final List<ResourceProvider<?>> resources;
    private final RunListener listener;
    private final Notifications notifications;
    private final ScheduledThreadPoolExecutor beats;
    private final LogWriter logs;
    private volatile int maxActiveRuns;
    private boolean joined;

    /**
     * Opens the service.
     *
     * @param store where runs are on record; closed by whoever opened it
     * @param me this process
     * @param environment variables for expressions
     * @param home where datasets go
     * @param resources what the application provides to its tasks
     * @param listener hears what happens in the runs of this process
     */
    public RunService(
            RunStore store,
            ProcessInfo me,
            Map<String, String> environment,
            Path home,
            List<ResourceProvider<?>> resources,
            RunListener listener) {
        this.store = store;
        this.me = me;
        this.environment = Map.copyOf(environment);
        this.home = home;
        this.resources = List.copyOf(resources);
        this.logs = new LogWriter(store);
        this.notifications = new Notifications(store, this.environment);
        this.listener = RunListener.all(listener, new EventLog(), notifications);
        this.beats = new ScheduledThreadPoolExecutor(1, body -> {
            var thread = new Thread(body, "onedag-beat");
            thread.setDaemon(true);
            return thread;
        });
        beats.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts a run, or says what became of the run that has its key: a live one is followed, a dead one goes on, a finished one is
     * returned as it is.
     *
     * @throws InvalidRunException when the parameters don't fit, the engine refuses the pipeline, or the key belongs to a run with other
     *     parameters
     */
    public RunHandle start(Pipeline pipeline, Engine engine, RunRequest request, Admission.Strictness strictness) {
        Admission.check(pipeline, engine.name(), capability -> support(engine, capability), strictness);
        Map<String, @Nullable Object> params = RunParams.resolve(pipeline, request.params());
        UUID id = RunIds.next();
        var run = new NewRun(
                id,
                pipeline.name(),
                key(request, id),
                request.interval(),
                Json.write(params),
                pipeline.planHash(),
                RunPlan.RULES_VERSION,
                Definitions.write(pipeline),
                engine.name(),
                request.testMode(),
                request.limit());
        join();
        Opening opening = store.open(run, me.id());
        if (opening instanceof Opening.OtherParams other) {
            throw new InvalidRunException("pipeline \"" + pipeline.name() + "\" has a run with key \"" + run.key()
                    + "\" and other parameters: " + other.run().params() + ", not " + run.params()
                    + ". Choose another --run-key, or rerun "
                    + other.run().id());
        }
        if (opening instanceof Opening.Finished finished) {
            return RunHandle.finished(finished.run());
        }
        if (opening instanceof Opening.Live live) {
            return new RunHandle(
                    this, engine, pipeline, live.run(), RunHandle.Origin.FOLLOWED, null, List.of(), List.of());
        }
        if (opening instanceof Opening.TakenOver taken) {
            return proceed(pipeline, engine, taken.run(), taken.lease(), RunHandle.Origin.TAKEN_OVER);
        }
        var created = (Opening.Created) opening;
        var handle = new RunHandle(
                this, engine, pipeline, created.run(), RunHandle.Origin.STARTED, created.lease(), List.of(), List.of());
        handle.activate();
        return handle;
    }

    /** How well an engine does something on this store. */
    public Support support(Engine engine, Capability capability) {
        return capability == Capability.EFFECT_TRANSACTIONAL && !store.hasDatabase()
                ? new Support.Refused(
                        "the store (" + store.describe() + ") has no database to commit effect and outcome in",
                        "set DATABASE_URL, or drop the effect")
                : engine.support(capability);
    }

    /**
     * Continues a run: what succeeded stays, what was unfinished goes on in its round, and what failed, or was cancelled, skipped by a
     * rule or a branch, or couldn't run, begins a new round. A run that has nothing to continue is returned as it is.
     *
     * <p>A task run that is only now found to be lost with its process, and given up for it, stays so: whoever asked didn't know of it.
     *
     * @param pipeline the pipeline as it is defined now; null: there is none, the run has its definition
     * @param by who asks
     * @throws InvalidRunException when someone else advances the run
     */
    public RunHandle resume(RunRecord run, @Nullable Pipeline pipeline, Engine engine, String by) {
        refuseOutside(run, "resume");
        Pipeline own = Definitions.forRun(run, pipeline);
        PipelineGraph graph = PipelineGraph.of(own);
        List<TaskRunState> states = Records.states(graph, store.taskRuns(run.id()));
        RunRecord current = store.run(run.id()).orElseThrow();
        if (isOver(current, graph, states, Rounds.forResume(graph, states))) {
            return RunHandle.finished(current);
        }
        return round(run, own, pipeline, engine, by, (now, lost) -> {
            Set<RunStore.TaskKey> givenUp = lost.stream()
                    .filter(each -> each.end().state() == TaskState.FAILED)
                    .map(each -> new RunStore.TaskKey(
                            each.attempt().task(), each.attempt().mapIndex()))
                    .collect(Collectors.toSet());
            return Rounds.forResume(
                    graph,
                    now.stream()
                            .filter(each -> !givenUp.contains(new RunStore.TaskKey(each.task(), each.mapIndex())))
                            .toList());
        });
    }

    /**
     * Runs a task of a run again, and all after it.
     *
     * @param pipeline the pipeline as it is defined now; null: there is none, the run has its definition
     * @param task the task's name
     * @param by who asks
     * @throws InvalidRunException when someone else advances the run, or it has no such task
     */
    public RunHandle rerun(RunRecord run, @Nullable Pipeline pipeline, Engine engine, String task, String by) {
        refuseOutside(run, "rerun");
        Pipeline own = Definitions.forRun(run, pipeline);
        requireTask(run, own, task);
        PipelineGraph graph = PipelineGraph.of(own);
        return round(run, own, pipeline, engine, by, (now, lost) -> Rounds.forRerun(graph, now, task));
    }

    /**
     * Cancels a run: its driver is asked to; one whose driver is dead is closed here.
     *
     * @return whether there was something to cancel
     * @throws InvalidRunException when an engine outside drives it
     */
    public boolean cancel(RunRecord run, String why) {
        refuseOutside(run, "cancel");
        if (!store.requestCancel(run.id(), why)) {
            return false;
        }
        join();
        store.takeOver(run.id(), me.id()).ifPresent(lease -> {
            RunRecord taken = store.run(run.id()).orElseThrow();
            if (!taken.state().isFinal()) { // it may have ended since
                Pipeline definition = Definitions.toShow(run);
                recover(run, definition, lease);
                CancelledRun.close(store, lease, taken, why);
                tellCancelled(taken, definition, why);
            }
        });
        return true;
    }

    /** The store. */
    public RunStore store() {
        return store;
    }

    /** This process. */
    public ProcessInfo process() {
        return me;
    }

    /** Has runs of this service begin while fewer than so many of their pipeline are active, whatever its {@code max_active_runs}. */
    public void limitActiveRuns(int limit) {
        maxActiveRuns = limit;
    }

    int maxActiveRuns(Pipeline pipeline) {
        return maxActiveRuns > 0 ? maxActiveRuns : pipeline.maxActiveRuns();
    }

    /**
     * Waits until the notifications of the runs that ended here have been sent or given up.
     *
     * @return false when the time was too short
     */
    public boolean awaitNotifications(Duration limit) throws InterruptedException {
        return notifications.await(limit);
    }

    /** Ends the service; notifications that are under way are sent first, for a minute at most. */
    @Override
    public void close() {
        logs.close();
        notifications.close();
        leave();
    }

    private synchronized void leave() {
        beats.shutdownNow();
        if (joined) {
            joined = false;
            store.leave(me.id());
        }
    }

    /** Tells that a run was cancelled before it began. */
    void tellCancelled(RunRecord run, Pipeline pipeline, String why) {
        tell(() -> listener.forRun(run, pipeline).runEnded(RunState.CANCELLED, why));
    }

    private static void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(RunService.class).warn("a listener failed", e);
        }
    }

    ScheduledExecutorService timer() {
        return beats;
    }

    /** Goes on with a run whose driver died. */
    RunHandle proceed(Pipeline pipeline, Engine engine, RunRecord run, RunLease lease, RunHandle.Origin origin) {
        Pipeline own = Definitions.forRun(run, pipeline);
        List<Recovery.Lost> lost = recover(run, own, lease);
        var handle = new RunHandle(this, engine, own, run, origin, lease, Definitions.differences(run, pipeline), lost);
        handle.activate();
        return handle;
    }

    /** Hands a run that may run now to its engine. */
    Engine.Execution execute(
            Pipeline pipeline, Engine engine, UUID runId, RunLease lease, Instant startedAt, List<Recovery.Lost> lost) {
        RunRecord run = store.run(runId).orElseThrow();
        RunListener heard = listener.forRun(run, pipeline);
        tell(() -> heard.runStarted(run, pipeline));
        lost.forEach(each -> tell(() -> heard.attemptLost(each.attempt(), each.end())));
        RunInfo info = Records.info(run);
        return engine.start(new EngineRun(
                PipelineGraph.of(pipeline),
                info,
                run.round(),
                startedAt,
                lease,
                store.taskRuns(runId),
                store,
                heard,
                environment,
                home,
                resources,
                logs.of(lease)));
    }

    private RunHandle round(
            RunRecord run,
            Pipeline own,
            @Nullable Pipeline now,
            Engine engine,
            String by,
            BiFunction<List<TaskRunState>, List<Recovery.Lost>, List<TaskRunState>> putBack) {
        Admission.check(own, engine.name(), capability -> support(engine, capability), Admission.Strictness.NONE);
        join();
        RunLease lease = store.takeOver(run.id(), me.id())
                .orElseThrow(() -> new InvalidRunException(
                        "run " + run.id() + " of pipeline \"" + run.pipeline() + "\" is being advanced by "
                                + owner(run.id()) + ", which is alive. Wait for it, or: "
                                + ShellCommand.onedag("cancel", run.id().toString())));
        RunRecord taken = store.run(run.id()).orElseThrow(); // another process may have continued it meanwhile
        List<Recovery.Lost> lost = recover(run, own, lease);
        PipelineGraph graph = PipelineGraph.of(own);
        List<TaskRunState> states = Records.states(graph, store.taskRuns(run.id()));
        List<TaskRunState> back = putBack.apply(states, lost);
        if (isOver(taken, graph, states, back)) {
            return RunHandle.finished(taken);
        }
        if (!back.isEmpty() || taken.state().isFinal()) {
            store.beginRound(
                    lease,
                    taken.round() + 1,
                    by,
                    back.stream()
                            .map(each -> new RunStore.TaskKey(each.task(), each.mapIndex()))
                            .toList());
        }
        RunRecord fresh = store.run(run.id()).orElseThrow();
        var handle = new RunHandle(
                this, engine, own, fresh, RunHandle.Origin.RESUMED, lease, Definitions.differences(run, now), lost);
        handle.activate();
        return handle;
    }

    /** Whether a run has ended and leaves nothing to continue. */
    private static boolean isOver(
            RunRecord run, PipelineGraph graph, List<TaskRunState> states, List<TaskRunState> back) {
        return run.state().isFinal()
                && back.isEmpty()
                && RunPlan.restore(graph, states).isDone();
    }

    /** Takes account of the attempts that were lost with a run's process, and says which they were. */
    private List<Recovery.Lost> recover(RunRecord run, Pipeline own, RunLease lease) {
        String lostWith = run.owner() == null ? "its process" : run.owner().toString();
        List<TaskRunRecord> records = store.taskRuns(run.id());
        List<RunChange.Write> writes = Recovery.of(PipelineGraph.of(own), records, lostWith, Instant.now());
        if (!writes.isEmpty()) {
            store.commit(lease, new RunChange(writes, null));
            Recovery.endRemains(records, writes);
        }
        return Recovery.lost(own, records, writes);
    }

    private String owner(UUID runId) {
        return store.run(runId).map(RunRecord::owner).map(ProcessInfo::toString).orElse("another process");
    }

    static void requireTask(RunRecord run, Pipeline own, String task) {
        if (!own.hasTask(task)) {
            String hint = io.onedag.validation.Suggestions.hint(
                    task,
                    own.tasks().stream().map(io.onedag.TaskDefinition::name).toList());
            throw new InvalidRunException("run " + run.id() + " of pipeline \"" + run.pipeline() + "\" has no task \""
                    + task + "\"" + (hint == null ? "" : "; " + hint));
        }
    }

    static void refuseOutside(RunRecord run, String verb) {
        if (run.isDrivenFromOutside()) {
            throw DriversWay.refusal(run, verb);
        }
    }

    private static String key(RunRequest request, UUID id) {
        String key = request.key();
        if (key != null) {
            return key;
        }
        Interval interval = request.interval();
        return interval == null ? id.toString() : "sched:" + interval.end();
    }

    /** Registers this process at its first use and beats from then on. */
    private synchronized void join() {
        if (!joined) {
            store.join(me);
            joined = true;
            long every = RunStore.BEAT.toMillis();
            beats.scheduleAtFixedRate(this::beat, every, every, TimeUnit.MILLISECONDS);
        }
    }

    private void beat() {
        try {
            if (!store.beat(me.id())) {
                LoggerFactory.getLogger(RunService.class)
                        .warn(
                                "the store no longer knows this process ({}): it was silent for too long; its runs may"
                                        + " be taken over",
                                me);
            }
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(RunService.class)
                    .warn("could not beat, next try in {}: {}", RunStore.BEAT, e.toString());
        }
    }
}
