package io.onedag.tasks.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** The databases that behave differently. */
enum Dialect {
    POSTGRESQL,
    SQLITE,
    OTHER;

    static Dialect of(Connection connection) throws SQLException {
        return switch (connection.getMetaData().getDatabaseProductName()) {
            case "PostgreSQL" -> POSTGRESQL;
            case "SQLite" -> SQLITE;
            default -> OTHER;
        };
    }

    /** Whether it knows {@code INSERT … ON CONFLICT DO UPDATE}. */
    boolean knowsOnConflict() {
        return this != OTHER;
    }

    /**
     * Asks the server to end what the connection executes. PostgreSQL's driver lets a statement be cancelled only once, and the server
     * forgets a cancel that overtakes its statement; a connection can be asked again.
     */
    void cancel(Connection connection, Statement statement) throws SQLException {
        if (this != POSTGRESQL || !PostgresDriver.cancel(connection)) {
            statement.cancel();
        }
    }

    /** Apart, for the driver need not be there. */
    private static final class PostgresDriver {

        private static final boolean PRESENT = isPresent();

        private static boolean isPresent() {
            try {
                return Class.forName("org.postgresql.PGConnection") != null;
            } catch (ClassNotFoundException e) {
                return false; // another driver for the same database
            }
        }

        static boolean cancel(Connection connection) throws SQLException {
            if (!PRESENT || !connection.isWrapperFor(PGConnection.class)) {
                return false;
            }
            connection.unwrap(PGConnection.class).cancelQuery();
            return true;
        }
    }
}
