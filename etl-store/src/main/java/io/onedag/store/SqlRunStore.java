package io.onedag.store;

import io.onedag.RunState;
import io.onedag.engine.AttemptRecord;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.LogChunk;
import io.onedag.engine.NewRun;
import io.onedag.engine.OnedagVersion;
import io.onedag.engine.Opening;
import io.onedag.engine.PipelineOwnedException;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.StoreException;
import io.onedag.engine.TaskLog;
import io.onedag.engine.TaskRunRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs on SQL: the embedded database, or PostgreSQL. Instants are kept to the microsecond.
 *
 * <p>Text that people read (failures, reasons) is stored with NUL shown as {@code ␀} and half surrogate pairs as U+FFFD. Names and keys
 * with such characters are refused.
 */
public final class SqlRunStore implements RunStore {

    private final Database database;

    SqlRunStore(Database database) {
        this.database = database;
    }

    /**
     * The embedded store in a file, which is made and migrated where needed.
     *
     * @throws StoreException when that can't be done
     */
    public static SqlRunStore embedded(Path file) {
        return EmbeddedStore.open(file);
    }

    /**
     * A store on an application's own PostgreSQL data source, which stays the application's to close. Its transactions begin with
     * {@code setAutoCommit(false)}; connections go back with auto-commit on.
     *
     * @param dataSource gives connections; one is needed for each transactional task under way, and two besides
     * @param schema Onedag's schema, migrated by {@code onedag store migrate}, or by the application from {@code onedag store ddl}
     * @throws StoreException when the database can't be reached, or its schema isn't the one this version works with
     */
    public static SqlRunStore on(DataSource dataSource, String schema) {
        PostgresDatabase database = PostgresDatabase.of(dataSource, schema);
        SchemaVersion.requireCurrent(database);
        return new SqlRunStore(database);
    }

    @Override
    public String describe() {
        return database.describe();
    }

    // ---- processes

    @Override
    public void join(ProcessInfo me) {
        write(statements -> {
            statements.join(me);
            return true;
        });
    }

    @Override
    public boolean beat(UUID process) {
        return write(statements -> statements.beat(process));
    }

    @Override
    public void leave(UUID process) {
        write(statements -> {
            statements.leave(process);
            return true;
        });
    }

    @Override
    public boolean isAlive(ProcessInfo process) {
        return !process.hasEndedHere() && read(statements -> statements.isBeating(process.id()));
    }

    // ---- runs change hands

    @Override
    public Opening open(NewRun run, UUID process) {
        requireStorable("the pipeline's name", run.pipeline());
        requireStorable("the run key", run.key());
        return write(statements -> {
            ProcessInfo me = joined(statements, process);
            String owner = statements.register(run.pipeline(), me.application());
            if (!owner.equals(me.application())) {
                throw new PipelineOwnedException(run.pipeline(), owner, me.application(), describe());
            }
            if (statements.create(run, me, OnedagVersion.current())) {
                return new Opening.Created(statements.run(run.id()).orElseThrow(), new RunLease(run.id(), process, 1));
            }
            return again(statements, run, process);
        });
    }

    private static Opening again(RunStatements statements, NewRun asked, UUID process) throws SQLException {
        UUID id = statements.run(asked.pipeline(), asked.key()).orElseThrow().id();
        statements.lock(id);
        RunRecord run = statements.run(id).orElseThrow();
        if (!JsonValues.same(run.params(), asked.params())) {
            return new Opening.OtherParams(run);
        }
        if (run.state().isFinal()) {
            return new Opening.Finished(run);
        }
        Optional<RunLease> lease = take(statements, run, process);
        if (lease.isEmpty()) {
            return new Opening.Live(run);
        }
        return new Opening.TakenOver(run, lease.get());
    }

    @Override
    public Optional<RunLease> takeOver(UUID runId, UUID process) {
        return write(statements -> {
            joined(statements, process);
            statements.lock(runId);
            RunRecord run = statements
                    .run(runId)
                    .orElseThrow(() -> new IllegalArgumentException("there is no run " + runId + " in " + describe()));
            return take(statements, run, process);
        });
    }

    /** The run's row is locked. Its owner may beat until the very statement that declares it dead, and then it keeps its runs. */
    private static Optional<RunLease> take(RunStatements statements, RunRecord run, UUID process) throws SQLException {
        if (run.isDrivenFromOutside()) {
            return Optional.empty();
        }
        ProcessInfo owner = run.owner();
        if (owner != null && !statements.declareDead(owner, owner.hasEndedHere())) {
            return Optional.empty();
        }
        return Optional.of(statements.handOver(run.id(), process));
    }

    @Override
    public boolean activate(RunLease lease, int maxActiveRuns) {
        return write(statements -> {
            RunRecord run = statements.run(lease.runId()).orElseThrow();
            statements.lockPipeline(run.pipeline());
            statements.hold(lease, true);
            if (statements.run(lease.runId()).orElseThrow().state() == RunState.RUNNING) {
                return true;
            }
            List<RunRecord> others = statements.beatingRuns(run.pipeline()).stream()
                    .filter(other -> !other.id().equals(run.id()))
                    .filter(other -> other.owner() != null && !other.owner().hasEndedHere())
                    .toList();
            long running = others.stream()
                    .filter(other -> other.state() == RunState.RUNNING)
                    .count();
            boolean first = others.stream().noneMatch(other -> other.state() == RunState.QUEUED && isOlder(other, run));
            if (!first || running >= maxActiveRuns) {
                return false;
            }
            statements.start(run.id());
            return true;
        });
    }

    private static boolean isOlder(RunRecord one, RunRecord other) {
        int order = one.createdAt().compareTo(other.createdAt());
        return order < 0
                || (order == 0 && one.id().toString().compareTo(other.id().toString()) < 0);
    }

    // ---- runs go on

    @Override
    public void commit(RunLease lease, RunChange change) {
        write(statements -> {
            statements.apply(lease, change);
            return true;
        });
    }

    @Override
    public void beginRound(RunLease lease, int round, String by, Collection<TaskKey> putBack) {
        write(statements -> {
            statements.beginRound(lease, round, by, putBack);
            return true;
        });
    }

    @Override
    public <T> T drive(String pipeline, String key, Supplier<DrivenRun.Start> start, DrivenRun.Work<T> work) {
        requireStorable("the pipeline's name", pipeline);
        requireStorable("the run key", key);
        return database.write(new Database.Work<T>() {
            @Override
            public T with(Sql sql) throws SQLException {
                var statements = new DrivenStatements(database, sql);
                return DrivenStatements.work(statements, statements.open(pipeline, key, start), work);
            }
        });
    }

    @Override
    public <T> T drive(UUID runId, DrivenRun.Work<T> work) {
        return database.write(new Database.Work<T>() {
            @Override
            public T with(Sql sql) throws SQLException {
                var statements = new DrivenStatements(database, sql);
                return DrivenStatements.work(statements, statements.lock(runId), work);
            }
        });
    }

    @Override
    public String params(RunRecord run, int round) {
        return database.read(sql -> new DrivenStatements(database, sql)
                .earlierParams(run.id(), round)
                .orElse(run.params()));
    }

    @Override
    public void appendLogs(RunLease lease, List<LogChunk> parts) {
        write(statements -> {
            statements.logs().append(lease, parts);
            return true;
        });
    }

    @Override
    public boolean requestCancel(UUID runId, String why) {
        return write(statements -> statements.requestCancel(runId, why));
    }

    @Override
    public Optional<EffectTransaction> beginEffect(RunLease lease) {
        return Optional.of(new Effect(lease, database.connectForEffect()));
    }

    private final class Effect implements EffectTransaction {
        private final RunLease lease;
        private final Connection connection;
        private final Connection shown;

        Effect(RunLease lease, Connection connection) {
            this.lease = lease;
            this.connection = connection;
            this.shown =
                    TaskConnections.withoutEnd(connection, database.dialect().schema());
        }

        @Override
        public Connection connection() {
            return shown;
        }

        @Override
        public void commit(RunChange outcome) {
            try {
                var statements = new RunStatements(Sql.over(connection, database.dialect()));
                statements.apply(lease, outcome);
                // On the embedded database, nobody could beat while this transaction was open. After the run, in the
                // order in which
                // a take-over locks the two.
                statements.beat(lease.process());
                connection.commit();
            } catch (SQLException e) {
                throw database.explain("committing a transactional task to", e);
            }
        }

        @Override
        public <T> T commit(DrivenRun.Work<T> work) {
            try {
                var statements = new DrivenStatements(database, Sql.over(connection, database.dialect()));
                T result = DrivenStatements.work(statements, statements.lock(lease.runId()), work);
                connection.commit();
                return result;
            } catch (SQLException e) {
                throw database.explain("committing a transactional task to", e);
            }
        }

        @Override
        public void close() {
            try (connection) {
                connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                // A connection that is lost rolls back by itself, and what it committed before stays committed.
            }
        }
    }

    @Override
    public @Nullable Connection openConnection() {
        return TaskConnections.of(database.connectForTask(), database.dialect().schema());
    }

    // ---- reading

    @Override
    public Optional<String> cancelRequest(UUID runId) {
        return read(statements -> statements.cancelRequest(runId));
    }

    @Override
    public Optional<RunRecord> run(UUID runId) {
        return read(statements -> statements.run(runId));
    }

    @Override
    public Optional<RunRecord> run(String pipeline, String key) {
        return read(statements -> statements.run(pipeline, key));
    }

    @Override
    public List<RunRecord> runsByIdPrefix(String prefix, int limit) {
        Optional<IdRange> range = IdRange.of(prefix);
        return range.isEmpty()
                ? List.of()
                : read(statements -> statements.runsByIdPrefix(
                        range.get().lowest(), range.get().highest(), limit));
    }

    @Override
    public List<RunRecord> runs(RunFilter filter) {
        return read(statements -> statements.runs(filter));
    }

    @Override
    public List<TaskRunRecord> taskRuns(UUID runId) {
        return read(statements -> statements.taskRuns(runId));
    }

    @Override
    public List<AttemptRecord> attempts(UUID runId) {
        return read(statements -> statements.attempts(runId));
    }

    @Override
    public List<TaskLog> taskLogs(UUID runId) {
        return read(statements -> statements.logs().all(runId));
    }

    @Override
    public List<LogChunk> readLog(UUID runId, TaskKey key, long generation, long fromLine, int limit) {
        return read(statements -> statements.logs().read(runId, key, generation, fromLine, limit));
    }

    @Override
    public void close() {
        database.close();
    }

    // ---- the rest

    @FunctionalInterface
    private interface Use<T> {
        T of(RunStatements statements) throws SQLException;
    }

    private <T> T read(Use<T> use) {
        return database.read(sql -> use.of(new RunStatements(sql)));
    }

    private <T> T write(Use<T> use) {
        return database.write(sql -> use.of(new RunStatements(sql)));
    }

    private static ProcessInfo joined(RunStatements statements, UUID process) throws SQLException {
        return statements
                .process(process)
                .orElseThrow(() -> new IllegalStateException("process " + process + " takes a run before it joined"));
    }

    private static void requireStorable(String what, String text) {
        if (!Prose.isStorable(text)) {
            throw new IllegalArgumentException(what
                    + " contains a NUL character or half a surrogate pair, which no database " + "keeps: leave it out");
        }
    }
}
