package io.onedag.testkit.conformance.model;

import io.onedag.TaskState;
import io.onedag.json.Json;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.ObservedRun.ObservedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a task run is to end.
 *
 * @param label {@code name}, or {@code name[index]}
 * @param state the state
 * @param reason what it came from; null: nothing to say
 * @param attempts the attempts of all rounds
 * @param output the output as compact JSON; null: none
 * @param allowed whether its failure is allowed
 * @param bodies how many of its attempts got to their body
 */
public record ExpectedTask(
        String label,
        TaskState state,
        @Nullable Reason reason,
        int attempts,
        @Nullable String output,
        boolean allowed,
        int bodies) {

    /** It succeeded in one attempt, without output. */
    public static ExpectedTask ok(String label) {
        return new ExpectedTask(label, TaskState.SUCCEEDED, null, 1, null, false, 1);
    }

    /** It succeeded in one attempt, with this output. */
    public static ExpectedTask ok(String label, @Nullable Object output) {
        return ok(label).output(output);
    }

    /** Its attempts are used up, after one. */
    public static ExpectedTask failed(String label) {
        return new ExpectedTask(label, TaskState.FAILED, Reason.ATTEMPTS_EXHAUSTED, 1, null, false, 1);
    }

    /** It failed for good in its first attempt. */
    public static ExpectedTask fatal(String label) {
        return new ExpectedTask(label, TaskState.FAILED, Reason.FATAL, 1, null, false, 1);
    }

    /** It skipped itself. */
    public static ExpectedTask skipped(String label) {
        return new ExpectedTask(label, TaskState.SKIPPED, Reason.SELF, 1, null, false, 1);
    }

    /** It was skipped without an attempt. */
    public static ExpectedTask skipped(String label, Reason reason) {
        return new ExpectedTask(label, TaskState.SKIPPED, reason, 0, null, false, 0);
    }

    /** It could not run. */
    public static ExpectedTask upstreamFailed(String label) {
        return new ExpectedTask(label, TaskState.UPSTREAM_FAILED, Reason.RULE, 0, null, false, 0);
    }

    /** It was cancelled before it began. */
    public static ExpectedTask cancelled(String label) {
        return new ExpectedTask(label, TaskState.CANCELLED, Reason.CANCELLED, 0, null, false, 0);
    }

    /** It stands so, with so many attempts. */
    public static ExpectedTask in(TaskState state, String label, int attempts) {
        return new ExpectedTask(label, state, null, attempts, null, false, attempts);
    }

    /** With so many attempts. */
    public ExpectedTask attempts(int count) {
        return new ExpectedTask(label, state, reason, count, output, allowed, count);
    }

    /** For this reason. */
    public ExpectedTask because(Reason why) {
        return new ExpectedTask(label, state, why, attempts, output, allowed, bodies);
    }

    /** With this output. */
    public ExpectedTask output(@Nullable Object value) {
        return json(Json.write(Json.normalize(value)));
    }

    /** With this output, to the character. */
    public ExpectedTask json(String text) {
        return new ExpectedTask(label, state, reason, attempts, text, allowed, bodies);
    }

    /** Its failure is allowed. */
    public ExpectedTask allowedToFail() {
        return new ExpectedTask(label, state, reason, attempts, output, true, bodies);
    }

    /** Only so many of its attempts got to their body: an expression, say, had no value in the others. */
    public ExpectedTask bodies(int count) {
        return new ExpectedTask(label, state, reason, attempts, output, allowed, count);
    }

    /** What is otherwise, a line each. */
    public List<String> differences(ObservedTask found, boolean tellsReasons) {
        var differences = new ArrayList<String>();
        if (found.state() != state) {
            differences.add("is " + found.state() + ", expected " + state);
        }
        String why = reason == null ? null : reason.name();
        if (found.state() == state && tellsReasons && !Objects.equals(found.reason(), why)) {
            differences.add("is " + state + " for the reason " + found.reason() + ", expected " + why);
        }
        if (found.attempts() != attempts) {
            differences.add("has " + found.attempts() + " attempts, expected " + attempts);
        }
        if (!Objects.equals(found.output(), output)) {
            differences.add("has the output " + shortened(found.output()) + ", expected " + shortened(output));
        }
        if (found.allowedFailure() != allowed) {
            differences.add(allowed ? "is not shown as allowed to fail" : "is shown as allowed to fail");
        }
        return differences;
    }

    private static String shortened(@Nullable String json) {
        return json == null || json.length() <= 300
                ? String.valueOf(json)
                : json.substring(0, 300) + "… (" + json.length() + " characters)";
    }
}
