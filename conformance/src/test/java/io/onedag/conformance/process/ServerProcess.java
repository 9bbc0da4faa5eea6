package io.onedag.conformance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A started command that writes what it has to say into a file. Thread-safe. */
public final class ServerProcess {

    private static final int TAIL_LINES = 40;

    private final String name;
    private final Process process;
    private final Path console;

    private ServerProcess(String name, Process process, Path console) {
        this.name = name;
        this.process = process;
        this.console = console;
    }

    /**
     * Starts one.
     *
     * @param name what to call it in errors
     * @param environment all of its environment
     * @param console where its output goes, after what is already there
     */
    public static ServerProcess start(
            String name, List<String> command, Path folder, Map<String, String> environment, Path console) {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return new ServerProcess(name, builder.start(), console);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits for its end.
     *
     * @return its exit code
     * @throws AssertionError when it is still there at the end of the limit
     */
    public int awaitEnd(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
        throw new AssertionError(name + " has not ended after " + limit.toSeconds() + " s\n" + tail());
    }

    /** How it stands and its last lines of output. */
    public String tail() {
        String state = process.isAlive() ? "runs" : "ended with exit code " + process.exitValue();
        List<String> lines = output().lines().toList();
        return "-- " + name + " (" + state + "), the end of " + console + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** All of its output so far. */
    public String output() {
        try {
            return new String(Files.readAllBytes(console), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
