package io.onedag.testkit;

import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskContext;
import io.onedag.TaskDefinition;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for a task's body, and remembers what it was called with. Everything else of the task is as defined: its rule, retries,
 * timeout, mapping and branches.
 *
 * <ul>
 *   <li>succeeds without output, until told otherwise
 *   <li>takes no time
 *   <li>alike for each mapped instance; {@link #doing} can tell them apart
 * </ul>
 */
public final class Fake {

    private static final int ALWAYS = Integer.MAX_VALUE;

    private final TaskDefinition task;
    private final TestClock clock;
    private final List<FakeCall> calls = new ArrayList<>();
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private @Nullable Task answer = context -> TaskResult.success();
    private Duration taking = Duration.ZERO;
    private int failures;
    private String why = "";

    Fake(TaskDefinition task, TestClock clock) {
        this.task = task;
        this.clock = clock;
    }

    /** Executes {@code body}. */
    public Fake doing(Task body) {
        answer = body;
        return this;
    }

    /** Succeeds with an output: null, a boolean, a number, a text, or lists and maps of these. */
    public Fake returning(@Nullable Object output) {
        return doing(context -> TaskResult.success(output));
    }

    /** Succeeds and chooses these successors; none is a choice too. */
    public Fake choosing(String... successors) {
        return doing(context -> TaskResult.branch(successors));
    }

    /** Skips itself. */
    public Fake skipping(String because) {
        return doing(context -> TaskResult.skipped(because));
    }

    /** Fails at every attempt; a retry might mend it. */
    public Fake failing() {
        return failing(ALWAYS);
    }

    /** Fails at the first {@code times} attempts, of each mapped instance for itself, and then does what it was told besides. */
    public Fake failing(int times) {
        return failing(times, "made to fail by a test");
    }

    /** Fails at the first {@code times} attempts with this message, and then does what it was told besides. */
    public Fake failing(int times, String because) {
        failures = times;
        why = because;
        return this;
    }

    /** Fails so that no retry can mend it. */
    public Fake failingForGood(String because) {
        return doing(context -> TaskResult.fatal(because));
    }

    /** Throws, as the body of a task may. */
    public Fake throwing(Exception exception) {
        return doing(context -> {
            throw exception;
        });
    }

    /** Lets the task's own body do it, after the {@linkplain #failing(int) failures}. What that is called with isn't remembered. */
    public Fake thenItself() {
        answer = null;
        return this;
    }

    /** Takes so long: the clock moves on during each attempt, so that the timeouts of task and run are met. */
    public Fake taking(Duration time) {
        taking = time;
        return this;
    }

    /** What it was called with, once for each attempt, in order. */
    public List<FakeCall> calls() {
        return List.copyOf(calls);
    }

    /**
     * What it was called with the only time.
     *
     * @throws AssertionError when it was called more often, or never
     */
    public FakeCall onlyCall() {
        if (calls.size() != 1) {
            throw new AssertionError("the fake of task \"" + task.name() + "\" was expected to be called once and was "
                    + (calls.isEmpty() ? "never called" : "called " + calls.size() + " times: " + calls));
        }
        return calls.get(0);
    }

    /** The body of the next attempt; null: the task's own. */
    @Nullable
    Task next(int mapIndex) {
        int attempt = attempts.merge(mapIndex, 1, Integer::sum);
        if (attempt <= failures) {
            return context -> {
                begin(context);
                throw TaskFailedException.retryable(why, null);
            };
        }
        Task then = answer;
        return then == null
                ? null
                : context -> {
                    begin(context);
                    return then.execute(context);
                };
    }

    private void begin(TaskContext context) throws InterruptedException {
        TaskBody body = task.body();
        calls.add(FakeCall.of(context, body));
        if (!taking.isZero()) {
            clock.advance(taking);
            context.checkCancelled();
        }
    }
}
