package io.onedag.conformance.airflow.kit;

import io.onedag.Pipeline;
import io.onedag.conformance.airflow.AirflowServer;
import io.onedag.conformance.airflow.AirflowVersion;
import io.onedag.conformance.airflow.PostgresServer;
import io.onedag.conformance.process.Poll;
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
    private final PostgresServer postgres = PostgresServer.start();
    private final RunStore store;
    private final Exported exported;
    private final AirflowServer server;
    private final RunWatch watch;
    private final Map<String, String> unloadable = new ConcurrentHashMap<>();

    private OnedagOnAirflow(
            AirflowVersion version, Path home, Path root, List<Pipeline> pipelines, Map<String, String> more) {
        this.version = version;
        long began = System.nanoTime();
        try {
            Files.createDirectories(home);
            var environment = new HashMap<>(Environments.VARIABLES);
            environment.put("DATABASE_URL", postgres.create("onedag"));
            StoreAdmin.of(environment, home).migrate();
            store = new SqlRunStoreProvider().open(environment, home, RunStoreProvider.Mode.WRITE);
            ChildJar jar = ChildJar.make(home).archived(home, environment);
            environment.put("ONEDAG_APP_JAR", jar.classPath());
            environment.put("ONEDAG_JAVA", ChildJar.java());
            environment.put("ONEDAG_JAVA_OPTS", jar.options());
            environment.put("ONEDAG_WORKDIR", root.toString());
            environment.putAll(more);
            exported = Exported.of(pipelines);
            Path dags = Files.createDirectories(home.resolve("dags"));
            Optional<Path> pools = exported.write(dags, home);
            say("files", began);
            server = AirflowServer.of(version, home)
                    .postgres(postgres)
                    .environment(environment)
                    .start();
            watch = new RunWatch(server.metadata());
            say("server", began);
            pools.ifPresent(file -> server.command().run("pools", "import", file.toString()));
            Set<String> wanted = new HashSet<>();
            pipelines.stream()
                    .map(Pipeline::name)
                    .filter(each -> exported.refusal(each).isEmpty())
                    .forEach(wanted::add);
            int count = wanted.size();
            awaitDags(wanted);
            say(count + " DAGs", began);
        } catch (IOException e) {
            postgres.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            postgres.close();
            throw e;
        }
    }

    /**
     * Starts one, and waits until all files were read.
     *
     * @param home a folder of its own
     * @param root where the relative paths of all pipelines start
     * @param more environment variables
     */
    public static OnedagOnAirflow start(
            AirflowVersion version, Path home, Path root, List<Pipeline> pipelines, Map<String, String> more) {
        return new OnedagOnAirflow(version, home, root, pipelines, more);
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
        server.close();
        store.close();
        postgres.close();
    }
}
