package io.onedag.engine;

import io.onedag.Effect;
import io.onedag.Overlap;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.TaskDefinition;
import io.onedag.TriggerRule;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a pipeline may need of an engine. The one list feeds the validator, {@code onedag engines}, the documentation and the
 * conformance kit.
 */
public enum Capability {
    PARAMS("typed parameters", pipeline -> !pipeline.params().isEmpty(), task -> false),
    SCHEDULE("a cron schedule in a time zone", pipeline -> pipeline.schedule().isPresent(), task -> false),
    CATCHUP(
            "runs for intervals missed",
            pipeline -> pipeline.schedule().filter(s -> s.catchup()).isPresent(),
            task -> false),
    OVERLAP_SKIP(
            "an interval is skipped while a run is active",
            pipeline -> overlaps(pipeline, Overlap.SKIP),
            task -> false),
    OVERLAP_QUEUE("overlapping runs wait for each other", pipeline -> overlaps(pipeline, Overlap.QUEUE), task -> false),
    OVERLAP_ALLOW("overlapping runs run side by side", pipeline -> overlaps(pipeline, Overlap.ALLOW), task -> false),
    RUN_TIMEOUT("a timeout of the run", pipeline -> pipeline.timeout().isPresent(), task -> false),
    POOLS("pools of slots across runs", pipeline -> false, task -> task.pool() != null),
    PRIORITY("priorities among waiting tasks", pipeline -> false, task -> task.priority() != 0),
    ATTEMPT_TIMEOUT("a timeout of each attempt", pipeline -> false, task -> task.timeout() != null),
    RETRY(
            "further attempts after a delay",
            pipeline -> false,
            task -> task.retry().maxAttempts() > 1),
    BACKOFF(
            "delays that grow or shrink",
            pipeline -> false,
            task -> task.retry().maxAttempts() > 2 && task.retry().backoff() != 1.0),
    JITTER(
            "jittered delays",
            pipeline -> false,
            task -> retries(task.retry()) && task.retry().jitter() > 0),
    TRIGGER_RULES("trigger rules", pipeline -> false, task -> task.when() != TriggerRule.ALL_SUCCESS),
    BRANCH("branches", pipeline -> false, TaskDefinition::isBranching),
    MAP("mapping over an upstream's list", pipeline -> false, TaskDefinition::isMapped),
    NESTED_MAP("mapping over a mapped task", Capability::hasNestedMap, task -> false),
    GROUPS("groups of tasks", pipeline -> false, task -> task.group() != null),
    ALLOW_FAILURE("allowed failures", pipeline -> false, TaskDefinition::allowFailure),
    ALLOW_FAILURE_OF_BRANCH(
            "allowed failures of a branching task",
            pipeline -> false,
            task -> task.allowFailure() && task.isBranching()),
    NOTIFICATIONS(
            "notices of a run's end",
            pipeline -> !pipeline.onFailure().isEmpty() || !pipeline.onSuccess().isEmpty(),
            task -> false),
    EFFECT_TRANSACTIONAL(
            "effect and outcome in one transaction", pipeline -> false, task -> task.effect() == Effect.TRANSACTIONAL),
    EFFECT_ONCE("effects that happen at most once", pipeline -> false, task -> task.effect() == Effect.ONCE),
    MEMORY_LIMIT(
            "a memory limit of an attempt",
            pipeline -> false,
            task -> task.resources().memoryBytes() > 0);

    private final String meaning;
    private final Predicate<Pipeline> pipelineNeeds;
    private final Predicate<TaskDefinition> taskNeeds;

    Capability(String meaning, Predicate<Pipeline> pipelineNeeds, Predicate<TaskDefinition> taskNeeds) {
        this.meaning = meaning;
        this.pipelineNeeds = pipelineNeeds;
        this.taskNeeds = taskNeeds;
    }

    /** What it is, in a few words. */
    public String meaning() {
        return meaning;
    }

    /**
     * What a pipeline needs, with the tasks that need it (none: the pipeline as a whole does). Params, skips, parallel tasks, fatal
     * failures, outputs and cancellation are what being an engine means: they are no capabilities.
     */
    public static Map<Capability, List<String>> neededBy(Pipeline pipeline) {
        var needed = new EnumMap<Capability, List<String>>(Capability.class);
        for (Capability capability : values()) {
            List<String> tasks = pipeline.tasks().stream()
                    .filter(capability.taskNeeds)
                    .map(TaskDefinition::name)
                    .toList();
            if (!tasks.isEmpty() || capability.pipelineNeeds.test(pipeline)) {
                needed.put(capability, tasks);
            }
        }
        return needed;
    }

    private static boolean retries(RetryPolicy policy) {
        return policy.maxAttempts() > 1;
    }

    private static boolean overlaps(Pipeline pipeline, Overlap overlap) {
        return pipeline.schedule().filter(s -> s.overlap() == overlap).isPresent();
    }

    private static boolean hasNestedMap(Pipeline pipeline) {
        return pipeline.tasks().stream().anyMatch(task -> {
            var forEach = task.forEach();
            return forEach != null && pipeline.task(forEach.task()).isMapped();
        });
    }
}
