package io.onedag.hibernate;

import io.onedag.TaskContext;
import io.onedag.engine.ResourceProvider;
import java.sql.Connection;
import org.hibernate.Session;
import org.hibernate.Transaction;

/**
 * Gives tasks a Hibernate {@link Session}: {@code context.resource(Session.class)}. It works on the attempt's own {@link Connection}, so
 * that what a task does by either is one transaction, which commits when the attempt succeeds: together with its outcome where the
 * effect is transactional.
 *
 * <p>The session has begun its transaction. It knows {@link RawData}, {@link TransformedData}, the history's entities, and those of
 * every {@link EntitySource}. It belongs to one thread.
 */
public final class SessionProvider implements ResourceProvider<Session> {

    @Override
    public Class<Session> type() {
        return Session.class;
    }

    @Override
    public Handle<Session> open(TaskContext context) throws Exception {
        Connection connection = context.resource(Connection.class);
        return new Joined(SessionFactories.of(connection)
                .withOptions()
                .connection(JoinedConnection.of(connection))
                .openSession());
    }

    /** A session that joined the attempt's transaction: it writes what it has at the commit, and the attempt commits it. */
    private static final class Joined implements Handle<Session> {
        private final Session session;
        private final Transaction transaction;

        Joined(Session session) {
            this.session = session;
            this.transaction = session.beginTransaction();
        }

        @Override
        public Session get() {
            return session;
        }

        @Override
        public void commit() {
            if (transaction.isActive()) {
                try {
                    transaction.commit();
                } catch (RuntimeException e) {
                    throw Refusals.of(e);
                }
            } else if (session.isOpen() && session.isDirty()) {
                throw new IllegalStateException(
                        "the task ended its session's transaction and then changed entities: what it "
                                + "changed would be lost. Leave the transaction to the attempt");
            }
        }

        @Override
        public void rollback() {
            if (transaction.isActive()) {
                transaction.rollback();
            }
        }

        @Override
        public void close() {
            if (session.isOpen()) {
                session.close();
            }
        }
    }
}
