package io.onedag.driven;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.attempt.Outputs;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Outcome;
import io.onedag.plan.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the record follows what the driver says of a run's tasks: what it calls over is over, and what it has put back is put back with the
 * next round.
 *
 * <p>The driver hears of an end later than the store does, and what it said is a moment old when it is read. So nothing is taken from it
 * about what began after it was asked, and only a task that it doesn't call running counts as put back.
 */
final class Reconciled {

    /** By how much the clocks of two machines may differ. */
    private static final Duration SKEW = Duration.ofSeconds(1);

    private final PipelineGraph graph;
    private final RunRecord run;
    private final RecordedRun recorded;
    private final DriverStates states;
    private final Instant now;

    Reconciled(PipelineGraph graph, RunRecord run, RecordedRun recorded, DriverStates states, Instant now) {
        this.graph = graph;
        this.run = run;
        this.recorded = recorded;
        this.states = states;
        this.now = now;
    }

    /** The changes that let the record follow; none is of the task run {@code but}. */
    List<RunChange.Write> writes(TaskKey but) {
        var marks = new ArrayList<RunChange.Write>();
        mark(but, false, marks, List.of());
        if (marks.isEmpty() && !saysMore(but)) {
            return marks;
        }
        PlannedRun planned = recorded.planned();
        planned.reopen(but.task(), but.mapIndex());
        apply(marks, planned);
        PlannedRun.Following following = planned.follow(run.round(), now);
        marks.addAll(following.writes());
        mark(but, true, marks, following.decided());
        return marks;
    }

    private void apply(List<RunChange.Write> marks, PlannedRun planned) {
        for (RunChange.Write each : marks) {
            var mark = (RunChange.Mark) each;
            planned.set(mark.task(), mark.mapIndex(), Marked.outcome(mark, graph));
        }
    }

    /** Whether the driver calls something over that has no end on record. */
    private boolean saysMore(TaskKey but) {
        for (int task = 0; task < graph.size(); task++) {
            String name = graph.task(task).name();
            for (int mapIndex : states.indexes(name)) {
                TaskState said = states.state(name, mapIndex);
                TaskRunRecord row = recorded.find(name, mapIndex);
                if (said != null
                        && said.isFinal()
                        && (row == null || !row.state().isFinal())
                        && isMarkable(task, mapIndex, but, row)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Adds what the driver calls over.
     *
     * @param skips whether those that it calls skipped or the like are meant, which are the plan's to decide first
     */
    private void mark(TaskKey but, boolean skips, List<RunChange.Write> to, List<Ended.Decided> decided) {
        for (int task = 0; task < graph.size(); task++) {
            TaskDefinition definition = graph.task(task);
            for (int mapIndex : states.indexes(definition.name())) {
                TaskState said = states.state(definition.name(), mapIndex);
                if (said == null || !said.isFinal() || isAttempted(said) == skips) {
                    continue;
                }
                TaskRunRecord row = recorded.find(definition.name(), mapIndex);
                if (!isMarkable(task, mapIndex, but, row)
                        || isIn(decided, definition.name(), mapIndex)
                        || (row != null && row.state().isFinal() && !outweighs(said, row))) {
                    continue;
                }
                RunChange.Write early = row == null && skips ? early(task, mapIndex, said, but) : null;
                to.add(early == null ? mark(definition, mapIndex, said, row) : early);
            }
        }
    }

    /**
     * A driver may decide that a task won't run while some of its upstreams are under way, the plan when all are over. It isn't a mark when
     * the plan says the same should these succeed.
     */
    private RunChange.@Nullable Write early(int task, int mapIndex, TaskState said, TaskKey but) {
        PlannedRun planned = recorded.planned();
        for (int need : graph.upstreams(task)) {
            TaskDefinition upstream = graph.task(need);
            for (int index : states.indexes(upstream.name())) {
                TaskRunRecord row = recorded.find(upstream.name(), index);
                boolean begins = index == but.mapIndex() && upstream.name().equals(but.task());
                if (begins || row == null || !row.state().isFinal()) {
                    TaskState end = states.state(upstream.name(), index);
                    planned.set(upstream.name(), index, asIfOver(upstream, index, end));
                }
            }
        }
        for (RunChange.Write each : planned.follow(run.round(), now).writes()) {
            if (each instanceof RunChange.Decision decision
                    && decision.task().equals(graph.task(task).name())
                    && decision.mapIndex() == mapIndex
                    && decision.state() == said) {
                return decision;
            }
        }
        return null;
    }

    private Outcome asIfOver(TaskDefinition task, int mapIndex, @Nullable TaskState said) {
        TaskState end = said == null || !said.isFinal() ? TaskState.SUCCEEDED : said;
        boolean succeeds = end == TaskState.SUCCEEDED;
        return new Outcome(
                end,
                succeeds ? null : Reason.DRIVER,
                succeeds && task.isBranching() ? task.branch() : null,
                succeeds && mapIndex < 0 ? Outputs.noLengths(graph, graph.index(task.name())) : Map.of());
    }

    private static boolean isAttempted(TaskState state) {
        return state == TaskState.SUCCEEDED || state == TaskState.FAILED;
    }

    /** Whether the driver's word changes an end on record. Both say that it didn't run: then the plan's word is the finer one. */
    private static boolean outweighs(TaskState said, TaskRunRecord row) {
        if (said == row.state() || row.state() == TaskState.CANCELLED) {
            return false;
        }
        return isAttempted(said) || isAttempted(row.state());
    }

    private boolean isMarkable(int task, int mapIndex, TaskKey but, @Nullable TaskRunRecord row) {
        String name = graph.task(task).name();
        if (mapIndex == but.mapIndex() && name.equals(but.task())) {
            return false;
        }
        if (mapIndex < 0 ? graph.producer(task) >= 0 && hasInstances(name) : !recorded.hasPlaceFor(task, mapIndex)) {
            return false;
        }
        return row == null || isOlder(row);
    }

    private boolean hasInstances(String task) {
        for (TaskRunRecord each : recorded.rows()) {
            if (each.mapIndex() >= 0 && each.task().equals(task)) {
                return true;
            }
        }
        return false;
    }

    /** Whether what is on record was there when the driver was asked. */
    private boolean isOlder(TaskRunRecord row) {
        Instant since = row.startedAt() == null ? row.endedAt() : row.startedAt();
        return since == null || since.isBefore(states.takenAt().minus(SKEW));
    }

    private static boolean isIn(List<Ended.Decided> decided, String task, int mapIndex) {
        for (Ended.Decided each : decided) {
            if (each.key().mapIndex() == mapIndex && each.key().task().equals(task)) {
                return true;
            }
        }
        return false;
    }

    private RunChange.Mark mark(TaskDefinition task, int mapIndex, TaskState said, @Nullable TaskRunRecord row) {
        return Marked.of(task, mapIndex, said, row, run, now);
    }

    /** The task runs but one that are over on record and not at the driver: someone put them back there. */
    List<TaskKey> cleared(TaskKey but) {
        var cleared = new ArrayList<TaskKey>();
        for (TaskRunRecord each : recorded.rows()) {
            boolean other = each.mapIndex() != but.mapIndex() || !each.task().equals(but.task());
            if (other && each.state().isFinal() && isCleared(each)) {
                cleared.add(new TaskKey(each.task(), each.mapIndex()));
            }
        }
        return cleared;
    }

    private boolean isCleared(TaskRunRecord row) {
        if (!graph.pipeline().hasTask(row.task()) || !isOlder(row)) {
            return false;
        }
        if (states.names(row.task(), row.mapIndex())) {
            return states.state(row.task(), row.mapIndex()) == null;
        }
        // A mapped task that had nothing to map over, and has instances at the driver.
        return row.mapIndex() < 0 && states.state(row.task(), 0) == null && states.names(row.task(), 0);
    }
}
