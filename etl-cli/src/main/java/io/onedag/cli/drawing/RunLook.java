package io.onedag.cli.drawing;

import io.onedag.TaskState;
import java.time.Duration;
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
            boolean allowedFailure) {}
}
