package io.onedag.export.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where {@code conformance/engines/install} puts engines of Python. */
final class Engines {

    private Engines() {}

    /** An environment's folder. Where it is not installed the test is skipped, or fails with {@code CI=true}. */
    static Path require(String name) {
        Path engine = folder().resolve(name);
        if (!Files.exists(engine.resolve("bin"))) {
            String missing = "no " + engine + ": conformance/engines/install " + name;
            assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
            Assumptions.abort(missing);
        }
        return engine;
    }

    static Path folder() {
        String folder = System.getenv("ONEDAG_ENGINES");
        return folder == null || folder.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "onedag", "engines")
                : Path.of(folder);
    }
}
