package io.onedag.driven;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Settlement;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunRecord;
import io.onedag.engine.StaleLeaseException;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The transaction in which an attempt ends by itself. */
final class Finishing implements DrivenRun.Work<Ended> {

    private final PipelineGraph graph;
    private final DrivenRequest request;
    private final long generation;
    private final AttemptResult result;
    private final Instant now;

    Finishing(PipelineGraph graph, DrivenRequest request, long generation, AttemptResult result, Instant now) {
        this.graph = graph;
        this.request = request;
        this.generation = generation;
        this.result = result;
        this.now = now;
    }

    /**
     * Puts it on record, with all that follows.
     *
     * @throws StaleLeaseException when the attempt isn't the task run's latest any more
     */
    @Override
    public Ended with(DrivenRun driven) {
        RunRecord run = driven.run();
        RecordedRun recorded = RecordedRun.read(driven, graph, request.task());
        TaskRunRecord row = current(run, recorded, request, generation);
        TaskDefinition task = graph.pipeline().task(request.task());
        // The driver counts lost attempts as well, so none is left out of the budget.
        Settlement settled = Settlement.of(task, result, request.attempt(), 0, null, ThreadLocalRandom.current());
        var writes = new ArrayList<RunChange.Write>();
        writes.add(Outcomes.of(row, settled, now));
        return finish(driven, recorded, writes, settled);
    }

    private Ended finish(DrivenRun driven, RecordedRun recorded, List<RunChange.Write> writes, Settlement settled) {
        List<Ended.Decided> decided = List.of();
        RunChange.End end = null;
        if (settled.state().isFinal()) {
            PlannedRun planned = recorded.planned();
            planned.set(request.task(), request.mapIndex(), settled.outcome());
            PlannedRun.Following following = planned.follow(driven.run().round(), now);
            writes.addAll(following.writes());
            decided = following.decided();
            end = following.end(driven.run());
        }
        driven.apply(new RunChange(writes, end));
        return new Ended(
                false,
                settled.state(),
                settled.reason(),
                settled.failure(),
                settled.retryIn(),
                settled.allowedFailure(),
                decided,
                Outcomes.closing(end));
    }

    /** The attempt's row, which is still its own. */
    static TaskRunRecord current(RunRecord run, RecordedRun recorded, DrivenRequest request, long generation) {
        TaskRunRecord row = recorded.find(request.task(), request.mapIndex());
        if (row == null || row.generation() != generation || row.state() != TaskState.RUNNING) {
            throw new StaleLeaseException(
                    run.id(),
                    "attempt " + request.attempt() + " of task " + request.task() + " is over"
                            + (row == null ? "" : ": the task run is " + row.state()));
        }
        return row;
    }
}
