package io.onedag.local;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Failures;
import io.onedag.attempt.GatheredOutputs;
import io.onedag.attempt.ProcessTree;
import io.onedag.attempt.RunScope;
import io.onedag.attempt.Settlement;
import io.onedag.engine.Engine;
import io.onedag.engine.EngineRun;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Decisions;
import io.onedag.plan.Reason;
import io.onedag.plan.RunPlan;
import io.onedag.run.Records;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run in this process.
 *
 * <p>Whatever happens (an attempt ends, a retry is due, someone cancels) is an event in the {@link Inbox}. Whoever adds one while nobody
 * advances the run becomes its only <em>advancer</em>, and takes along what others add meanwhile. It applies the events to the plan,
 * claims what may start, commits outcomes, decisions and claims in one transaction, and only then starts the claimed attempts: one goes
 * on in its own thread when no event is left, the others go to a {@link Worker} that waits for one, or to new ones.
 */
final class LocalRun implements Engine.Execution, Decisions {

    private static final int NOT_MAPPED = -1;

    /** How often a worker looks for its next attempt before it leaves: about as long as waking a thread takes. */
    private static final int LOOKS = 400;

    private final EngineRun run;
    private final PipelineGraph graph;
    private final Pipeline pipeline;
    private final RunPlan plan;
    private final RunScope scope;
    private final Executor workers;
    private final Pools pools;
    private final Supplier<ScheduledExecutorService> timer;
    private final @Nullable RunStore store;
    private final RunListener listener;
    private final boolean heard;
    private final int looks;
    private final GatheredOutputs outputs;

    private final Inbox inbox = new Inbox();
    private final CompletableFuture<Engine.Result> end = new CompletableFuture<>();

    // Confined by the advancer.
    private final ReadyQueue ready = new ReadyQueue();
    private final Predicate<TaskRun> acquire = this::acquire;
    private final Map<Long, TaskRun> onRecord = new HashMap<>();
    private final Active active = new Active();
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    /** In RETRY_WAIT, up to their next claim: also those that are due. */
    private final Set<TaskRun> waiting = new HashSet<>();

    private final List<RunChange.Write> writes = new ArrayList<>();
    private final ArrayDeque<Runnable> announcements = new ArrayDeque<>();
    private final ArrayDeque<TaskRun> claimed = new ArrayDeque<>();
    private @Nullable Reason cut;
    private String cutWhy = "";
    private volatile boolean over;
    private @Nullable Future<?> runTimeout;

    LocalRun(EngineRun run, Executor workers, Pools pools, Supplier<ScheduledExecutorService> timer) {
        this.run = run;
        this.graph = run.graph();
        this.pipeline = graph.pipeline();
        this.workers = workers;
        this.pools = pools;
        this.timer = timer;
        this.store = run.store();
        this.listener = run.listener();
        this.heard = listener != RunListener.NONE;
        this.looks = store == null ? LOOKS : 0; // a commit takes longer than waking a thread
        this.outputs = new GatheredOutputs(graph);
        this.scope = new RunScope(
                graph, run.info(), run.environment(), run.home(), store, run.resources(), listener, run.logs());
        this.plan = RunPlan.restore(graph, Records.states(graph, run.taskRuns()));
    }

    // ---- from outside

    void begin() {
        var begun = new Inbox.Wake();
        inbox.add(begun); // nobody else advances before the plan has begun
        for (TaskRunRecord on : run.taskRuns()) {
            remember(on);
        }
        pipeline.timeout().ifPresent(limit -> {
            Duration left = Duration.between(Instant.now(), run.startedAt().plus(limit));
            runTimeout = timer.get()
                    .schedule(
                            () -> post(new Inbox.Cut(
                                    Reason.RUN_TIMEOUT, "the run timed out after " + Durations.format(limit))),
                            Math.max(0, left.toMillis()),
                            TimeUnit.MILLISECONDS);
        });
        plan.begin(this);
        employ(() -> work(begun));
    }

    @Override
    public Engine.@Nullable Result await(long time, TimeUnit unit) throws InterruptedException {
        try {
            return end.get(time, unit);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException own) {
                throw own;
            }
            throw new IllegalStateException("the run broke off: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void cancel(String reason) {
        post(new Inbox.Cut(Reason.CANCELLED, reason));
    }

    /** A slot of a pool may be free. */
    void wake() {
        post(new Inbox.Wake());
    }

    TaskDefinition definition(int task) {
        return graph.task(task);
    }

    ScheduledExecutorService timer() {
        return timer.get();
    }

    RunStore.EffectTransaction beginEffect() {
        return (store == null ? java.util.Optional.<RunStore.EffectTransaction>empty() : store.beginEffect(run.lease()))
                .orElseThrow(() -> io.onedag.TaskFailedException.fatal(
                        "effect transactional needs a store with a database; set DATABASE_URL, or drop the effect"));
    }

    void processStarted(TaskRun of, ProcessHandle process) {
        if (store == null) {
            return;
        }
        var started = OsProcess.of(process);
        store.commit(
                run.lease(),
                new RunChange(
                        List.of(new RunChange.Started(definition(of.task).name(), of.mapIndex, of.generation, started)),
                        null));
    }

    // ---- events and workers

    /** Adds an event from a thread that has something else to do. */
    private void post(Inbox.Event event) {
        if (inbox.add(event)) {
            return;
        }
        try {
            employ(() -> work(event));
        } catch (IllegalStateException e) {
            if (!over) {
                breakOff(e);
            }
            advanceAll(event, new Worker()); // starts nothing more
        }
    }

    private void employ(Runnable work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(
                    "the engine was closed before run " + run.info().id() + " had ended", e);
        }
    }

    /** What a worker does. It begins as the advancer. */
    private void work(Inbox.Event first) {
        var worker = new Worker();
        work(worker, advanceAll(first, worker));
    }

    /** Runs one attempt after the other. */
    private void work(Worker worker, @Nullable TaskRun first) {
        for (TaskRun next = first; next != null; ) {
            next.worker = worker;
            next.result = execute(next);
            next = inbox.add(next) ? worker.await(looks) : advanceAll(next, worker);
        }
    }

    private AttemptResult execute(TaskRun next) {
        try {
            OsProcess remains = next.remains;
            if (remains != null) {
                ProcessTree.endRemains(remains);
            }
            if (next.recoveries > 0) { // the last attempt may have started one and not lived to put it on record
                ProcessTree.endRemains(run.info().id(), definition(next.task).name(), next.mapIndex);
            }
            AttemptResult result = Objects.requireNonNull(next.current).run();
            RunStore.EffectTransaction effect = Settlement.effect(result);
            return effect == null ? result : commitEffect(next, result, effect);
        } catch (RuntimeException | Error e) { // not the body's: it must not take the worker along
            return new AttemptResult.Failed(Failures.of(e, scope.masking()), false, io.onedag.Rows.NONE);
        }
    }

    /** Commits a transactional attempt's effect together with its outcome. */
    private AttemptResult commitEffect(TaskRun next, AttemptResult result, RunStore.EffectTransaction effect) {
        try (effect) {
            Settlement settled = settle(next, result, null);
            effect.commit(new RunChange(List.of(outcome(next, settled, Instant.now())), null));
            next.recorded = true;
        } catch (RuntimeException e) {
            if (!next.recorded) {
                return new AttemptResult.Failed(Failures.of(e, scope.masking()), false, io.onedag.Rows.NONE);
            }
            LoggerHolder.LOG.warn("ending a transaction that had been committed: {}", e.toString());
        }
        return result;
    }

    // ---- advancing

    /**
     * Advances the run until no event is left. The caller has become the advancer.
     *
     * @param self the worker that does it
     * @return the attempt that it goes on with, or null
     */
    private @Nullable TaskRun advanceAll(Inbox.Event first, Worker self) {
        for (Inbox.Event events = first; ; ) {
            for (Inbox.Event event = events; event != null; event = event.next()) {
                try {
                    apply(event, self);
                } catch (RuntimeException | Error e) {
                    breakOff(e);
                }
            }
            try {
                advance();
                start(1);
            } catch (RuntimeException | Error e) {
                breakOff(e);
            }
            TaskRun own = claimed.poll();
            events = inbox.take();
            if (events == null) {
                return own;
            }
            if (own != null) { // somebody else may be free to run it by now
                claimed.add(own);
            }
        }
    }

    /** Starts what is claimed, the oldest first, until so many are left. */
    private void start(int left) {
        while (claimed.size() > left) {
            TaskRun next = claimed.element();
            if (!offer(next)) {
                employ(() -> work(new Worker(), next));
            }
            claimed.remove();
        }
    }

    /** Gives an attempt to a worker that waits for one. */
    private boolean offer(TaskRun next) {
        for (Worker worker = idle.poll(); worker != null; worker = idle.poll()) {
            if (worker.offer(next)) {
                return true;
            }
        }
        return false;
    }

    private void apply(Inbox.Event event, Worker self) {
        if (event instanceof TaskRun ended) {
            if (ended.worker != self) {
                idle.push(Objects.requireNonNull(ended.worker));
            }
            ended(ended);
        } else if (event instanceof Inbox.RetryDue due) {
            if (waiting.contains(due.run)) {
                ready.add(due.run);
            }
        } else if (event instanceof Inbox.Cut asked) {
            cut(asked);
        }
    }

    private void advance() {
        if (store != null) {
            start(0); // no attempt waits for another's commit
        }
        if (over) {
            return;
        }
        claim();
        RunChange.End ending = ending();
        if (store != null && (!writes.isEmpty() || ending != null)) {
            store.commit(run.lease(), new RunChange(List.copyOf(writes), ending));
        }
        writes.clear();
        for (Runnable each = announcements.poll(); each != null; each = announcements.poll()) {
            announce(each);
        }
        if (ending != null) {
            finish(ending);
        }
    }

    private void ended(TaskRun ended) {
        active.remove(ended);
        String pool = ended.definition().pool();
        if (pool != null) {
            pools.release(pool);
        }
        if (over) {
            return;
        }
        Settlement settled = settle(ended, Objects.requireNonNull(ended.result), cut);
        ended.result = null;
        Attempt attempt = Objects.requireNonNull(ended.current);
        ended.current = null;
        Duration delay = settled.retryIn();
        Instant now = store != null || heard ? Instant.now() : Instant.EPOCH;
        if (store != null && !ended.recorded) {
            writes.add(outcome(ended, settled, now));
        }
        if (heard) {
            Duration took = Duration.ofNanos(System.nanoTime() - ended.startedNanos);
            var told = new RunListener.End(
                    settled.state(),
                    settled.reason(),
                    took,
                    settled.failure(),
                    delay,
                    delay == null ? null : now.plus(delay),
                    settled.allowedFailure(),
                    settled.rows());
            announcements.add(() -> listener.attemptEnded(attempt.event(), told));
        }
        if (delay == null) {
            outputs.put(ended.task, ended.mapIndex, settled.output());
            plan.ended(ended.task, ended.mapIndex, settled.outcome(), this);
        } else {
            plan.retrying(ended.task, ended.mapIndex);
            wait(ended, delay);
        }
    }

    private void wait(TaskRun retried, Duration delay) {
        waiting.add(retried);
        retried.retry =
                timer.get().schedule(() -> post(new Inbox.RetryDue(retried)), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cut(Inbox.Cut asked) {
        if (over || cut != null) {
            return;
        }
        cut = asked.reason;
        cutWhy = asked.why;
        ready.clear();
        ready.pools().forEach(pool -> pools.withdraw(pool, this));
        plan.cut(asked.reason, this);
        for (TaskRun each : waiting) {
            Future<?> retry = each.retry;
            if (retry != null) {
                retry.cancel(false);
            }
            plan.ended(each.task, each.mapIndex, io.onedag.plan.Outcome.of(TaskState.CANCELLED, asked.reason), this);
            decide(each.task, each.mapIndex, each.round, TaskState.CANCELLED, asked.reason);
        }
        waiting.clear();
        active.forEach(each -> Objects.requireNonNull(each.current).cancel(asked.why));
    }

    private void claim() {
        while (active.size() < pipeline.maxParallelTasks()) {
            TaskRun next = ready.poll(acquire);
            if (next == null) {
                return;
            }
            if (next.retry != null) {
                next.retry = null;
                waiting.remove(next);
            }
            plan.started(next.task, next.mapIndex);
            next.attempt++;
            next.generation++;
            next.recorded = false;
            next.current = new Attempt(
                    scope, next.task, next.mapIndex, next.round, next.attempt, next.generation, outputs, next);
            if (store != null || heard) {
                next.startedAt = Instant.now();
                next.startedNanos = System.nanoTime();
            }
            if (store != null) {
                writes.add(new RunChange.Claim(
                        next.definition().name(),
                        next.mapIndex,
                        next.generation,
                        next.round,
                        next.attempt,
                        next.recoveries,
                        next.startedAt));
            }
            if (heard) {
                Attempt attempt = next.current;
                announcements.add(() -> listener.attemptStarted(attempt.event()));
            }
            active.add(next);
            claimed.add(next);
        }
        ready.pools().forEach(pool -> pools.withdraw(pool, this)); // no room here: let other runs have the slots
    }

    private boolean acquire(TaskRun next) {
        String pool = Objects.requireNonNull(next.definition().pool());
        return pools.tryAcquire(
                pool,
                pipeline.pools().getOrDefault(pool, 1),
                this,
                next.definition().priority());
    }

    private RunChange.@Nullable End ending() {
        if (!plan.isDone() || !active.isEmpty()) {
            return null;
        }
        Instant now = Instant.now();
        if (cut != null && plan.wasCut()) {
            RunState state = cut == Reason.RUN_TIMEOUT ? RunState.FAILED : RunState.CANCELLED;
            return new RunChange.End(state, cutWhy, now);
        }
        return new RunChange.End(plan.hasFailed() ? RunState.FAILED : RunState.SUCCEEDED, null, now);
    }

    private void finish(RunChange.End ending) {
        over = true;
        if (runTimeout != null) {
            runTimeout.cancel(false);
        }
        announce(() -> listener.runEnded(ending.state(), ending.reason()));
        end.complete(new Engine.Result(ending.state(), ending.reason()));
    }

    /** The store failed, or another process has the run: nothing more is written, what runs is interrupted. */
    private void breakOff(Throwable why) {
        if (over) {
            LoggerHolder.LOG.warn("after the end of run {}: {}", run.info().id(), why.toString());
            return;
        }
        over = true;
        for (TaskRun never : claimed) { // claimed in a commit that failed: not started
            active.remove(never);
            String pool = never.definition().pool();
            if (pool != null) {
                pools.release(pool);
            }
        }
        claimed.clear();
        writes.clear();
        announcements.clear();
        ready.clear();
        ready.pools().forEach(pool -> pools.withdraw(pool, this));
        if (runTimeout != null) {
            runTimeout.cancel(false);
        }
        waiting.forEach(each -> {
            Future<?> retry = each.retry;
            if (retry != null) {
                retry.cancel(false);
            }
        });
        active.forEach(each -> {
            Attempt attempt = each.current;
            if (attempt != null) {
                attempt.cancel("the run was broken off: " + why.getMessage());
            }
        });
        announce(() -> listener.runLeft(String.valueOf(why.getMessage())));
        end.completeExceptionally(why);
    }

    private void announce(Runnable announcement) {
        try {
            announcement.run();
        } catch (RuntimeException e) {
            LoggerHolder.LOG.warn("a listener of run {} failed", run.info().id(), e);
        }
    }

    // ---- what the plan decides

    @Override
    public void ready(int task, int mapIndex) {
        if (mapIndex >= 0) {
            outputs.expand(task, plan.instances(task));
        }
        TaskRun known = onRecord.isEmpty() ? null : onRecord.remove(key(task, mapIndex));
        ready.add(known == null ? new TaskRun(this, task, mapIndex, run.round()) : known);
    }

    @Override
    public void decided(int task, int mapIndex, TaskState state, Reason reason) {
        if (reason == Reason.EMPTY_MAP) {
            outputs.expand(task, 0);
        }
        TaskRun known = onRecord.remove(key(task, mapIndex));
        decide(task, mapIndex, known == null ? run.round() : known.round, state, reason);
    }

    private void decide(int task, int mapIndex, int round, TaskState state, Reason reason) {
        String name = definition(task).name();
        if (store != null) {
            writes.add(new RunChange.Decision(name, mapIndex, round, state, reason, Instant.now()));
        }
        if (heard) {
            announcements.add(() -> listener.decided(name, mapIndex, state, reason));
        }
    }

    // ---- records

    private void remember(TaskRunRecord on) {
        int task = graph.index(on.task());
        if (on.mapIndex() >= 0 && plan.instances(task) > 0) {
            outputs.expand(task, plan.instances(task));
        }
        if (on.reason() == Reason.EMPTY_MAP) {
            outputs.expand(task, 0);
        }
        switch (on.state()) {
            case SUCCEEDED -> outputs.put(task, on.mapIndex(), on.output());
            case RETRY_WAIT -> {
                TaskRun retried = TaskRun.of(this, task, on);
                Instant due = on.retryAt();
                Duration left = due == null ? Duration.ZERO : Duration.between(Instant.now(), due);
                wait(retried, left.isNegative() ? Duration.ZERO : left);
            }
            case PENDING, READY -> onRecord.put(key(task, on.mapIndex()), TaskRun.of(this, task, on));
            case RUNNING -> throw new IllegalStateException("task run " + on.task() + " is RUNNING: recover it first");
            case FAILED, SKIPPED, UPSTREAM_FAILED, CANCELLED -> {}
        }
    }

    private Settlement settle(TaskRun of, AttemptResult result, @Nullable Reason why) {
        return Settlement.of(of.definition(), result, of.attempt, of.recoveries, why, ThreadLocalRandom.current());
    }

    private static RunChange.Outcome outcome(TaskRun of, Settlement settled, Instant now) {
        Duration delay = settled.retryIn();
        return new RunChange.Outcome(
                of.definition().name(),
                of.mapIndex,
                of.generation,
                settled.state(),
                settled.reason(),
                now,
                delay == null ? null : now.plus(delay),
                settled.output(),
                settled.chosen(),
                settled.failure(),
                settled.allowedFailure(),
                settled.rows());
    }

    private static long key(int task, int mapIndex) {
        return ((long) task << 32) | (mapIndex - NOT_MAPPED);
    }

    /** Loaded only when there is something to log. */
    private static final class LoggerHolder {
        static final Logger LOG = LoggerFactory.getLogger(LocalRun.class);
    }
}
