package io.onedag.hibernate;

import io.onedag.TaskFailedException;
import org.hibernate.JDBCException;
import org.hibernate.PropertyValueException;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.DataException;
import org.hibernate.exception.SQLGrammarException;

/** Tells errors that no other attempt can mend: a row that breaks a constraint, a value that doesn't fit, a table that isn't there. */
final class Refusals {

    private static final int DEEPEST = 10;
    private static final int SQLITE_CONSTRAINT = 19;

    private Refusals() {}

    /** The failure for good that an error amounts to; the error itself where another attempt may do better. */
    static RuntimeException of(RuntimeException error) {
        Throwable each = error;
        for (int depth = 0; each != null && depth < DEEPEST; depth++, each = each.getCause()) {
            if (each instanceof ConstraintViolationException
                    || isConstraintOfSqlite(each)
                    || each instanceof PropertyValueException) {
                return refused(each, "Correct the row, or the constraint that it breaks", error);
            }
            if (each instanceof DataException) {
                return refused(each, "Correct the value, or the type of the column it goes to", error);
            }
            if (each instanceof SQLGrammarException) {
                return refused(each, "Compare the entities with the tables", error);
            }
        }
        return error;
    }

    /** Its dialect tells only some of SQLite's errors; by result code, the lowest byte, all that break a constraint can be told. */
    private static boolean isConstraintOfSqlite(Throwable error) {
        return error instanceof JDBCException jdbc
                && jdbc.getSQLException().getClass().getName().startsWith("org.sqlite.")
                && (jdbc.getErrorCode() & 0xFF) == SQLITE_CONSTRAINT;
    }

    private static TaskFailedException refused(Throwable why, String next, RuntimeException error) {
        String message = why instanceof JDBCException jdbc
                ? String.valueOf(jdbc.getSQLException().getMessage()).strip()
                : String.valueOf(why.getMessage());
        return TaskFailedException.fatal("the database refused a row: " + message + "\n" + next, error);
    }
}
