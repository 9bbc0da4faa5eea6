package io.onedag.plan;

import io.onedag.TaskState;
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
 *
 * @see PlanSlice what a process uses that reads only some rows of a run
 */
public final class RunPlan {

    /** The version of the rules in this package; a run keeps the one it started with. */
    public static final int RULES_VERSION = 1;

    private static final int NOT_MAPPED = -1;
    private static final int UNKNOWN = -1;

    private final PipelineGraph graph;
    /** Of a mapped task with instances: PENDING until its rule has decided, then READY until all are over. */
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
    private final @Nullable Instances[] instances;
    /** The tasks to decide next, first in, first out. */
    private int[] queue = new int[16];

    private int queueStart;
    private int queueEnd;
    private int unfinished;
    private boolean failed;
    private boolean cancelled;
    private boolean cut;

    private RunPlan(PipelineGraph graph) {
        int size = graph.size();
        this.graph = graph;
        this.states = new TaskState[size];
        Arrays.fill(states, TaskState.PENDING);
        this.reasons = new Reason[size];
        this.ends = new byte[size];
        this.waiting = new int[size];
        this.gates = new int[size];
        this.instances = new Instances[size];
        this.unfinished = size;
        for (int task = 0; task < size; task++) {
            waiting[task] = graph.upstreams(task).length;
            if (graph.isBranching(task)) {
                for (int successor : graph.successors(task)) {
                    gates[successor]++;
                }
            }
            int producer = graph.producer(task);
            if (producer >= 0 && !graph.isBranching(producer)) {
                gates[task]++;
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
            Instances all = instances[task];
            if (all != null) {
                for (int i = 0; i < all.length(); i++) {
                    if (all.state(i) == TaskState.READY) {
                        to.ready(task, i);
                    }
                }
            } else if (states[task] == TaskState.READY) {
                to.ready(task, NOT_MAPPED);
            }
        }
        for (int task : graph.order()) {
            if (states[task] == TaskState.PENDING) {
                decide(task, to);
                settle(to);
            }
        }
    }

    /**
     * An attempt of a READY or RETRY_WAIT task run begins.
     *
     * @throws IllegalStateException when the task run is in another state
     */
    public void started(int task, int mapIndex) {
        set(task, mapIndex, TaskState.RUNNING);
    }

    /**
     * The attempt failed and another one follows.
     *
     * @throws IllegalStateException when the task run isn't RUNNING
     */
    public void retrying(int task, int mapIndex) {
        set(task, mapIndex, TaskState.RETRY_WAIT);
    }

    /**
     * A task run reached a final state.
     *
     * @throws IllegalStateException when it can't become that from the state it is in
     */
    public void ended(int task, int mapIndex, Outcome outcome, Decisions to) {
        require(task, mapIndex, outcome.state());
        finish(task, mapIndex, outcome);
        settle(to);
    }

    /** The run is cut short: what hasn't started won't. What is RUNNING or in RETRY_WAIT is the caller's to end. */
    public void cut(Reason reason, Decisions to) {
        cut = true;
        var cancel = Outcome.of(TaskState.CANCELLED, reason);
        for (int task : graph.order()) {
            Instances all = instances[task];
            if (all == null) {
                cancel(task, NOT_MAPPED, cancel, to);
            } else {
                for (int i = 0; i < all.length(); i++) {
                    cancel(task, i, cancel, to);
                }
            }
        }
        settle(to);
    }

    private void cancel(int task, int mapIndex, Outcome cancel, Decisions to) {
        TaskState now = state(task, mapIndex);
        if (now == TaskState.PENDING || now == TaskState.READY) {
            finish(task, mapIndex, cancel);
            to.decided(task, mapIndex, cancel.state(), cancel.reason());
        }
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

    /** The state of a task run; a mapped task without instances, and a mapped task as a whole, has map index -1. */
    public TaskState state(int task, int mapIndex) {
        return mapIndex < 0 ? states[task] : of(task).state(mapIndex);
    }

    /** How many instances a mapped task has; -1: none yet, or it isn't mapped. */
    public int instances(int task) {
        Instances all = instances[task];
        return all == null ? UNKNOWN : all.length();
    }

    /** Writes the plan out: all task runs that are not PENDING, in the order of the definition. */
    public List<TaskRunState> write() {
        var written = new ArrayList<TaskRunState>();
        for (int task = 0; task < states.length; task++) {
            String name = graph.task(task).name();
            Instances all = instances[task];
            if (all != null) {
                for (int i = 0; i < all.length(); i++) {
                    if (all.state(i) != TaskState.PENDING) {
                        written.add(new TaskRunState(name, i, all.state(i), all.reason(i), null, Map.of()));
                    }
                }
            } else if (states[task] != TaskState.PENDING) {
                Outcome detail = details.get(task);
                written.add(new TaskRunState(
                        name,
                        NOT_MAPPED,
                        states[task],
                        reasons[task],
                        detail == null ? null : detail.chosen(),
                        detail == null ? Map.of() : detail.lengths()));
            }
        }
        return written;
    }

    // ---- reading back

    private void read(Collection<TaskRunState> written) {
        Map<Integer, Map<Integer, TaskRunState>> byTask = new HashMap<>();
        for (TaskRunState each : written) {
            int task = graph.index(each.task());
            if (each.mapIndex() >= 0 && graph.producer(task) < 0) {
                throw new IllegalArgumentException("task " + each.task() + " isn't mapped and has no instance "
                        + each.mapIndex() + ", so this is the state of another definition");
            }
            if (each.state() != TaskState.PENDING) {
                var ofTask = byTask.get(task);
                if (ofTask == null) {
                    ofTask = new LinkedHashMap<>();
                    byTask.put(task, ofTask);
                }
                ofTask.put(each.mapIndex(), each);
            }
        }
        for (int task : graph.order()) {
            Map<Integer, TaskRunState> own = byTask.get(task);
            if (own != null) {
                read(task, own);
            }
        }
        queueEnd = 0; // what follows is decided by begin()
    }

    private void read(int task, Map<Integer, TaskRunState> own) {
        TaskRunState whole = own.get(NOT_MAPPED);
        if (whole != null) {
            if (whole.state().isFinal()) {
                finish(task, NOT_MAPPED, new Outcome(whole.state(), whole.reason(), whole.chosen(), whole.lengths()));
            } else if (graph.producer(task) < 0) {
                states[task] = whole.state();
            }
            return;
        }
        int length = length(task);
        if (length <= 0) {
            return; // its producer was put back, so its instances are too, however they ended
        }
        Instances all = expand(task, length);
        for (TaskRunState each : own.values()) {
            if (each.mapIndex() >= length) {
                continue; // from an earlier round with a longer list
            }
            if (each.state().isFinal()) {
                finish(task, each.mapIndex(), Outcome.of(each.state(), each.reason()));
            } else {
                all.set(each.mapIndex(), each.state());
            }
        }
    }

    // ---- deciding

    /** Decides the tasks whose upstreams changed, and what follows from those that won't run. No recursion: chains are long. */
    private void settle(Decisions to) {
        while (queueStart < queueEnd) {
            int task = queue[queueStart++];
            if (states[task] == TaskState.PENDING) {
                decide(task, to);
            }
        }
        queueStart = 0;
        queueEnd = 0;
    }

    private void touch(int task) {
        if (queueEnd == queue.length) {
            queue = Arrays.copyOf(queue, queueEnd * 2);
        }
        queue[queueEnd++] = task;
    }

    private void decide(int task, Decisions to) {
        if (cut || gates[task] > 0) {
            return;
        }
        Ruling ruling = Ruling.of(graph.rule(task), ends[task], waiting[task] == 0, notChosen.get(task), items(task));
        TaskState state = ruling.state();
        if (state != null) {
            decided(task, Outcome.of(state, ruling.reason()), to);
        } else if (ruling == Ruling.RUN) {
            run(task, to);
        }
    }

    private void run(int task, Decisions to) {
        states[task] = TaskState.READY;
        if (graph.producer(task) < 0) {
            to.ready(task, NOT_MAPPED);
            return;
        }
        Instances all = instances[task];
        if (all == null) {
            all = expand(task, length(task));
        }
        for (int i = 0; i < all.length(); i++) {
            if (all.state(i) == TaskState.PENDING) {
                all.set(i, TaskState.READY);
                to.ready(task, i);
            }
        }
    }

    private void decided(int task, Outcome outcome, Decisions to) {
        Instances all = instances[task];
        if (all == null) {
            finish(task, NOT_MAPPED, outcome);
            to.decided(task, NOT_MAPPED, outcome.state(), outcome.reason());
            return;
        }
        for (int i = 0; i < all.length(); i++) { // instances that a new round put back
            if (all.state(i) == TaskState.PENDING) {
                finish(task, i, outcome);
                to.decided(task, i, outcome.state(), outcome.reason());
            }
        }
    }

    /** What the producer of a task, which has ended, leaves it. */
    private Ruling.Items items(int task) {
        int producer = graph.producer(task);
        if (producer < 0 || instances[task] != null) {
            return Ruling.Items.SOME;
        }
        Instances all = instances[producer];
        if (all != null) {
            return Ruling.Items.of(all.ends(), all.length());
        }
        int length = length(task);
        if (length < 0 && states[producer] == TaskState.SUCCEEDED) {
            throw lacksLength(graph, producer, task);
        }
        return Ruling.Items.of(
                Verdict.end(states[producer], graph.task(producer).allowFailure()), length);
    }

    /** How many instances a mapped task has, or will have, read off its producer. */
    private int length(int task) {
        int producer = graph.producer(task);
        if (graph.producer(producer) >= 0) {
            return instances(producer);
        }
        Outcome outcome = details.get(producer);
        Integer length =
                outcome == null ? null : outcome.lengths().get(graph.task(task).name());
        return length == null ? UNKNOWN : length;
    }

    static IllegalStateException lacksLength(PipelineGraph graph, int producer, int mapped) {
        return new IllegalStateException(
                "the success of task " + graph.task(producer).name()
                        + " came without the length of the list for task "
                        + graph.task(mapped).name());
    }

    private Instances expand(int task, int length) {
        var all = new Instances(length);
        instances[task] = all;
        return all;
    }

    // ---- changing states

    private Instances of(int task) {
        Instances all = instances[task];
        if (all == null) {
            throw new IllegalStateException("task " + graph.task(task).name() + " has no instances");
        }
        return all;
    }

    private void require(int task, int mapIndex, TaskState next) {
        TaskState now = state(task, mapIndex);
        if (!now.mayBecome(next)) {
            throw new IllegalStateException("task " + graph.task(task).name()
                    + (mapIndex < 0 ? "" : "[" + mapIndex + "]") + " is " + now + " and can't become " + next);
        }
    }

    private void set(int task, int mapIndex, TaskState next) {
        require(task, mapIndex, next);
        if (mapIndex < 0) {
            states[task] = next;
        } else {
            of(task).set(mapIndex, next);
        }
    }

    /** Makes a state final and tells the successors, which are then decided by {@link #settle}. */
    private void finish(int task, int mapIndex, Outcome outcome) {
        TaskState state = outcome.state();
        int end = Verdict.end(state, graph.task(task).allowFailure());
        failed |= end == Verdict.FAILED || state == TaskState.UPSTREAM_FAILED;
        cancelled |= state == TaskState.CANCELLED;
        boolean over = true;
        if (mapIndex < 0) {
            states[task] = state;
            reasons[task] = outcome.reason();
            if (outcome.chosen() != null || !outcome.lengths().isEmpty()) {
                details.put(task, outcome);
            }
        } else {
            Instances all = of(task);
            all.finish(mapIndex, outcome, end);
            over = all.areOver();
            if (over) {
                states[task] = all.overall();
            }
        }
        boolean branching = graph.isBranching(task);
        if (branching) {
            notChosen.or(Branch.leavesOut(graph, task, state, outcome.chosen()));
        }
        if (over) {
            unfinished--;
        }
        for (int successor : graph.successors(task)) {
            ends[successor] |= (byte) end;
            if (over) {
                waiting[successor]--;
                if (branching || graph.producer(successor) == task) {
                    gates[successor]--;
                }
            }
            if (states[successor] == TaskState.PENDING
                    && (waiting[successor] == 0 || Ruling.startsEarly(graph.rule(successor)))) {
                touch(successor);
            }
        }
    }
}
