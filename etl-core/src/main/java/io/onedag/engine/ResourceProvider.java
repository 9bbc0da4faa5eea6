package io.onedag.engine;

import io.onedag.TaskContext;

/**
 * Gives tasks a resource through {@link TaskContext#resource}. Found by {@link java.util.ServiceLoader}, or registered by the
 * application that embeds us. Thread-safe.
 *
 * @param <T> the type that tasks ask for
 */
public interface ResourceProvider<T> {

    /** The type that tasks ask for. */
    Class<T> type();

    /** Opens it for one attempt, at its first use. */
    Handle<T> open(TaskContext context) throws Exception;

    /** An open resource. Exactly one of commit and rollback is called, then close. */
    interface Handle<T> {

        /** The resource. */
        T get();

        /** Makes its work permanent: the attempt succeeded. */
        default void commit() throws Exception {}

        /** Undoes its work: the attempt did not succeed. */
        default void rollback() throws Exception {}

        /** Gives it back. */
        default void close() throws Exception {}
    }
}
