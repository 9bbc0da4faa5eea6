package io.onedag.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Child;
import io.onedag.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A child as a process of its own, in a folder of its own, as an engine starts it. */
final class ChildProcess {

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> jvm = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    private List<String> before = List.of();
    private List<String> options = List.of("--store", "none");
    private String classPath = System.getProperty("java.class.path");

    ChildProcess(Path folder) {
        this.folder = folder;
        with("ONEDAG_RUN_KEY", "sched:2026-01-02T00:00:00Z");
        with("ONEDAG_ATTEMPT", "1");
        with("ONEDAG_RESULT_FILE", folder.resolve("result.json").toString());
        with("LC_ALL", "C");
    }

    ChildProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    ChildProcess file(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChildProcess jvm(String option) {
        jvm.add(option);
        return this;
    }

    /** What the command line begins with, such as a shell that sets limits. */
    ChildProcess before(String... words) {
        before = List.of(words);
        return this;
    }

    ChildProcess options(String... words) {
        options = List.of(words);
        return this;
    }

    ChildProcess classPath(String path) {
        classPath = path;
        return this;
    }

    /** One attempt of a task, by the name of a pipeline or a definition's file. */
    ChildProcess task(String pipeline, String task) {
        with(pipeline.contains(".") ? "ONEDAG_DEFINITION_FILE" : "ONEDAG_PIPELINE", pipeline);
        return with("ONEDAG_TASK", task);
    }

    Running start() {
        var line = new ArrayList<>(before);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvm);
        line.addAll(List.of("-cp", classPath, Child.class.getName()));
        line.addAll(options);
        var builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ONEDAG_") || name.equals("DATABASE_URL"));
        builder.environment().putAll(environment);
        try {
            return new Running(builder.start(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Ended run() throws Exception {
        return start().end();
    }

    /** A child that runs. */
    static final class Running {
        private final Process process;
        private final Path folder;
        private final CompletableFuture<String> out;
        private final StringBuffer err = new StringBuffer();
        private final CompletableFuture<Void> errRead;

        private Running(Process process, Path folder) {
            this.process = process;
            this.folder = folder;
            this.out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            this.errRead = CompletableFuture.runAsync(() -> {
                try (var reader = process.errorReader(StandardCharsets.UTF_8)) {
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                        synchronized (err) {
                            err.append(line).append('\n');
                            err.notifyAll();
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        Running awaitErr(String part) throws InterruptedException {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
            synchronized (err) {
                while (err.indexOf(part) < 0) {
                    long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                    assertThat(left)
                            .as("waiting for \"" + part + "\" in " + err)
                            .isPositive();
                    err.wait(left);
                }
            }
            return this;
        }

        Running say(String line) throws IOException {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            return this;
        }

        Running hangUp() throws IOException {
            process.getOutputStream().close();
            return this;
        }

        Running signal(String name) throws Exception {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            return this;
        }

        Ended end() throws Exception {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            errRead.get(10, TimeUnit.SECONDS);
            return new Ended(process.exitValue(), out.get(10, TimeUnit.SECONDS), err.toString(), folder);
        }

        private static String text(InputStream in) {
            try {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A child that has ended. */
    record Ended(int exitCode, String out, String err, Path folder) {

        Ended exits(int expected) {
            assertThat(exitCode).as(out + err).isEqualTo(expected);
            return this;
        }

        /** The result document. */
        Map<?, ?> result() throws IOException {
            return (Map<?, ?>) Objects.requireNonNull(Json.parse(Files.readString(folder.resolve("result.json"))));
        }

        @Nullable
        Object outcome() throws IOException {
            return result().get("outcome");
        }
    }
}
