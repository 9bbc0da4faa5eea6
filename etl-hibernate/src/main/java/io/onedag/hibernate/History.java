package io.onedag.hibernate;

import io.onedag.engine.RunStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.hibernate.Session;

/**
 * Reads runs, task runs and attempts as entities, for reports and screens of an application's own.
 *
 * <pre>{@code
 * List<PipelineRun> failed = History.read(store, session -> session
 *         .createSelectionQuery("from PipelineRun where state = FAILED order by createdAt desc", PipelineRun.class)
 *         .setMaxResults(20)
 *         .getResultList());
 * }</pre>
 */
public final class History {

    private History() {}

    /**
     * Reads in a session on a connection of its own, which is closed afterwards: what the caller needs of lazy associations is read
     * within {@code work}. Nothing is written.
     *
     * @throws IllegalArgumentException when the store is on no database
     */
    public static <T> T read(RunStore store, Function<Session, T> work) {
        Connection connection = store.openConnection();
        if (connection == null) {
            throw new IllegalArgumentException("nothing to read: there is no database in " + store.describe());
        }
        try (connection;
                Session session = SessionFactories.of(connection)
                        .withOptions()
                        .connection(JoinedConnection.of(connection))
                        .openSession()) {
            session.setDefaultReadOnly(true);
            return work.apply(session);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "reading the history in " + store.describe() + " failed: " + e.getMessage(), e);
        }
    }
}
