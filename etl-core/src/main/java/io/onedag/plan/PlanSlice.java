package io.onedag.plan;

import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the outcome of a task run, decided from the rows of a few tasks: its own, those of its successors and those of
 * their upstreams, and so on below each task that won't run. The rules, and so the decisions, are {@link RunPlan}'s; they are reported
 * level by level.
 *
 * <p>For a process that shares a run with others and reads it from a store. Use a new one for each transaction, and let the transaction
 * exclude others that advance the same run: of two that each saw the other's task unfinished, neither would decide. Each row is read at
 * most once. Not thread-safe.
 *
 * <p>A task run without a row is taken as PENDING, so one that is ready but not claimed yet may be reported as ready again; claiming is
 * for the store to guard.
 */
public final class PlanSlice {

    private static final int NOT_MAPPED = -1;
    private static final int UNKNOWN = -1;

    private final PipelineGraph graph;
    private final Rows store;
    private final Map<Integer, TaskRows> read = new HashMap<>();
    private final Map<Integer, BitSet> leftOut = new HashMap<>();
    private boolean ready;

    /** Reads the rows of tasks. */
    @FunctionalInterface
    public interface Rows {

        /** All task runs on record of these tasks, in any order. PENDING ones may be left out. */
        Collection<TaskRunState> of(Collection<String> tasks);
    }

    /** What is on record of one task. */
    private static final class TaskRows {
        /** The row of a task without instances. */
        TaskRunState whole;

        final Map<Integer, TaskState> instances = new HashMap<>();

        TaskRows(String task) {
            this.whole = new TaskRunState(task, NOT_MAPPED, TaskState.PENDING, null, null, Map.of());
        }

        void add(TaskRunState row) {
            if (row.state() == TaskState.PENDING) {
                return;
            }
            if (row.mapIndex() < 0) {
                whole = row;
            } else {
                instances.put(row.mapIndex(), row.state());
            }
        }
    }

    private PlanSlice(PipelineGraph graph, Rows store) {
        this.graph = graph;
        this.store = store;
    }

    /** A slice of one run. */
    public static PlanSlice of(PipelineGraph graph, Rows store) {
        return new PlanSlice(graph, store);
    }

    /**
     * A task run reached a final state, in this transaction: whether its row says so already doesn't matter.
     *
     * @param task the task's index in the graph
     * @param mapIndex the index of a mapped instance; -1: not mapped
     */
    public void ended(int task, int mapIndex, Outcome outcome, Decisions to) {
        load(List.of(task));
        put(task, mapIndex, outcome.state(), outcome.reason(), outcome.chosen(), outcome.lengths());
        follow(List.of(task), to);
    }

    /**
     * Decides what follows from tasks whose rows are final, if nobody has yet: what a process does that takes over a run.
     *
     * @param tasks indexes in the graph
     */
    public void follow(Collection<Integer> tasks, Decisions to) {
        load(tasks);
        Collection<Integer> ended = tasks;
        while (!ended.isEmpty()) {
            var level = new LinkedHashSet<Integer>();
            for (int task : ended) {
                boolean over = isOver(task);
                for (int successor : graph.successors(task)) {
                    if (over || Ruling.startsEarly(graph.task(successor).when())) {
                        level.add(successor);
                    }
                }
            }
            loadWithUpstreams(level);
            var decided = new ArrayList<Integer>();
            for (int task : level) {
                if (decide(task, to)) {
                    decided.add(task);
                }
            }
            ended = decided;
        }
    }

    /**
     * Whether the run has ended: nothing is active, this slice made nothing ready, and no task is left.
     *
     * @param active whether the store has a row of this run that isn't final
     */
    public boolean hasEnded(boolean active) {
        if (active || ready) {
            return false;
        }
        // A task without a row keeps its successors from having one, unless they start early: so some last one has none
        // either.
        var last = new LinkedHashSet<Integer>();
        for (int task = 0; task < graph.size(); task++) {
            if (graph.successors(task).length == 0) {
                last.add(task);
            }
            if (Ruling.startsEarly(graph.task(task).when())) {
                for (int upstream : graph.upstreams(task)) {
                    last.add(upstream);
                }
            }
        }
        load(last);
        return last.stream().allMatch(this::isOver);
    }

    // ---- deciding

    /** Decides a task if it can be; true when it is over by that. */
    private boolean decide(int task, Decisions to) {
        TaskRows own = rows(task);
        if (own.whole.state() != TaskState.PENDING) {
            return false;
        }
        Ruling ruling = evidence(task).ruling();
        TaskState state = ruling.state();
        if (state == null && ruling != Ruling.RUN) {
            return false;
        }
        if (graph.producer(task) < 0 || (state != null && own.instances.isEmpty())) {
            report(task, NOT_MAPPED, ruling, to);
            return state != null;
        }
        boolean decided = false;
        int length = length(task);
        for (int i = 0; i < length; i++) {
            if (own.instances.getOrDefault(i, TaskState.PENDING) == TaskState.PENDING) {
                report(task, i, ruling, to);
                decided = state != null;
            }
        }
        return decided;
    }

    /**
     * What a task is decided by.
     *
     * @param rule its trigger rule
     * @param ends the ends seen among its upstreams
     * @param all whether all of them have ended
     * @param gate an upstream that has to be over before anything is decided, a branch or the producer of its list; -1: none
     * @param gateIsBranch whether that upstream chooses what runs after it
     * @param notChosen whether a branching upstream left it out
     * @param items what its producer leaves it
     */
    record Evidence(
            TriggerRule rule,
            int ends,
            boolean all,
            int gate,
            boolean gateIsBranch,
            boolean notChosen,
            Ruling.Items items) {

        /** Whether it won't run whatever its rule says, which is decided when all its upstreams are over. */
        boolean isLeftOut() {
            return gate < 0 && (notChosen || items != Ruling.Items.SOME);
        }

        Ruling ruling() {
            return gate >= 0 ? Ruling.WAIT : Ruling.of(rule, ends, all, notChosen, items);
        }
    }

    /** What there is to decide a task by; its rows and those of its upstreams have been read. */
    private Evidence evidence(int task) {
        int ends = 0;
        boolean all = true;
        int gate = -1;
        boolean notChosen = false;
        for (int upstream : graph.upstreams(task)) {
            ends |= ends(upstream);
            boolean over = isOver(upstream);
            all &= over;
            boolean branching = graph.task(upstream).isBranching();
            if (!over && (branching || graph.producer(task) == upstream)) {
                gate = upstream;
            }
            notChosen |= over && branching && leavesOut(upstream).get(task);
        }
        return new Evidence(
                graph.task(task).when(),
                ends,
                all,
                gate,
                gate >= 0 && graph.task(gate).isBranching(),
                notChosen,
                gate >= 0 ? Ruling.Items.SOME : items(task));
    }

    /** What there is to decide a task by, for those who explain it. */
    Evidence evidenceOf(int task) {
        loadWithUpstreams(List.of(task));
        return evidence(task);
    }

    /** What an upstream by itself says to a rule, all its instances together. */
    Verdict alone(int upstream, TriggerRule rule) {
        load(List.of(upstream));
        return Verdict.of(rule, ends(upstream), isOver(upstream));
    }

    /** Whether a branching upstream left a task out. */
    boolean leavesOut(int branching, int task) {
        load(List.of(branching));
        return graph.task(branching).isBranching() && leavesOut(branching).get(task);
    }

    private void report(int task, int mapIndex, Ruling ruling, Decisions to) {
        TaskState state = ruling.state();
        Reason reason = ruling.reason();
        if (state == null || reason == null) {
            ready = true;
            put(task, mapIndex, TaskState.READY, null, null, Map.of());
            to.ready(task, mapIndex);
        } else {
            put(task, mapIndex, state, reason, null, Map.of());
            to.decided(task, mapIndex, state, reason);
        }
    }

    private BitSet leavesOut(int branching) {
        return leftOut.computeIfAbsent(branching, task -> {
            TaskRunState row = rows(task).whole;
            return Branch.leavesOut(graph, task, row.state(), row.chosen());
        });
    }

    /** What the producer of a task, which has ended, leaves it. */
    private Ruling.Items items(int task) {
        int producer = graph.producer(task);
        if (producer < 0 || !rows(task).instances.isEmpty()) {
            return Ruling.Items.SOME;
        }
        return Ruling.Items.of(ends(producer), length(task));
    }

    // ---- rows

    private void put(
            int task,
            int mapIndex,
            TaskState state,
            @Nullable Reason reason,
            @Nullable List<String> chosen,
            Map<String, Integer> lengths) {
        rows(task).add(new TaskRunState(graph.task(task).name(), mapIndex, state, reason, chosen, lengths));
    }

    private boolean isOver(int task) {
        TaskRows own = rows(task);
        if (graph.producer(task) < 0 || own.whole.state().isFinal()) {
            return own.whole.state().isFinal();
        }
        int length = length(task);
        for (int i = 0; i < length; i++) {
            if (!own.instances.getOrDefault(i, TaskState.PENDING).isFinal()) {
                return false;
            }
        }
        return length > 0;
    }

    /** The ends of a task, as {@link Verdict} bits. */
    private int ends(int task) {
        boolean allowed = graph.task(task).allowFailure();
        TaskRows own = rows(task);
        if (graph.producer(task) < 0 || own.whole.state().isFinal()) {
            return own.whole.state().isFinal() ? Verdict.end(own.whole.state(), allowed) : 0;
        }
        int ends = 0;
        int length = length(task);
        for (int i = 0; i < length; i++) {
            TaskState state = own.instances.getOrDefault(i, TaskState.PENDING);
            ends |= state.isFinal() ? Verdict.end(state, allowed) : 0;
        }
        return ends;
    }

    /** How many instances a mapped task has, or will have: the length of the list at the root of a chain of mapped tasks. */
    private int length(int task) {
        int mapped = task;
        int producer = graph.producer(task);
        while (graph.producer(producer) >= 0) {
            if (rows(producer).whole.state().isFinal()) {
                return UNKNOWN;
            }
            mapped = producer;
            producer = graph.producer(mapped);
        }
        TaskRunState row = rows(producer).whole;
        Integer length = row.lengths().get(graph.task(mapped).name());
        if (length == null && row.state() == TaskState.SUCCEEDED) {
            throw RunPlan.lacksLength(graph, producer, mapped);
        }
        return length == null ? UNKNOWN : length;
    }

    private TaskRows rows(int task) {
        TaskRows rows = read.get(task);
        if (rows == null) {
            throw new IllegalStateException(
                    "the rows of task " + graph.task(task).name() + " were not read");
        }
        return rows;
    }

    private void loadWithUpstreams(Collection<Integer> tasks) {
        var all = new LinkedHashSet<>(tasks);
        for (int task : tasks) {
            for (int upstream : graph.upstreams(task)) {
                all.add(upstream);
            }
        }
        load(all);
    }

    /** Reads tasks that were not read yet, with the producers that say how many instances they have. */
    private void load(Collection<Integer> tasks) {
        Set<String> names = new LinkedHashSet<>();
        for (int task : tasks) {
            for (int each = task; each >= 0 && !read.containsKey(each); each = graph.producer(each)) {
                String name = graph.task(each).name();
                read.put(each, new TaskRows(name));
                names.add(name);
            }
        }
        if (!names.isEmpty()) {
            store.of(names).forEach(row -> rows(graph.index(row.task())).add(row));
        }
    }
}
