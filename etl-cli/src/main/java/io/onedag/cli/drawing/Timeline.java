package io.onedag.cli.drawing;

import io.onedag.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When what happened in a run.
 *
 * @param title of the pipeline
 * @param caption of the run, in a line
 * @param start when its first task could start
 * @param end when it ended, or now
 * @param rows a row for each task run, or for all instances of a task that has many
 */
public record Timeline(String title, String caption, Instant start, Instant end, List<Row> rows) {

    /**
     * A task run, or all instances of a mapped task.
     *
     * @param label its name
     * @param state its state
     * @param instances how many task runs it stands for
     * @param note what is said after its last bar
     * @param readyAt when its upstreams let it start; null: they didn't, or nobody knows
     * @param bars its attempts, in the order in which they started
     * @param lanes how many bars lie above each other; 1: none
     * @param decidedAt when it was decided that it won't run; null: it ran, or isn't decided
     * @param longest whether it is part of the chain of tasks that the end of the run waited for
     */
    public record Row(
            String label,
            TaskState state,
            int instances,
            String note,
            @Nullable Instant readyAt,
            List<Bar> bars,
            int lanes,
            @Nullable Instant decidedAt,
            boolean longest) {}

    /**
     * An attempt.
     *
     * @param state how it ended: READY lost with its process, RETRY_WAIT failed and tried again, RUNNING not yet, or a final state
     * @param lane where it lies, from 0 above
     * @param attempt its number
     * @param label of its task run
     */
    public record Bar(Instant start, Instant end, TaskState state, int lane, int attempt, String label) {}
}
