package io.onedag.tasks;

import io.onedag.tasks.sql.UpsertType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows into a table, or updates those whose key is there, in one transaction; the task's output is {@code {table, rows}}.
 * {@code uses: upsert} in YAML. Immutable.
 *
 * <ul>
 *   <li>It takes the rows of the one task that it needs, and writes all their columns, 1,000 rows at a time.
 *   <li>It works on the database that the store is in, and commits with the attempt; PostgreSQL or SQLite.
 *   <li>The table exists, and has a primary key or unique index on exactly the key's columns.
 * </ul>
 */
public final class UpsertInto extends Spec<UpsertInto> {

    private static final UpsertType TYPE = new UpsertType();

    private UpsertInto(Map<String, @Nullable Object> with) {
        super(TYPE, with);
    }

    /** Writes to this table, or {@code schema.table}. Upper and lower case count. */
    public static UpsertInto table(String table) {
        return new UpsertInto(with(UpsertType.TABLE, table));
    }

    /** Tells rows apart by these columns. */
    public UpsertInto key(String column, String... more) {
        return set(UpsertType.KEY, oneOrMore(column, more));
    }

    /** Takes the rows of this task, which has to be among the needs. */
    public UpsertInto from(String task) {
        return set(UpsertType.FROM, outputOf(task));
    }

    /** Writes these columns only, the key's among them. */
    public UpsertInto columns(String... columns) {
        return set(UpsertType.COLUMNS, List.of(columns));
    }

    /** Sends this many rows at once. */
    public UpsertInto batchSize(int rows) {
        return set(UpsertType.BATCH_SIZE, (long) rows);
    }

    /**
     * Writes to another database.
     *
     * @param url a {@code jdbc:} or {@code postgresql://} URL; the path of a SQLite file starts at the definition's folder
     */
    public UpsertInto database(String url) {
        return set(UpsertType.DATABASE, url);
    }

    /** Connects as this user; {@code ${secret.NAME}} is the place for the password. */
    public UpsertInto login(String user, String password) {
        return set(UpsertType.USER, user).set(UpsertType.PASSWORD, password);
    }

    @Override
    UpsertInto copy(Map<String, @Nullable Object> with) {
        return new UpsertInto(with);
    }
}
