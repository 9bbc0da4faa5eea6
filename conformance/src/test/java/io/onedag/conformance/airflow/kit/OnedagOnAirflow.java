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

    private static final Duration PARSED = Duration.ofMinutes(5);
    private static final long FRESH_NANOS = 500_000_000;

    private final AirflowVersion version;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final RunStore store;
    private final Exported exported;
    private final AirflowServer server;
    private final RunWatch watch;
    private final Map<String, String> unloadable = new ConcurrentHashMap<>();
    private final Set<String> read = new HashSet<>();
    private final long began = System.nanoTime();
    private final int count;
    private long asked = began - FRESH_NANOS;

    private OnedagOnAirflow(
            AirflowVersion version,
            Path home,
            List<Source> pipelines,
            Application application,
            Map<String, String> more) {
        this.version = version;
        this.count = pipelines.size();
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
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Starts one.
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

    /** Waits until Airflow has read the file of a pipeline: then it can be run, or can't be {@linkplain #unloadable loaded}. */
    public void awaitDag(String pipeline) {
        Poll.until(PARSED, () -> "Airflow hasn't read the file of " + pipeline, () -> isRead(pipeline));
    }

    private synchronized boolean isRead(String pipeline) {
        if (!read.contains(pipeline) && System.nanoTime() - asked > FRESH_NANOS) {
            asked = System.nanoTime();
            int before = read.size();
            server.metadata()
                    .importErrors()
                    .forEach((file, trace) -> unloadable.put(
                            Path.of(file).getFileName().toString().replaceFirst("\\.py$", ""), trace));
            read.addAll(server.metadata().dagIds());
            read.addAll(unloadable.keySet());
            if (read.size() >= count && before < count) {
                say(count + " DAGs", began);
            }
        }
        return read.contains(pipeline);
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
