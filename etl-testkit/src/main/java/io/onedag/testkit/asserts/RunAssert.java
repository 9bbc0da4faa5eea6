package io.onedag.testkit.asserts;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.testkit.TestRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Assertions about a run. Each answers with what to go on with, and throws an {@link AssertionError} that shows the run. */
public final class RunAssert {

    private final TestRun run;

    RunAssert(TestRun run) {
        this.run = run;
    }

    /** It is {@code SUCCEEDED}. */
    public RunAssert succeeded() {
        return hasState(RunState.SUCCEEDED);
    }

    /** It is {@code FAILED}, by a task or by its timeout. */
    public RunAssert failed() {
        return hasState(RunState.FAILED);
    }

    /** It is {@code FAILED} because it timed out. */
    public RunAssert timedOut() {
        failed();
        return because("timed out");
    }

    /** It is {@code CANCELLED}. */
    public RunAssert wasCancelled() {
        return hasState(RunState.CANCELLED);
    }

    /** It is {@code RUNNING}: not all its task runs are over. */
    public RunAssert isRunning() {
        return hasState(RunState.RUNNING);
    }

    /** It is {@code QUEUED}: it waits for another run of the pipeline to end. */
    public RunAssert isQueued() {
        return hasState(RunState.QUEUED);
    }

    /** It is in this state. */
    public RunAssert hasState(RunState expected) {
        RunState actual = run.state();
        if (actual != expected) {
            throw failure("the run was expected to be " + expected + " and is " + actual);
        }
        return this;
    }

    /** The reason of its end contains this text. */
    public RunAssert because(String part) {
        String reason = run.reason().orElse("");
        if (!reason.contains(part)) {
            throw failure("the reason of the run's end was expected to contain \"" + part + "\" and is "
                    + (reason.isEmpty() ? "not there" : "\"" + reason + "\""));
        }
        return this;
    }

    /** Exactly these may start now, in this order. */
    public RunAssert hasReady(String... labels) {
        if (!run.ready().equals(List.of(labels))) {
            throw failure("ready were expected to be " + List.of(labels) + " and are " + run.ready());
        }
        return this;
    }

    /** These task runs are in these states; others may be in any. */
    public RunAssert hasStates(Map<String, TaskState> expected) {
        var different = new LinkedHashMap<String, String>();
        expected.forEach((label, state) -> {
            TaskState actual = run.task(label).state();
            if (actual != state) {
                different.put(label, state + " and is " + actual);
            }
        });
        if (!different.isEmpty()) {
            var lines = new ArrayList<String>();
            different.forEach((label, what) -> lines.add("task " + label + " was expected to be " + what));
            throw failure(String.join("\n", lines));
        }
        return this;
    }

    /** Attempts of these task runs started in this order; others may have started between. */
    public RunAssert startedInOrder(String... labels) {
        List<String> starts = run.starts();
        int next = 0;
        for (String start : starts) {
            if (next < labels.length && start.equals(labels[next])) {
                next++;
            }
        }
        if (next < labels.length) {
            throw failure("attempts were expected to start in the order " + List.of(labels)
                    + " and started in the order " + starts);
        }
        return this;
    }

    /** A line of its tasks' logs contains this text. */
    public RunAssert logged(String part) {
        List<String> log = run.log();
        if (log.stream().noneMatch(line -> line.contains(part))) {
            throw failure("a line of the log was expected to contain \"" + part + "\"; the log is "
                    + (log.isEmpty() ? "empty" : "\n  " + String.join("\n  ", log)));
        }
        return this;
    }

    /**
     * Goes on with a task run.
     *
     * @param label {@code load}, {@code fetch[2]} for a mapped instance, or a mapped task as a whole
     * @throws IllegalArgumentException when the pipeline has no such task
     */
    public TaskRunAssert task(String label) {
        return new TaskRunAssert(run, label);
    }

    private AssertionError failure(String what) {
        return new AssertionError(what + "\n\n" + run);
    }
}
