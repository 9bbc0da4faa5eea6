package io.onedag.store;

import io.onedag.engine.ShellCommand;
import io.onedag.engine.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings a schema up to date. The one class that loads Flyway, so that a store whose schema is current starts without it. */
final class Migrations {

    private static final String FOLDER = "io/onedag/store/migration/";
    private static final List<String> SCRIPTS = List.of("V1__runs.sql", "V2__logs.sql", "V3__driven.sql");

    private Migrations() {}

    static void migrate(SqliteDatabase database) {
        run(flyway(database::connect, "sqlite"), database);
    }

    /** Makes the schema, too, where the database's user may. */
    static void migrate(PostgresDatabase database) {
        FluentConfiguration flyway = flyway(database::connect, "postgresql")
                .defaultSchema(database.schema())
                .schemas(database.schema());
        SchemaVersion.read(database)
                .ifPresent(made -> flyway.baselineOnMigrate(true)
                        .baselineVersion(String.valueOf(made.version()))
                        .baselineDescription("made from onedag store ddl"));
        run(flyway, database);
    }

    private static FluentConfiguration flyway(Connect connect, String scripts) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .loggers("slf4j")
                .dataSource(new Connections(connect))
                .locations("classpath:" + FOLDER + scripts)
                .failOnMissingLocations(true)
                .table("onedag_schema_history")
                .validateMigrationNaming(true)
                .cleanDisabled(true);
    }

    private static void run(FluentConfiguration flyway, Database database) {
        try {
            flyway.load().migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    "migrating " + database.describe() + " failed: " + e.getMessage()
                            + ". Nothing of the failed step was kept; see `"
                            + ShellCommand.onedag("store", "check") + "`",
                    e);
        }
    }

    /** The statements of all migrations after a version, each under a heading. */
    static String scripts(String folder, int after) {
        var text = new StringBuilder();
        for (int i = after; i < SCRIPTS.size(); i++) {
            text.append("-- Onedag's schema, version ").append(i + 1).append('\n');
            text.append(script(folder, SCRIPTS.get(i))).append('\n');
        }
        return text.toString();
    }

    private static String script(String folder, String name) {
        try (InputStream in = Optional.ofNullable(
                        Migrations.class.getClassLoader().getResourceAsStream(FOLDER + folder + "/" + name))
                .orElseThrow(
                        () -> new IllegalStateException(FOLDER + folder + "/" + name + " is missing in the jar"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Connect {
        Connection get() throws SQLException;
    }

    private record Connections(Connect connect) implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            return connect.get();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return connect.get();
        }

        @Override
        public java.io.PrintWriter getLogWriter() throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public void setLogWriter(java.io.PrintWriter out) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
