package io.onedag.store;

import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens the store that {@code DATABASE_URL} names: {@code postgresql://user:password@host:port/database}, {@code postgres://…},
 * {@code jdbc:postgresql:…} or {@code jdbc:sqlite:FILE}; without one, the embedded store's file {@code onedag.db} in the folder.
 * {@code ONEDAG_SCHEMA} names the schema on PostgreSQL; default {@code onedag}.
 */
public final class SqlRunStoreProvider implements RunStoreProvider {

    @Override
    public RunStore open(Map<String, String> settings, Path folder, Mode mode) {
        StoreAddress address = StoreAddress.of(settings, folder);
        if (address instanceof StoreAddress.Server server) {
            return server(server, mode);
        }
        Path file = ((StoreAddress.Embedded) address).file();
        return mode == Mode.READ && Files.notExists(file) ? new EmptyRunStore(file) : EmbeddedStore.open(file);
    }

    /** Asks on a connection of its own first: a pool would try for seconds before it says what is wrong. */
    private static RunStore server(StoreAddress.Server server, Mode mode) {
        PostgresDatabase plain = ServerStore.plain(server);
        SchemaVersion.requireCurrent(plain);
        return new SqlRunStore(mode == Mode.READ ? plain : ServerStore.pooled(server));
    }
}
