package io.onedag.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connection to which the store's statements are sent. Used by one thread at a time. */
final class Sql {

    private final Connection connection;
    private final Dialect dialect;
    private final @Nullable Map<String, PreparedStatement> kept;

    private Sql(Connection connection, Dialect dialect, @Nullable Map<String, PreparedStatement> kept) {
        this.connection = connection;
        this.dialect = dialect;
        this.kept = kept;
    }

    /** Over a connection that is used briefly, or whose driver itself keeps what was prepared. */
    static Sql over(Connection connection, Dialect dialect) {
        return new Sql(connection, dialect, null);
    }

    /** Over a connection that lives long: prepares each statement once. */
    static Sql keeping(Connection connection, Dialect dialect) {
        return new Sql(connection, dialect, new HashMap<>());
    }

    Connection connection() {
        return connection;
    }

    /** Sets a statement's parameters, in their order. */
    @FunctionalInterface
    interface Arguments {
        void of(Binder binder) throws SQLException;
    }

    /** Sets the parameters of one statement of a batch. */
    @FunctionalInterface
    interface BatchArguments<T> {
        void of(Binder binder, T element) throws SQLException;
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    /** Changes rows, and says how many. */
    int update(String text, Arguments arguments) throws SQLException {
        PreparedStatement statement = prepare(text);
        try {
            arguments.of(new Binder(statement, dialect));
            int changed = statement.executeUpdate();
            release(statement);
            return changed;
        } catch (SQLException | RuntimeException e) {
            spoil(text, statement, e);
            throw e;
        }
    }

    /** Runs a statement for each element, and says how many rows each changed. */
    <T> int[] batch(String text, List<T> elements, BatchArguments<T> arguments) throws SQLException {
        if (elements.isEmpty()) {
            return new int[0];
        }
        PreparedStatement statement = prepare(text);
        try {
            int[] changed;
            if (elements.size() == 1) {
                arguments.of(new Binder(statement, dialect), elements.get(0));
                changed = new int[] {statement.executeUpdate()};
            } else {
                for (T element : elements) {
                    arguments.of(new Binder(statement, dialect), element);
                    statement.addBatch();
                }
                changed = statement.executeBatch();
            }
            release(statement);
            return changed;
        } catch (SQLException | RuntimeException e) {
            spoil(text, statement, e);
            throw e;
        }
    }

    /** Reads rows. */
    <T> List<T> list(String text, Arguments arguments, Reader<T> reader) throws SQLException {
        PreparedStatement statement = prepare(text);
        try {
            arguments.of(new Binder(statement, dialect));
            var list = new ArrayList<T>();
            try (ResultSet rows = statement.executeQuery()) {
                var row = new Row(rows, dialect);
                while (rows.next()) {
                    list.add(reader.read(row));
                }
            }
            release(statement);
            return list;
        } catch (SQLException | RuntimeException e) {
            spoil(text, statement, e);
            throw e;
        }
    }

    /** Reads at most one row. */
    <T> Optional<T> first(String text, Arguments arguments, Reader<T> reader) throws SQLException {
        PreparedStatement statement = prepare(text);
        try {
            arguments.of(new Binder(statement, dialect));
            Optional<T> first;
            try (ResultSet rows = statement.executeQuery()) {
                first = rows.next() ? Optional.of(reader.read(new Row(rows, dialect))) : Optional.empty();
            }
            release(statement);
            return first;
        } catch (SQLException | RuntimeException e) {
            spoil(text, statement, e);
            throw e;
        }
    }

    /** Runs a statement without parameters. */
    void run(String text) throws SQLException {
        PreparedStatement statement = prepare(text);
        try {
            statement.execute();
            release(statement);
        } catch (SQLException | RuntimeException e) {
            spoil(text, statement, e);
            throw e;
        }
    }

    // No lambdas here: a process of one attempt pays for the first one that it meets.

    private PreparedStatement prepare(String text) throws SQLException {
        PreparedStatement statement = kept == null ? null : kept.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(dialect.write(text));
            if (kept != null) {
                kept.put(text, statement);
            }
        }
        return statement;
    }

    private void release(PreparedStatement statement) throws SQLException {
        if (kept == null) {
            statement.close();
        }
    }

    /** What was bound to it, or still waits in its batch, must not reach its next use. */
    private void spoil(String text, PreparedStatement statement, Exception why) {
        if (kept != null) {
            kept.remove(text);
        }
        try {
            statement.close();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    /** Binds parameters in their order. */
    static final class Binder {
        private final PreparedStatement statement;
        private final Dialect dialect;
        private int index;

        private Binder(PreparedStatement statement, Dialect dialect) {
            this.statement = statement;
            this.dialect = dialect;
        }

        Binder text(@Nullable String value) throws SQLException {
            statement.setString(++index, value);
            return this;
        }

        /** Text from outside, for people to read: what no database keeps is replaced. */
        Binder prose(@Nullable String value) throws SQLException {
            return text(Prose.storable(value));
        }

        Binder name(@Nullable Enum<?> value) throws SQLException {
            return text(value == null ? null : value.name());
        }

        Binder uuid(@Nullable UUID value) throws SQLException {
            dialect.setUuid(statement, ++index, value);
            return this;
        }

        Binder instant(@Nullable Instant value) throws SQLException {
            dialect.setInstant(statement, ++index, value);
            return this;
        }

        Binder number(long value) throws SQLException {
            statement.setLong(++index, value);
            return this;
        }

        Binder number(int value) throws SQLException {
            statement.setInt(++index, value);
            return this;
        }

        Binder number(@Nullable Long value) throws SQLException {
            if (value == null) {
                statement.setNull(++index, Types.BIGINT);
                return this;
            }
            return number(value.longValue());
        }

        Binder flag(@Nullable Boolean value) throws SQLException {
            if (value == null) {
                statement.setNull(++index, Types.BOOLEAN);
            } else {
                statement.setBoolean(++index, value);
            }
            return this;
        }
    }

    /** The row that is being read. */
    static final class Row {
        private final ResultSet rows;
        private final Dialect dialect;

        private Row(ResultSet rows, Dialect dialect) {
            this.rows = rows;
            this.dialect = dialect;
        }

        String text(String column) throws SQLException {
            return present(textOrNull(column), column);
        }

        @Nullable
        String textOrNull(String column) throws SQLException {
            return rows.getString(column);
        }

        <E extends Enum<E>> E name(Class<E> type, String column) throws SQLException {
            return Enum.valueOf(type, text(column));
        }

        <E extends Enum<E>> @Nullable E nameOrNull(Class<E> type, String column) throws SQLException {
            String text = textOrNull(column);
            return text == null ? null : Enum.valueOf(type, text);
        }

        UUID uuid(String column) throws SQLException {
            return present(uuidOrNull(column), column);
        }

        @Nullable
        UUID uuidOrNull(String column) throws SQLException {
            return dialect.uuid(rows, column);
        }

        Instant instant(String column) throws SQLException {
            return present(instantOrNull(column), column);
        }

        @Nullable
        Instant instantOrNull(String column) throws SQLException {
            return dialect.instant(rows, column);
        }

        int integer(String column) throws SQLException {
            return rows.getInt(column);
        }

        long number(String column) throws SQLException {
            return rows.getLong(column);
        }

        boolean flag(String column) throws SQLException {
            return rows.getBoolean(column);
        }

        private static <T> T present(@Nullable T value, String column) {
            return Objects.requireNonNull(value, column);
        }
    }
}
