package io.onedag.conformance.airflow;

import static io.onedag.conformance.airflow.RestClient.object;

import io.onedag.conformance.process.MarkedProcesses;
import io.onedag.conformance.process.Poll;
import io.onedag.conformance.process.ServerProcess;
import io.onedag.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The processes that make up one Airflow. Thread-safe. */
final class AirflowProcesses {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(20);

    private final AirflowVersion version;
    private final AirflowCommand command;
    private final URI url;
    private final RestClient health;
    private final List<ServerProcess> running = new CopyOnWriteArrayList<>();
    private final AtomicInteger schedulers = new AtomicInteger();

    AirflowProcesses(AirflowVersion version, AirflowCommand command, URI url) {
        this.version = version;
        this.command = command;
        this.url = url;
        this.health = new RestClient(url, () -> "");
    }

    /** Makes the database and starts them all, with one user who may do everything. */
    void start(String password, Path home) {
        if (!version.isAirflow2()) {
            write(AirflowSettings.passwords(home), Json.write(Map.of(AirflowSettings.USER, password)));
        }
        command.run(LIMIT, "db", "migrate");
        startNewScheduler();
        if (version.isAirflow2()) {
            // Before the web server, which would write the same roles at the same time.
            command.run(
                    LIMIT,
                    "users",
                    "create",
                    "--role",
                    "Admin",
                    "--username",
                    AirflowSettings.USER,
                    "--password",
                    password,
                    "--firstname",
                    "A",
                    "--lastname",
                    "B",
                    "--email",
                    "a@localhost");
            running.add(command.start(
                    "webserver",
                    "webserver",
                    "--hostname",
                    url.getHost(),
                    "--port",
                    Integer.toString(url.getPort()),
                    "--workers",
                    "1"));
        } else {
            running.add(command.start("api-server", "api-server"));
            running.add(command.start("dag-processor", "dag-processor"));
        }
        awaitHealth();
    }

    void killScheduler(MarkedProcesses all) {
        ServerProcess scheduler = running.stream()
                .filter(each -> each.name().startsWith("scheduler"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no scheduler is running"));
        running.remove(scheduler);
        all.endSession(scheduler.pid(), KILL_LIMIT);
    }

    void startScheduler() {
        startNewScheduler();
        awaitHealth();
    }

    /** The last lines that each has written. */
    String tails() {
        return running.stream().map(ServerProcess::tail).collect(Collectors.joining("\n", "\n", ""));
    }

    private void startNewScheduler() {
        // Without its server of log files, whose port is fixed and open to every host.
        running.add(command.start("scheduler-" + schedulers.incrementAndGet(), "scheduler", "--skip-serve-logs"));
    }

    private void awaitHealth() {
        Poll.until(LIMIT, () -> "Airflow " + version + " isn't well" + tails(), () -> {
            running.stream().filter(each -> !each.isAlive()).findFirst().ifPresent(dead -> {
                throw new AssertionError("Airflow " + version + " can't start\n" + dead.tail());
            });
            return isHealthy();
        });
    }

    private boolean isHealthy() {
        Map<String, Object> parts;
        try {
            parts = health.send("GET", version.isAirflow2() ? "/health" : "/api/v2/monitor/health", null);
        } catch (UncheckedIOException | AirflowRefused notYet) {
            return false;
        }
        return isHealthy(parts, "metadatabase")
                && isHealthy(parts, "scheduler")
                && (version.isAirflow2() || isHealthy(parts, "dag_processor"));
    }

    private static boolean isHealthy(Map<String, Object> parts, String part) {
        return "healthy".equals(object(parts.get(part)).get("status"));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
