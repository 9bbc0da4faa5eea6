package io.onedag.run;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.plan.Reason;
import java.time.Instant;
import java.util.ArrayList;

/** Closes a run that nobody advances any more: what is unfinished is cancelled. */
final class CancelledRun {

    private CancelledRun() {}

    static void close(RunStore store, RunLease lease, RunRecord run, String why) {
        Instant now = Instant.now();
        var writes = new ArrayList<RunChange.Write>();
        for (TaskRunRecord on : store.taskRuns(run.id())) {
            if (!on.state().isFinal()) {
                writes.add(new RunChange.Decision(
                        on.task(), on.mapIndex(), on.round(), TaskState.CANCELLED, Reason.CANCELLED, now));
            }
        }
        store.commit(lease, new RunChange(writes, new RunChange.End(RunState.CANCELLED, why, now)));
    }
}
