package io.onedag.plan;

import io.onedag.TaskState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The instances of a mapped task. */
final class Instances {

    private final TaskState[] states;
    private final @Nullable Reason[] reasons;
    private int unfinished;
    private int ends;

    Instances(int length) {
        this.states = new TaskState[length];
        Arrays.fill(states, TaskState.PENDING);
        this.reasons = new Reason[length];
        this.unfinished = length;
    }

    int length() {
        return states.length;
    }

    TaskState state(int index) {
        return states[index];
    }

    @Nullable
    Reason reason(int index) {
        return reasons[index];
    }

    void set(int index, TaskState state) {
        states[index] = state;
    }

    /** Makes the state of an instance final. */
    void finish(int index, Outcome outcome, int end) {
        states[index] = outcome.state();
        reasons[index] = outcome.reason();
        ends |= end;
        unfinished--;
    }

    boolean areOver() {
        return unfinished == 0;
    }

    /** The ends seen so far, as {@link Verdict} bits. */
    int ends() {
        return ends;
    }

    /** The state to show for the task as a whole, once all are over. */
    TaskState overall() {
        if ((ends & Verdict.FAILED) != 0) {
            return TaskState.FAILED;
        }
        if ((ends & Verdict.BLOCKED) != 0) {
            return Arrays.asList(states).contains(TaskState.CANCELLED)
                    ? TaskState.CANCELLED
                    : TaskState.UPSTREAM_FAILED;
        }
        return (ends & (Verdict.SUCCEEDED | Verdict.ALLOWED_FAILURE)) != 0 ? TaskState.SUCCEEDED : TaskState.SKIPPED;
    }
}
