package io.onedag.driven;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.Failure;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.StaleLeaseException;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Reason;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The transaction in which an attempt is cut off, and its run perhaps with it. */
final class Interrupting implements DrivenRun.Work<Ended> {

    private final PipelineGraph graph;
    private final DrivenRequest request;
    private final long generation;
    private final DriversWord word;
    private final Instant now;

    Interrupting(PipelineGraph graph, DrivenRequest request, long generation, DriversWord word, Instant now) {
        this.graph = graph;
        this.request = request;
        this.generation = generation;
        this.word = word;
        this.now = now;
    }

    /**
     * Puts it on record, with all that follows.
     *
     * @throws StaleLeaseException when the attempt isn't the task run's latest any more
     */
    @Override
    public Ended with(DrivenRun driven) {
        RecordedRun recorded = RecordedRun.read(driven, graph, request.task());
        TaskRunRecord row = Finishing.current(driven.run(), recorded, request, generation);
        return switch (word.run()) {
            case FAILED -> cut(driven, recorded);
            case SUCCESS -> settled(driven, recorded, row);
            case RUNNING ->
                switch (word.task()) {
                    case SUCCESS -> marked(driven, recorded, row, TaskState.SUCCEEDED);
                    case FAILED -> marked(driven, recorded, row, TaskState.FAILED);
                    case SKIPPED -> marked(driven, recorded, row, TaskState.SKIPPED);
                    case NONE, RESTARTING -> interrupted(driven, row);
                };
        };
    }

    /** Nothing is over: whether there is another attempt is the driver's to say. */
    private Ended interrupted(DrivenRun driven, TaskRunRecord row) {
        String why = word.task() == DriversWord.Task.RESTARTING
                ? "was cleared in " + request.driver() + " while it ran"
                : "was ended from outside before it was done";
        var failure = new Failure("Interrupted", "attempt " + row.attempt() + " " + why, null, false);
        driven.apply(new RunChange(List.of(Outcomes.of(row, TaskState.READY, null, failure, false, now)), null));
        return new Ended(false, TaskState.READY, null, failure, null, false, List.of(), null);
    }

    /** Someone marked the task run. */
    private Ended marked(DrivenRun driven, RecordedRun recorded, TaskRunRecord row, TaskState state) {
        RunRecord run = driven.run();
        RunChange.Mark mark = mark(run, row, state);
        PlannedRun planned = recorded.planned();
        planned.set(request.task(), request.mapIndex(), Marked.outcome(mark, graph));
        PlannedRun.Following following = planned.follow(run.round(), now);
        var writes = new ArrayList<RunChange.Write>();
        writes.add(mark);
        writes.addAll(following.writes());
        return end(driven, writes, following.decided(), mark, following.end(run));
    }

    /** Someone marked the run as a success: what hasn't ended won't run. Or it is one, now that its last task was marked. */
    private Ended settled(DrivenRun driven, RecordedRun recorded, TaskRunRecord row) {
        RunRecord run = driven.run();
        TaskState said = switch (word.task()) {
            case SKIPPED -> TaskState.SKIPPED;
            case FAILED -> TaskState.FAILED; // one that the run allows to fail
            case SUCCESS, NONE, RESTARTING -> TaskState.SUCCEEDED;
        };
        RunChange.Mark mark = mark(run, row, said);
        var writes = new ArrayList<RunChange.Write>();
        var decided = new ArrayList<Ended.Decided>();
        writes.add(mark);
        PlannedRun planned = recorded.planned();
        planned.set(request.task(), request.mapIndex(), Marked.outcome(mark, graph));
        PlannedRun.Following following = planned.follow(run.round(), now);
        RunChange.End byItself = following.end(run);
        if (byItself != null && byItself.state() == RunState.SUCCEEDED) {
            writes.addAll(following.writes());
            return end(driven, writes, following.decided(), mark, byItself);
        }
        for (Ended.Decided each :
                rest(planned.cut(Reason.DRIVER, run.round(), now).decided(), recorded)) {
            if (isOwn(each.key())) {
                continue;
            }
            TaskDefinition task = graph.pipeline().task(each.key().task());
            TaskRunRecord old = recorded.find(task.name(), each.key().mapIndex());
            writes.add(Marked.of(task, each.key().mapIndex(), TaskState.SKIPPED, old, run, now));
            decided.add(new Ended.Decided(each.key(), TaskState.SKIPPED, Reason.DRIVER));
        }
        var end = new RunChange.End(RunState.SUCCEEDED, "marked as a success in " + run.driver(), now);
        return end(driven, writes, decided, mark, end);
    }

    /** The run was cancelled, or it timed out. */
    private Ended cut(DrivenRun driven, RecordedRun recorded) {
        RunRecord run = driven.run();
        Pipeline pipeline = graph.pipeline();
        Duration limit = pipeline.timeout().orElse(null);
        boolean timedOut = limit != null
                && switch (word.task()) {
                    case SKIPPED -> true; // so it calls what its time limit cut off
                    case FAILED -> false; // and so what a person ended, however late
                    case SUCCESS, NONE, RESTARTING -> hasPassed(run, limit);
                };
        Reason reason = timedOut ? Reason.RUN_TIMEOUT : Reason.CANCELLED;
        String why = timedOut && limit != null
                ? "the run timed out after " + Durations.format(limit)
                : "cancelled in " + run.driver();
        var writes = new ArrayList<RunChange.Write>();
        var decided = new ArrayList<Ended.Decided>();
        for (Ended.Decided each :
                rest(recorded.planned().cut(reason, run.round(), now).decided(), recorded)) {
            TaskRunRecord old = recorded.find(each.key().task(), each.key().mapIndex());
            int round = old == null ? run.round() : old.round();
            writes.add(new RunChange.Decision(
                    each.key().task(), each.key().mapIndex(), round, TaskState.CANCELLED, reason, now));
            if (!isOwn(each.key())) {
                decided.add(new Ended.Decided(each.key(), TaskState.CANCELLED, reason));
            }
        }
        var end = new RunChange.End(timedOut ? RunState.FAILED : RunState.CANCELLED, why, now);
        driven.apply(new RunChange(writes, end));
        return new Ended(
                false,
                TaskState.CANCELLED,
                reason,
                new Failure("Cancelled", why, null, false),
                null,
                false,
                decided,
                Outcomes.closing(end));
    }

    private boolean isOwn(TaskKey key) {
        return key.mapIndex() == request.mapIndex() && key.task().equals(request.task());
    }

    private boolean hasPassed(RunRecord run, Duration limit) {
        Instant since = run.startedAt() == null ? run.createdAt() : run.startedAt();
        return !now.isBefore(since.plus(limit));
    }

    /** What a cut reaches: what the plan had not begun, and what is under way or waits for its retry. */
    private static List<Ended.Decided> rest(List<Ended.Decided> notBegun, RecordedRun recorded) {
        var all = new ArrayList<>(notBegun);
        for (TaskRunRecord each : recorded.rows()) {
            if (each.state() == TaskState.RUNNING || each.state() == TaskState.RETRY_WAIT) {
                all.add(new Ended.Decided(new TaskKey(each.task(), each.mapIndex()), TaskState.CANCELLED, null));
            }
        }
        return all;
    }

    private RunChange.Mark mark(RunRecord run, TaskRunRecord row, TaskState state) {
        TaskDefinition task = graph.pipeline().task(request.task());
        var failure = new Failure(
                "Marked",
                "marked " + state + " in " + run.driver() + " while attempt " + row.attempt() + " ran",
                null,
                false);
        return new RunChange.Mark(
                task.name(),
                request.mapIndex(),
                row.round(),
                state,
                now,
                state == TaskState.SUCCEEDED && task.isBranching() ? task.branch() : null,
                failure,
                state == TaskState.FAILED && task.allowFailure());
    }

    private static Ended end(
            DrivenRun driven,
            List<RunChange.Write> writes,
            List<Ended.Decided> decided,
            RunChange.Mark mark,
            RunChange.@org.jspecify.annotations.Nullable End end) {
        RunRecord run = driven.run();
        driven.apply(new RunChange(writes, end));
        return new Ended(
                false,
                mark.state(),
                Reason.DRIVER,
                mark.error(),
                null,
                mark.allowedFailure(),
                decided,
                Outcomes.closing(end));
    }
}
