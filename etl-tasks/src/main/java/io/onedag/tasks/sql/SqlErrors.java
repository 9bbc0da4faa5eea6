package io.onedag.tasks.sql;

import io.onedag.TaskFailedException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a database's error means: whether another attempt may mend it, and what to do next.
 *
 * <p>By SQLState (SQL:2016 and PostgreSQL's appendix A): failures for good are classes 0A, 21, 22, 23, 26, 28, 2B, 3D, 3F, 42, 44, 54.
 * All else may be retried, above all 08 (connection), 40 (serialization, deadlock), 53 (resources), 55 (locks) and 57 (shutdown,
 * cancelled). SQLite gives no SQLState; there, by result code, busy, locked, interrupted and trouble with memory or disk may be retried.
 */
final class SqlErrors {

    private static final Set<String> FATAL_CLASSES =
            Set.of("0A", "21", "22", "23", "26", "28", "2B", "3D", "3F", "42", "44", "54");

    private static final Pattern BATCH_ENTRY = Pattern.compile("(?i)batch entry (\\d+)");
    private static final int MAX_STATEMENT = 200;

    private static final int SQLITE_NOMEM = 7;
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_LOCKED = 6;
    private static final int SQLITE_INTERRUPT = 9;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CANTOPEN = 14;
    private static final int SQLITE_PROTOCOL = 15;
    private static final int SQLITE_SCHEMA = 17;
    private static final int SQLITE_CONSTRAINT = 19;

    private static final Set<Integer> SQLITE_RETRYABLE = Set.of(
            SQLITE_BUSY,
            SQLITE_LOCKED,
            SQLITE_NOMEM,
            SQLITE_INTERRUPT,
            SQLITE_IOERR,
            SQLITE_FULL,
            SQLITE_CANTOPEN,
            SQLITE_PROTOCOL,
            SQLITE_SCHEMA);

    private SqlErrors() {}

    /**
     * The failure of an attempt.
     *
     * @param statement what was executed; null: the connection was being made
     */
    static TaskFailedException explain(SQLException error, @Nullable String statement) {
        SQLException cause = cause(error);
        String state = cause.getSQLState();
        String message = (statement == null ? "the database can't be reached: " : "the database refused a statement: ")
                + String.valueOf(cause.getMessage()).strip()
                + (state == null || state.isEmpty() ? "" : " (SQLState " + state + ")")
                + (statement == null ? "" : "\nStatement: " + shorten(statement));
        String next = next(cause);
        String whole = next == null ? message : message + "\n" + next;
        return isFatal(cause) ? TaskFailedException.fatal(whole, error) : TaskFailedException.retryable(whole, error);
    }

    /** The index of the row in its batch that an error is about; -1: not known. */
    static int batchEntry(SQLException error) {
        if (error instanceof BatchUpdateException) {
            Matcher entry = BATCH_ENTRY.matcher(String.valueOf(error.getMessage()));
            if (entry.find()) {
                return Integer.parseInt(entry.group(1));
            }
        }
        return -1;
    }

    static String shorten(String statement) {
        String line = statement.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_STATEMENT ? line : line.substring(0, MAX_STATEMENT - 3) + "...";
    }

    /** A batch wraps the error that says why, and a pool may wrap it once more. */
    private static SQLException cause(SQLException error) {
        SQLException cause = error;
        for (int depth = 0; depth < 10; depth++) {
            if (cause instanceof BatchUpdateException && cause.getNextException() != null) {
                cause = cause.getNextException();
            } else if (cause.getCause() instanceof SQLException deeper) {
                cause = deeper;
            } else {
                break;
            }
        }
        return cause;
    }

    private static boolean isSqlite(SQLException error) {
        return error.getClass().getName().startsWith("org.sqlite.");
    }

    /** SQLite's primary result code; extended ones carry it in their lowest byte. */
    private static int sqliteCode(SQLException error) {
        return error.getErrorCode() & 0xFF;
    }

    private static boolean isFatal(SQLException error) {
        if (isSqlite(error)) {
            return !SQLITE_RETRYABLE.contains(sqliteCode(error));
        }
        if (isDriverMissing(error)) {
            return true;
        }
        String state = error.getSQLState();
        if (state != null && state.length() == 5) {
            return FATAL_CLASSES.contains(state.substring(0, 2));
        }
        return error instanceof SQLNonTransientException && !(error instanceof SQLTransientException);
    }

    static boolean isDriverMissing(SQLException error) {
        return String.valueOf(error.getMessage()).startsWith("No suitable driver");
    }

    private static @Nullable String next(SQLException error) {
        if (isSqlite(error)) {
            return switch (sqliteCode(error)) {
                case SQLITE_BUSY, SQLITE_LOCKED ->
                    "Another connection holds the write lock; another attempt may get it";
                case SQLITE_CONSTRAINT -> "Correct the row, or the constraint that it breaks";
                case SQLITE_FULL -> "Make room on the disk";
                default ->
                    String.valueOf(error.getMessage()).contains("ON CONFLICT clause does not match")
                            ? "Give the table a primary key or a unique index on exactly these columns"
                            : null;
            };
        }
        String state = String.valueOf(error.getSQLState());
        switch (state) {
            case "42P01":
                return "Create the table first, for example by a sql task; names in quotes are told apart by upper and lower case";
            case "42703":
                return "Compare the columns with the table's; names in quotes are told apart by upper and lower case";
            case "42P10":
                return "Give the table a primary key or a unique index on exactly these columns";
            case "42501":
                return "Grant the user the right, or use another user";
            case "25006":
                return "The database takes no writes: is it a replica?";
            default:
                break;
        }
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08" -> "Check that the database runs and that its address is right";
            case "22" -> "Correct the value, or the type of the column it goes to";
            case "23" -> "Correct the row, or the constraint that it breaks";
            case "28" -> "Check user and password";
            case "3D" -> "Check the name of the database, or create it";
            case "40" -> "Another transaction was in the way; another attempt may succeed";
            case "53" -> "The server has too little of something: connections, memory or disk";
            default -> null;
        };
    }
}
