package io.onedag.store;

import io.onedag.engine.RunStore;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens the store for a process that lives briefly and begins with a driven attempt: no pool, a connection for each transaction alone, and
 * nothing is made or migrated.
 */
public final class BriefStore {

    private BriefStore() {}

    /**
     * Opens it. A server is asked at the first use; what its schema lacks shows then.
     *
     * @param settings as {@link SqlRunStoreProvider} reads them
     * @param folder where the embedded default lives
     * @throws StoreException when they name no store, or an embedded one that has to be made or migrated first
     */
    public static RunStore open(Map<String, String> settings, Path folder) {
        StoreAddress address = StoreAddress.of(settings, folder);
        if (address instanceof StoreAddress.Server server) {
            return new SqlRunStore(ServerStore.brief(server));
        }
        return embedded(((StoreAddress.Embedded) address).file());
    }

    private static RunStore embedded(Path file) {
        if (Files.notExists(file)) {
            throw new StoreException(
                    "there is no database " + file + ". Run `" + ShellCommand.onedag("store", "migrate")
                            + "` with the same DATABASE_URL",
                    null);
        }
        var database = new SqliteDatabase(file);
        SchemaVersion.requireCurrent(database);
        return new SqlRunStore(database);
    }
}
