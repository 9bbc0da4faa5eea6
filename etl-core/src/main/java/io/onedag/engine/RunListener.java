package io.onedag.engine;

import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.plan.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Hears what happens in runs, after it is on record. Called from several threads; it returns soon, and what it throws is logged and
 * changes nothing.
 *
 * <p>A listener of several runs at once tells them apart by {@link #forRun}.
 */
public interface RunListener {

    /** Hears nothing. */
    RunListener NONE = new RunListener() {};

    /**
     * A listener that tells each of several, in this order, whatever another one throws.
     *
     * @param listeners those to tell; {@link #NONE} is left out
     */
    static RunListener all(RunListener... listeners) {
        return Listeners.of(List.of(listeners));
    }

    /**
     * The listener that hears the events of one run. Asked for before its first event in this process. Default: this one hears those of
     * all runs.
     *
     * @param run the run as it is on record
     * @param pipeline the definition that it goes on with
     */
    default RunListener forRun(RunRecord run, Pipeline pipeline) {
        return this;
    }

    /** The run starts, or goes on. */
    default void runStarted(RunRecord run, Pipeline pipeline) {}

    /**
     * Before the run goes on here: an attempt of it was lost with its process.
     *
     * @param end its task run became READY, or FAILED where it doesn't run again; how long it ran isn't known
     */
    default void attemptLost(TaskEvent event, End end) {}

    /** An attempt starts. */
    default void attemptStarted(TaskEvent event) {}

    /** An attempt ended. */
    default void attemptEnded(TaskEvent event, End end) {}

    /** The plan decided that a task run won't run. */
    default void decided(String task, int mapIndex, TaskState state, @Nullable Reason reason) {}

    /** A task wrote to its log; secrets are masked. */
    default void log(TaskEvent event, Level level, String message) {}

    /** A task says how far it is; {@code total} 0: unknown. */
    default void progress(TaskEvent event, long done, long total) {}

    /** Whether stack traces are wanted in the log. */
    default boolean wantsDebug() {
        return false;
    }

    /** The run ended. */
    default void runEnded(RunState state, @Nullable String reason) {}

    /**
     * This process no longer advances the run, which has not ended: the store failed, or another process has it. What was running is
     * interrupted; no event follows.
     */
    default void runLeft(String why) {}

    /**
     * An attempt.
     *
     * @param task the task's name
     * @param mapIndex the index of a mapped instance; -1: not mapped
     * @param round its round
     * @param attempt its number within the round
     * @param maxAttempts how many the round has at most
     */
    record TaskEvent(String task, int mapIndex, int round, int attempt, int maxAttempts) {

        /** {@code name} or {@code name[index]}. */
        public String label() {
            return mapIndex < 0 ? task : task + "[" + mapIndex + "]";
        }
    }

    /**
     * The end of an attempt.
     *
     * @param state what its task run became
     * @param reason what a final state came from, or null
     * @param took how long it ran
     * @param failure why it failed, or null
     * @param retryIn the delay before the next attempt, or null
     * @param retryAt when the next attempt is due, or null
     * @param allowedFailure whether its failure is allowed
     * @param rows row counts
     */
    record End(
            TaskState state,
            @Nullable Reason reason,
            Duration took,
            @Nullable Failure failure,
            @Nullable Duration retryIn,
            @Nullable Instant retryAt,
            boolean allowedFailure,
            Rows rows) {}
}
