package io.onedag.store;

import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Every store that there is, each fresh for its test. */
public enum TestStores {
    /** In memory. */
    MEMORY {
        @Override
        public TestStore open() {
            return new InMemory();
        }
    },
    /** The embedded database. */
    SQLITE {
        @Override
        public TestStore open() {
            return new OnSqlite();
        }
    },
    /** A real PostgreSQL. */
    POSTGRESQL {
        @Override
        public TestStore open() {
            return new OnPostgres();
        }
    };

    /** Opens a new, empty store. */
    public abstract TestStore open();

    /** Those on a database. */
    public static Stream<TestStores> sql() {
        return Stream.of(SQLITE, POSTGRESQL);
    }

    private static final class InMemory implements TestStore {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
        private final InstantSource ticking = () -> now.updateAndGet(at -> at.plusNanos(1000));
        private final RunStore store = new MemoryRunStore(ticking);

        @Override
        public RunStore store() {
            return store;
        }

        @Override
        public RunStore elsewhere() {
            return store;
        }

        @Override
        public void outlastLeases() {
            now.updateAndGet(at -> at.plus(RunStore.LEASE).plusSeconds(1));
        }

        @Override
        public boolean isSql() {
            return false;
        }

        @Override
        public Map<String, String> settings() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path folder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int openConnections() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** Two handles on one database: this process's, and one that stands for another's. */
    private abstract static class OnSql implements TestStore {
        private RunStore store;
        private RunStore elsewhere;

        abstract Connection connect() throws SQLException;

        abstract String silence();

        @Override
        public synchronized RunStore store() {
            if (store == null) {
                store = new SqlRunStoreProvider().open(settings(), folder(), Mode.WRITE);
            }
            return store;
        }

        @Override
        public synchronized RunStore elsewhere() {
            store();
            if (elsewhere == null) {
                elsewhere = new SqlRunStoreProvider().open(settings(), folder(), Mode.WRITE);
            }
            return elsewhere;
        }

        @Override
        public void outlastLeases() {
            run(silence());
        }

        void run(String sql) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean isSql() {
            return true;
        }

        @Override
        public synchronized void close() {
            if (store != null) {
                store.close();
            }
            if (elsewhere != null) {
                elsewhere.close();
            }
        }
    }

    private static final class OnSqlite extends OnSql {
        private final Path folder;

        OnSqlite() {
            try {
                folder = Files.createTempDirectory("onedag-store-").resolve("a folder's é");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }

        @Override
        public Path folder() {
            return folder;
        }

        @Override
        Connection connect() throws SQLException {
            return new SqliteDatabase(folder.resolve(StoreAddress.DEFAULT_FILE)).connect();
        }

        @Override
        String silence() {
            return "update processes set beat_at = strftime('%Y-%m-%dT%H:%M:%f000Z', beat_at, '-11 seconds')";
        }

        /** The files of this process that name the database. */
        @Override
        public int openConnections() {
            Path file = folder.resolve(StoreAddress.DEFAULT_FILE);
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return (int) open.filter(each -> isLinkTo(each, file)).count();
            } catch (IOException e) {
                return 0;
            }
        }

        private static boolean isLinkTo(Path link, Path file) {
            try {
                return Files.readSymbolicLink(link).equals(file);
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public synchronized void close() {
            super.close();
            try (Stream<Path> files = Files.walk(folder.getParent())) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(each -> each.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class OnPostgres extends OnSql {
        private final String schema = PostgresServer.newSchema();
        private final String application = schema.replace(" ", "").toLowerCase(java.util.Locale.ROOT);

        OnPostgres() {
            run(StoreAdmin.of(settings(), folder()).ddl(0));
        }

        @Override
        public Map<String, String> settings() {
            return Map.of(
                    StoreAddress.URL,
                    PostgresServer.url() + "?reWriteBatchedInserts=true&application_name=" + application,
                    StoreAddress.SCHEMA,
                    schema);
        }

        @Override
        public Path folder() {
            return Path.of("");
        }

        @Override
        Connection connect() throws SQLException {
            return PostgresServer.connect();
        }

        @Override
        String silence() {
            return "update \"" + schema.replace("\"", "\"\"")
                    + "\".processes set beat_at = beat_at - interval '11 seconds'";
        }

        /** A server process ends a moment after its client has gone. */
        @Override
        public int openConnections() {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                int open = open(statement);
                for (int looks = 0; looks < 200 && open > 0; looks++) {
                    statement.execute("select pg_sleep(0.02), pg_stat_clear_snapshot()");
                    open = open(statement);
                }
                return open;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private int open(Statement statement) throws SQLException {
            try (ResultSet count = statement.executeQuery("select count(*) from pg_stat_activity where "
                    + "state is not null and application_name = '" + application + "'")) {
                count.next();
                return count.getInt(1);
            }
        }

        @Override
        public synchronized void close() {
            super.close();
            run("drop schema \"" + schema.replace("\"", "\"\"") + "\" cascade");
        }
    }
}
