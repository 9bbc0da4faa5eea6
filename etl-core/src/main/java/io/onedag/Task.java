package io.onedag;

/**
 * One step of a pipeline: the body that a {@linkplain TaskDefinition definition} names.
 *
 * <p>An instance may be executed by several threads at once (mapped instances, parallel runs), so it keeps no mutable state of
 * its own. What an attempt needs comes from the {@link TaskContext}, what it has to say goes into the {@link TaskResult}.
 *
 * <p>By default an attempt that throws is a <em>retryable</em> failure. See {@link TaskFailedException} for a failure that no retry
 * can mend, {@link TaskSkippedException} for a skip.
 */
@FunctionalInterface
public interface Task {

    /**
     * Runs one attempt.
     *
     * @throws TaskFailedException to say whether a retry makes sense
     * @throws TaskSkippedException to end this task run as {@link TaskState#SKIPPED}
     * @throws InterruptedException when the attempt was cancelled or timed out
     * @throws Exception anything else: a retryable failure
     */
    TaskResult execute(TaskContext context) throws Exception;
}
