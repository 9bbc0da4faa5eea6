package io.onedag.store;

import io.onedag.engine.ShellCommand;
import io.onedag.engine.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * The embedded database: one file and its write-ahead log. One connection writes, for all threads in turn; each read has a short-lived
 * one of its own, which waits for no writer. Other processes may do the same: whoever writes takes the database's one write lock at
 * the transaction's begin, and waits for it.
 */
final class SqliteDatabase implements Database {

    /** How long a writer waits for another process's write. */
    static final int BUSY_TIMEOUT_MILLIS = 60_000;

    /** How often it waits that long while a task of its own process may be what holds it up. */
    private static final int OWN_TASK_TRIES = 10;

    private final int busyTimeout;

    private final Path file;
    private final Dialect dialect = new Dialect.Sqlite();
    private final Properties settings;
    // Fair, and not bound to a thread: a beat must get its turn, whatever else is written.
    private final Semaphore turn = new Semaphore(1, true);
    /** How many connections the tasks of this process hold. */
    private final AtomicInteger taskConnections = new AtomicInteger();

    private @Nullable Sql writer;
    private boolean closed;

    SqliteDatabase(Path file) {
        this(file, BUSY_TIMEOUT_MILLIS);
    }

    SqliteDatabase(Path file, int busyTimeout) {
        this.file = file.toAbsolutePath().normalize();
        this.busyTimeout = busyTimeout;
        this.settings = config().toProperties();
    }

    Path file() {
        return file;
    }

    private SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(busyTimeout);
        config.enforceForeignKeys(true);
        return config;
    }

    private String url() {
        return JDBC.PREFIX + file;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public String describe() {
        return "the embedded database " + file;
    }

    @Override
    public <T> T read(Work<T> work) {
        try (Connection connection = connect()) {
            return work.with(Sql.over(connection, dialect));
        } catch (SQLException e) {
            throw explain("reading from", e);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        turn.acquireUninterruptibly();
        try {
            Sql sql = writer();
            try {
                // By hand: with auto-commit off, the driver would hold the write lock from one commit to the next.
                begin(sql);
                T result = work.with(sql);
                sql.run("commit");
                return result;
            } catch (SQLException e) {
                discard(sql);
                throw e;
            } catch (RuntimeException | Error e) {
                sql.run("rollback");
                throw e;
            }
        } catch (SQLException e) {
            throw explain("writing to", e);
        } finally {
            turn.release();
        }
    }

    /** A task of this process that holds the write lock will let it go: a long load must not cost its run. */
    private void begin(Sql sql) throws SQLException {
        for (int tries = 1; ; tries++) {
            boolean own = taskConnections.get() > 0;
            try {
                sql.run("begin immediate");
                return;
            } catch (SQLException e) {
                if (!own || tries == OWN_TASK_TRIES || primary(e) != SQLiteErrorCode.SQLITE_BUSY) {
                    throw e;
                }
            }
        }
    }

    private Sql writer() throws SQLException {
        if (closed) {
            throw new IllegalStateException("this store is closed");
        }
        if (writer == null) {
            writer = Sql.keeping(connect(), dialect);
        }
        return writer;
    }

    /** The connection itself may be what is broken, and a new one costs little; closing it rolls back. */
    private void discard(Sql sql) {
        writer = null;
        try {
            sql.connection().close();
        } catch (SQLException e) {
            // The first error is the one to tell.
        }
    }

    /** A connection of the store's own. */
    Connection connect() throws SQLException {
        return new JDBC4Connection(url(), file.toString(), settings);
    }

    @Override
    public Connection connectForTask() {
        try {
            return new SqliteTaskConnection(url(), file.toString(), config(), taskConnections);
        } catch (SQLException e) {
            throw explain("connecting to", e);
        }
    }

    @Override
    public Connection connectForEffect() {
        try {
            Connection connection = connectForTask();
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw explain("connecting to", e);
        }
    }

    @Override
    public StoreException explain(String what, SQLException error) {
        return new StoreException(
                what + " " + describe() + " failed: " + error.getMessage() + ". " + next(error), error);
    }

    private static SQLiteErrorCode primary(SQLException error) {
        SQLiteErrorCode code = error instanceof SQLiteException e ? e.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // Extended codes carry their primary code in the lowest byte.
        return SQLiteErrorCode.getErrorCode(code.code & 0xff);
    }

    private String next(SQLException error) {
        return switch (primary(error)) {
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                "Give this user the right to write to " + file.getParent() + " and the files in it, or name another "
                        + "database in DATABASE_URL";
            case SQLITE_FULL -> "The disk is full: make room on the file system of " + file.getParent();
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "Another process held the write lock for over " + BUSY_TIMEOUT_MILLIS / 1000
                        + " s: end it, or let transactional tasks commit sooner";
            case SQLITE_NOTADB, SQLITE_CORRUPT ->
                "The file is no intact SQLite database: restore it from a backup, or move it away and start anew";
            case SQLITE_IOERR -> "The file system gave an error: see whether its disk is full or failing";
            default ->
                Files.exists(file)
                        ? "See what `" + ShellCommand.onedag("store", "check") + "` finds"
                        : "The file is gone: was its folder removed while this process ran?";
        };
    }

    @Override
    public void close() {
        turn.acquireUninterruptibly();
        try {
            closed = true;
            if (writer != null) {
                writer.connection().close();
                writer = null;
            }
        } catch (SQLException e) {
            throw explain("closing", e);
        } finally {
            turn.release();
        }
    }
}
