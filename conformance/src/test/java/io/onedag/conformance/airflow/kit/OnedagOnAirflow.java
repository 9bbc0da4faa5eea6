package io.onedag.conformance.airflow.kit;

import io.onedag.Pipeline;
import io.onedag.conformance.airflow.AirflowServer;
import io.onedag.conformance.airflow.AirflowVersion;
import io.onedag.conformance.airflow.PostgresServer;
import io.onedag.conformance.process.Poll;
import io.onedag.engine.Exporter.Source;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider;
import io.onedag.store.SqlRunStoreProvider;
import io.onedag.store.StoreAdmin;
import io.onedag.testkit.conformance.scenarios.Environments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A real Airflow whose DAG files were exported, whose workers have what these files ask for, and a run store of ours on the same database
 * server. Thread-safe.
 */
public final class OnedagOnAirflow implements AutoCloseable {

    private static final Duration PARSED = Duration.ofMinutes(4);

    private final AirflowVersion version;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final RunStore store;
    private final Exported exported;
    private final AirflowServer server;
    private final RunWatch watch;
    private final Map<String, String> unloadable = new ConcurrentHashMap<>();

    private OnedagOnAirflow(
            AirflowVersion version,
            Path home,
            List<Source> pipelines,
            Application application,
            Map<String, String> more) {
        this.version = version;
        long began = System.nanoTime();
        try {
            Files.createDirectories(home);
            PostgresServer postgres = PostgresServer.start();
            opened.push(postgres);
            var environment = new HashMap<>(Environments.VARIABLES);
            environment.put("DATABASE_URL", postgres.create("onedag"));
            StoreAdmin.of(environment, home).migrate();
            store = new SqlRunStoreProvider().open(environment, home, RunStoreProvider.Mode.WRITE);
            opened.push(store);
            ChildJar jar = application == Application.PROBES
                    ? ChildJar.make(home, true).archived(home, environment)
                    : ChildJar.make(home, false);
            environment.put("ONEDAG_APP_JAR", jar.classPath());
            environment.put("ONEDAG_JAVA", ChildJar.java());
            environment.putAll(more);
            environment.merge("ONEDAG_JAVA_OPTS", jar.options(), (own, usual) -> usual + " " + own);
            exported = Exported.of(pipelines);
            Path dags = Files.createDirectories(home.resolve("dags"));
            Optional<Path> pools = exported.write(dags, home);
            say("files", began);
            server = AirflowServer.of(version, home)
                    .postgres(postgres)
                    .environment(environment)
                    .start();
            opened.push(server);
            watch = new RunWatch(server.metadata());
            say("server", began);
            pools.ifPresent(file -> server.command().run("pools", "import", file.toString()));
            Set<String> wanted = new HashSet<>();
            pipelines.stream()
                    .map(each -> each.pipeline().name())
                    .filter(each -> exported.refusal(each).isEmpty())
                    .forEach(wanted::add);
            int count = wanted.size();
            awaitDags(wanted);
            say(count + " DAGs", began);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Starts one, and waits until all files were read.
     *
     * @param home a folder of its own
     * @param application what tasks run
     * @param more environment variables
     */
    public static OnedagOnAirflow start(
            AirflowVersion version,
            Path home,
            List<Source> pipelines,
            Application application,
            Map<String, String> more) {
        return new OnedagOnAirflow(version, home, pipelines, application, more);
    }

    /** Starts one for pipelines of probes, whose relative paths start at {@code root}. */
    public static OnedagOnAirflow ofProbes(
            AirflowVersion version, Path home, Path root, List<Pipeline> pipelines, Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.put("ONEDAG_WORKDIR", root.toString());
        return start(
                version,
                home,
                pipelines.stream().map(each -> new Source(each, false)).toList(),
                Application.PROBES,
                environment);
    }

    /** What tasks run. */
    public enum Application {
        /** The kit's probes, started as fast as a JVM can. */
        PROBES,
        /** All that is on the class path. */
        EVERYTHING
    }

    private void say(String what, long began) {
        System.out.printf(
                Locale.ROOT,
                "airflow-%s: %s after %.1f s%n",
                version,
                what,
                (System.nanoTime() - began) / 1_000_000_000.0);
    }

    private void awaitDags(Set<String> wanted) {
        Poll.until(PARSED, () -> "Airflow hasn't read " + wanted, () -> {
            server.metadata()
                    .importErrors()
                    .forEach((file, trace) -> unloadable.put(
                            Path.of(file).getFileName().toString().replaceFirst("\\.py$", ""), trace));
            server.metadata().dagIds().forEach(wanted::remove);
            return unloadable.keySet().containsAll(wanted);
        });
    }

    /** Why Airflow can't load the file of a pipeline; empty: it can. */
    public Optional<String> unloadable(String pipeline) {
        return Optional.ofNullable(unloadable.get(pipeline));
    }

    /** Airflow. */
    public AirflowServer server() {
        return server;
    }

    /** Our record. */
    public RunStore store() {
        return store;
    }

    /** What was exported. */
    public Exported exported() {
        return exported;
    }

    RunWatch watch() {
        return watch;
    }

    /** A run on both records. */
    public AirflowRun run(Pipeline pipeline, String run, String key, boolean keyIsTheirs) {
        return new AirflowRun(this, pipeline, run, key, keyIsTheirs);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                System.err.println("could not close: " + e);
            }
        }
    }
}
