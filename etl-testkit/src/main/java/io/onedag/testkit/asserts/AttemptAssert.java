package io.onedag.testkit.asserts;

import io.onedag.Rows;
import io.onedag.TaskResult;
import io.onedag.engine.Failure;
import io.onedag.testkit.TestedAttempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assertions about an attempt of a task tested by itself. Each throws an {@link AssertionError} that shows the attempt. */
public final class AttemptAssert {

    private final TestedAttempt attempt;

    AttemptAssert(TestedAttempt attempt) {
        this.attempt = attempt;
    }

    /** It succeeded. */
    public AttemptAssert succeeded() {
        return check(
                attempt.result() instanceof TaskResult.Success || attempt.result() instanceof TaskResult.Branch,
                "was expected to succeed");
    }

    /** It failed, and a retry may mend it. */
    public AttemptAssert failed() {
        return check(
                attempt.result() instanceof TaskResult.Failed failed && failed.retryable(),
                "was expected to fail so that a retry may mend it");
    }

    /** It failed, and no retry can mend it. */
    public AttemptAssert failedForGood() {
        return check(
                attempt.result() instanceof TaskResult.Failed failed && !failed.retryable(),
                "was expected to fail for good");
    }

    /** Its timeout ended it. */
    public AttemptAssert timedOut() {
        return check(attempt.timedOut(), "was expected to time out");
    }

    /** It skipped itself. */
    public AttemptAssert wasSkipped() {
        return check(attempt.result() instanceof TaskResult.Skipped, "was expected to skip itself");
    }

    /** The message of its failure or skip contains this text. */
    public AttemptAssert because(String part) {
        String why = attempt.result() instanceof TaskResult.Failed failed
                ? failed.why()
                : attempt.result() instanceof TaskResult.Skipped skipped ? skipped.why() : "";
        return check(why.contains(part), "was expected to say \"" + part + "\"");
    }

    /** It failed with an exception of this class. */
    public AttemptAssert failedWith(Class<? extends Throwable> type) {
        Failure failure = attempt.failure();
        return check(
                failure != null
                        && (failure.type().equals(type.getName())
                                || failure.type().equals(type.getSimpleName())),
                "was expected to fail with " + type.getName());
    }

    /** Its output is this JSON value; {@code 1} and {@code 1.0} are the same number, the order of keys makes no difference. */
    public AttemptAssert hasOutput(@Nullable Object expected) {
        return check(
                Values.equal(expected, attempt.output()), "was expected to have the output " + Values.text(expected));
    }

    /** It has no output. */
    public AttemptAssert hasNoOutput() {
        return check(attempt.output() == null, "was expected to have no output");
    }

    /** It chose exactly these successors. */
    public AttemptAssert chose(String... successors) {
        List<String> expected = List.of(successors);
        return check(
                attempt.result() instanceof TaskResult.Branch branch
                        && branch.chosen().equals(expected),
                "was expected to choose " + expected);
    }

    /** It counted these rows. */
    public AttemptAssert hasRows(long read, long written, long rejected) {
        return check(
                attempt.rows().equals(new Rows(read, written, rejected)),
                "was expected to have read " + read + ", written " + written + ", rejected " + rejected + " rows");
    }

    /** A line of its log contains this text. */
    public AttemptAssert logged(String part) {
        return check(
                attempt.log().stream().anyMatch(line -> line.contains(part)), "was expected to log \"" + part + "\"");
    }

    private AttemptAssert check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("the attempt " + what + "\n\n" + attempt);
        }
        return this;
    }
}
