package io.onedag.driven;

import io.onedag.TaskState;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.TaskRunRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks whether a transactional attempt's commit, whose answer got lost, took place. Null: it didn't. */
record Committed(DrivenRequest request, long generation) implements DrivenRun.Work<@Nullable Ended> {

    @Override
    public @Nullable Ended with(DrivenRun driven) {
        for (TaskRunRecord each : driven.taskRuns(List.of())) {
            if (each.mapIndex() == request.mapIndex()
                    && each.task().equals(request.task())
                    && each.generation() == generation
                    && each.state() == TaskState.SUCCEEDED) {
                return new Ended(false, each.state(), null, null, null, false, List.of(), null);
            }
        }
        return null;
    }
}
