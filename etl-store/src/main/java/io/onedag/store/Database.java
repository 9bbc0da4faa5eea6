package io.onedag.store;

import io.onedag.engine.StoreException;
import java.sql.Connection;
import java.sql.SQLException;

/** A database that a store lives on: hands out connections, runs transactions, and says in people's words what went wrong. Thread-safe. */
interface Database extends AutoCloseable {

    /** Where it differs from others. */
    Dialect dialect();

    /** What and where it is, for people; no password in it. */
    String describe();

    /** Reads what was committed; doesn't wait for writers. */
    <T> T read(Work<T> work);

    /** Writes in one transaction: when this returns, it is durable; when it throws, nothing happened. May run {@code work} again. */
    <T> T write(Work<T> work);

    /** A connection for a task, auto-commit on. */
    Connection connectForTask();

    /** A connection for a task whose effect commits with its outcome, auto-commit off. */
    Connection connectForEffect();

    /** An error of this database, in people's words: what, where, why, what next. */
    StoreException explain(String what, SQLException error);

    @Override
    void close();

    /** Something to do with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(Sql sql) throws SQLException;
    }
}
