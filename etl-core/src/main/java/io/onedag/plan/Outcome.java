package io.onedag.plan;

import io.onedag.TaskState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a task run ended, as far as the plan cares.
 *
 * @param state a final state
 * @param reason what it came from; null for a success
 * @param chosen what a branching task chose; null: it doesn't branch or did not succeed
 * @param lengths for each task mapped over this one's output: the length of its list
 */
public record Outcome(
        TaskState state, @Nullable Reason reason, @Nullable List<String> chosen, Map<String, Integer> lengths) {

    /** A success with nothing to tell its successors. */
    public static final Outcome SUCCEEDED = new Outcome(TaskState.SUCCEEDED, null, null, Map.of());

    public Outcome {
        if (!state.isFinal()) {
            throw new IllegalArgumentException(state + " is no final state");
        }
    }

    /** An end other than a success. */
    public static Outcome of(TaskState state, @Nullable Reason reason) {
        return new Outcome(state, reason, null, Map.of());
    }
}
