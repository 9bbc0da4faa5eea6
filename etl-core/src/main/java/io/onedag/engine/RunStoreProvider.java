package io.onedag.engine;

import java.nio.file.Path;
import java.util.Map;

/** Opens the store that the settings name. Found by {@link java.util.ServiceLoader}. */
public interface RunStoreProvider {

    /**
     * Opens a store.
     *
     * @param settings {@code DATABASE_URL}, {@code ONEDAG_SCHEMA}
     * @param folder where the embedded default lives: {@code .onedag} in the working directory
     * @param mode what for
     * @throws StoreException when it can't be opened; the message says why and what to do
     */
    RunStore open(Map<String, String> settings, Path folder, Mode mode);

    /** What a store is opened for. */
    enum Mode {
        /** To read: an embedded store that doesn't exist yet reads as empty, and isn't made. */
        READ,
        /** To run: the embedded store is made, and migrated, by itself. */
        WRITE
    }
}
