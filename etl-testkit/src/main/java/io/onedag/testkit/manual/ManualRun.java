package io.onedag.testkit.manual;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.Task;
import io.onedag.TaskState;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.GatheredOutputs;
import io.onedag.attempt.Settlement;
import io.onedag.engine.Engine;
import io.onedag.engine.EngineRun;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Decisions;
import io.onedag.plan.Outcome;
import io.onedag.plan.Reason;
import io.onedag.plan.RunPlan;
import io.onedag.plan.TaskRunState;
import io.onedag.run.Records;
import io.onedag.testkit.TestClock;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a {@link ManualEngine}. Task runs go by their label: {@code load}, or {@code fetch[2]} for a mapped instance.
 *
 * <p>Steps are taken by one thread at a time; {@link #cancel} may come from any.
 */
public final class ManualRun implements Engine.Execution {

    private final ManualEngine engine;
    private final EngineRun run;
    private final PipelineGraph graph;
    private final Pipeline pipeline;
    private final RunPlan plan;
    private final TestClock clock;
    private final @Nullable RunStore store;
    private final RunListener listener;
    private final GatheredOutputs outputs;
    private final Attempts attempts;
    private final Steps steps;
    private final Decisions decisions = new Decided();
    private final Map<String, Step> onRecord = new HashMap<>();
    private final List<RunChange.Write> writes = new ArrayList<>();
    private final List<Runnable> announcements = new ArrayList<>();
    private final History history = new History();
    private final CompletableFuture<Engine.Result> end = new CompletableFuture<>();
    private Instant deadline = Instant.MAX;
    private TestClock.@Nullable Alarm alarm;
    private long order;

    private @Nullable Step executing;
    private @Nullable Attempt current;

    private @Nullable Reason cut;
    private String cutWhy = "";
    private boolean cutApplied;
    private boolean over;

    ManualRun(ManualEngine engine, EngineRun run, TestClock clock) {
        this.engine = engine;
        this.run = run;
        this.graph = run.graph();
        this.pipeline = graph.pipeline();
        this.clock = clock;
        this.store = run.store();
        this.listener = run.listener();
        this.outputs = new GatheredOutputs(graph);
        this.plan = RunPlan.restore(graph, Records.states(graph, run.taskRuns()));
        this.attempts = new Attempts(engine, run, clock, outputs, history.keepingLog(listener));
        this.steps = new Steps(engine, graph, plan, clock, history);
    }

    synchronized void begin() {
        run.taskRuns().forEach(this::remember);
        pipeline.timeout().ifPresent(limit -> {
            deadline = clock.instant().plus(limit);
            alarm = clock.at(
                    deadline, () -> cut(Reason.RUN_TIMEOUT, "the run timed out after " + Durations.format(limit)));
        });
        plan.begin(decisions);
        commit();
    }

    // ---- where it stands

    /** The definition that it goes on with. */
    public PipelineGraph graph() {
        return graph;
    }

    /** Whether it has ended. */
    public synchronized boolean isOver() {
        return over;
    }

    /** Where a task run stands; a mapped task with map index -1: as a whole. */
    public synchronized TaskState state(String task, int mapIndex) {
        return plan.state(graph.index(task), mapIndex);
    }

    /** How many instances a mapped task has; -1: none yet, or it isn't mapped. */
    public synchronized int instances(String task) {
        return plan.instances(graph.index(task));
    }

    /** What could start now, the first to start first; some of it may have to wait for a slot. */
    public synchronized List<String> ready() {
        return steps.ready();
    }

    /** The task runs with an attempt under way, the oldest first. */
    public synchronized List<String> running() {
        return steps.running();
    }

    /** When the next retry is due that isn't yet; empty: none waits. */
    public synchronized Optional<Instant> nextRetry() {
        return steps.nextRetry();
    }

    /** The task runs that aren't PENDING, as the plan has them. */
    public synchronized List<TaskRunState> states() {
        return plan.write();
    }

    /** What cut the run short, or null. */
    public synchronized @Nullable Reason cut() {
        return cut;
    }

    /** In which order things happened. */
    public History history() {
        return history;
    }

    // ---- steps

    /**
     * Starts an attempt without executing it: its task run is RUNNING, and holds its slots.
     *
     * @throws IllegalStateException when it isn't ready, or no slot is free
     */
    public synchronized void start(String label) {
        Step step = steps.get(label);
        if (over) {
            throw new IllegalStateException("the run has ended, and task " + label + " can't start any more");
        }
        if (step == null || !steps.isReady(step)) {
            throw new IllegalStateException(steps.notReady(label));
        }
        String full = steps.noSlot(step);
        if (full != null) {
            throw new IllegalStateException("task " + label + " is ready and can't start: " + full);
        }
        plan.started(step.task, step.mapIndex);
        step.attempt++;
        step.generation++;
        step.recorded = false;
        step.retryAt = null;
        step.startedAt = clock.instant();
        history.start(label);
        writes.add(new RunChange.Claim(
                step.name(),
                step.mapIndex,
                step.generation,
                step.round,
                step.attempt,
                step.recoveries,
                step.startedAt));
        RunListener.TaskEvent event = attempts.of(step, null).event();
        announcements.add(() -> listener.attemptStarted(event));
        commit();
    }

    /**
     * Executes an attempt with the body that stands in for the task's, or its own; starts it first unless it is under way.
     *
     * @return what its task run became
     */
    public TaskState execute(String label) {
        Step step = underWay(label);
        return execute(step, engine.body(step.name(), step.mapIndex));
    }

    /**
     * Executes an attempt with a body of the caller's; starts it first unless it is under way.
     *
     * @return what its task run became
     */
    public TaskState execute(String label, Task body) {
        return execute(underWay(label), body);
    }

    /** Executes what can be, and moves the clock from retry to retry, until the run has ended. */
    public void executeAll() {
        while (!isOver()) {
            Optional<String> next = next();
            if (next.isPresent()) {
                execute(next.get());
            } else {
                Instant retry = nextRetry().orElseThrow(() -> new IllegalStateException(stuck()));
                clock.advanceTo(retry.isBefore(deadline) ? retry : deadline);
            }
        }
    }

    @Override
    public void cancel(String reason) {
        cut(Reason.CANCELLED, reason);
    }

    /** Ends it as the end of its process would: nothing more is written. */
    public synchronized void breakOff(String why) {
        if (!over) {
            over = true;
            endAlarm();
            listener.runLeft(why);
            end.completeExceptionally(new IllegalStateException(why));
        }
    }

    @Override
    public Engine.@Nullable Result await(long time, TimeUnit unit) throws InterruptedException {
        try {
            return end.get(time, unit);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    /** How many slots of a pool it has taken. */
    synchronized int taken(String pool) {
        return over ? 0 : steps.taken(pool);
    }

    // ---- attempts

    private synchronized Optional<String> next() {
        return steps.next();
    }

    private String stuck() {
        return "the run can't go on: nothing of it runs or waits for a retry, and for " + ready()
                + " no slot is free; let other runs of these pools go on";
    }

    private synchronized Step underWay(String label) {
        if (executing != null) {
            throw new IllegalStateException("task " + label + " can't be executed while " + executing.label
                    + " is: a body takes no steps of its own run");
        }
        Step known = steps.get(label);
        if (known == null || !steps.is(known, TaskState.RUNNING)) {
            start(label);
        }
        return Objects.requireNonNull(steps.get(label));
    }

    private TaskState execute(Step step, @Nullable Task body) {
        Attempt attempt = attempts.of(step, body);
        synchronized (this) {
            executing = step;
            current = attempt;
        }
        AttemptResult result = attempts.run(step, attempt, this::isOver);
        synchronized (this) {
            executing = null;
            current = null;
            if (!over) { // else the body ended its process
                applyCut(step);
                ended(step, attempt, result);
                commit();
            }
            return plan.state(step.task, step.mapIndex);
        }
    }

    private void ended(Step step, Attempt attempt, AttemptResult result) {
        Settlement settled = attempts.settle(step, result, cut);
        if (store != null && !step.recorded) {
            writes.add(attempts.outcome(step, settled));
        }
        Duration delay = settled.retryIn();
        Instant now = clock.instant();
        var told = new RunListener.End(
                settled.state(),
                settled.reason(),
                Duration.between(step.startedAt, now),
                settled.failure(),
                delay,
                delay == null ? null : now.plus(delay),
                settled.allowedFailure(),
                settled.rows());
        announcements.add(() -> listener.attemptEnded(attempt.event(), told));
        history.end(step.label);
        if (delay == null) {
            steps.remove(step.label);
            outputs.put(step.task, step.mapIndex, settled.output());
            plan.ended(step.task, step.mapIndex, settled.outcome(), decisions);
        } else {
            plan.retrying(step.task, step.mapIndex);
            step.retryAt = now.plus(delay);
        }
    }

    // ---- cuts and the end

    private synchronized void cut(Reason reason, String why) {
        if (over || cut != null) {
            return;
        }
        cut = reason;
        cutWhy = why;
        if (current == null) {
            applyCut(null);
            commit();
        } else { // the rest once its body has ended, which may hold the database
            current.cancel(why);
        }
    }

    private void applyCut(@Nullable Step justExecuted) {
        Reason reason = cut;
        if (reason == null || cutApplied) {
            return;
        }
        cutApplied = true;
        plan.cut(reason, decisions);
        for (Step step : steps.all()) {
            if (steps.is(step, TaskState.RETRY_WAIT)) {
                plan.ended(step.task, step.mapIndex, Outcome.of(TaskState.CANCELLED, reason), decisions);
                decisions.decided(step.task, step.mapIndex, TaskState.CANCELLED, reason);
            } else if (steps.is(step, TaskState.RUNNING) && step != justExecuted) {
                Attempt attempt = attempts.of(step, null);
                attempt.cancel(cutWhy);
                ended(step, attempt, attempt.run()); // cancelled before its body
            }
        }
    }

    private void commit() {
        RunChange.End ending = ending();
        if (store != null && (!writes.isEmpty() || ending != null)) {
            store.commit(run.lease(), new RunChange(List.copyOf(writes), ending));
        }
        writes.clear();
        List<Runnable> now = List.copyOf(announcements);
        announcements.clear();
        now.forEach(Runnable::run);
        if (ending != null) {
            over = true;
            endAlarm();
            listener.runEnded(ending.state(), ending.reason());
            end.complete(new Engine.Result(ending.state(), ending.reason()));
        }
    }

    private RunChange.@Nullable End ending() {
        if (!plan.isDone()) {
            return null;
        }
        if (cut != null && plan.wasCut()) {
            RunState state = cut == Reason.RUN_TIMEOUT ? RunState.FAILED : RunState.CANCELLED;
            return new RunChange.End(state, cutWhy, clock.instant());
        }
        return new RunChange.End(plan.hasFailed() ? RunState.FAILED : RunState.SUCCEEDED, null, clock.instant());
    }

    private void endAlarm() {
        if (alarm != null) {
            alarm.cancel();
        }
    }

    // ---- what the plan decides, and what was decided before

    private final class Decided implements Decisions {

        @Override
        public void ready(int task, int mapIndex) {
            if (mapIndex >= 0) {
                outputs.expand(task, plan.instances(task));
            }
            Step known = onRecord.remove(label(task, mapIndex));
            Step step = known == null ? new Step(task, mapIndex, run.round(), graph.task(task), order++) : known;
            steps.put(step);
        }

        @Override
        public void decided(int task, int mapIndex, TaskState state, Reason reason) {
            if (reason == Reason.EMPTY_MAP) {
                outputs.expand(task, 0);
            }
            String name = graph.task(task).name();
            String label = label(task, mapIndex);
            Step under = steps.remove(label);
            Step known = under == null ? onRecord.remove(label) : under;
            int round = known == null ? run.round() : known.round;
            writes.add(new RunChange.Decision(name, mapIndex, round, state, reason, clock.instant()));
            announcements.add(() -> listener.decided(name, mapIndex, state, reason));
        }
    }

    private void remember(TaskRunRecord on) {
        int task = graph.index(on.task());
        if (on.mapIndex() >= 0 && plan.instances(task) > 0) {
            outputs.expand(task, plan.instances(task));
        }
        if (on.reason() == Reason.EMPTY_MAP) {
            outputs.expand(task, 0);
        }
        if (on.state() == TaskState.SUCCEEDED) {
            outputs.put(task, on.mapIndex(), on.output());
        } else if (!on.state().isFinal()) {
            Step known = Step.of(task, graph.task(task), on, order++);
            if (on.state() == TaskState.RETRY_WAIT) {
                steps.put(known);
            } else {
                onRecord.put(known.label, known);
            }
        }
    }

    private String label(int task, int mapIndex) {
        return Step.label(graph.task(task).name(), mapIndex);
    }
}
