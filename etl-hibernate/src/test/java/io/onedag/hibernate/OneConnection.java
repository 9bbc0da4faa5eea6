package io.onedag.hibernate;

import java.sql.Connection;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;

/** Gives Hibernate the connection that a test has. */
record OneConnection(Connection connection) implements ConnectionProvider {

    @Override
    public Connection getConnection() {
        return JoinedConnection.of(connection);
    }

    @Override
    public void closeConnection(Connection given) {}

    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }
}
