package io.onedag.run;

import io.onedag.TaskState;
import io.onedag.attempt.Outputs;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.TaskRunState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads a plan off what a store has on record. */
public final class Records {

    private Records() {}

    /** The task runs that are not PENDING, as the plan reads them. */
    public static List<TaskRunState> states(PipelineGraph graph, Collection<TaskRunRecord> records) {
        var states = new ArrayList<TaskRunState>(records.size());
        for (TaskRunRecord record : records) {
            if (record.state() != TaskState.PENDING && graph.pipeline().hasTask(record.task())) {
                int task = graph.index(record.task());
                boolean succeeded = record.state() == TaskState.SUCCEEDED && record.mapIndex() < 0;
                states.add(new TaskRunState(
                        record.task(),
                        record.mapIndex(),
                        record.state(),
                        record.reason(),
                        record.branch(),
                        succeeded ? Outputs.lengths(graph, task, record.output()) : java.util.Map.of()));
            }
        }
        return states;
    }
}
