package io.onedag.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a process that begins an attempt, runs it and ends it: kept for a moment after each transaction, so that an
 * attempt that is over soon needs no second one, and closed when the attempt takes longer. Thread-safe.
 */
final class BriefConnection implements Connections {

    /** An idle connection is closed after so long: about five times what it costs to open one. */
    static final long KEPT_MILLIS = 100;

    private final DataSource source;
    private @Nullable Connection idle;
    private boolean closed;

    BriefConnection(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection take() throws SQLException {
        synchronized (this) {
            Connection kept = idle;
            idle = null;
            if (kept != null) {
                return kept;
            }
        }
        return source.getConnection();
    }

    @Override
    public void giveBack(Connection connection) throws SQLException {
        synchronized (this) {
            if (idle == null && !closed) {
                idle = connection;
                closeLater(connection);
                return;
            }
        }
        connection.close();
    }

    private void closeLater(Connection connection) {
        var thread = new Thread("onedag-connection") {
            @Override
            public void run() {
                try {
                    sleep(KEPT_MILLIS);
                } catch (InterruptedException e) {
                    // Then a little earlier.
                }
                closeIfIdle(connection);
            }
        };
        thread.setDaemon(true);
        thread.start();
    }

    /** One that was taken meanwhile, and given back again, has a thread of its own that closes it. */
    private void closeIfIdle(Connection connection) {
        synchronized (this) {
            if (idle != connection) {
                return;
            }
            idle = null;
        }
        end(connection);
    }

    /** Closes the idle connection; one that is in use is closed when it is given back. */
    void close() {
        Connection last;
        synchronized (this) {
            closed = true;
            last = idle;
            idle = null;
        }
        if (last != null) {
            end(last);
        }
    }

    private static void end(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was idle: there is nothing to lose with it.
        }
    }
}
