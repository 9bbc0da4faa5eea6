package io.onedag.testkit.conformance.own;

import io.onedag.Pipeline;
import io.onedag.definition.DefinitionWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that advances a run and can be killed. */
final class KillableProcess {

    private final Process process;
    private final Path output;

    private KillableProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static KillableProcess start(
            String engine, StoreSettings store, Path root, Pipeline pipeline, String key, String verb) {
        try {
            Path folder = root.resolve(pipeline.name());
            Path definition = Files.createTempFile(folder, "definition-", ".json");
            Files.writeString(definition, DefinitionWriter.write(pipeline));
            Path output = Files.createTempFile(folder, "driver-", ".log");
            var builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KillableDriver.class.getName(),
                    engine,
                    store.folder().toAbsolutePath().toString(),
                    root.toString(),
                    definition.toString(),
                    pipeline.name(),
                    key,
                    verb);
            builder.environment().keySet().removeIf(name -> name.startsWith("ONEDAG_") || name.equals("DATABASE_URL"));
            builder.environment().putAll(store.settings());
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            return new KillableProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean await(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Returns when it is gone. */
    void kill() {
        boolean interrupted = false;
        process.destroyForcibly();
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    String output() {
        try {
            List<String> lines = Files.readAllLines(output);
            return String.join("\n", lines);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
