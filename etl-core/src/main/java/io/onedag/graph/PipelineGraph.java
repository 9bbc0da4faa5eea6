package io.onedag.graph;

import io.onedag.ForEach;
import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.TriggerRule;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A checked pipeline, compiled to indexes: task i is the i-th of the definition. Immutable and thread-safe.
 *
 * <p>A definition whose tasks need only earlier ones is in order as it stands; any other is ordered when someone asks. A process of one
 * attempt does without JGraphT for that.
 */
public final class PipelineGraph {

    private final Pipeline pipeline;
    private final TaskDefinition[] tasks;
    private final Map<String, Integer> index;
    private final int[][] upstreams;
    private final int[][] successors;
    private final int[] producers;
    // Beside the definitions, so that what is asked of each edge of each run is found in one place.
    private final TriggerRule[] rules;
    private final boolean[] branching;
    private volatile int @Nullable [] order;

    private PipelineGraph(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.tasks = pipeline.tasks().toArray(new TaskDefinition[0]);
        this.index = new HashMap<>(tasks.length * 2);
        for (int i = 0; i < tasks.length; i++) {
            index.put(tasks[i].name(), i);
        }
        this.upstreams = new int[tasks.length][];
        int[] degree = new int[tasks.length];
        boolean inOrder = true;
        for (int i = 0; i < tasks.length; i++) {
            List<String> needs = tasks[i].needs();
            upstreams[i] = new int[needs.size()];
            for (int k = 0; k < needs.size(); k++) {
                int upstream = index(needs.get(k));
                upstreams[i][k] = upstream;
                degree[upstream]++;
                inOrder &= upstream < i;
            }
        }
        this.successors = new int[tasks.length][];
        for (int i = 0; i < tasks.length; i++) {
            successors[i] = new int[degree[i]];
        }
        for (int i = tasks.length - 1; i >= 0; i--) {
            for (int upstream : upstreams[i]) {
                successors[upstream][--degree[upstream]] = i;
            }
        }
        this.producers = new int[tasks.length];
        for (int i = 0; i < tasks.length; i++) {
            ForEach forEach = tasks[i].forEach();
            producers[i] = forEach == null ? -1 : index(forEach.task());
        }
        this.rules = new TriggerRule[tasks.length];
        this.branching = new boolean[tasks.length];
        for (int i = 0; i < tasks.length; i++) {
            rules[i] = tasks[i].when();
            branching[i] = tasks[i].isBranching();
        }
        this.order = inOrder ? identity(tasks.length) : null;
    }

    /** Compiles a pipeline. */
    public static PipelineGraph of(Pipeline pipeline) {
        return new PipelineGraph(pipeline);
    }

    /** The pipeline. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** How many tasks there are. */
    public int size() {
        return tasks.length;
    }

    /** A task by index. */
    public TaskDefinition task(int task) {
        return tasks[task];
    }

    /**
     * The index of a task.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public int index(String name) {
        Integer found = index.get(name);
        if (found == null) {
            throw new IllegalArgumentException("pipeline \"" + pipeline.name() + "\" has no task \"" + name + "\"");
        }
        return found;
    }

    /** The direct upstreams of a task, in the order of its {@code needs}. Not to be changed. */
    public int[] upstreams(int task) {
        return upstreams[task];
    }

    /** The direct successors of a task, in the order of the definition. Not to be changed. */
    public int[] successors(int task) {
        return successors[task];
    }

    /** The upstream whose list a mapped task is mapped over; -1: it isn't mapped. */
    public int producer(int task) {
        return producers[task];
    }

    /** The trigger rule of a task. */
    public TriggerRule rule(int task) {
        return rules[task];
    }

    /** Whether a task chooses which of its successors run. */
    public boolean isBranching(int task) {
        return branching[task];
    }

    /** All tasks, upstreams first. Not to be changed. */
    public int[] order() {
        int[] known = order;
        if (known == null) {
            known = topological();
            order = known;
        }
        return known;
    }

    /** Upstreams first; among equals the earlier defined first, as {@link Dependencies#order} has it. */
    private int[] topological() {
        int[] sorted = new int[tasks.length];
        int[] waiting = new int[tasks.length];
        var free = new PriorityQueue<Integer>();
        for (int task = 0; task < tasks.length; task++) {
            waiting[task] = upstreams[task].length;
            if (waiting[task] == 0) {
                free.add(task);
            }
        }
        int at = 0;
        for (Integer next = free.poll(); next != null; next = free.poll()) {
            sorted[at++] = next;
            for (int successor : successors[next]) {
                if (--waiting[successor] == 0) {
                    free.add(successor);
                }
            }
        }
        return sorted;
    }

    /** The tasks in {@code from} and all that come after them. */
    public BitSet withDescendants(Collection<Integer> from) {
        var reached = new BitSet(tasks.length);
        int[] stack = new int[tasks.length];
        int top = 0;
        for (int task : from) {
            if (!reached.get(task)) {
                reached.set(task);
                stack[top++] = task;
            }
        }
        while (top > 0) {
            for (int successor : successors[stack[--top]]) {
                if (!reached.get(successor)) {
                    reached.set(successor);
                    stack[top++] = successor;
                }
            }
        }
        return reached;
    }

    /** The chain of tasks with the largest sum of weights: no run can be faster than it. */
    public List<String> criticalPath(ToDoubleFunction<TaskDefinition> weight) {
        return dependencies().heaviestPath(name -> weight.applyAsDouble(pipeline.task(name)));
    }

    private Dependencies dependencies() {
        var needs = new LinkedHashMap<String, List<String>>();
        pipeline.tasks().forEach(task -> needs.put(task.name(), task.needs()));
        return new Dependencies(needs);
    }

    private static int[] identity(int size) {
        int[] all = new int[size];
        for (int i = 0; i < size; i++) {
            all[i] = i;
        }
        return all;
    }
}
