package io.onedag.testkit.asserts;

import io.onedag.Rows;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.plan.Reason;
import io.onedag.testkit.TaskRunView;
import io.onedag.testkit.TestRun;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Assertions about a task run. Each answers with what to go on with, and throws an {@link AssertionError} that shows the run. */
public final class TaskRunAssert {

    private final TestRun run;
    private final TaskRunView task;

    TaskRunAssert(TestRun run, String label) {
        this.run = run;
        this.task = run.task(label);
    }

    // ---- where it stands

    /** It is {@code SUCCEEDED}. */
    public TaskRunAssert succeeded() {
        return hasState(TaskState.SUCCEEDED);
    }

    /** It is {@code FAILED}. */
    public TaskRunAssert failed() {
        return hasState(TaskState.FAILED);
    }

    /** It is {@code FAILED}, and no retry could have mended it. */
    public TaskRunAssert failedForGood() {
        return failed().because(Reason.FATAL);
    }

    /** It is {@code FAILED}, and its failure is allowed. */
    public TaskRunAssert failedWithLeave() {
        failed();
        return check(task.allowedFailure(), "was expected to fail with leave (allow_failure) and has none");
    }

    /** It is {@code SKIPPED}. */
    public TaskRunAssert wasSkipped() {
        return hasState(TaskState.SKIPPED);
    }

    /** It is {@code UPSTREAM_FAILED}: it couldn't run because something upstream failed. */
    public TaskRunAssert couldNotRun() {
        return hasState(TaskState.UPSTREAM_FAILED);
    }

    /** It is {@code CANCELLED}. */
    public TaskRunAssert wasCancelled() {
        return hasState(TaskState.CANCELLED);
    }

    /** It is {@code PENDING}: its rule isn't decided yet. */
    public TaskRunAssert isPending() {
        return hasState(TaskState.PENDING);
    }

    /** It may start now: it is {@code READY}, or its retry is due. */
    public TaskRunAssert isReady() {
        return check(run.ready().contains(task.label()), "was expected to be ready and is " + task.state());
    }

    /** It is {@code RUNNING}. */
    public TaskRunAssert isRunning() {
        return hasState(TaskState.RUNNING);
    }

    /** It is {@code RETRY_WAIT}. */
    public TaskRunAssert waitsForRetry() {
        return hasState(TaskState.RETRY_WAIT);
    }

    /** It is {@code RETRY_WAIT}, and its next attempt is due then. */
    public TaskRunAssert waitsForRetryUntil(Instant due) {
        waitsForRetry();
        return check(
                due.equals(task.retryAt()), "was expected to wait until " + due + " and waits until " + task.retryAt());
    }

    /** It is in this state. */
    public TaskRunAssert hasState(TaskState expected) {
        return check(task.state() == expected, "was expected to be " + expected + " and is " + task.state());
    }

    // ---- why

    /** Its state comes from this. */
    public TaskRunAssert because(Reason expected) {
        return check(
                task.reason() == expected,
                "was expected to be " + task.state() + " because of " + expected + " and is so because of "
                        + (task.reason() == null ? "nothing special" : task.reason()));
    }

    /** What explains its state contains this text: its rule, the states of its upstreams, the message of its failure or skip. */
    public TaskRunAssert because(String part) {
        return check(
                task.explanation().contains(part),
                "was expected to be " + task.state() + " because of \"" + part + "\", and the explanation is: "
                        + task.explanation());
    }

    /** Its last attempt failed with an exception of this class, or of one that is named so. */
    public TaskRunAssert failedWith(Class<? extends Throwable> type) {
        Failure failure = task.failure();
        return check(
                failure != null
                        && (failure.type().equals(type.getName())
                                || failure.type().equals(type.getSimpleName())),
                "was expected to fail with " + type.getName() + " and "
                        + (failure == null
                                ? "did not fail"
                                : "failed with " + failure.type() + ": " + failure.message()));
    }

    // ---- what it did

    /** It made so many attempts, over all rounds; a mapped task as a whole: all its instances together. */
    public TaskRunAssert hadAttempts(int expected) {
        return check(
                task.attempts() == expected,
                "was expected to have had " + expected + " attempts and had " + task.attempts());
    }

    /** It made no attempt. */
    public TaskRunAssert didNotRun() {
        return check(task.attempts() == 0, "was expected not to run and had " + task.attempts() + " attempts");
    }

    /** Its first attempt was enough. */
    public TaskRunAssert succeededAtOnce() {
        return succeeded().hadAttempts(1);
    }

    /**
     * Its output is this JSON value. {@code 1} and {@code 1.0} are the same number, the order of keys makes no difference. A mapped task as
     * a whole has the list of its instances' outputs.
     */
    public TaskRunAssert hasOutput(@Nullable Object expected) {
        return check(
                Values.equal(expected, task.output()),
                "was expected to have the output " + Values.text(expected) + " and has " + Values.text(task.output()));
    }

    /** It has no output. */
    public TaskRunAssert hasNoOutput() {
        return check(task.output() == null, "was expected to have no output and has " + Values.text(task.output()));
    }

    /** It chose exactly these successors. */
    public TaskRunAssert chose(String... successors) {
        List<String> expected = List.of(successors);
        return check(
                expected.equals(task.chosen()), "was expected to choose " + expected + " and chose " + task.chosen());
    }

    /** Its last attempt counted these rows. */
    public TaskRunAssert hasRows(long read, long written, long rejected) {
        return check(
                new Rows(read, written, rejected).equals(task.rows()),
                "was expected to have read " + read + ", written " + written + ", rejected " + rejected
                        + " rows and has read "
                        + task.rows().read() + ", written " + task.rows().written() + ", rejected "
                        + task.rows().rejected());
    }

    /** It is mapped and has so many instances. */
    public TaskRunAssert hasInstances(int expected) {
        return check(
                task.instances() == expected,
                "was expected to have " + expected + " instances and "
                        + (task.instances() < 0 ? "has none yet, or isn't mapped" : "has " + task.instances()));
    }

    /** Its last attempt started after those of these task runs had ended. */
    public TaskRunAssert ranAfter(String... labels) {
        for (String each : labels) {
            long other = run.endMoment(run.task(each).label());
            long own = run.startMoment(task.label());
            check(
                    own > 0 && other > 0 && own > other,
                    "was expected to run after " + each + " and "
                            + (own == 0
                                    ? "did not run"
                                    : other == 0 ? "that did not run to its end" : "started before that had ended"));
        }
        return this;
    }

    /** Its last attempt ended before those of these task runs started. */
    public TaskRunAssert ranBefore(String... labels) {
        for (String each : labels) {
            new TaskRunAssert(run, each).ranAfter(task.label());
        }
        return this;
    }

    /** A line of its log contains this text. */
    public TaskRunAssert logged(String part) {
        List<String> own = run.log().stream()
                .filter(line -> line.contains(" " + task.label() + ": "))
                .toList();
        return check(
                own.stream().anyMatch(line -> line.contains(part)),
                "was expected to log \"" + part + "\"; it logged " + (own.isEmpty() ? "nothing" : own));
    }

    // ---- on

    /** Goes on with another task run. */
    public TaskRunAssert task(String label) {
        return new TaskRunAssert(run, label);
    }

    private TaskRunAssert check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(
                    "task " + task.label() + " " + what + "\n" + task.explanation() + "\n\n" + Objects.toString(run));
        }
        return this;
    }
}
