package io.onedag.tasks.sql;

import java.sql.Connection;
import java.sql.SQLException;

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
}
