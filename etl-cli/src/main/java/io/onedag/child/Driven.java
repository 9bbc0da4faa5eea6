package io.onedag.child;

import io.onedag.TaskState;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.FailureBlock;
import io.onedag.driven.Ended;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import java.time.Duration;
import java.util.List;

/** What is said of an attempt in a run that an engine outside drives. */
final class Driven {

    private Driven() {}

    /** The block of a failed attempt: what happens next is the engine's to do. */
    static List<String> failureBlock(
            RunRecord run, RunListener.TaskEvent event, AttemptResult.Failed failed, Ended end, String driver) {
        List<String> lines = FailureBlock.facts(event, failed.failure(), failed.rows(), end.allowedFailure());
        if (end.state() == TaskState.RETRY_WAIT) {
            lines.add("  next   " + driver + " tries it again");
        } else if (end.allowedFailure()) {
            lines.add("  next   the run goes on: this failure is allowed");
        } else if (!FailureBlock.hasWayOut(failed.failure())) {
            lines.add("  next   mend the cause, then "
                    + (driver.equals("airflow") ? "clear the task in airflow" : "start it again in " + driver));
        }
        lines.add(FailureBlock.replay(run.id(), event));
        return lines;
    }

    /** The end as metrics want it. */
    static RunListener.End end(Ended end, AttemptResult result, Duration took) {
        return new RunListener.End(
                end.state(),
                end.reason(),
                took,
                end.failure(),
                end.retryIn(),
                null,
                end.allowedFailure(),
                Answer.of(result).rows());
    }
}
