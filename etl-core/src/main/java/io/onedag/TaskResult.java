package io.onedag;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt says of itself. Immutable.
 *
 * <p>The output of a success is one JSON value of at most 48 KiB: null, a boolean, a number, a string, a list or a map with string
 * keys of these, a record or bean is not. Rows travel as a {@link Dataset} reference.
 */
public sealed interface TaskResult {

    /** Success without output. */
    static TaskResult success() {
        return Success.EMPTY;
    }

    /** Success with an output: what downstream tasks read as {@code ${tasks.NAME.output}}. */
    static TaskResult success(@Nullable Object output) {
        return output == null ? Success.EMPTY : new Success(output, Rows.NONE);
    }

    /** This task run does no work and ends {@link TaskState#SKIPPED}. */
    static TaskResult skipped(String why) {
        return new Skipped(why);
    }

    /**
     * A branching task's answer: the direct successors that run; none is an answer too. A name that the task's {@code branch} does
     * not declare fails it for good.
     */
    static TaskResult branch(String... chosen) {
        return new Branch(List.of(chosen), null);
    }

    /** As {@link #branch(String...)}, with an output besides. */
    static TaskResult branch(List<String> chosen, @Nullable Object output) {
        return new Branch(List.copyOf(chosen), output);
    }

    /** A failure that another attempt may mend. */
    static TaskResult retryable(String why) {
        return new Failed(why, true);
    }

    /** A failure that no retry can mend: no further attempt is made. */
    static TaskResult fatal(String why) {
        return new Failed(why, false);
    }

    /**
     * Done.
     *
     * @param output a JSON value, or null
     * @param rows how many rows went through
     */
    record Success(@Nullable Object output, Rows rows) implements TaskResult {
        private static final Success EMPTY = new Success(null, Rows.NONE);

        /** This success with row counts, which show in the status and in metrics. */
        public Success withRows(Rows counts) {
            return new Success(output, counts);
        }
    }

    /**
     * Nothing to do.
     *
     * @param why shown to people
     */
    record Skipped(String why) implements TaskResult {
        public Skipped {
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * Done, and these successors run.
     *
     * @param chosen names of direct successors
     * @param output a JSON value, or null
     */
    record Branch(List<String> chosen, @Nullable Object output) implements TaskResult {}

    /**
     * Failed.
     *
     * @param why shown to people
     * @param retryable whether another attempt makes sense
     */
    record Failed(String why, boolean retryable) implements TaskResult {
        public Failed {
            Objects.requireNonNull(why, "why");
        }
    }
}
