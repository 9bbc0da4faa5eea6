package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.cli.terminal.Terminal;
import io.onedag.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs commands in this process, in a folder and an environment of their own. */
final class Command {

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("METRICS_PORT", "off"));
    private final List<NamedPipeline> pipelines = new ArrayList<>();
    private Clock clock = Clock.systemUTC();
    private String input = "";

    Command(Path folder) {
        this.folder = folder;
    }

    Command with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Command with(Pipeline pipeline) {
        pipelines.add(new NamedPipeline(pipeline.name(), () -> pipeline));
        return this;
    }

    Command with(String name, Supplier<Pipeline> pipeline) {
        pipelines.add(new NamedPipeline(name, pipeline));
        return this;
    }

    Command at(String instant) {
        clock = Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
        return this;
    }

    Command input(String text) {
        input = text;
        return this;
    }

    Command file(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var surroundings = new Surroundings(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                folder,
                clock,
                Terminal.none(),
                false,
                new Catalog(pipelines));
        int exitCode = new Cli(surroundings).run(args);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What a command did. */
    record Result(int exitCode, String out, String err) {

        Result exits(int expected) {
            assertThat(exitCode).as(out + err).isEqualTo(expected);
            return this;
        }

        /** The one document on standard output. */
        @Nullable
        Object json() {
            return Json.parse(out);
        }

        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> object() {
            return (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(json());
        }

        @SuppressWarnings("unchecked")
        List<Map<String, @Nullable Object>> list() {
            return (List<Map<String, @Nullable Object>>) java.util.Objects.requireNonNull(json());
        }

        @SuppressWarnings("unchecked")
        List<Map<String, @Nullable Object>> list(String field) {
            return (List<Map<String, @Nullable Object>>) java.util.Objects.requireNonNull(object().get(field));
        }
    }
}
