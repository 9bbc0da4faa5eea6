package io.onedag.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /**
     * The same, which installs it first where it isn't. Where that can't be done, for want of Python or of a package index, the test is
     * skipped, or fails with {@code CI=true}.
     */
    public static Path install(String name) {
        if (!Files.exists(folder().resolve(name).resolve("onedag.stamp"))) {
            String said = run(Path.of("engines", "install").toAbsolutePath().toString(), name);
            if (!said.isEmpty()) {
                System.err.println(said);
            }
        }
        return require(name);
    }

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : said.strip();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    private static Path folder() {
        String chosen = System.getenv("ONEDAG_ENGINES");
        return chosen == null || chosen.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache", "onedag", "engines")
                : Path.of(chosen);
    }
}
