package io.onedag.run;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.attempt.ProcessTree;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Decisions;
import io.onedag.plan.Reason;
import io.onedag.plan.RunPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Closes a run that nobody advances any more: what is unfinished is cancelled, as its driver would have done. */
final class CancelledRun {

    private CancelledRun() {}

    /** Its lost attempts have been {@linkplain Recovery recovered}. */
    static void close(RunStore store, RunLease lease, RunRecord run, String why) {
        Instant now = Instant.now();
        List<TaskRunRecord> records = store.taskRuns(run.id());
        var writes = new ArrayList<RunChange.Write>();
        for (TaskRunRecord on : records) {
            OsProcess remains = on.process();
            if (remains != null && !on.state().isFinal()) {
                ProcessTree.endRemains(remains);
            }
            if (on.state() == TaskState.RETRY_WAIT) {
                writes.add(new RunChange.Decision(
                        on.task(), on.mapIndex(), on.round(), TaskState.CANCELLED, Reason.CANCELLED, now));
            }
        }
        PipelineGraph graph = PipelineGraph.of(Definitions.toShow(run));
        RunPlan plan = RunPlan.restore(graph, Records.states(graph, records));
        var decisions = new Decisions() {
            @Override
            public void ready(int task, int mapIndex) {}

            @Override
            public void decided(int task, int mapIndex, TaskState state, Reason reason) {
                writes.add(new RunChange.Decision(graph.task(task).name(), mapIndex, run.round(), state, reason, now));
            }
        };
        plan.begin(decisions);
        plan.cut(Reason.CANCELLED, decisions);
        store.commit(lease, new RunChange(writes, new RunChange.End(RunState.CANCELLED, why, now)));
    }
}
