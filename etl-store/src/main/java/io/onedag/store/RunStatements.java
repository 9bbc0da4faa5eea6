package io.onedag.store;

import io.onedag.Interval;
import io.onedag.engine.AttemptRecord;
import io.onedag.engine.NewRun;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunChange.End;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.StaleLeaseException;
import io.onedag.engine.TaskRunRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Every statement that reads or changes runs. Those that change state are guarded: each names in its own {@code where} what must still
 * hold, and one that changes no row means that another process was there first. Each method belongs to a transaction of its caller.
 */
final class RunStatements {

    /** A run's columns and its owner's; the definition is named apart, because lists leave it out. */
    static final String RUN_COLUMNS = """
            r.run_id, r.run_key, r.pipeline, r.state, r.reason, r.created_at, r.started_at, r.ended_at, r.interval_start,
            r.interval_end, r.params, r.plan_hash, r.rules_version, r.driver, r.application, r.application_version,
            r.onedag_version, r.round, r.round_by, r.owner, r.lease_generation, r.cancel_requested, r.test_mode, r.row_limit,
            p.host as owner_host, p.pid as owner_pid, p.started_at as owner_started_at,
            p.application as owner_application, p.application_version as owner_version""";

    private static final String RUN_TABLES = "@pipeline_runs r left join @processes p on p.process_id = r.owner";

    private final Sql sql;

    RunStatements(Sql sql) {
        this.sql = sql;
    }

    /** The statements of attempts' logs. */
    LogStatements logs() {
        return new LogStatements(sql);
    }

    // ---- processes

    void join(ProcessInfo me) throws SQLException {
        sql.update(
                """
                insert into @processes (
                    process_id, host, pid, started_at, application, application_version, joined_at, beat_at)
                values (?, ?, ?, ?, ?, ?, {now}, {now})
                on conflict (process_id) do update set beat_at = {now}, ended_at = null""",
                to -> to.uuid(me.id())
                        .prose(me.host())
                        .number(me.pid())
                        .instant(me.startedAt())
                        .prose(me.application())
                        .prose(me.version()));
    }

    boolean beat(UUID process) throws SQLException {
        return sql.update(
                        "update @processes set beat_at = {now} where process_id = ? and ended_at is null",
                        to -> to.uuid(process))
                == 1;
    }

    void leave(UUID process) throws SQLException {
        sql.update(
                "update @processes set ended_at = {now} where process_id = ? and ended_at is null",
                to -> to.uuid(process));
    }

    boolean isBeating(UUID process) throws SQLException {
        return sql.first(
                        "select 1 from @processes where process_id = ? and ended_at is null and beat_at > {stale}",
                        to -> to.uuid(process),
                        row -> true)
                .isPresent();
    }

    Optional<ProcessInfo> process(UUID process) throws SQLException {
        return sql.first(
                "select host, pid, started_at, application, application_version from @processes where process_id = ?",
                to -> to.uuid(process),
                row -> new ProcessInfo(
                        process,
                        row.text("host"),
                        row.number("pid"),
                        row.instant("started_at"),
                        row.text("application"),
                        row.text("application_version")));
    }

    /** Ends a process that another one found dead. False when it has just beaten after all. */
    boolean declareDead(ProcessInfo process, boolean evenIfItBeats) throws SQLException {
        if (evenIfItBeats) {
            leave(process.id());
            return true;
        }
        sql.update("""
                update @processes set ended_at = {now}
                where process_id = ? and ended_at is null and beat_at <= {stale}""", to -> to.uuid(process.id()));
        return !isBeating(process.id());
    }

    // ---- the run

    /** Puts a pipeline's name on record, and says which application registered it first. */
    String register(String pipeline, String application) throws SQLException {
        Optional<String> first = registeredBy(pipeline);
        if (first.isPresent()) {
            return first.get();
        }
        sql.update("""
                insert into @pipelines (name, application, registered_at) values (?, ?, {now})
                on conflict (name) do nothing""", to -> to.text(pipeline).prose(application));
        return registeredBy(pipeline).orElse(application);
    }

    private Optional<String> registeredBy(String pipeline) throws SQLException {
        return sql.first(
                "select application from @pipelines where name = ?",
                to -> to.text(pipeline),
                row -> row.text("application"));
    }

    /** Of several that bring the same key at once, one gets true. */
    boolean create(NewRun run, ProcessInfo owner, String onedagVersion) throws SQLException {
        Interval interval = run.interval();
        return sql.update(
                        """
                        insert into @pipeline_runs (
                            run_id, pipeline, run_key, state, created_at, interval_start, interval_end, params, plan_hash,
                            rules_version, driver, application, application_version, onedag_version, round, owner,
                            lease_generation, test_mode, row_limit, definition)
                        values (?, ?, ?, 'QUEUED', {now}, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, 1, ?, ?, ?)
                        on conflict (pipeline, run_key) do nothing""",
                        to -> to.uuid(run.id())
                                .text(run.pipeline())
                                .text(run.key())
                                .instant(interval == null ? null : interval.start())
                                .instant(interval == null ? null : interval.end())
                                .text(run.params())
                                .text(run.planHash())
                                .number(run.rulesVersion())
                                .text(run.engine())
                                .prose(owner.application())
                                .prose(owner.version())
                                .text(onedagVersion)
                                .uuid(owner.id())
                                .flag(run.testMode())
                                .number(run.limit())
                                .text(run.definition()))
                == 1;
    }

    /** Nobody else changes this run until the transaction's end; its leases can't change hands meanwhile. */
    void lock(UUID runId) throws SQLException {
        sql.first("select 1 from @pipeline_runs where run_id = ? {for update}", to -> to.uuid(runId), row -> true);
    }

    /** Runs of this pipeline start one after the other until the transaction's end. */
    void lockPipeline(String pipeline) throws SQLException {
        sql.first("select 1 from @pipelines where name = ? {for update}", to -> to.text(pipeline), row -> true);
    }

    /** The run changes hands. */
    RunLease handOver(UUID runId, UUID process) throws SQLException {
        sql.update(
                "update @pipeline_runs set owner = ?, lease_generation = lease_generation + 1 where run_id = ?",
                to -> to.uuid(process).uuid(runId));
        long generation = sql.first(
                        "select lease_generation from @pipeline_runs where run_id = ?",
                        to -> to.uuid(runId),
                        row -> row.number("lease_generation"))
                .orElseThrow();
        return new RunLease(runId, process, generation);
    }

    /**
     * Nobody takes this run over until the transaction's end. Others may write to other task runs of it meanwhile, unless
     * {@code alone}.
     */
    void hold(RunLease lease, boolean alone) throws SQLException {
        String guard = """
                select 1 from @pipeline_runs where run_id = ? and owner = ? and lease_generation = ?
                """;
        boolean held = sql.first(
                        guard + (alone ? "{for update}" : "{for share}"),
                        to -> to.uuid(lease.runId()).uuid(lease.process()).number(lease.generation()),
                        row -> true)
                .isPresent();
        if (!held) {
            throw new StaleLeaseException(lease.runId(), "its lease " + lease.generation() + " is over");
        }
    }

    /** Only from {@code QUEUED}. */
    void start(UUID runId) throws SQLException {
        sql.update("""
                update @pipeline_runs set state = 'RUNNING', started_at = coalesce(started_at, {now})
                where run_id = ? and state = 'QUEUED'""", to -> to.uuid(runId));
    }

    private void end(RunLease lease, End end) throws SQLException {
        int changed = sql.update(
                """
                update @pipeline_runs set state = ?, reason = ?, ended_at = ?, owner = null
                where run_id = ? and owner = ? and lease_generation = ? and state in ('QUEUED', 'RUNNING')""",
                to -> to.name(end.state())
                        .prose(end.reason())
                        .instant(end.endedAt())
                        .uuid(lease.runId())
                        .uuid(lease.process())
                        .number(lease.generation()));
        if (changed != 1) {
            throw new StaleLeaseException(lease.runId(), "it has ended already");
        }
    }

    /** Rounds only grow. */
    private void startRound(RunLease lease, int round, String by) throws SQLException {
        int changed = sql.update(
                """
                update @pipeline_runs
                set state = 'RUNNING', round = ?, round_by = ?, reason = null, ended_at = null, cancel_requested = null,
                    started_at = coalesce(started_at, {now})
                where run_id = ? and owner = ? and lease_generation = ? and round < ?""",
                to -> to.number(round)
                        .prose(by)
                        .uuid(lease.runId())
                        .uuid(lease.process())
                        .number(lease.generation())
                        .number(round));
        if (changed != 1) {
            throw new StaleLeaseException(lease.runId(), "round " + round + " has begun already");
        }
    }

    /** The first reason stays. */
    boolean requestCancel(UUID runId, String why) throws SQLException {
        return sql.update("""
                        update @pipeline_runs set cancel_requested = coalesce(cancel_requested, ?)
                        where run_id = ? and state in ('QUEUED', 'RUNNING')""", to -> to.prose(why).uuid(runId)) == 1;
    }

    // ---- task runs

    /** Applies a change: all its statements, in the order of its writes. */
    void apply(RunLease lease, RunChange change) throws SQLException {
        hold(lease, change.end() != null);
        new TaskRunStatements(sql, lease.runId(), lease.process()).apply(change.writes());
        if (change.end() != null) {
            end(lease, change.end());
        }
    }

    /** A task run without a row is put back already; one that never had an attempt needs none, and may never come again. */
    void beginRound(RunLease lease, int round, String by, Collection<TaskKey> putBack) throws SQLException {
        hold(lease, true);
        startRound(lease, round, by);
        new TaskRunStatements(sql, lease.runId(), lease.process()).putBack(round, List.copyOf(putBack));
    }

    // ---- reading

    Optional<RunRecord> run(UUID runId) throws SQLException {
        return sql.first(
                "select " + RUN_COLUMNS + ", r.definition from " + RUN_TABLES + " where r.run_id = ?",
                to -> to.uuid(runId),
                Records::run);
    }

    Optional<RunRecord> run(String pipeline, String key) throws SQLException {
        return sql.first(
                "select " + RUN_COLUMNS + ", r.definition from " + RUN_TABLES
                        + " where r.pipeline = ? and r.run_key = ?",
                to -> to.text(pipeline).text(key),
                Records::run);
    }

    /** Unfinished runs of a pipeline whose owner beats, those driven from outside left out; without definitions. */
    List<RunRecord> beatingRuns(String pipeline) throws SQLException {
        return sql
                .list(
                        "select " + RUN_COLUMNS + ", '' as definition from " + RUN_TABLES
                                + " where r.pipeline = ? and r.state in ('QUEUED', 'RUNNING')"
                                + " and p.ended_at is null and p.beat_at > {stale}",
                        to -> to.text(pipeline),
                        Records::run)
                .stream()
                .filter(run -> !run.isDrivenFromOutside())
                .toList();
    }

    List<RunRecord> runsByIdPrefix(UUID lowest, UUID highest, int limit) throws SQLException {
        return sql.list(
                "select " + RUN_COLUMNS + ", r.definition from " + RUN_TABLES
                        + " where r.run_id between ? and ? order by r.created_at desc, r.run_id desc limit ?",
                to -> to.uuid(lowest).uuid(highest).number(limit),
                Records::run);
    }

    List<RunRecord> runs(RunFilter filter) throws SQLException {
        var where = new ArrayList<String>();
        if (filter.pipeline() != null) {
            where.add("r.pipeline = ?");
        }
        if (filter.state() != null) {
            where.add("r.state = ?");
        }
        if (filter.key() != null) {
            where.add("substr(r.run_key, 1, ?) = ?");
        }
        if (filter.since() != null) {
            where.add("r.created_at >= ?");
        }
        if (filter.until() != null) {
            where.add("r.created_at < ?");
        }
        if (filter.after() != null) {
            where.add("(r.created_at, r.run_id) < (?, ?)");
        }
        return sql.list(
                "select " + RUN_COLUMNS + ", '' as definition from " + RUN_TABLES
                        + (where.isEmpty() ? "" : " where " + String.join(" and ", where))
                        + " order by r.created_at desc, r.run_id desc limit ?",
                to -> {
                    if (filter.pipeline() != null) {
                        to.text(filter.pipeline());
                    }
                    if (filter.state() != null) {
                        to.name(filter.state());
                    }
                    if (filter.key() != null) {
                        to.number(filter.key().codePointCount(0, filter.key().length()))
                                .text(filter.key());
                    }
                    if (filter.since() != null) {
                        to.instant(filter.since());
                    }
                    if (filter.until() != null) {
                        to.instant(filter.until());
                    }
                    if (filter.after() != null) {
                        to.instant(filter.after().createdAt())
                                .uuid(filter.after().id());
                    }
                    to.number(filter.limit());
                },
                Records::run);
    }

    Optional<String> cancelRequest(UUID runId) throws SQLException {
        return sql.first(
                "select cancel_requested from @pipeline_runs where run_id = ? and cancel_requested is not null",
                to -> to.uuid(runId),
                row -> row.text("cancel_requested"));
    }

    /** The task runs, to be followed by which of them. */
    static String taskRuns(String output) {
        return """
                select task, map_index, state, reason, round, attempt, earlier_attempts, recoveries, generation, started_at,
                    ended_at, retry_at, branch, error_type, error_message, error_where, error_fatal, allowed_failure,
                    rows_read, rows_written, rows_rejected, process_host, process_pid, process_started_at, driver_round,
                    deadline,""" + output + " as output from @pipeline_tasks t";
    }

    /** What was put back and not decided again is no longer part of a run that has ended: an instance of a list that is shorter now. */
    List<TaskRunRecord> taskRuns(UUID runId) throws SQLException {
        return sql.list(taskRuns("output") + " " + """
                 where run_id = ?
                  and (state <> 'PENDING' or exists (
                      select 1 from @pipeline_runs r where r.run_id = t.run_id and r.state in ('QUEUED', 'RUNNING')))""", to -> to.uuid(runId), Records::taskRun);
    }

    List<AttemptRecord> attempts(UUID runId) throws SQLException {
        return sql.list("""
                select task, map_index, round, attempt, outcome, started_at, ended_at, error_type, error_message, error_where,
                    error_fatal, output, put_back_in
                from @task_attempts where run_id = ? order by ended_at, task, map_index, generation""", to -> to.uuid(runId), Records::attempt);
    }
}
