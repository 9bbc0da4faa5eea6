package io.onedag.store;

import io.onedag.engine.OnedagVersion;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.StoreException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Which schema a store has. Within a major version schemas only grow, so that jars of different age share a store; the row itself names
 * the oldest one that may write.
 *
 * @param version the schema's version; each migration counts one on
 * @param oldestWriter what a jar must know at least to write
 * @param oldestWriterName the version of Onedag that brought {@code oldestWriter}
 */
record SchemaVersion(int version, int oldestWriter, String oldestWriterName) {

    /** What this jar knows. */
    static final int KNOWN = 3;

    /** Empty when the store has no schema yet. */
    static Optional<SchemaVersion> read(Database database) {
        return database.read(SchemaVersion::read);
    }

    private static Optional<SchemaVersion> read(Sql sql) throws SQLException {
        try {
            return sql.first(
                    "select schema_version, oldest_writer, oldest_writer_name from @onedag_version",
                    new Sql.Arguments() {
                        @Override
                        public void of(Sql.Binder to) {
                            // It takes none.
                        }
                    },
                    new Sql.Reader<>() {
                        @Override
                        public SchemaVersion read(Sql.Row row) throws SQLException {
                            return new SchemaVersion(
                                    row.integer("schema_version"),
                                    row.integer("oldest_writer"),
                                    row.text("oldest_writer_name"));
                        }
                    });
        } catch (SQLException e) {
            if (isMissingTable(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** SQLite has one code for all that is wrong with a statement. */
    static boolean isMissingTable(SQLException error) {
        String state = error.getSQLState();
        return "42P01".equals(state)
                || "3F000".equals(state)
                || String.valueOf(error.getMessage()).contains("no such table");
    }

    /** Whether tables that this jar needs may be missing. */
    boolean isOlder() {
        return version < KNOWN;
    }

    /** Refuses a schema that this jar may not write to. */
    void requireWritable(Database database) {
        if (oldestWriter > KNOWN) {
            throw new StoreException(
                    database.describe() + " was migrated by a newer Onedag: its schema " + version
                            + " is written to by Onedag " + oldestWriterName + " and newer, and this is "
                            + OnedagVersion.current() + ". Update this application's Onedag to " + oldestWriterName,
                    null);
        }
    }

    /** Refuses a store that a person has to migrate first. */
    static void requireCurrent(Database database) {
        read(database).orElseThrow(() -> missing(database)).requireUpToDate(database);
    }

    /** What to do about a store without tables. */
    static StoreException missing(Database database) {
        return new StoreException(
                database.describe() + " has no tables of Onedag yet. Run `"
                        + ShellCommand.onedag("store", "migrate") + "` with the same "
                        + "DATABASE_URL and ONEDAG_SCHEMA, or have a DBA run what `"
                        + ShellCommand.onedag("store", "ddl") + "` prints",
                null);
    }

    /** Refuses a schema that is older or newer than this jar can work with. */
    void requireUpToDate(Database database) {
        requireWritable(database);
        if (isOlder()) {
            throw new StoreException(
                    database.describe() + " has schema " + version + ", and Onedag " + OnedagVersion.current()
                            + " needs " + KNOWN
                            + ". Run `" + ShellCommand.onedag("store", "migrate") + "`, or have a DBA run what `"
                            + ShellCommand.onedag("store", "ddl") + "` "
                            + "prints from version " + (version + 1)
                            + " on; running jars of before go on working",
                    null);
        }
    }
}
