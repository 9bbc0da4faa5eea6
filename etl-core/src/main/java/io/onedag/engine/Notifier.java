package io.onedag.engine;

/** Tells someone of a run's end. Used by one thread. */
@FunctionalInterface
public interface Notifier {

    /**
     * Sends it, within a bounded time: an interrupt means that the time is up.
     *
     * @throws io.onedag.TaskFailedException when it can't be sent; it is tried again if that is {@linkplain
     *     io.onedag.TaskFailedException#isRetryable() retryable}
     * @throws Exception when it could not be sent this time; it is tried again
     */
    void send(Notice notice) throws Exception;
}
