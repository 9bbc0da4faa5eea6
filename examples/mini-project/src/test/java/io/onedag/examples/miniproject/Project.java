package io.onedag.examples.miniproject;

import io.onedag.Interval;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.local.LocalEngine;
import io.onedag.run.Admission;
import io.onedag.run.RunHandle;
import io.onedag.run.RunRequest;
import io.onedag.run.RunService;
import io.onedag.store.SqlRunStoreProvider;
import io.onedag.store.StoreAdmin;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A project of its own for one test, on a database that nobody else uses. */
final class Project implements AutoCloseable {

    /** Where its tables are. */
    enum Target {
        SQLITE,
        POSTGRESQL
    }

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("timezone", "Asia/Kathmandu")
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    final Map<String, Object> params = new HashMap<>();
    final Map<String, String> environment = new HashMap<>();
    private final Path home;
    private final String schema;
    private final RunStore store;

    private Project(Path folder, Map<String, String> settings, String schema) {
        this.home = folder.resolve(".onedag");
        this.schema = schema;
        this.store = new SqlRunStoreProvider().open(settings, home, Mode.WRITE);
    }

    static Project on(Target target, Path folder) throws SQLException {
        if (target == Target.SQLITE) {
            return new Project(folder, Map.of(), "");
        }
        String name = "mini_" + DATABASES.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        Map<String, String> settings = Map.of(
                "DATABASE_URL", "postgresql://postgres:postgres@127.0.0.1:" + Server.POSTGRES.getPort() + "/" + name);
        StoreAdmin.of(settings, folder).migrate();
        return new Project(folder, settings, "onedag.");
    }

    private interface Request {
        RunHandle to(RunService service, LocalEngine engine);
    }

    /** Runs it to its end. */
    RunRecord run() throws InterruptedException {
        return run(RunListener.NONE, null);
    }

    /** Runs it to its end for an interval. */
    RunRecord run(RunListener listener, Interval interval) throws InterruptedException {
        return drive(
                listener,
                (service, engine) -> service.start(
                        MiniProject.pipeline(environment),
                        engine,
                        new RunRequest(params, null, interval, false, 0),
                        Admission.Strictness.NONE));
    }

    /** Resumes a run to its end. */
    RunRecord resume(UUID run) throws InterruptedException {
        return drive(
                RunListener.NONE,
                (service, engine) -> service.resume(
                        store.run(run).orElseThrow(), MiniProject.pipeline(environment), engine, "a test"));
    }

    /** Runs a task of a run again, and all after it. */
    RunRecord rerun(UUID run, String task) throws InterruptedException {
        return drive(
                RunListener.NONE,
                (service, engine) -> service.rerun(
                        store.run(run).orElseThrow(), MiniProject.pipeline(environment), engine, task, "a test"));
    }

    private RunRecord drive(RunListener listener, Request request) throws InterruptedException {
        try (var engine = new LocalEngine();
                var service = new RunService(
                        store,
                        ProcessInfo.current(RunIds.next(), "mini-project", "test"),
                        environment,
                        home,
                        List.of(),
                        listener)) {
            RunHandle handle = request.to(service, engine);
            handle.await();
            service.awaitNotifications(Duration.ofSeconds(30));
            return store.run(handle.id()).orElseThrow();
        }
    }

    /** The rows of a query, each as its values joined by bars; a table of the store is written as {@code {table}}. */
    List<String> query(String sql) throws SQLException {
        var rows = new ArrayList<String>();
        try (Connection connection = store.openConnection();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(sql.replaceAll("\\{(\\w+)}", schema + "$1"))) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join(" | ", row));
            }
        }
        return rows;
    }

    /** The one number that a query gives. */
    long number(String sql) throws SQLException {
        return Long.parseLong(query(sql).get(0));
    }

    /** Why tasks of a run failed. */
    String failures(RunRecord run) {
        var failures = new StringBuilder();
        store.taskRuns(run.id()).forEach(each -> {
            if (each.error() != null) {
                failures.append(each.task())
                        .append(": ")
                        .append(each.error().message())
                        .append('\n');
            }
        });
        return failures.toString();
    }

    /** How many attempts a task had. */
    int attempts(RunRecord run, String task) {
        return store.taskRuns(run.id()).stream()
                .filter(each -> each.task().equals(task))
                .findFirst()
                .orElseThrow()
                .attempts();
    }

    @Override
    public void close() {
        store.close();
    }
}
