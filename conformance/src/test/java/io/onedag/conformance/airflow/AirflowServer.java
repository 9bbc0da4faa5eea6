package io.onedag.conformance.airflow;

import io.onedag.conformance.process.MarkedProcesses;
import io.onedag.conformance.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real Airflow with LocalExecutor on a real PostgreSQL: a scheduler and a web server, from Airflow 3 on a DAG processor too. It listens on
 * loopback alone, on ports that were free.
 *
 * <ul>
 *   <li>DAG files belong into {@link #dags()}; they are read within 2 s, and new DAGs are not paused. 16 tasks run at once.
 *   <li>{@link #api()} does what a person does by buttons, {@link #metadata()} reads what came of it, {@link #logs()} what tasks wrote.
 *   <li>Heartbeats are a second apart, so that a task that is cancelled learns of it within 2 s.
 *   <li>Each process writes to a file of its own under {@code console} in the home.
 *   <li>{@link #close()} ends every process that came of it, those that leaked included. So does the end of this JVM.
 * </ul>
 *
 * <p>Linux only. Thread-safe.
 */
public final class AirflowServer implements AutoCloseable {

    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    private final AirflowVersion version;
    private final Path dags;
    private final PostgresServer postgres;
    private final boolean ownsPostgres;
    private final AirflowCommand command;
    private final MarkedProcesses processes;
    private final Metadata metadata;
    private final AirflowApi api;
    private final TaskLogs logs;
    private final URI url;
    private final AirflowProcesses servers;
    private final Thread atExit;
    private final Duration startTime;

    private AirflowServer(Builder builder) {
        long began = System.nanoTime();
        Path engine = builder.version.require();
        Path home = builder.home.toAbsolutePath().normalize();
        int port = freePort();
        String password = AirflowSettings.secret();
        this.version = builder.version;
        this.dags = directory(home.resolve("dags"));
        this.url = URI.create("http://127.0.0.1:" + port);
        this.logs = new TaskLogs(home.resolve("logs"));
        this.ownsPostgres = builder.postgres == null;
        this.postgres = builder.postgres == null ? PostgresServer.start() : builder.postgres;
        String database = "airflow_" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        Map<String, String> environment =
                AirflowSettings.environment(version, engine, home, dags, postgres.create(database), port, password);
        environment.putAll(builder.environment);
        this.command = new AirflowCommand(engine.resolve("bin"), home, directory(home.resolve("console")), environment);
        this.metadata = new Metadata(postgres, database, version);
        this.api = version.isAirflow2()
                ? new Airflow2Api(url, AirflowSettings.USER, password, metadata, command)
                : new Airflow3Api(url, AirflowSettings.USER, password);
        this.processes = new MarkedProcesses("AIRFLOW_HOME", home.toString());
        this.atExit = new Thread(() -> processes.end(END_LIMIT), "ends Airflow");
        Runtime.getRuntime().addShutdownHook(atExit);
        this.servers = new AirflowProcesses(version, command, url);
        try {
            servers.start(password, home);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        this.startTime = Duration.ofNanos(System.nanoTime() - began);
    }

    /**
     * Describes a server to start.
     *
     * @param home a folder of its own; it stays when the server ends, with all that was written
     */
    public static Builder of(AirflowVersion version, Path home) {
        return new Builder(version, home);
    }

    /** What a server is started with. Not thread-safe. */
    public static final class Builder {

        private final AirflowVersion version;
        private final Path home;
        private final Map<String, String> environment = new HashMap<>();
        private @Nullable PostgresServer postgres;

        private Builder(AirflowVersion version, Path home) {
            this.version = version;
            this.home = home;
        }

        /** Adds to the environment of its processes, and so of its tasks; settings of Airflow ({@code AIRFLOW__CORE__PARALLELISM}) win over the usual ones. */
        public Builder environment(Map<String, String> more) {
            environment.putAll(more);
            return this;
        }

        /** Puts its database on a server that goes on when it ends; by default it has one of its own. */
        public Builder postgres(PostgresServer server) {
            postgres = server;
            return this;
        }

        /**
         * Starts it and waits until all of its parts are well.
         *
         * @throws AssertionError when they aren't after four minutes, with the end of each one's output
         */
        public AirflowServer start() {
            return new AirflowServer(this);
        }
    }

    public AirflowVersion version() {
        return version;
    }

    /** Where DAG files belong. */
    public Path dags() {
        return dags;
    }

    /** Its address, without a slash at its end. */
    public URI url() {
        return url;
    }

    public AirflowApi api() {
        return api;
    }

    public Metadata metadata() {
        return metadata;
    }

    public TaskLogs logs() {
        return logs;
    }

    /** The {@code airflow} command, for what {@link #api()} hasn't. */
    public AirflowCommand command() {
        return command;
    }

    /** The database server that it is on. */
    public PostgresServer postgres() {
        return postgres;
    }

    /** All processes that came of it, tasks and what they started included. */
    public MarkedProcesses processes() {
        return processes;
    }

    /** How long it took to be well, its database included. */
    public Duration startTime() {
        return startTime;
    }

    /**
     * Waits until DAGs can be run.
     *
     * @throws AssertionError when one can't be at the end of the limit, or as soon as a file can't be loaded
     */
    public void awaitDags(Collection<String> ids, Duration limit) {
        Poll.until(limit, () -> "of the DAGs " + ids + " there are only " + metadata.dagIds() + servers.tails(), () -> {
            Map<String, String> errors = metadata.importErrors();
            if (!errors.isEmpty()) {
                throw new AssertionError("Airflow " + version + " can't load " + errors);
            }
            return metadata.dagIds().containsAll(ids);
        });
    }

    /**
     * Waits for the end of a run.
     *
     * @throws AssertionError when it is not there at the end of the limit
     */
    public DagRun awaitEnd(String dag, String run, Duration limit) {
        Poll.until(
                limit,
                () -> describe(dag, run) + servers.tails(),
                () -> metadata.run(dag, run).map(DagRun::isFinal).orElse(false));
        return metadata.run(dag, run).orElseThrow();
    }

    /**
     * Waits until a task is in a state, and returns it.
     *
     * @throws AssertionError when it is not at the end of the limit
     */
    public TaskInstance awaitTask(String dag, String run, String task, int mapIndex, String state, Duration limit) {
        Poll.until(
                limit,
                () -> task + " is not " + state + "; " + describe(dag, run),
                () -> metadata.taskInstances(dag, run).stream()
                        .anyMatch(
                                each -> each.taskId().equals(task) && each.mapIndex() == mapIndex && each.isIn(state)));
        return metadata.taskInstance(dag, run, task, mapIndex);
    }

    /**
     * Waits until a task runs, and returns the process of its try.
     *
     * @throws AssertionError when it doesn't at the end of the limit
     */
    public ProcessHandle awaitProcess(String dag, String run, String task, int mapIndex, Duration limit) {
        awaitTask(dag, run, task, mapIndex, "running", limit);
        // Airflow 2 says first that a task runs, and which process it is a moment later.
        Poll.until(
                limit,
                () -> describe(dag, run) + ", by no process",
                () -> metadata.taskInstance(dag, run, task, mapIndex).pid() != null);
        long pid = Objects.requireNonNull(
                metadata.taskInstance(dag, run, task, mapIndex).pid());
        return ProcessHandle.of(pid).orElseThrow(() -> new AssertionError("the process of " + task + " is gone"));
    }

    /** How a run and its tasks stand, in one line. */
    public String describe(String dag, String run) {
        return dag + ", run " + run + " is "
                + metadata.run(dag, run).map(DagRun::state).orElse("not there") + ": "
                + metadata.taskInstances(dag, run).stream()
                        .map(each -> each.name() + " " + each.state() + " (try " + each.tryNumber() + ")")
                        .collect(Collectors.joining(", "));
    }

    /**
     * Ends the scheduler by SIGKILL, with its workers and the tasks in them, as a container's end does. What a task has started in a session
     * of its own goes on, if it doesn't end by itself.
     */
    public void killScheduler() {
        servers.killScheduler(processes);
    }

    /** Starts a scheduler again, and waits until it is well. It takes about 15 s to learn of the tasks that were lost, and runs them again. */
    public void startScheduler() {
        servers.startScheduler();
    }

    /** Ends every process that came of it by SIGKILL, and its database server if that is its own. */
    @Override
    public void close() {
        processes.end(END_LIMIT);
        if (ownsPostgres) {
            postgres.close();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyExiting) {
            // The hook ends what there is.
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
