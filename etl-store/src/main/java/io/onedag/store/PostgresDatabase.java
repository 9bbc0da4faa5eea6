package io.onedag.store;

import io.onedag.engine.ShellCommand;
import io.onedag.engine.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL. The store's own statements and the tasks' transactions draw on data sources of their own, so that tasks that hold
 * connections never keep a beat or an outcome waiting.
 */
final class PostgresDatabase implements Database {

    private static final int TRIES = 3;

    private final Connections own;
    private final DataSource tasks;
    private final Dialect.Postgres dialect;
    private final String description;
    private final @Nullable String secret;
    private final Runnable close;

    /**
     * @param secret never to be shown, or null
     * @param close closes the data sources
     */
    PostgresDatabase(
            Connections own,
            DataSource tasks,
            String schema,
            String description,
            @Nullable String secret,
            Runnable close) {
        this.own = own;
        this.tasks = tasks;
        this.dialect = new Dialect.Postgres(schema);
        this.description = description;
        this.secret = secret;
        this.close = close;
    }

    /** On an application's data source, which stays the application's to close. */
    static PostgresDatabase of(DataSource dataSource, String schema) {
        return new PostgresDatabase(
                Connections.of(dataSource),
                dataSource,
                schema,
                "the application's PostgreSQL data source, schema " + schema,
                null,
                () -> {});
    }

    String schema() {
        return dialect.schema();
    }

    Connection connect() throws SQLException {
        return tasks.getConnection();
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public <T> T read(Work<T> work) {
        return patiently("reading from", work, false);
    }

    @Override
    public <T> T write(Work<T> work) {
        return patiently("writing to", work, true);
    }

    private <T> T readOnce(Work<T> work) throws SQLException {
        Connection connection = own.take();
        T result;
        try {
            connection.setAutoCommit(true);
            result = work.with(Sql.over(connection, dialect));
        } catch (SQLException | RuntimeException | Error e) {
            close(connection, e);
            throw e;
        }
        own.giveBack(connection);
        return result;
    }

    private <T> T writeOnce(Work<T> work) throws SQLException {
        Connection connection = own.take();
        T result;
        try {
            connection.setAutoCommit(false);
            try {
                result = work.with(Sql.over(connection, dialect));
            } catch (SQLException | RuntimeException | Error e) {
                undo(connection, e);
                throw e;
            }
            commit(connection);
            connection.setAutoCommit(true);
        } catch (SQLException | RuntimeException | Error e) {
            close(connection, e);
            throw e;
        }
        own.giveBack(connection);
        return result;
    }

    private static void close(Connection connection, Throwable why) {
        try {
            connection.close();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private static void undo(Connection connection, Throwable why) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    /** Whether a commit that failed took place is not known, and so it isn't tried again. */
    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            undo(connection, e);
            throw isConflict(e) ? e : new CommitFailed(e);
        }
    }

    private static final class CommitFailed extends SQLException {
        private static final long serialVersionUID = 1L;

        CommitFailed(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
        }
    }

    /**
     * What failed before its commit did nothing and may be tried again: a conflict with another transaction, a connection that the
     * server ended. An interrupt waits meanwhile: it is meant for the task, and must not keep the outcome from being written.
     */
    private <T> T patiently(String what, Work<T> work, boolean writes) {
        boolean interrupted = Thread.interrupted();
        try {
            for (int tries = 1; ; tries++) {
                try {
                    return writes ? writeOnce(work) : readOnce(work);
                } catch (SQLException e) {
                    if (tries == TRIES || e instanceof CommitFailed || !(isConflict(e) || isLostConnection(e))) {
                        throw explain(what, e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isConflict(SQLException error) {
        return "40001".equals(error.getSQLState()) || "40P01".equals(error.getSQLState());
    }

    private static boolean isLostConnection(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return state.equals("57P01") || state.equals("08006") || state.equals("08003");
    }

    @Override
    public Connection connectForTask() {
        try {
            return tasks.getConnection();
        } catch (SQLException e) {
            throw explain("connecting to", e);
        }
    }

    @Override
    public Connection connectForEffect() {
        try {
            Connection connection = tasks.getConnection();
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw explain("connecting to", e);
        }
    }

    @Override
    public StoreException explain(String what, SQLException error) {
        // A pool wraps the error that says why.
        SQLException cause = error;
        while (cause.getCause() instanceof SQLException deeper) {
            cause = deeper;
        }
        String why = String.valueOf(cause.getMessage())
                .replaceAll("\\s+Position: \\d+", "")
                .replaceFirst("[.\\s]+$", "");
        if (secret != null && !secret.isEmpty()) {
            why = why.replace(secret, "***");
        }
        return new StoreException(
                what + " " + description + " failed: " + why + ". " + next(String.valueOf(cause.getSQLState())), error);
    }

    private static String next(String state) {
        return switch (state) {
            case "28P01", "28000" ->
                "See the user and password in DATABASE_URL; special characters in them are percent-encoded";
            case "3D000" -> "Create the database, or name another one in DATABASE_URL";
            case "42501" ->
                "Grant this user usage on the schema, and select, insert, update and delete on its tables; `"
                        + ShellCommand.onedag("store", "check") + "` lists what is missing";
            case "42P01", "3F000", "42703" -> "Run `" + ShellCommand.onedag("store", "migrate") + "`";
            case "53100" -> "The server's disk is full: make room there";
            case "53300" -> "The server has no connection left: raise its max_connections, or end idle clients";
            case "25006" -> "The server is read-only, for example a standby: name the primary in DATABASE_URL";
            default ->
                state.startsWith("08") || state.startsWith("57")
                        ? "See that the server runs and DATABASE_URL names its host and port"
                        : "See what `" + ShellCommand.onedag("store", "check") + "` finds";
        };
    }

    @Override
    public void close() {
        close.run();
    }
}
