package io.onedag.plan;

import io.onedag.ForEach;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one run, and what follows from each outcome: which task runs may start, which never will, whether the run has ended and
 * how. No clock, no I/O, no thread: confined by its caller's lock.
 *
 * <p>Each outcome costs time in proportion to the task's successors; the choice of a branching task costs the size of the graph below
 * it. What follows from an outcome doesn't depend on the order in which independent tasks end.
 */
public final class RunPlan {

    /** The version of the rules in this class; a run keeps the one it started with. */
    public static final int RULES_VERSION = 1;

    private static final int NOT_MAPPED = -1;
    private static final int UNKNOWN = -1;

    /** A mapped task follows its producer, whatever its rule. */
    private enum Forced {
        NO,
        SKIP,
        UPSTREAM_FAILED
    }

    private final PipelineGraph graph;
    private final TaskState[] states;
    private final @Nullable Reason[] reasons;
    /** The ends seen among the upstreams of a task, as {@link Verdict} bits. */
    private final byte[] ends;
    /** How many upstreams of a task have not ended. */
    private final int[] waiting;
    /** How many upstreams of a task must end before it may start, even under a rule that doesn't wait: branches and its producer. */
    private final int[] gates;

    private final BitSet notChosen = new BitSet();
    private final Map<Integer, Outcome> details = new HashMap<>();
    private final Map<Integer, Instances> instances = new HashMap<>();
    private final BitSet mapped = new BitSet();
    private int[] pending = new int[16];
    private int unfinished;
    private boolean failed;
    private boolean cut;
    private boolean cancelled;

    /** The instances of a mapped task. */
    private static final class Instances {
        final TaskState[] states;
        final @Nullable Reason[] reasons;
        int unfinished;
        /** The ends of the instances, as bits. */
        int ends;

        Instances(int length) {
            states = new TaskState[length];
            Arrays.fill(states, TaskState.PENDING);
            reasons = new Reason[length];
            unfinished = length;
        }
    }

    private RunPlan(PipelineGraph graph) {
        int size = graph.size();
        this.graph = graph;
        this.states = new TaskState[size];
        Arrays.fill(states, TaskState.PENDING);
        this.reasons = new Reason[size];
        this.ends = new byte[size];
        this.waiting = new int[size];
        this.gates = new int[size];
        this.unfinished = size;
        for (int task = 0; task < size; task++) {
            waiting[task] = graph.upstreams(task).length;
            if (graph.task(task).isMapped()) {
                mapped.set(task);
            }
            for (int upstream : graph.upstreams(task)) {
                if (isGate(upstream, task)) {
                    gates[task]++;
                }
            }
        }
    }

    /** The plan of a new run. */
    public static RunPlan of(PipelineGraph graph) {
        return new RunPlan(graph);
    }

    /**
     * Reads back a plan that was written out, or that a store has on record.
     *
     * @param states the task runs that are not {@link TaskState#PENDING}; {@code READY} ones may be left out
     * @throws IllegalArgumentException when the states don't belong to this pipeline
     */
    public static RunPlan restore(PipelineGraph graph, Collection<TaskRunState> states) {
        var plan = new RunPlan(graph);
        plan.read(states);
        return plan;
    }

    /**
     * Decides what follows from the state as it stands: at the start of a run, and after {@link #restore}. Task runs that are READY
     * already are reported again.
     */
    public void begin(Decisions to) {
        for (int task : graph.order()) {
            Instances all = instances.get(task);
            if (all != null && states[task] != TaskState.PENDING) {
                for (int i = 0; i < all.states.length; i++) {
                    if (all.states[i] == TaskState.READY) {
                        to.ready(task, i);
                    }
                }
            } else if (states[task] == TaskState.READY) {
                to.ready(task, NOT_MAPPED);
            }
            if (states[task] == TaskState.PENDING) {
                decide(task, to);
                settle(to);
            }
        }
    }

    /** An attempt of a READY or RETRY_WAIT task run begins. */
    public void started(int task, int mapIndex) {
        set(task, mapIndex, TaskState.RUNNING);
    }

    /** The attempt failed and another one follows. */
    public void retrying(int task, int mapIndex) {
        set(task, mapIndex, TaskState.RETRY_WAIT);
    }

    /**
     * A task run reached a final state.
     *
     * @throws IllegalStateException when it is in a final state already
     */
    public void ended(int task, int mapIndex, Outcome outcome, Decisions to) {
        finish(task, mapIndex, outcome);
        settle(to);
    }

    /** The run is cut short: what hasn't started won't. What is RUNNING or in RETRY_WAIT is the caller's to end. */
    public void cut(Reason reason, Decisions to) {
        cut = true;
        var cancelled = Outcome.of(TaskState.CANCELLED, reason);
        for (int task : graph.order()) {
            Instances all = instances.get(task);
            if (all == null && (states[task] == TaskState.PENDING || states[task] == TaskState.READY)) {
                finish(task, NOT_MAPPED, cancelled);
                to.decided(task, NOT_MAPPED, TaskState.CANCELLED, reason);
            } else if (all != null) {
                for (int i = 0; i < all.states.length; i++) {
                    if (all.states[i] == TaskState.PENDING || all.states[i] == TaskState.READY) {
                        finish(task, i, cancelled);
                        to.decided(task, i, TaskState.CANCELLED, reason);
                    }
                }
            }
        }
        settle(to);
    }

    /** Whether every task run is over. */
    public boolean isDone() {
        return unfinished == 0;
    }

    /** Whether a task run failed, allowed failures aside: then the run fails, whatever is still to come. */
    public boolean hasFailed() {
        return failed;
    }

    /** Whether {@link #cut} or an interrupted attempt left something undone. */
    public boolean wasCut() {
        return cancelled;
    }

    /** The state of a task run; a mapped task without instances has map index -1. */
    public TaskState state(int task, int mapIndex) {
        return mapIndex < 0 ? states[task] : of(task).states[mapIndex];
    }

    /** How many instances a mapped task has; -1: none yet, or it isn't mapped. */
    public int instances(int task) {
        Instances all = instances.get(task);
        return all == null ? UNKNOWN : all.states.length;
    }

    /** Writes the plan out: all task runs that are not PENDING, in the order of the definition. */
    public List<TaskRunState> write() {
        var written = new ArrayList<TaskRunState>();
        for (int task = 0; task < states.length; task++) {
            Outcome detail = details.get(task);
            Map<String, Integer> lengths = detail == null ? Map.of() : detail.lengths();
            List<String> chosen = detail == null ? null : detail.chosen();
            String name = graph.task(task).name();
            Instances all = instances.get(task);
            if (all == null) {
                if (states[task] != TaskState.PENDING) {
                    written.add(new TaskRunState(name, NOT_MAPPED, states[task], reasons[task], chosen, lengths));
                }
            } else {
                for (int i = 0; i < all.states.length; i++) {
                    if (all.states[i] != TaskState.PENDING) {
                        written.add(new TaskRunState(name, i, all.states[i], all.reasons[i], null, Map.of()));
                    }
                }
            }
        }
        return written;
    }

    // ---- reading back

    private void read(Collection<TaskRunState> written) {
        Map<Integer, Map<Integer, TaskRunState>> byTask = new HashMap<>();
        for (TaskRunState each : written) {
            byTask.computeIfAbsent(graph.index(each.task()), task -> new LinkedHashMap<>())
                    .put(each.mapIndex(), each);
        }
        for (int task : graph.order()) {
            Map<Integer, TaskRunState> own = byTask.getOrDefault(task, Map.of());
            TaskRunState whole = own.get(NOT_MAPPED);
            if (whole != null && whole.state() != TaskState.PENDING) {
                if (whole.state().isFinal()) {
                    finish(
                            task,
                            NOT_MAPPED,
                            new Outcome(whole.state(), whole.reason(), whole.chosen(), whole.lengths()));
                } else {
                    states[task] = whole.state();
                }
            } else if (own.values().stream().anyMatch(each -> each.state() != TaskState.PENDING)) {
                int length = length(task);
                if (length == UNKNOWN) {
                    continue; // its producer was put back: its instances are too, however they ended
                }
                Instances all = expand(task, length);
                for (TaskRunState each : own.values()) {
                    if (each.mapIndex() < 0 || each.mapIndex() >= length) {
                        continue; // from an earlier round with a longer list
                    }
                    if (each.state().isFinal()) {
                        finish(task, each.mapIndex(), new Outcome(each.state(), each.reason(), null, Map.of()));
                    } else {
                        all.states[each.mapIndex()] = each.state();
                    }
                }
            }
        }
        top = 0; // what follows is decided by begin()
    }

    // ---- deciding

    private int top;

    /** Decides the tasks whose upstreams changed, and what follows from those that won't run. No recursion: chains are long. */
    private void settle(Decisions to) {
        while (top > 0) {
            int task = pending[--top];
            if (states[task] == TaskState.PENDING) {
                decide(task, to);
            }
        }
    }

    private void touch(int task) {
        if (top == pending.length) {
            pending = Arrays.copyOf(pending, top * 2);
        }
        pending[top++] = task;
    }

    private void decide(int task, Decisions to) {
        if (cut || gates[task] > 0) {
            return;
        }
        TaskDefinition definition = graph.task(task);
        boolean all = waiting[task] == 0;
        if (notChosen.get(task)) {
            if (all) {
                skipOrBlock(task, TaskState.SKIPPED, Reason.BRANCH, to);
            }
            return;
        }
        Forced forced = definition.isMapped() ? forced(task) : Forced.NO;
        if (forced != Forced.NO) {
            if (all) {
                boolean skip = forced == Forced.SKIP;
                skipOrBlock(
                        task,
                        skip ? TaskState.SKIPPED : TaskState.UPSTREAM_FAILED,
                        skip && producerSucceeded(task) ? Reason.EMPTY_MAP : Reason.RULE,
                        to);
            }
            return;
        }
        switch (Verdict.of(definition.when(), ends[task], all)) {
            case WAIT -> {}
            case RUN -> run(task, to);
            case SKIP -> skipOrBlock(task, TaskState.SKIPPED, Reason.RULE, to);
            case UPSTREAM_FAILED -> skipOrBlock(task, TaskState.UPSTREAM_FAILED, Reason.RULE, to);
        }
    }

    private void run(int task, Decisions to) {
        if (!mapped.get(task)) {
            states[task] = TaskState.READY;
            to.ready(task, NOT_MAPPED);
            return;
        }
        Instances all = instances.get(task);
        if (all == null) {
            all = expand(task, length(task));
        }
        states[task] = TaskState.READY;
        for (int i = 0; i < all.states.length; i++) {
            if (all.states[i] == TaskState.PENDING || all.states[i] == TaskState.READY) {
                all.states[i] = TaskState.READY;
                to.ready(task, i);
            }
        }
    }

    private void skipOrBlock(int task, TaskState state, Reason reason, Decisions to) {
        Outcome outcome = Outcome.of(state, reason);
        Instances all = instances.get(task);
        if (all == null) {
            finish(task, NOT_MAPPED, outcome);
            to.decided(task, NOT_MAPPED, state, reason);
            return;
        }
        for (int i = 0; i < all.states.length; i++) { // instances that a new round put back
            if (all.states[i] == TaskState.PENDING) {
                finish(task, i, outcome);
                to.decided(task, i, state, reason);
            }
        }
    }

    /** Whether the producer of a mapped task leaves it nothing to decide. Called when the producer has ended. */
    private Forced forced(int task) {
        if (instances.containsKey(task)) {
            return Forced.NO;
        }
        int producer = producer(task);
        Instances all = instances.get(producer);
        if (all != null) {
            if ((all.ends & (Verdict.SUCCEEDED | Verdict.ALLOWED_FAILURE)) != 0) {
                return Forced.NO;
            }
            return (all.ends & (Verdict.FAILED | Verdict.BLOCKED)) != 0 ? Forced.UPSTREAM_FAILED : Forced.SKIP;
        }
        return switch (states[producer]) {
            case SUCCEEDED -> length(task) == 0 ? Forced.SKIP : Forced.NO;
            case SKIPPED -> Forced.SKIP;
            case FAILED -> graph.task(producer).allowFailure() ? Forced.SKIP : Forced.UPSTREAM_FAILED;
            default -> Forced.UPSTREAM_FAILED;
        };
    }

    private boolean producerSucceeded(int task) {
        int producer = producer(task);
        return !instances.containsKey(producer) && states[producer] == TaskState.SUCCEEDED;
    }

    /** How many instances a mapped task has, or will have, read off its producer. */
    private int length(int task) {
        int producer = producer(task);
        if (mapped.get(producer)) {
            return instances(producer);
        }
        Outcome outcome = details.get(producer);
        Integer length =
                outcome == null ? null : outcome.lengths().get(graph.task(task).name());
        return length == null ? UNKNOWN : length;
    }

    private int producer(int task) {
        ForEach forEach = graph.task(task).forEach();
        if (forEach == null) {
            throw new IllegalStateException("task " + graph.task(task).name() + " isn't mapped");
        }
        return graph.index(forEach.task());
    }

    private Instances expand(int task, int length) {
        if (length < 0) {
            throw new IllegalStateException(
                    "the outcome of the producer of task " + graph.task(task).name() + " has no length for it");
        }
        var all = new Instances(length);
        instances.put(task, all);
        return all;
    }

    private boolean isGate(int upstream, int task) {
        ForEach forEach = graph.task(task).forEach();
        return graph.task(upstream).isBranching()
                || (forEach != null
                        && forEach.task().equals(graph.task(upstream).name()));
    }

    // ---- changing states

    private Instances of(int task) {
        Instances all = instances.get(task);
        if (all == null) {
            throw new IllegalStateException("task " + graph.task(task).name() + " has no instances");
        }
        return all;
    }

    private void set(int task, int mapIndex, TaskState next) {
        TaskState now = state(task, mapIndex);
        if (!now.mayBecome(next)) {
            throw new IllegalStateException(label(task, mapIndex) + " is " + now + " and can't become " + next);
        }
        if (mapIndex < 0) {
            states[task] = next;
        } else {
            of(task).states[mapIndex] = next;
        }
    }

    /** Makes a state final and tells the successors, which are then decided by {@link #settle}. */
    private void finish(int task, int mapIndex, Outcome outcome) {
        TaskState now = state(task, mapIndex);
        if (now.isFinal()) {
            throw new IllegalStateException(
                    label(task, mapIndex) + " is " + now + " already and can't become " + outcome.state());
        }
        TaskDefinition definition = graph.task(task);
        boolean allowed = definition.allowFailure();
        int end = Verdict.end(outcome.state(), allowed);
        failed |= end == Verdict.FAILED || outcome.state() == TaskState.UPSTREAM_FAILED;
        cancelled |= outcome.state() == TaskState.CANCELLED;
        boolean over;
        if (mapIndex < 0) {
            states[task] = outcome.state();
            reasons[task] = outcome.reason();
            if (outcome.chosen() != null || !outcome.lengths().isEmpty()) {
                details.put(task, outcome);
            }
            over = true;
        } else {
            Instances all = of(task);
            all.states[mapIndex] = outcome.state();
            all.reasons[mapIndex] = outcome.reason();
            all.ends |= end;
            over = --all.unfinished == 0;
            if (over) {
                states[task] = overall(all.ends);
            }
        }
        if (over) {
            unfinished--;
        }
        boolean choice = over && definition.isBranching() && outcome.state() == TaskState.SUCCEEDED;
        BitSet followed = choice ? followed(outcome.chosen()) : null;
        int[] successors = graph.successors(task);
        for (int k = successors.length - 1; k >= 0; k--) { // the stack turns the order round again
            int successor = successors[k];
            ends[successor] |= (byte) end;
            if (over) {
                waiting[successor]--;
                if (isGate(task, successor)) {
                    gates[successor]--;
                }
            }
            if (followed != null && !followed.get(successor)) {
                notChosen.set(successor);
            }
            if (states[successor] == TaskState.PENDING
                    && (waiting[successor] == 0
                            || startsEarly(graph.task(successor).when()))) {
                touch(successor);
            }
        }
    }

    private BitSet followed(@Nullable List<String> chosen) {
        return graph.withDescendants(
                chosen == null ? List.of() : chosen.stream().map(graph::index).toList());
    }

    private static boolean startsEarly(TriggerRule rule) {
        return switch (rule) {
            case ONE_SUCCESS, ONE_FAILED, ONE_DONE, ALWAYS -> true;
            default -> false;
        };
    }

    /** The state to show for a mapped task as a whole. */
    private static TaskState overall(int ends) {
        if ((ends & Verdict.FAILED) != 0) {
            return TaskState.FAILED;
        }
        if ((ends & Verdict.BLOCKED) != 0) {
            return TaskState.UPSTREAM_FAILED;
        }
        return (ends & (Verdict.SUCCEEDED | Verdict.ALLOWED_FAILURE)) != 0 ? TaskState.SUCCEEDED : TaskState.SKIPPED;
    }

    private String label(int task, int mapIndex) {
        return "task " + graph.task(task).name() + (mapIndex < 0 ? "" : "[" + mapIndex + "]");
    }
}
