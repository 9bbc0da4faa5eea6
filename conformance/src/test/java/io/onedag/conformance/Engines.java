package io.onedag.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The Python environments that {@code conformance/engines/install} makes: {@code $ONEDAG_ENGINES}, else {@code ~/.cache/onedag/engines}. */
public final class Engines {

    private Engines() {}

    /**
     * The folder of an environment. Where it is not installed the test is skipped, or fails with {@code CI=true}.
     *
     * @param name the name of its lock file, like {@code airflow-3.3.2}
     */
    public static Path require(String name) {
        Path folder = folder().resolve(name);
        // Written last: without it an installation is not complete.
        if (Files.exists(folder.resolve("onedag.stamp"))) {
            return folder;
        }
        String missing = name + " is not installed in " + folder() + "; conformance/engines/install " + name
                + " does it, or says what it needs";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(missing);
        }
        Assumptions.abort(missing);
        throw new IllegalStateException(missing);
    }

    private static Path folder() {
        String chosen = System.getenv("ONEDAG_ENGINES");
        return chosen == null || chosen.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache", "onedag", "engines")
                : Path.of(chosen);
    }
}
