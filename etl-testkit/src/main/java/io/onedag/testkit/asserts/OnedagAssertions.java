package io.onedag.testkit.asserts;

import io.onedag.testkit.TestRun;
import io.onedag.testkit.TestedAttempt;

/**
 * Where assertions begin: {@code import static io.onedag.testkit.asserts.OnedagAssertions.*}.
 *
 * <p>They throw a plain {@link AssertionError} and need no assertion library: a test of a pipeline is to depend on nothing whose version
 * could clash with the test's own. Whoever has AssertJ, Hamcrest or Truth uses it on what {@link TestRun#task}, {@link TestRun#states}
 * and {@link TestedAttempt#output} return. Every failure shows the whole run, each task run with its state and what it comes from.
 */
public final class OnedagAssertions {

    private OnedagAssertions() {}

    /** Begins an assertion about a run, as it stands. */
    public static RunAssert assertThatRun(TestRun run) {
        return new RunAssert(run);
    }

    /** Begins an assertion about an attempt. */
    public static AttemptAssert assertThatAttempt(TestedAttempt attempt) {
        return new AttemptAssert(attempt);
    }
}
