package io.onedag.child;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where an attempt works.
 *
 * @param settings the environment's variables, and those of {@code .env}
 * @param home where datasets go: {@code .onedag} in {@code ONEDAG_WORKDIR}, or in the folder that the process was started in
 */
record Place(Map<String, String> settings, Path home) {

    private static final String HOME = ".onedag";

    static Place of(Map<String, String> settings, Path folder) {
        String elsewhere = settings.get(io.onedag.cli.settings.Settings.WORKDIR);
        Path root = elsewhere == null || elsewhere.isEmpty() ? folder : folder.resolve(elsewhere);
        return new Place(settings, root.resolve(HOME).toAbsolutePath().normalize());
    }
}
