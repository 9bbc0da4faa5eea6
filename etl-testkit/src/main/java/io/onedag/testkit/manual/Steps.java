package io.onedag.testkit.manual;

import io.onedag.Pipeline;
import io.onedag.TaskState;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.RunPlan;
import io.onedag.testkit.TestClock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The task runs of one run that are ready, under way or waiting for a retry, and which of them may go on. Confined by its run. */
final class Steps {

    private static final int NOT_MAPPED = -1;

    private final ManualEngine engine;
    private final PipelineGraph graph;
    private final Pipeline pipeline;
    private final RunPlan plan;
    private final TestClock clock;
    private final History history;
    private final Map<String, Step> steps = new LinkedHashMap<>();

    Steps(ManualEngine engine, PipelineGraph graph, RunPlan plan, TestClock clock, History history) {
        this.engine = engine;
        this.graph = graph;
        this.pipeline = graph.pipeline();
        this.plan = plan;
        this.clock = clock;
        this.history = history;
    }

    void put(Step step) {
        steps.put(step.label, step);
    }

    @Nullable
    Step get(String label) {
        return steps.get(label);
    }

    @Nullable
    Step remove(String label) {
        return steps.remove(label);
    }

    Collection<Step> all() {
        return List.copyOf(steps.values());
    }

    boolean is(Step step, TaskState state) {
        return plan.state(step.task, step.mapIndex) == state;
    }

    /** Whether it is READY, or its retry is due. */
    boolean isReady(Step step) {
        return is(step, TaskState.READY)
                || (is(step, TaskState.RETRY_WAIT) && !due(step).isAfter(clock.instant()));
    }

    /** What could start now, the first to start first. */
    List<String> ready() {
        return steps.values().stream()
                .filter(this::isReady)
                .sorted(Comparator.comparingInt((Step step) -> -step.definition.priority())
                        .thenComparingLong(step -> step.order))
                .map(step -> step.label)
                .toList();
    }

    /** What has an attempt under way, the oldest first. */
    List<String> running() {
        return steps.values().stream()
                .filter(step -> is(step, TaskState.RUNNING))
                .sorted(Comparator.comparingLong(step -> history.started(step.label)))
                .map(step -> step.label)
                .toList();
    }

    /** When the next retry is due that isn't yet. */
    Optional<Instant> nextRetry() {
        return steps.values().stream()
                .filter(step -> is(step, TaskState.RETRY_WAIT) && !isReady(step))
                .map(Steps::due)
                .min(Comparator.naturalOrder());
    }

    /** What can be executed now. */
    Optional<String> next() {
        List<String> running = running();
        return running.isEmpty()
                ? ready().stream()
                        .filter(label -> noSlot(Objects.requireNonNull(steps.get(label))) == null)
                        .findFirst()
                : Optional.of(running.get(0));
    }

    /** How many slots of a pool are taken. */
    int taken(String pool) {
        return (int) steps.values().stream()
                .filter(step -> is(step, TaskState.RUNNING) && pool.equals(step.definition.pool()))
                .count();
    }

    /** Why a task run that is ready gets no slot, or null. */
    @Nullable
    String noSlot(Step step) {
        List<String> running = running();
        if (running.size() >= pipeline.maxParallelTasks()) {
            return "max_parallel_tasks is " + pipeline.maxParallelTasks() + ", and " + running + " are running";
        }
        String pool = step.definition.pool();
        if (pool != null) {
            int slots = pipeline.pools().getOrDefault(pool, 1);
            if (engine.taken(pool) >= slots) {
                return "pool \"" + pool + "\" has " + slots + (slots == 1 ? " slot" : " slots") + ", and none is free";
            }
        }
        return null;
    }

    /** Why a task run can't start, for people. */
    String notReady(String label) {
        Step step = steps.get(label);
        String ready = "; ready: " + ready();
        if (step != null) {
            return "task " + label + " is " + plan.state(step.task, step.mapIndex)
                    + (step.retryAt == null ? "" : " until " + step.retryAt + ", and it is " + clock) + ready;
        }
        String name = label.replaceFirst("\\[\\d+]$", "");
        int task = graph.index(name);
        int instances = plan.instances(task);
        return instances > 0 && name.equals(label)
                ? "task " + label + " is mapped: name one of its " + instances + " instances, like " + label + "[0]"
                : "task " + label + " is " + plan.state(task, NOT_MAPPED) + ready;
    }

    private static Instant due(Step step) {
        return step.retryAt == null ? Instant.MIN : step.retryAt;
    }
}
