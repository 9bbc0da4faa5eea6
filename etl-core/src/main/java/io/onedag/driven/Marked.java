package io.onedag.driven;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.attempt.Outputs;
import io.onedag.engine.Failure;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunRecord;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Outcome;
import io.onedag.plan.Reason;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the driver's word on a task run becomes on record. */
final class Marked {

    private Marked() {}

    /**
     * The mark. A branching task that is marked as a success counts as having chosen all its branches: so its driver goes on.
     *
     * @param row what is on record so far, or null
     */
    static RunChange.Mark of(
            TaskDefinition task,
            int mapIndex,
            TaskState said,
            @Nullable TaskRunRecord row,
            RunRecord run,
            Instant now) {
        return new RunChange.Mark(
                task.name(),
                mapIndex,
                run.round(),
                said,
                now,
                said == TaskState.SUCCEEDED && task.isBranching() ? task.branch() : null,
                why(said, row, run),
                said == TaskState.FAILED && task.allowFailure());
    }

    private static Failure why(TaskState said, @Nullable TaskRunRecord row, RunRecord run) {
        if (said == TaskState.FAILED && row != null && row.state() == TaskState.RUNNING) {
            return new Failure(
                    "Lost",
                    "attempt " + row.attempt() + " ended without recording how: " + run.driver()
                            + " has it as failed. Its log there says more",
                    null,
                    false);
        }
        boolean gaveUp = said == TaskState.FAILED
                && row != null
                && (row.state() == TaskState.RETRY_WAIT || row.state() == TaskState.READY);
        Failure last = gaveUp ? row.error() : null;
        if (last != null) { // the driver made no further attempt: why the last one ended is what matters
            return last;
        }
        String before = row != null && row.state().isFinal() ? "; it had ended " + row.state() : "";
        return new Failure("Marked", "marked " + said + " in " + run.driver() + before, null, false);
    }

    /** A mark as the plan sees it: a success without an output gives nothing to map over. */
    static Outcome outcome(RunChange.Mark mark, PipelineGraph graph) {
        boolean producer = mark.state() == TaskState.SUCCEEDED && mark.mapIndex() < 0;
        return new Outcome(
                mark.state(),
                Reason.DRIVER,
                mark.branch(),
                producer ? Outputs.noLengths(graph, graph.index(mark.task())) : Map.of());
    }
}
