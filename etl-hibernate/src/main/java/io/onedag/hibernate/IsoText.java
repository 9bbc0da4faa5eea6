package io.onedag.hibernate;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.function.Function;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicBinder;
import org.hibernate.type.descriptor.jdbc.BasicExtractor;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times on SQLite, as the store's own statements have them: ISO text of fixed width, instants in UTC. SQLite's own functions
 * understand it, its order is the order of time, and no time zone of a JVM touches it.
 */
final class IsoText<V> implements JdbcType {

    private static final long serialVersionUID = 1L;

    private static final DateTimeFormatter SECONDS = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 6, 6, true)
            .toFormatter();
    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(SECONDS)
            .toFormatter();
    private static final DateTimeFormatter INSTANT = new DateTimeFormatterBuilder()
            .append(LOCAL)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private final int code;
    private final Class<V> type;
    private final transient Function<V, String> format;
    private final transient Function<String, V> parse;

    private IsoText(int code, Class<V> type, Function<V, String> format, Function<String, V> parse) {
        this.code = code;
        this.type = type;
        this.format = format;
        this.parse = parse;
    }

    static List<JdbcType> all() {
        return List.of(
                new IsoText<>(SqlTypes.TIMESTAMP_UTC, Instant.class, INSTANT::format, Instant::parse),
                new IsoText<>(SqlTypes.TIMESTAMP, LocalDateTime.class, LOCAL::format, LocalDateTime::parse),
                new IsoText<>(SqlTypes.DATE, LocalDate.class, LocalDate::toString, LocalDate::parse),
                new IsoText<>(SqlTypes.TIME, LocalTime.class, SECONDS::format, LocalTime::parse));
    }

    @Override
    public int getJdbcTypeCode() {
        return Types.VARCHAR;
    }

    @Override
    public int getDefaultSqlTypeCode() {
        return code;
    }

    @Override
    public int getDdlTypeCode() {
        return Types.VARCHAR;
    }

    @Override
    public boolean isTemporal() {
        return true;
    }

    @Override
    public Class<?> getPreferredJavaTypeClass(WrapperOptions options) {
        return type;
    }

    @Override
    public <X> ValueBinder<X> getBinder(JavaType<X> javaType) {
        return new BasicBinder<>(javaType, this) {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doBind(PreparedStatement statement, X value, int index, WrapperOptions options)
                    throws SQLException {
                statement.setString(index, format.apply(javaType.unwrap(value, type, options)));
            }

            @Override
            protected void doBind(CallableStatement statement, X value, String name, WrapperOptions options)
                    throws SQLException {
                statement.setString(name, format.apply(javaType.unwrap(value, type, options)));
            }
        };
    }

    @Override
    public <X> ValueExtractor<X> getExtractor(JavaType<X> javaType) {
        return new BasicExtractor<>(javaType, this) {
            private static final long serialVersionUID = 1L;

            @Override
            protected @Nullable X doExtract(ResultSet row, int index, WrapperOptions options) throws SQLException {
                return value(row.getString(index), options);
            }

            @Override
            protected @Nullable X doExtract(CallableStatement statement, int index, WrapperOptions options)
                    throws SQLException {
                return value(statement.getString(index), options);
            }

            @Override
            protected @Nullable X doExtract(CallableStatement statement, String name, WrapperOptions options)
                    throws SQLException {
                return value(statement.getString(name), options);
            }

            private @Nullable X value(@Nullable String text, WrapperOptions options) {
                return text == null ? null : javaType.wrap(parse.apply(text), options);
            }
        };
    }

    @Override
    public String toString() {
        return "ISO text of " + type.getSimpleName();
    }
}
