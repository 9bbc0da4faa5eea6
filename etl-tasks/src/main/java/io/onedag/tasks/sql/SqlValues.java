package io.onedag.tasks.sql;

import io.onedag.json.Json;
import io.onedag.tasks.dataset.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values on their way into a database and out of it. */
final class SqlValues {

    private SqlValues() {}

    /** Binds a JSON value: a number as a number, a boolean as a boolean, all else as a text whose type the database finds out. */
    static void bind(PreparedStatement statement, int index, @Nullable Object value, Dialect dialect)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof Boolean bool) {
            statement.setBoolean(index, bool);
        } else if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof BigInteger number) {
            statement.setBigDecimal(index, new BigDecimal(number));
        } else if (value instanceof BigDecimal number && dialect == Dialect.SQLITE) {
            statement.setDouble(index, number.doubleValue()); // the driver would bind a text, which compares as one
        } else if (value instanceof BigDecimal number) {
            statement.setBigDecimal(index, number);
        } else {
            bindText(statement, index, text(value), dialect);
        }
    }

    /** Binds a value that goes into a column, which says what type it is. */
    static void bindForColumn(PreparedStatement statement, int index, @Nullable Object value, Dialect dialect)
            throws SQLException {
        if (dialect == Dialect.POSTGRESQL && value != null) {
            bindText(statement, index, text(value), dialect);
        } else {
            bind(statement, index, value, dialect);
        }
    }

    private static String text(Object value) {
        return String.valueOf(Values.text(value));
    }

    private static void bindText(PreparedStatement statement, int index, String text, Dialect dialect)
            throws SQLException {
        if (dialect == Dialect.POSTGRESQL) {
            statement.setObject(index, text, Types.OTHER); // without a type, so that the server takes the one that fits
        } else {
            statement.setString(index, text);
        }
    }

    /** How a column is read. */
    private enum ColumnKind {
        INSTANT,
        DATE_TIME,
        DATE,
        TIME,
        JSON,
        OTHER
    }

    /** Reads the columns of a result as JSON: dates and times in ISO 8601, those with a zone in UTC, bytes in hexadecimal. */
    static final class Reader {
        private final ResultSet rows;
        private final ColumnKind[] kinds;

        Reader(ResultSet rows) throws SQLException {
            this.rows = rows;
            ResultSetMetaData meta = rows.getMetaData();
            this.kinds = new ColumnKind[meta.getColumnCount()];
            for (int i = 0; i < kinds.length; i++) {
                kinds[i] = kind(String.valueOf(meta.getColumnTypeName(i + 1)), meta.getColumnType(i + 1));
            }
        }

        /** As PostgreSQL names its types. */
        private static ColumnKind kind(String typeName, int type) {
            return switch (typeName) {
                case "timestamptz" -> ColumnKind.INSTANT;
                case "timestamp" -> ColumnKind.DATE_TIME;
                case "date" -> ColumnKind.DATE;
                case "time" -> ColumnKind.TIME;
                case "json", "jsonb" -> ColumnKind.JSON;
                default -> type == Types.TIMESTAMP_WITH_TIMEZONE ? ColumnKind.INSTANT : ColumnKind.OTHER;
            };
        }

        /** A value of the current row, by its column's index from 0. */
        @Nullable
        Object value(int index) throws SQLException {
            int column = index + 1;
            return switch (kinds[index]) {
                case INSTANT -> {
                    OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
                    yield time == null ? null : time.toInstant().toString();
                }
                case DATE_TIME -> asText(rows.getObject(column, LocalDateTime.class));
                case DATE -> asText(rows.getObject(column, LocalDate.class));
                case TIME -> asText(rows.getObject(column, LocalTime.class));
                case JSON -> {
                    String json = rows.getString(column);
                    yield json == null ? null : Json.parse(json);
                }
                case OTHER -> json(rows.getObject(column), rows, column);
            };
        }
    }

    private static @Nullable Object json(@Nullable Object value, ResultSet rows, int column) throws SQLException {
        if (value == null || value instanceof String || value instanceof Boolean || value instanceof BigDecimal) {
            return value;
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? new BigDecimal(value.toString()) : value.toString();
        }
        if (value instanceof Number number) {
            return value instanceof BigInteger ? value : (Object) number.longValue();
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Array array) {
            return list(array.getArray());
        }
        return rows.getString(column);
    }

    private static List<@Nullable Object> list(Object array) {
        var list = new ArrayList<@Nullable Object>();
        if (array instanceof Object[] elements) {
            for (Object each : elements) {
                list.add(element(each));
            }
        }
        return list;
    }

    private static @Nullable Object element(@Nullable Object value) {
        if (value instanceof Object[] nested) {
            return list(nested);
        }
        if (value == null
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigDecimal
                || value instanceof Map
                || value instanceof Collection) {
            return value;
        }
        return value.toString();
    }

    private static @Nullable String asText(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
