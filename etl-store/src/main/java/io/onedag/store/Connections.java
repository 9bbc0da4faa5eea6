package io.onedag.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where the store's own transactions get their connections from. Thread-safe. */
interface Connections {

    /** A connection for one transaction. */
    Connection take() throws SQLException;

    /** Takes back a connection whose transaction ended well; any other is closed. */
    void giveBack(Connection connection) throws SQLException;

    /** A data source's: each one is closed when it is given back. */
    static Connections of(DataSource source) {
        return new Connections() {
            @Override
            public Connection take() throws SQLException {
                return source.getConnection();
            }

            @Override
            public void giveBack(Connection connection) throws SQLException {
                connection.close();
            }
        };
    }
}
