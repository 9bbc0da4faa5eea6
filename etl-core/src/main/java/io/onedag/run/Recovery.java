package io.onedag.run;

import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.attempt.ProcessTree;
import io.onedag.engine.Failure;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what becomes of attempts that were lost with their process: they are run again, but for an effect that may happen once, whose
 * outcome nobody knows, and for a task run that was lost too often.
 */
final class Recovery {

    private Recovery() {}

    /** The writes that free all RUNNING task runs of a run whose process is gone. */
    static List<RunChange.Write> of(
            PipelineGraph graph, Collection<TaskRunRecord> records, String lostWith, Instant now) {
        var writes = new ArrayList<RunChange.Write>();
        for (TaskRunRecord on : records) {
            if (on.state() == TaskState.RUNNING) {
                writes.add(recover(graph.pipeline().task(on.task()), on, lostWith, now));
            }
        }
        return writes;
    }

    /** Ends what those lost attempts left behind that don't run again: of the others, the next attempt does. */
    static void endRemains(Collection<TaskRunRecord> records, Collection<RunChange.Write> writes) {
        Set<RunStore.TaskKey> givenUp = writes.stream()
                .filter(write -> write instanceof RunChange.Outcome outcome
                        && outcome.state().isFinal())
                .map(write -> new RunStore.TaskKey(write.task(), write.mapIndex()))
                .collect(Collectors.toSet());
        for (TaskRunRecord on : records) {
            OsProcess process = on.process();
            if (process != null && givenUp.contains(new RunStore.TaskKey(on.task(), on.mapIndex()))) {
                ProcessTree.endRemains(process);
            }
        }
    }

    /** An attempt that was lost with its process, and what became of its task run. */
    record Lost(RunListener.TaskEvent attempt, RunListener.End end) {}

    /** The lost attempts that these writes freed. */
    static List<Lost> lost(Pipeline pipeline, Collection<TaskRunRecord> records, Collection<RunChange.Write> writes) {
        Map<RunStore.TaskKey, TaskRunRecord> running = records.stream()
                .filter(on -> on.state() == TaskState.RUNNING)
                .collect(Collectors.toMap(on -> new RunStore.TaskKey(on.task(), on.mapIndex()), on -> on));
        var lost = new ArrayList<Lost>();
        for (RunChange.Write write : writes) {
            TaskRunRecord on = running.get(new RunStore.TaskKey(write.task(), write.mapIndex()));
            if (on != null && write instanceof RunChange.Outcome outcome) {
                int maxAttempts = pipeline.task(on.task()).retry().maxAttempts() + on.recoveries();
                lost.add(new Lost(
                        new RunListener.TaskEvent(on.task(), on.mapIndex(), on.round(), on.attempt(), maxAttempts),
                        new RunListener.End(
                                outcome.state(),
                                outcome.reason(),
                                Duration.ZERO,
                                outcome.error(),
                                null,
                                null,
                                outcome.allowedFailure(),
                                outcome.rows())));
            }
        }
        return lost;
    }

    private static RunChange.Write recover(TaskDefinition task, TaskRunRecord on, String lostWith, Instant now) {
        String lost = "attempt " + on.attempt() + " was lost with its process (" + lostWith + ")";
        if (task.effect() == Effect.ONCE) {
            var failure = new Failure(
                    "Lost", lost + "; its effect may have happened: outcome unknown, a person decides", null, true);
            return end(on, TaskState.FAILED, Reason.OUTCOME_UNKNOWN, failure, task.allowFailure(), now);
        }
        if (on.recoveries() + 1 > task.maxRecoveries()) {
            var failure = new Failure(
                    "Lost",
                    lost + ", the " + (on.recoveries() + 1) + "th time in this round; max_recoveries is "
                            + task.maxRecoveries(),
                    null,
                    true);
            return end(on, TaskState.FAILED, Reason.RECOVERIES_EXHAUSTED, failure, task.allowFailure(), now);
        }
        return end(on, TaskState.READY, null, new Failure("Lost", lost + "; it runs again", null, false), false, now);
    }

    private static RunChange.Write end(
            TaskRunRecord on,
            TaskState state,
            @org.jspecify.annotations.Nullable Reason reason,
            Failure failure,
            boolean allowed,
            Instant now) {
        return new RunChange.Outcome(
                on.task(),
                on.mapIndex(),
                on.generation(),
                state,
                reason,
                now,
                null,
                null,
                null,
                failure,
                allowed,
                Rows.NONE);
    }
}
