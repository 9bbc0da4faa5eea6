package io.onedag.store;

import io.onedag.engine.RunStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the databases differ. The store's statements are written once, with these marks:
 *
 * <ul>
 *   <li>{@code @table}: a table of Onedag's schema
 *   <li>{@code {now}}: the database's clock; {@code {stale}}: who beat last before this instant is dead
 *   <li>{@code {for update}}: nobody else may lock or change the row until the transaction's end; {@code {for share}}: nobody may
 *       change it; {@code {for update of r}}: as the first, of the table named {@code r} alone
 * </ul>
 */
abstract sealed class Dialect {

    private final String prefix;
    private final ConcurrentMap<String, String> written = new ConcurrentHashMap<>();

    private Dialect(String prefix) {
        this.prefix = prefix;
    }

    /** A statement of the store in this database's words. */
    final String write(String statement) {
        String known = written.get(statement);
        if (known == null) {
            known = marks(statement).replace("@", prefix).strip();
            written.put(statement, known);
        }
        return known;
    }

    abstract String marks(String statement);

    /** Onedag's schema; empty where the database has none. */
    abstract String schema();

    abstract void setUuid(PreparedStatement statement, int index, @Nullable UUID value) throws SQLException;

    abstract @Nullable UUID uuid(ResultSet row, String column) throws SQLException;

    /** Keeps microseconds, on every database. */
    abstract void setInstant(PreparedStatement statement, int index, @Nullable Instant value) throws SQLException;

    abstract @Nullable Instant instant(ResultSet row, String column) throws SQLException;

    /** SQLite: UUIDs and instants are text. Its one writer holds the whole database, so that no row needs a lock of its own. */
    static final class Sqlite extends Dialect {

        /** Of fixed width, so that the order of texts is the order of time. */
        private static final DateTimeFormatter INSTANT =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

        Sqlite() {
            super("");
        }

        @Override
        String schema() {
            return "";
        }

        @Override
        String marks(String statement) {
            return statement
                    .replace("{now}", "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')")
                    .replace(
                            "{stale}",
                            "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-" + RunStore.LEASE.toSeconds() + " seconds')")
                    .replace("{for update}", "")
                    .replace("{for update of r}", "")
                    .replace("{for share}", "");
        }

        @Override
        void setUuid(PreparedStatement statement, int index, @Nullable UUID value) throws SQLException {
            statement.setString(index, value == null ? null : value.toString());
        }

        @Override
        @Nullable
        UUID uuid(ResultSet row, String column) throws SQLException {
            String text = row.getString(column);
            return text == null ? null : UUID.fromString(text);
        }

        @Override
        void setInstant(PreparedStatement statement, int index, @Nullable Instant value) throws SQLException {
            statement.setString(index, value == null ? null : INSTANT.format(value));
        }

        @Override
        @Nullable
        Instant instant(ResultSet row, String column) throws SQLException {
            String text = row.getString(column);
            return text == null ? null : Instant.parse(text);
        }
    }

    /** PostgreSQL: native types, tables by their schema's name, so that the search path of an application's connection stays its own. */
    static final class Postgres extends Dialect {

        private final String schema;

        Postgres(String schema) {
            super('"' + schema.replace("\"", "\"\"") + "\".");
            this.schema = schema;
        }

        @Override
        String schema() {
            return schema;
        }

        @Override
        String marks(String statement) {
            return counted(statement)
                    .replace("{now}", "clock_timestamp()")
                    .replace("{stale}", "clock_timestamp() - interval '" + RunStore.LEASE.toMillis() + " milliseconds'")
                    .replace("{for update}", "for no key update")
                    .replace("{for update of r}", "for no key update of r")
                    .replace("{for share}", "for share");
        }

        /**
         * With {@code reWriteBatchedInserts}, which many applications set, the driver joins the inserts of a batch and no longer says
         * how many rows each made, on which every guard relies. It leaves those alone that don't begin with the word.
         */
        private static String counted(String statement) {
            return statement.startsWith("insert") ? "with each_alone as (select 1) " + statement : statement;
        }

        @Override
        void setUuid(PreparedStatement statement, int index, @Nullable UUID value) throws SQLException {
            statement.setObject(index, value, Types.OTHER);
        }

        @Override
        @Nullable
        UUID uuid(ResultSet row, String column) throws SQLException {
            return row.getObject(column, UUID.class);
        }

        @Override
        void setInstant(PreparedStatement statement, int index, @Nullable Instant value) throws SQLException {
            // The driver would round to microseconds, and so move an instant into the future.
            statement.setObject(
                    index,
                    value == null
                            ? null
                            : value.truncatedTo(java.time.temporal.ChronoUnit.MICROS)
                                    .atOffset(ZoneOffset.UTC),
                    Types.TIMESTAMP_WITH_TIMEZONE);
        }

        @Override
        @Nullable
        Instant instant(ResultSet row, String column) throws SQLException {
            OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        }
    }
}
