package io.onedag.store;

import io.onedag.Interval;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.NewRun;
import io.onedag.engine.OnedagVersion;
import io.onedag.engine.PipelineOwnedException;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.TaskRunRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The statements of runs that an engine outside drives. Each method belongs to a transaction of its caller. No lambdas and no streams: a
 * process of one attempt would pay for them.
 */
final class DrivenStatements {

    /** The definition is left out: it is long, and seldom wanted. The version of the schema comes along, to save a round trip. */
    private static final String SELECT = "select " + RunStatements.RUN_COLUMNS + ", '' as definition, v.schema_version,"
            + " v.oldest_writer, v.oldest_writer_name"
            + " from @pipeline_runs r cross join @onedag_version v left join @processes p on p.process_id = r.owner ";

    private final Database database;
    private final Sql sql;

    DrivenStatements(Database database, Sql sql) {
        this.database = database;
        this.sql = sql;
    }

    /** Finds a run and locks it, or makes it. */
    RunRecord open(String pipeline, String key, Supplier<DrivenRun.Start> start) throws SQLException {
        RunRecord found;
        try {
            found = find(pipeline, key);
        } catch (SQLException e) {
            if (SchemaVersion.isMissingTable(e)) {
                throw SchemaVersion.missing(database);
            }
            throw e;
        }
        if (found != null) {
            return found;
        }
        DrivenRun.Start made = start.get();
        register(pipeline, made.application());
        create(made);
        RunRecord ours = find(pipeline, key); // or that of another process, which made it meanwhile
        if (ours == null) {
            throw new SQLException("the run " + key + " of pipeline " + pipeline + " is gone again");
        }
        return ours;
    }

    private @Nullable RunRecord find(String pipeline, String key) throws SQLException {
        return sql.first(
                        SELECT + "where r.pipeline = ? and r.run_key = ? {for update of r}",
                        new Sql.Arguments() {
                            @Override
                            public void of(Sql.Binder to) throws SQLException {
                                to.text(pipeline).text(key);
                            }
                        },
                        new Found())
                .orElse(null);
    }

    /** Locks a run. */
    RunRecord lock(UUID runId) throws SQLException {
        Optional<RunRecord> found = sql.first(
                SELECT + "where r.run_id = ? {for update of r}",
                new Sql.Arguments() {
                    @Override
                    public void of(Sql.Binder to) throws SQLException {
                        to.uuid(runId);
                    }
                },
                new Found());
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no run " + runId + " in " + database.describe());
        }
        return found.get();
    }

    /** Reads a run, and refuses a schema that this jar can't work with. */
    private final class Found implements Sql.Reader<RunRecord> {
        @Override
        public RunRecord read(Sql.Row row) throws SQLException {
            requireCurrent(row);
            return Records.run(row);
        }
    }

    /** One round trip where the pipeline is known, and looks at the schema before anything is written. */
    private void register(String pipeline, String application) throws SQLException {
        String owner = owner(pipeline);
        if (owner == null) {
            sql.update("""
                    insert into @pipelines (name, application, registered_at) values (?, ?, {now})
                    on conflict (name) do nothing""", new Sql.Arguments() {
                @Override
                public void of(Sql.Binder to) throws SQLException {
                    to.text(pipeline).prose(application);
                }
            });
            owner = owner(pipeline);
        }
        if (owner != null && !owner.equals(application)) {
            throw new PipelineOwnedException(pipeline, owner, application, database.describe());
        }
    }

    private @Nullable String owner(String pipeline) throws SQLException {
        Optional<Optional<String>> found = sql.first(
                """
                select p.application, v.schema_version, v.oldest_writer, v.oldest_writer_name
                from @onedag_version v left join @pipelines p on p.name = ?""",
                new Sql.Arguments() {
                    @Override
                    public void of(Sql.Binder to) throws SQLException {
                        to.text(pipeline);
                    }
                },
                new Sql.Reader<Optional<String>>() {
                    @Override
                    public Optional<String> read(Sql.Row row) throws SQLException {
                        requireCurrent(row);
                        return Optional.ofNullable(row.textOrNull("application"));
                    }
                });
        return found.isPresent() ? found.get().orElse(null) : null;
    }

    private void requireCurrent(Sql.Row row) throws SQLException {
        new SchemaVersion(row.integer("schema_version"), row.integer("oldest_writer"), row.text("oldest_writer_name"))
                .requireUpToDate(database);
    }

    /** Of several that bring the same key at once, one makes it. */
    private void create(DrivenRun.Start start) throws SQLException {
        NewRun run = start.run();
        Interval interval = run.interval();
        sql.update("""
                insert into @pipeline_runs (
                    run_id, pipeline, run_key, state, created_at, started_at, interval_start, interval_end, params, plan_hash,
                    rules_version, driver, application, application_version, onedag_version, round, owner,
                    lease_generation, test_mode, row_limit, definition)
                values (?, ?, ?, 'RUNNING', {now}, {now}, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, 1, ?, ?, ?)
                on conflict (pipeline, run_key) do nothing""", new Sql.Arguments() {
            @Override
            public void of(Sql.Binder to) throws SQLException {
                to.uuid(run.id())
                        .text(run.pipeline())
                        .text(run.key())
                        .instant(interval == null ? null : interval.start())
                        .instant(interval == null ? null : interval.end())
                        .text(run.params())
                        .text(run.planHash())
                        .number(run.rulesVersion())
                        .text(run.engine())
                        .prose(start.application())
                        .prose(start.applicationVersion())
                        .text(OnedagVersion.current())
                        .uuid(RunLease.NOBODY)
                        .flag(run.testMode())
                        .number(run.limit())
                        .text(run.definition());
            }
        });
    }

    /** All task runs of a run, with the outputs of some. */
    List<TaskRunRecord> taskRuns(UUID runId, Collection<String> outputsOf) throws SQLException {
        var named = new StringBuilder();
        for (int i = 0; i < outputsOf.size(); i++) {
            named.append(i == 0 ? "?" : ", ?");
        }
        String output = outputsOf.isEmpty() ? "null" : "case when task in (" + named + ") then output end";
        return sql.list(
                RunStatements.taskRuns(output) + " where run_id = ?",
                new Sql.Arguments() {
                    @Override
                    public void of(Sql.Binder to) throws SQLException {
                        for (String each : outputsOf) {
                            to.text(each);
                        }
                        to.uuid(runId);
                    }
                },
                new Sql.Reader<TaskRunRecord>() {
                    @Override
                    public TaskRunRecord read(Sql.Row row) throws SQLException {
                        return Records.taskRun(row);
                    }
                });
    }

    String definition(UUID runId) throws SQLException {
        return sql.first(
                        "select definition from @pipeline_runs where run_id = ?",
                        to -> to.uuid(runId),
                        row -> row.text("definition"))
                .orElseThrow();
    }

    void apply(UUID runId, RunChange change) throws SQLException {
        new TaskRunStatements(sql, runId, RunLease.NOBODY).apply(change.writes());
        RunChange.End end = change.end();
        if (end != null) {
            sql.update(
                    "update @pipeline_runs set state = ?, reason = ?, ended_at = ?, owner = null where run_id = ?",
                    new Sql.Arguments() {
                        @Override
                        public void of(Sql.Binder to) throws SQLException {
                            to.name(end.state())
                                    .prose(end.reason())
                                    .instant(end.endedAt())
                                    .uuid(runId);
                        }
                    });
        }
    }

    void beginRound(RunRecord run, String by, String params, Collection<TaskKey> putBack) throws SQLException {
        int round = run.round() + 1;
        if (!params.equals(run.params())) {
            sql.update(
                    "insert into @earlier_params (run_id, until_round, params) values (?, ?, ?)",
                    to -> to.uuid(run.id()).number(run.round()).text(run.params()));
        }
        sql.update(
                """
                update @pipeline_runs
                set state = 'RUNNING', round = ?, round_by = ?, params = ?, owner = ?, reason = null, ended_at = null,
                    cancel_requested = null
                where run_id = ?""",
                to -> to.number(round)
                        .prose(by)
                        .text(params)
                        .uuid(RunLease.NOBODY)
                        .uuid(run.id()));
        new TaskRunStatements(sql, run.id(), RunLease.NOBODY).putBack(round, List.copyOf(putBack));
    }

    /** The parameters of a round, where a later one brought others. */
    Optional<String> earlierParams(UUID runId, int round) throws SQLException {
        return sql.first(
                "select params from @earlier_params where run_id = ? and until_round >= ? order by until_round limit 1",
                to -> to.uuid(runId).number(round),
                row -> row.text("params"));
    }

    /** A run that is locked, for who works on it. */
    static final class Locked implements DrivenRun {
        private final DrivenStatements statements;
        private RunRecord run;

        Locked(DrivenStatements statements, RunRecord run) {
            this.statements = statements;
            this.run = run;
        }

        @Override
        public RunRecord run() {
            return run;
        }

        @Override
        public String definition() {
            try {
                return statements.definition(run.id());
            } catch (SQLException e) {
                throw new Failed(e);
            }
        }

        @Override
        public List<TaskRunRecord> taskRuns(Collection<String> outputsOf) {
            try {
                return new ArrayList<>(statements.taskRuns(run.id(), outputsOf));
            } catch (SQLException e) {
                throw new Failed(e);
            }
        }

        @Override
        public void beginRound(String by, String params, Collection<TaskKey> putBack) {
            try {
                statements.beginRound(run, by, params, putBack);
                run = statements.lock(run.id());
            } catch (SQLException e) {
                throw new Failed(e);
            }
        }

        @Override
        public void apply(RunChange change) {
            try {
                statements.apply(run.id(), change);
            } catch (SQLException e) {
                throw new Failed(e);
            }
        }
    }

    /** Carries an error of the database past who can't know of it. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException error;

        Failed(SQLException error) {
            super(error);
            this.error = error;
        }

        SQLException error() {
            return error;
        }
    }

    /** Works on a run that is locked. */
    static <T> T work(DrivenStatements statements, RunRecord run, DrivenRun.Work<T> work) throws SQLException {
        try {
            return work.with(new Locked(statements, run));
        } catch (Failed e) {
            throw e.error();
        }
    }
}
