package io.onedag.tasks.sql;

import io.onedag.TaskContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the hands of one attempt. Cancelling the attempt cancels the statement under way, again and again until it ends, since
 * a server forgets a cancel that comes just before the statement; if that doesn't help, the connection is cut.
 */
final class SqlSession implements AutoCloseable {

    private static final long MILLIS_BETWEEN_CANCELS = 200;
    private static final long CUT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TaskContext context;
    private final Connection connection;
    private final Dialect dialect;
    private final AutoCloseable registration;
    private @Nullable Statement current;
    private @Nullable String text;
    private boolean closed;

    SqlSession(TaskContext context, Connection connection) throws SQLException {
        this.context = context;
        this.connection = connection;
        this.dialect = Dialect.of(connection);
        this.registration = context.onCancel(this::cancel);
    }

    Dialect dialect() {
        return dialect;
    }

    TaskContext context() {
        return context;
    }

    /** What was executed last. */
    synchronized @Nullable String text() {
        return text;
    }

    /**
     * Prepares a statement, which cancelling the attempt will cancel.
     *
     * @throws InterruptedException when the attempt was cancelled before
     */
    PreparedStatement prepare(String sql) throws SQLException, InterruptedException {
        synchronized (this) {
            text = sql;
        }
        context.checkCancelled();
        PreparedStatement statement = connection.prepareStatement(sql);
        synchronized (this) {
            current = statement;
        }
        return statement;
    }

    private void cancel() {
        var thread = new Thread(this::cancelUntilClosed, "cancel " + context.task());
        thread.setDaemon(true);
        thread.start();
    }

    private void cancelUntilClosed() {
        long start = System.nanoTime();
        while (true) {
            synchronized (
                    this) { // also while it cancels, so that no cancel hits what the connection does after the session
                if (closed) {
                    return;
                }
                try {
                    if (System.nanoTime() - start > CUT_AFTER_NANOS) {
                        connection.abort(Runnable::run);
                        return;
                    }
                    if (current != null && !current.isClosed()) {
                        dialect.cancel(connection, current);
                    }
                } catch (SQLException e) {
                    context.logger().debug("a statement could not be cancelled: {}", e.getMessage());
                }
                try {
                    wait(MILLIS_BETWEEN_CANCELS);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            registration.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
