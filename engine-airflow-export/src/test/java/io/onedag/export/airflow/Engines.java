package io.onedag.export.airflow;

import java.nio.file.Path;

/** Where {@code conformance/engines/install} puts engines of Python. */
final class Engines {

    private Engines() {}

    static Path folder() {
        String folder = System.getenv("ONEDAG_ENGINES");
        return folder == null || folder.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "onedag", "engines")
                : Path.of(folder);
    }
}
