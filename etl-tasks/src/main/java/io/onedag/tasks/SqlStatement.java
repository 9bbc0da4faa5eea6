package io.onedag.tasks;

import io.onedag.tasks.sql.SqlType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Executes SQL statements in one transaction. {@code uses: sql} in YAML. Immutable.
 *
 * <ul>
 *   <li>They run on the database that the store is in, and commit with the attempt.
 *   <li>The task's output is how many rows they changed.
 *   <li>{@code :name} stands for a parameter; its value is bound, never made part of the statement.
 * </ul>
 */
public final class SqlStatement extends Spec<SqlStatement> {

    private static final SqlType TYPE = new SqlType();

    private SqlStatement(Map<String, @Nullable Object> with) {
        super(TYPE, with);
    }

    /** Executes these statements, in order. */
    public static SqlStatement of(String statement, String... more) {
        return new SqlStatement(with(SqlType.STATEMENT, oneOrMore(statement, more)));
    }

    /**
     * Gives a parameter its value: a text, which may hold expressions, a number, a boolean or null. A list or map is bound as JSON
     * text.
     */
    public SqlStatement param(String name, @Nullable Object value) {
        return put(SqlType.PARAMS, name, value);
    }

    /** Makes the one value that the last statement selects the output; null where it selects no row. */
    public SqlStatement value() {
        return set(SqlType.RESULT, SqlType.VALUE);
    }

    /** Makes the rows that the last statement gives the output, a list of objects: a few only, 48 KiB of them. */
    public SqlStatement rows() {
        return set(SqlType.RESULT, SqlType.ROWS);
    }

    /** Writes the rows that the last statement gives to a dataset, however many, and makes its reference the output. */
    public SqlStatement dataset() {
        return set(SqlType.RESULT, SqlType.DATASET);
    }

    /**
     * Executes them on another database.
     *
     * @param url a {@code jdbc:} or {@code postgresql://} URL; the path of a SQLite file starts at the definition's folder
     */
    public SqlStatement database(String url) {
        return set(SqlType.DATABASE, url);
    }

    /** Connects as this user; {@code ${secret.NAME}} is the place for the password. */
    public SqlStatement login(String user, String password) {
        return set(SqlType.USER, user).set(SqlType.PASSWORD, password);
    }

    @Override
    SqlStatement copy(Map<String, @Nullable Object> with) {
        return new SqlStatement(with);
    }
}
