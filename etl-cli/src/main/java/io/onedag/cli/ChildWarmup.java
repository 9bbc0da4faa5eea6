package io.onedag.cli;

import io.onedag.Pipeline;
import io.onedag.child.Attempting;
import io.onedag.child.Host;
import io.onedag.child.Options;
import io.onedag.definition.DefinitionWriter;
import io.onedag.yaml.YamlPipelines;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Loads what one attempt as a child process loads. There is no server here: its driver's classes, and those of the store, are loaded by name. */
final class ChildWarmup {

    private static final List<String> ROOMS = List.of(
            "org/postgresql/Driver",
            "org/postgresql/core/",
            "org/postgresql/jdbc/",
            "org/postgresql/hostchooser/",
            "org/postgresql/util/",
            "org/postgresql/geometric/",
            "io/onedag/Child",
            "io/onedag/child/",
            "io/onedag/driven/",
            "io/onedag/engine/",
            "io/onedag/attempt/",
            "io/onedag/plan/",
            "io/onedag/store/");

    private ChildWarmup() {}

    /** Runs attempts in {@code folder}, and loads the rest. */
    static void run(Path folder) throws IOException {
        Pipeline pipeline = YamlPipelines.load(folder.resolve("warm.yaml"));
        Files.writeString(folder.resolve("warm.onedag.json"), DefinitionWriter.write(pipeline));
        Files.writeString(folder.resolve("params.json"), "{\"day\": \"2026-01-02\"}");
        var environment = new HashMap<>(Map.of(
                "ONEDAG_DEFINITION_FILE", "warm.onedag.json",
                "ONEDAG_PLAN_HASH", pipeline.planHash(),
                "ONEDAG_RUN_KEY", "sched:2026-01-02T00:00:00Z",
                "ONEDAG_INTERVAL_START", "2026-01-01T00:00:00Z",
                "ONEDAG_INTERVAL_END", "2026-01-02T00:00:00Z",
                "ONEDAG_PARAMS_FILE", "params.json",
                "ONEDAG_ATTEMPT", "1",
                "ONEDAG_TASK", "list",
                "ONEDAG_RESULT_FILE", "result.json"));
        attempt(folder, environment, "none");
        environment.put("ONEDAG_TASK", "each");
        attempt(folder, environment, "none");
        // Nobody listens at port 1: as far as the driver gets.
        environment.put("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none");
        attempt(folder, environment, null);
        loadRooms();
    }

    private static void attempt(Path folder, Map<String, String> environment, @Nullable String store) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        var host = new Host(InputStream.nullInputStream(), nowhere, nowhere, Map.copyOf(environment), folder, false);
        new Attempting(host, new Options(null, store, false), List.of()).run();
    }

    private static void loadRooms() throws IOException {
        String first = System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0];
        if (!first.endsWith(".jar")) {
            return;
        }
        try (var jar = new ZipFile(first)) {
            for (var entries = jar.entries(); entries.hasMoreElements(); ) {
                String name = entries.nextElement().getName();
                if (name.endsWith(".class") && ROOMS.stream().anyMatch(name::startsWith)) {
                    load(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                }
            }
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, ChildWarmup.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // Of a library that this jar does without.
        }
    }
}
