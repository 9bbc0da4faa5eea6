package io.onedag.cli;

import io.onedag.cli.settings.Settings;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider;
import io.onedag.engine.StoreException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Opens the store that the settings name. */
final class Stores {

    /** Where the embedded store and datasets are, in the folder that the command is started in. */
    static final String FOLDER = ".onedag";

    private Stores() {}

    /**
     * Opens it.
     *
     * @throws StoreException when it can't be opened
     */
    static RunStore open(Settings settings, Path folder, RunStoreProvider.Mode mode) {
        return provider().open(settings.all(), home(folder), mode);
    }

    /** The folder of the embedded store. */
    static Path home(Path folder) {
        return folder.resolve(FOLDER).toAbsolutePath().normalize();
    }

    private static RunStoreProvider provider() {
        return ServiceLoader.load(RunStoreProvider.class)
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        "there is no store on the class path; add the artifact io.onedag:etl-store", null));
    }
}
