package io.onedag.driven;

import io.onedag.engine.RunRecord;
import io.onedag.engine.TaskRunRecord;
import org.jspecify.annotations.Nullable;

/** What became of a {@linkplain DrivenRequest request}: an {@linkplain DrivenAttempt attempt} to run, or a reason not to. */
public sealed interface Begun permits DrivenAttempt, Begun.Recorded, Begun.NotToRun {

    /**
     * The task run is over, and this attempt came for an answer that got lost: it is returned as it was, without running.
     *
     * @param run its run
     * @param taskRun what is on record: {@code SUCCEEDED} (exit 0, with its output), {@code SKIPPED} (99) or {@code FAILED} (100)
     */
    record Recorded(RunRecord run, TaskRunRecord taskRun) implements Begun {}

    /**
     * It isn't to run.
     *
     * @param why what keeps it from running, which says the exit code
     * @param message what, where, why, what next
     * @param closing the end of the run, when this decided it; null: it didn't
     */
    record NotToRun(Why why, String message, @Nullable Closing closing) implements Begun {}

    /** What keeps an attempt from running. */
    enum Why {
        /** The run began with another plan, in which this task isn't the same (75: not now). */
        OTHER_PLAN,
        /** Another engine has a run with this key, and works on it (75: not now). */
        OTHER_DRIVER,
        /** A mapped instance that the list on record doesn't have (99: skipped). */
        NO_SUCH_INSTANCE,
        /** An effect that may happen once was begun in this round (100: no retry). */
        OUTCOME_UNKNOWN,
        /** The key's run ended on another engine, and this task has no outcome there to return (100: no retry). */
        ENDED_ELSEWHERE;

        /** The exit code of a child process. */
        public int exitCode() {
            return switch (this) {
                case OTHER_PLAN, OTHER_DRIVER -> 75;
                case NO_SUCH_INSTANCE -> 99;
                case OUTCOME_UNKNOWN, ENDED_ELSEWHERE -> 100;
            };
        }
    }
}
