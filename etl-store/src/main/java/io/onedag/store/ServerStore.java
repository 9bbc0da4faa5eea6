package io.onedag.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.onedag.engine.StoreException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connects to a PostgreSQL server. */
final class ServerStore {

    /** Commits, beats and reads: short, and never many at once. */
    private static final int OWN_CONNECTIONS = 4;

    private static final int TASK_CONNECTIONS = 32;

    private static final Runnable NOTHING = new Runnable() {
        @Override
        public void run() {
            // Each connection was closed by whoever opened it.
        }
    };

    private ServerStore() {}

    /** For a process that begins and ends one attempt. */
    static PostgresDatabase brief(StoreAddress.Server address) {
        DataSource source = new PlainConnections(address.url(), address.user(), address.password());
        var own = new BriefConnection(source);
        return new PostgresDatabase(
                own, source, address.schema(), address.describe(), address.password(), new Runnable() {
                    @Override
                    public void run() {
                        own.close();
                    }
                });
    }

    /** For a command that asks a few times and ends. */
    static PostgresDatabase plain(StoreAddress.Server address) {
        DataSource source = source(address);
        return new PostgresDatabase(
                Connections.of(source), source, address.schema(), address.describe(), address.password(), NOTHING);
    }

    /** For a process that works: connections are kept, and come as they are needed. */
    static PostgresDatabase pooled(StoreAddress.Server address) {
        DataSource source = source(address);
        HikariDataSource own = pool("onedag-store", source, OWN_CONNECTIONS);
        HikariDataSource tasks = pool("onedag-tasks", source, TASK_CONNECTIONS);
        return new PostgresDatabase(
                Connections.of(own), tasks, address.schema(), address.describe(), address.password(), () -> {
                    tasks.close();
                    own.close();
                });
    }

    private static DataSource source(StoreAddress.Server address) {
        var source = new PGSimpleDataSource();
        try {
            source.setURL(address.url());
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "DATABASE_URL: the address of " + address.describe() + " can't be read. Write "
                            + "postgresql://user:password@host:5432/database",
                    null);
        }
        if (address.user() != null) {
            source.setUser(address.user());
        }
        if (address.password() != null) {
            source.setPassword(address.password());
        }
        return source;
    }

    private static HikariDataSource pool(String name, DataSource source, int size) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        // One that nobody can get within this time is an error that names the server.
        config.setConnectionTimeout(10_000);
        config.setIdleTimeout(60_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
