package io.onedag.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code onedag prepare}: makes a class-data archive, from which this JVM starts this jar faster. */
final class PrepareCommand extends CliCommand {

    private @Nullable String jar;
    private @Nullable String out;

    PrepareCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .option(
                        "--jar",
                        "JAR",
                        "The jar that contains Onedag, first on the class path. Default: the jar this command runs from.",
                        value -> jar = value)
                .option(
                        "--out",
                        "FILE",
                        "The archive to write. Default: the jar's name with .jsa, beside it.",
                        value -> out = value);
    }

    @Override
    String jsonForm() {
        return "{archive, jar, java_option}";
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path source = jar();
        Path archive = out == null ? besides(source) : surroundings.folder().resolve(out);
        Path made = archive.resolveSibling(archive.getFileName() + ".new");
        try {
            dump(source, made);
            Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
        }
        String option = "-XX:SharedArchiveFile=" + archive.toAbsolutePath().normalize();
        if (json) {
            print(Documents.of(
                    "archive", archive.toAbsolutePath().normalize().toString(),
                    "jar", source.toAbsolutePath().normalize().toString(),
                    "java_option", option));
        } else {
            people().println("Made " + archive + ", for this jar and this JVM alone. Start with it:");
            people().println();
            people().println("  java " + option + " -jar " + source);
        }
        return ExitCode.DONE;
    }

    private Path jar() {
        String named = jar == null ? System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0] : jar;
        try {
            Path path = surroundings.folder().resolve(named);
            if (Files.isRegularFile(path) && named.endsWith(".jar")) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Answered as for any other name that is no jar.
        }
        throw new UsageException(
                jar == null ? "this command doesn't run from a jar" : "there is no jar " + named,
                "name one by --jar: archives are of jars, not of folders");
    }

    private static Path besides(Path jar) {
        String name = String.valueOf(jar.getFileName());
        return jar.resolveSibling(name.substring(0, name.length() - ".jar".length()) + ".jsa");
    }

    private static void dump(Path jar, Path archive) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ArchiveClassesAtExit=" + archive,
                "-Xlog:disable",
                "-cp",
                jar.toString(),
                Warmup.class.getName()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        int exit = process.waitFor();
        if (exit != 0 || !Files.exists(archive)) {
            throw new UsageException(
                    "this JVM made no archive of " + jar + " (exit code " + exit + ")"
                            + (said.isBlank() ? "" : ": " + said.strip()),
                    "everything works without it, and starts more slowly");
        }
    }
}
