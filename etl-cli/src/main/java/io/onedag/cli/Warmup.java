package io.onedag.cli;

import io.onedag.cli.logging.QuietLogging;
import io.onedag.cli.terminal.Terminal;
import io.onedag.store.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Loads what the common commands and one attempt as a child process load, for the class-data archive that makes them start fast. It works in a folder of its own and leaves
 * nothing behind.
 */
final class Warmup {

    private static final String PIPELINE = """
            pipeline: warm
            params: {day: {type: date, default: "2026-01-01"}}
            schedule: {cron: "5 0 * * *", timezone: UTC}
            tasks:
              list: {uses: noop}
              each: {uses: shell, needs: [list], with: {command: ["true", "${params.day}"]}, timeout: 10s}
            """;

    private Warmup() {}

    /**
     * Warms up.
     *
     * @param args a folder for the native code of the embedded database, or nothing
     */
    public static void main(String[] args) throws IOException {
        QuietLogging.preset();
        if (args.length > 0) {
            NativeLibrary.unpackTo(Path.of(args[0]));
            System.setProperty(NativeLibrary.FOLDER_PROPERTY, args[0]);
        }
        Path folder = Files.createTempDirectory("onedag-warm");
        try {
            Files.writeString(folder.resolve("warm.yaml"), PIPELINE);
            for (List<String> line : List.of(
                    List.of("--help"),
                    List.of("run", "--help"),
                    List.of("runs"),
                    List.of("run", "warm.yaml"),
                    List.of("runs"),
                    List.of("runs", "--json"),
                    List.of("status"),
                    List.of("status", "--json"),
                    List.of("validate", "warm.yaml"),
                    List.of("validate", "warm.yaml", "--json"),
                    List.of("graph", "warm.yaml"),
                    List.of("next", "warm.yaml"),
                    List.of("pipelines"),
                    List.of("engines"),
                    List.of("rusn"))) {
                run(folder, line);
            }
            ChildWarmup.run(folder);
        } finally {
            delete(folder);
        }
    }

    private static void run(Path folder, List<String> line) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        var surroundings = new Surroundings(
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                Map.of("METRICS_PORT", "0"),
                folder,
                Clock.systemUTC(),
                Terminal.none(),
                false,
                new Catalog(List.of()));
        new Cli(surroundings).run(line.toArray(String[]::new));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
