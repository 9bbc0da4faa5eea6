package io.onedag.store;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A connection for tasks. Its transaction takes the database's one write lock at the first statement, and waits for it there: not
 * before, so that a task that only holds the connection delays nobody; and not later, because a transaction that has read can no longer
 * become a writer once somebody else has written.
 */
final class SqliteTaskConnection extends JDBC4Connection {

    private final AtomicInteger open;
    private boolean counted;

    /**
     * Opens one.
     *
     * @param open counts this connection for as long as it is open
     */
    SqliteTaskConnection(String url, String file, SQLiteConfig config, AtomicInteger open) throws SQLException {
        super(url, file, lazily(config));
        this.open = open;
        this.counted = true;
        open.incrementAndGet();
    }

    @Override
    public void close() throws SQLException {
        try {
            super.close();
        } finally {
            if (counted) {
                counted = false;
                open.decrementAndGet();
            }
        }
    }

    private static Properties lazily(SQLiteConfig config) {
        // The driver begins at once, without a lock, and upgrades at the first statement of a connection that is
        // "explicitly" no reader.
        config.setTransactionMode(TransactionMode.DEFERRED);
        config.setExplicitReadOnly(true);
        return config.toProperties();
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        boolean begins = !autoCommit && getAutoCommit();
        super.setAutoCommit(autoCommit);
        if (begins) {
            // The driver would count statements that ran before as this transaction's.
            setFirstStatementExecuted(false);
        }
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        lockFirst();
        return super.setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        lockFirst();
        return super.setSavepoint(name);
    }

    private void lockFirst() throws SQLException {
        if (!getAutoCommit()) {
            tryEnforceTransactionMode();
            setFirstStatementExecuted(true);
        }
    }
}
