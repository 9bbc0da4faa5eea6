package io.onedag.tasks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL for this JVM's tests, in a time zone that nobody's JVM has; started at its first use, ended with the JVM. */
final class PostgresServer {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private PostgresServer() {}

    private static final class Started {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("timezone", "Asia/Kathmandu")
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Where it listens. */
    static int port() {
        return Started.SERVER.getPort();
    }

    /** A new, empty schema. */
    static String newSchema() throws SQLException {
        String name = "test_" + SCHEMAS.incrementAndGet();
        try (Connection connection = connect("public");
                var statement = connection.createStatement()) {
            statement.execute("create schema " + name);
        }
        return name;
    }

    /** A connection that finds the tables of a schema. */
    static Connection connect(String schema) throws SQLException {
        return DriverManager.getConnection(
                Started.SERVER.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + schema);
    }
}
