package io.onedag.cli.drawing;

import io.onedag.TaskState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a drawing shows of a run.
 *
 * @param caption of the run, in a line
 * @param tasks how each task stands, by its name
 */
public record RunLook(String caption, Map<String, TaskLook> tasks) {

    /**
     * How a task stands.
     *
     * @param state its state; of a mapped task the worst of its instances, or the one that is least far
     * @param instances how many instances of a mapped task are in which state; else empty
     * @param took how long it took, or has taken; null: it hasn't begun
     * @param attempts how many attempts there were, those of all instances together
     * @param allowedFailure whether it failed with leave
     */
    public record TaskLook(
            TaskState state,
            Map<TaskState, Integer> instances,
            @Nullable Duration took,
            int attempts,
            boolean allowedFailure) {

        /** How several tasks stand together, as the instances of one would. */
        public static TaskLook together(List<TaskLook> looks) {
            var counts = new EnumMap<TaskState, Integer>(TaskState.class);
            Duration longest = null;
            int attempts = 0;
            boolean allowed = true;
            for (TaskLook each : looks) {
                counts.merge(each.state(), 1, Integer::sum);
                if (each.took() != null && (longest == null || each.took().compareTo(longest) > 0)) {
                    longest = each.took();
                }
                attempts += each.attempts();
                allowed &= each.state() != TaskState.FAILED || each.allowedFailure();
            }
            return new TaskLook(
                    told(counts), counts, longest, attempts, allowed && counts.containsKey(TaskState.FAILED));
        }
    }

    /** Of several states the one that is told: what is under way first, then the worst. */
    private static final List<TaskState> TOLD = List.of(
            TaskState.RUNNING,
            TaskState.RETRY_WAIT,
            TaskState.READY,
            TaskState.PENDING,
            TaskState.FAILED,
            TaskState.UPSTREAM_FAILED,
            TaskState.CANCELLED,
            TaskState.SUCCEEDED,
            TaskState.SKIPPED);

    /** The state that stands for several: what is under way first, then the worst. */
    public static TaskState told(Map<TaskState, Integer> counts) {
        return TOLD.stream().filter(counts::containsKey).findFirst().orElse(TaskState.PENDING);
    }
}
