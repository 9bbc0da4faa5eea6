package io.onedag.examples.dealership;

import io.onedag.Pipeline;
import io.onedag.RunState;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/** A dealership of its own for one test: its files in a folder, its tables in a database that nobody else uses. */
final class Dealership implements AutoCloseable {

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

    final Path folder;
    final Path data;
    final Path home;
    final Map<String, String> settings;
    final Map<String, Object> params = new HashMap<>();
    final Map<String, String> environment = new HashMap<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    Consumer<String> tell = event -> {};
    private final RunStore store;

    private Dealership(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.home = folder.resolve(".onedag");
        this.settings = settings;
        this.store = new SqlRunStoreProvider().open(settings, home, Mode.WRITE);
        params.put("data", data.toString());
        params.put("outages", 0);
    }

    /** Opens one with no files. */
    static Dealership empty(Target target, Path folder) throws SQLException, IOException {
        Files.createDirectories(folder.resolve("data"));
        return target == Target.SQLITE ? new Dealership(folder, Map.of()) : onPostgres(folder);
    }

    /** Opens one with the files that are there, in a database of its own on a server. */
    static Dealership onPostgres(Path folder) throws SQLException {
        Map<String, String> settings = newDatabase();
        StoreAdmin.of(settings, folder).migrate();
        return new Dealership(folder, settings);
    }

    /** Opens one with the files that the example ships. */
    static Dealership shipped(Target target, Path folder) throws SQLException, IOException {
        Dealership dealership = empty(target, folder);
        try (Stream<Path> files = Files.list(Path.of("data"))) {
            for (Path file : files.toList()) {
                Files.copy(file, dealership.data.resolve(file.getFileName()));
            }
        }
        return dealership;
    }

    /** Opens one that was made before. */
    static Dealership opened(Path folder, String databaseUrl) {
        return new Dealership(folder, databaseUrl.isEmpty() ? Map.of() : Map.of("DATABASE_URL", databaseUrl));
    }

    private static Map<String, String> newDatabase() throws SQLException {
        String name = "dealership_" + DATABASES.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return Map.of(
                "DATABASE_URL", "postgresql://postgres:postgres@127.0.0.1:" + Server.POSTGRES.getPort() + "/" + name);
    }

    void file(String name, String text) throws IOException {
        Files.writeString(data.resolve(name), text);
    }

    /** Runs it to its end. */
    RunRecord run() throws InterruptedException {
        return run(DealershipPipeline.dealership(), null);
    }

    /** Runs it to its end, with a key. */
    RunRecord run(String key) throws InterruptedException {
        return run(DealershipPipeline.dealership(), key);
    }

    /** Runs a pipeline that differs from the one shipped. */
    RunRecord run(Pipeline pipeline, String key) throws InterruptedException {
        return drive((service, engine) -> service.start(
                pipeline, engine, new RunRequest(params, key, null, false, 0), Admission.Strictness.NONE));
    }

    /** Resumes a run to its end. */
    RunRecord resume(UUID run) throws InterruptedException {
        return drive(
                (service, engine) -> service.resume(record(run), DealershipPipeline.dealership(), engine, "a test"));
    }

    /** Runs a task of a run again, and all after it. */
    RunRecord rerun(UUID run, String task) throws InterruptedException {
        return drive((service, engine) ->
                service.rerun(record(run), DealershipPipeline.dealership(), engine, task, "a test"));
    }

    RunRecord record(UUID run) {
        return store.run(run).orElseThrow();
    }

    RunStore store() {
        return store;
    }

    private interface Request {
        RunHandle to(RunService service, LocalEngine engine);
    }

    private RunRecord drive(Request request) throws InterruptedException {
        var listener = new RunListener() {
            @Override
            public void log(TaskEvent event, Level level, String message) {
                log.add(level + " " + event.task() + ": " + message);
            }

            @Override
            public void attemptStarted(TaskEvent event) {
                tell.accept(event.task() + " started");
            }

            @Override
            public void attemptEnded(TaskEvent event, End end) {
                tell.accept(event.task() + " " + end.state());
                if (end.failure() != null) {
                    log.add(end.state() + " " + event.task() + ": "
                            + end.failure().message());
                }
            }

            @Override
            public void runEnded(RunState state, String reason) {
                log.add("the run " + state);
            }
        };
        try (var engine = new LocalEngine();
                var service = new RunService(
                        store,
                        ProcessInfo.current(RunIds.next(), "dealership", "test"),
                        environment,
                        home,
                        List.of(),
                        listener)) {
            RunHandle handle = request.to(service, engine);
            handle.await();
            return record(handle.id());
        }
    }

    /** Lines of the log that hold a text. */
    List<String> logged(String text) {
        return log.stream().filter(each -> each.contains(text)).toList();
    }

    /** The rows of a query, each as its values joined by blanks. */
    List<String> query(String sql) throws SQLException {
        var rows = new ArrayList<String>();
        try (Connection connection = store.openConnection();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join(" ", row));
            }
        }
        return rows;
    }

    /** The one number that a query gives. */
    long number(String sql) throws SQLException {
        return Long.parseLong(query(sql).get(0));
    }

    @Override
    public void close() {
        store.close();
    }
}
