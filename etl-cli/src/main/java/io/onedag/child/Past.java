package io.onedag.child;

import io.onedag.TaskState;
import io.onedag.attempt.FailureBlock;
import io.onedag.driven.Begun;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener;
import io.onedag.engine.TaskRunRecord;

/** Answers an attempt that isn't to run. */
final class Past {

    private Past() {}

    /** The task run is over, and is answered as it was. */
    static Ledger.Answered answer(Request request, Begun.Recorded recorded, Console console) {
        TaskRunRecord was = recorded.taskRun();
        Failure error = was.error();
        String note = "task " + request.label() + " is on record as " + was.state() + " by attempt " + was.attempt()
                + " of round " + was.round() + "; it doesn't run again, its recorded result is returned";
        if (was.state() == TaskState.SUCCEEDED) {
            return new Ledger.Answered(
                    new Answer(ChildExit.SUCCESS, "success", was.output(), was.branch(), was.rows(), null), note);
        }
        String why = error == null ? was.state().name() : error.message();
        if (was.state() == TaskState.SKIPPED) {
            return new Ledger.Answered(new Answer(ChildExit.SKIPPED, "skipped", null, null, was.rows(), why), note);
        }
        if (error != null) {
            var event = new RunListener.TaskEvent(
                    was.task(),
                    was.mapIndex(),
                    was.round(),
                    was.attempt(),
                    request.definition().retry().maxAttempts());
            console.failed(FailureBlock.facts(event, error, was.rows(), was.allowedFailure()));
        }
        return new Ledger.Answered(new Answer(ChildExit.FATAL, "fatal", null, null, was.rows(), why), note);
    }

    /**
     * It isn't to run.
     *
     * @throws Refusal when it may be asked for again
     */
    static Ledger.Answered answer(Begun.NotToRun not) {
        int code = not.why().exitCode();
        if (code == ChildExit.NOT_NOW) {
            throw new Refusal(code, "plan", not.message(), null);
        }
        String outcome = code == ChildExit.SKIPPED ? "skipped" : "fatal";
        return new Ledger.Answered(
                new Answer(code, outcome, null, null, io.onedag.Rows.NONE, not.message()), not.message());
    }
}
