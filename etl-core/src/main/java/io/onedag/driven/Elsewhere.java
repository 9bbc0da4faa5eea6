package io.onedag.driven;

import io.onedag.TaskState;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.RunRecord;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.TaskRunRecord;
import java.util.List;

/** What a driver gets when the run of its key was another engine's: what that one has on record, as for any run that is started again. */
final class Elsewhere {

    private Elsewhere() {}

    static Begun answer(DrivenRun driven, DrivenRequest request) {
        RunRecord run = driven.run();
        String which = "run " + run.id() + " of pipeline " + run.pipeline() + " has the key " + run.key()
                + " and is driven by " + run.driver() + ", not by " + request.driver();
        if (!run.state().isFinal()) {
            return new Begun.NotToRun(
                    Begun.Why.OTHER_DRIVER,
                    which + "; it is " + run.state() + ". Wait for its end, or choose another key",
                    null);
        }
        if (request.driverRound() == 0) {
            for (TaskRunRecord each : driven.taskRuns(List.of(request.task()))) {
                if (each.mapIndex() == request.mapIndex()
                        && each.task().equals(request.task())
                        && isReturned(each.state())) {
                    return new Begun.Recorded(run, each);
                }
            }
        }
        return new Begun.NotToRun(
                Begun.Why.ENDED_ELSEWHERE,
                which + "; it ended " + run.state() + ", and task " + request.task()
                        + " has no outcome there that could be returned. Continue it there: "
                        + (run.isDrivenFromOutside()
                                ? "clear it in " + run.driver()
                                : ShellCommand.onedag("resume", run.id().toString())),
                null);
    }

    private static boolean isReturned(TaskState state) {
        return state == TaskState.SUCCEEDED || state == TaskState.SKIPPED || state == TaskState.FAILED;
    }
}
