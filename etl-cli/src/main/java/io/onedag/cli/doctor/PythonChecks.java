package io.onedag.cli.doctor;

import io.onedag.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Looks for the engines on the other side: Python, with Airflow, Prefect and Luigi. */
public final class PythonChecks {

    private static final long PATIENCE_SECONDS = 10;

    /** Reads the versions without importing the engines, which takes seconds. */
    private static final String SCRIPT = """
        import json, sys
        from importlib import metadata
        found = {"python": sys.version.split()[0]}
        for name in ("apache-airflow", "prefect", "luigi"):
            try:
                found[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                found[name] = None
        print(json.dumps(found))
        """;

    private PythonChecks() {}

    /** What there is. */
    public static Finding find() {
        List<Path> pythons = MachineChecks.onPath("python3");
        return pythons.isEmpty()
                ? Finding.ok("python", "no python3 on the PATH: it is needed only where exported files run")
                : ask(pythons.get(0));
    }

    static Finding ask(Path python) {
        Process process = null;
        try {
            process = new ProcessBuilder(python.toString(), "-c", SCRIPT)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Finding.warn("python", python + " gave no answer within " + PATIENCE_SECONDS + " s");
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.exitValue() != 0 || !(Json.parse(answer) instanceof Map<?, ?> found)) {
                return Finding.warn("python", python + " is too old, or broken", "Airflow needs Python 3.9 or newer");
            }
            return Finding.ok(
                    "python",
                    found.get("python") + " (" + python + "): Airflow " + version(found, "apache-airflow")
                            + ", Prefect " + version(found, "prefect") + ", Luigi " + version(found, "luigi"));
        } catch (IOException | IllegalArgumentException e) {
            return Finding.warn("python", python + " can't be asked: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.warn("python", python + " was not waited for");
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static String version(Map<?, ?> found, String name) {
        Object version = found.get(name);
        return version == null ? "not there" : version.toString();
    }
}
