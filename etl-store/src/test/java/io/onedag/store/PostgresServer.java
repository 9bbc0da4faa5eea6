package io.onedag.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL for this JVM's tests, in a time zone that nobody's JVM has; started at its first use, ended with the JVM. */
public final class PostgresServer {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private PostgresServer() {}

    private static final class Started {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("timezone", "Asia/Kathmandu")
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Its address for {@code DATABASE_URL}. */
    public static String url() {
        return url("postgres");
    }

    /** The address of one of its databases. */
    public static String url(String database) {
        return "postgresql://postgres:postgres@127.0.0.1:" + Started.SERVER.getPort() + "/" + database;
    }

    /** A schema's name that no other test uses. */
    public static String newSchema() {
        return "Onedag Test " + SCHEMAS.incrementAndGet();
    }

    /** A connection of the test's own. */
    public static Connection connect() throws SQLException {
        return DriverManager.getConnection(Started.SERVER.getJdbcUrl("postgres", "postgres"));
    }
}
