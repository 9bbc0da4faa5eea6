package io.onedag.testkit.conformance.model;

import io.onedag.RunState;
import java.util.List;

/**
 * How a run is to stand.
 *
 * @param state its state
 * @param tasks its task runs
 * @param all whether these are all that it has
 */
public record ExpectedRun(RunState state, List<ExpectedTask> tasks, boolean all) {

    public ExpectedRun {
        tasks = List.copyOf(tasks);
    }

    /** It succeeded, with these task runs and no others. */
    public static ExpectedRun succeeded(ExpectedTask... tasks) {
        return new ExpectedRun(RunState.SUCCEEDED, List.of(tasks), true);
    }

    /** It failed, with these task runs and no others. */
    public static ExpectedRun failed(ExpectedTask... tasks) {
        return new ExpectedRun(RunState.FAILED, List.of(tasks), true);
    }

    /** It was cancelled, with these task runs and no others. */
    public static ExpectedRun cancelled(ExpectedTask... tasks) {
        return new ExpectedRun(RunState.CANCELLED, List.of(tasks), true);
    }

    /** It is under way, and among its task runs are these. */
    public static ExpectedRun running(ExpectedTask... tasks) {
        return new ExpectedRun(RunState.RUNNING, List.of(tasks), false);
    }

    /** It waits for other runs. */
    public static ExpectedRun queued() {
        return new ExpectedRun(RunState.QUEUED, List.of(), false);
    }
}
