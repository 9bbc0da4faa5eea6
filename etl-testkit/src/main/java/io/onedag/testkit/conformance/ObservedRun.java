package io.onedag.testkit.conformance;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.RunRecord;
import io.onedag.engine.TaskRunRecord;
import io.onedag.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as an engine gives it back.
 *
 * @param id what tells it from other runs
 * @param key its run key
 * @param state where it stands
 * @param reason why it ended so, for people; null: nothing to say
 * @param params its parameters as compact JSON; null: the engine doesn't tell
 * @param tasks its task runs; those that are PENDING or READY may be missing
 */
public record ObservedRun(
        String id,
        String key,
        RunState state,
        @Nullable String reason,
        @Nullable String params,
        List<ObservedTask> tasks) {

    public ObservedRun {
        tasks = List.copyOf(tasks);
    }

    /**
     * A task run.
     *
     * @param task the task's name
     * @param mapIndex the index of a mapped instance; -1: not mapped, or a mapped task without instances
     * @param state where it stands
     * @param reason what a final state came from; null: a success, or the engine doesn't tell
     * @param attempts attempts of all rounds
     * @param output its output as compact JSON; null: it has none
     * @param allowedFailure whether its failure is allowed
     * @param error why its latest attempt failed; null: it didn't
     * @param rowsWritten how many rows its latest attempt counted as written
     */
    public record ObservedTask(
            String task,
            int mapIndex,
            TaskState state,
            @Nullable String reason,
            int attempts,
            @Nullable String output,
            boolean allowedFailure,
            @Nullable String error,
            long rowsWritten) {

        /** {@code name}, or {@code name[index]}. */
        public String label() {
            return mapIndex < 0 ? task : task + "[" + mapIndex + "]";
        }

        /** In a line. */
        @Override
        public String toString() {
            return label() + " " + state + (reason == null ? "" : " (" + reason + ")") + ", attempts " + attempts
                    + (output == null ? "" : ", output " + shortened(output))
                    + (allowedFailure ? ", allowed" : "")
                    + (error == null ? "" : ", error " + shortened(error));
        }

        private static String shortened(String text) {
            return text.length() <= 200 ? text : text.substring(0, 200) + "… (" + text.length() + " characters)";
        }
    }

    /** A run as a store has it. */
    public static ObservedRun of(RunRecord run, Collection<TaskRunRecord> tasks) {
        return new ObservedRun(
                run.id().toString(),
                run.key(),
                run.state(),
                run.reason(),
                Json.write(Json.parse(run.params())),
                tasks.stream().map(ObservedRun::task).toList());
    }

    private static ObservedTask task(TaskRunRecord on) {
        return new ObservedTask(
                on.task(),
                on.mapIndex(),
                on.state(),
                on.reason() == null ? null : on.reason().name(),
                on.attempts(),
                on.output(),
                on.allowedFailure(),
                on.error() == null ? null : on.error().message(),
                on.rows().written());
    }

    /** A task run by its label. */
    public Optional<ObservedTask> find(String label) {
        return tasks.stream().filter(task -> task.label().equals(label)).findFirst();
    }
}
