package io.onedag.store;

import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunChange.Claim;
import io.onedag.engine.RunChange.Decision;
import io.onedag.engine.RunChange.Mark;
import io.onedag.engine.RunChange.Outcome;
import io.onedag.engine.RunChange.Started;
import io.onedag.engine.RunChange.Write;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.StaleLeaseException;
import io.onedag.json.Json;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements that change the task runs of one run, within a transaction of the caller's that holds the run. No lambdas and no
 * streams: a process of one attempt would pay for them.
 */
final class TaskRunStatements {

    private final Sql sql;
    private final UUID runId;
    private final UUID process;

    /**
     * @param process who claims
     */
    TaskRunStatements(Sql sql, UUID runId, UUID process) {
        this.sql = sql;
        this.runId = runId;
        this.process = process;
    }

    /** Applies writes in their order; those of one kind that follow each other are one batch. */
    void apply(List<Write> writes) throws SQLException {
        for (int from = 0; from < writes.size(); ) {
            Class<?> kind = writes.get(from).getClass();
            int to = from + 1;
            while (to < writes.size() && writes.get(to).getClass() == kind) {
                to++;
            }
            apply(kind, writes.subList(from, to));
            from = to;
        }
    }

    private void apply(Class<?> kind, List<Write> writes) throws SQLException {
        if (kind == Claim.class) {
            claim(all(Claim.class, writes));
        } else if (kind == Outcome.class) {
            finish(all(Outcome.class, writes));
        } else if (kind == Decision.class) {
            decide(all(Decision.class, writes));
        } else if (kind == Mark.class) {
            mark(all(Mark.class, writes));
        } else {
            started(all(Started.class, writes));
        }
    }

    private static <T> List<T> all(Class<T> type, List<Write> writes) {
        var all = new ArrayList<T>(writes.size());
        for (Write each : writes) {
            all.add(type.cast(each));
        }
        return all;
    }

    /** A task run without a row counts as generation 0, so that the first claim makes the row and each later one finds it. */
    private void claim(List<Claim> claims) throws SQLException {
        var first = new ArrayList<Claim>();
        var next = new ArrayList<Claim>();
        for (Claim each : claims) {
            (each.generation() == 1 ? first : next).add(each);
        }
        guard(first, sql.batch("""
                        insert into @pipeline_tasks (
                            run_id, task, map_index, state, round, attempt, earlier_attempts, recoveries, generation, owner,
                            started_at, driver_round, deadline, allowed_failure, rows_read, rows_written, rows_rejected)
                        values (?, ?, ?, 'RUNNING', ?, ?, 0, ?, 1, ?, ?, ?, ?, false, 0, 0, 0)
                        on conflict (run_id, task, map_index) do nothing""", first, new FirstClaim()));
        guard(next, sql.batch("""
                        update @pipeline_tasks
                        set state = 'RUNNING', reason = null,
                            earlier_attempts = earlier_attempts + case when round < ? then attempt else 0 end,
                            round = ?, attempt = ?, recoveries = ?, generation = ?, owner = ?, started_at = ?,
                            driver_round = ?, deadline = ?,
                            ended_at = null, retry_at = null, output = null, branch = null, error_type = null,
                            error_message = null, error_where = null, error_fatal = null, allowed_failure = false,
                            rows_read = 0, rows_written = 0, rows_rejected = 0,
                            process_host = null, process_pid = null, process_started_at = null
                        where run_id = ? and task = ? and map_index = ? and generation = ?
                          and state in ('PENDING', 'READY', 'RETRY_WAIT')""", next, new NextClaim()));
    }

    private final class FirstClaim implements Sql.BatchArguments<Claim> {
        @Override
        public void of(Sql.Binder to, Claim claim) throws SQLException {
            to.uuid(runId)
                    .text(claim.task())
                    .number(claim.mapIndex())
                    .number(claim.round())
                    .number(claim.attempt())
                    .number(claim.recoveries())
                    .uuid(process)
                    .instant(claim.startedAt())
                    .number(claim.driverRound())
                    .instant(claim.deadline());
        }
    }

    private final class NextClaim implements Sql.BatchArguments<Claim> {
        @Override
        public void of(Sql.Binder to, Claim claim) throws SQLException {
            to.number(claim.round())
                    .number(claim.round())
                    .number(claim.attempt())
                    .number(claim.recoveries())
                    .number(claim.generation())
                    .uuid(process)
                    .instant(claim.startedAt())
                    .number(claim.driverRound())
                    .instant(claim.deadline())
                    .uuid(runId)
                    .text(claim.task())
                    .number(claim.mapIndex())
                    .number(claim.generation() - 1);
        }
    }

    private void finish(List<Outcome> outcomes) throws SQLException {
        guard(outcomes, sql.batch("""
                        update @pipeline_tasks
                        set state = ?, recoveries = recoveries + ?, reason = ?, ended_at = ?, retry_at = ?, output = ?,
                            branch = ?, error_type = ?, error_message = ?, error_where = ?, error_fatal = ?, allowed_failure = ?, rows_read = ?,
                            rows_written = ?, rows_rejected = ?
                        where run_id = ? and task = ? and map_index = ? and generation = ? and state = 'RUNNING'""", outcomes, new Finish()));
        var kept = new ArrayList<TaskKey>();
        for (Outcome each : outcomes) {
            if (!each.state().isFinal()) {
                kept.add(new TaskKey(each.task(), each.mapIndex()));
            }
        }
        remember(kept, null);
    }

    private final class Finish implements Sql.BatchArguments<Outcome> {
        @Override
        public void of(Sql.Binder to, Outcome outcome) throws SQLException {
            to.name(outcome.state())
                    .number(outcome.state() == TaskState.READY ? 1 : 0)
                    .name(outcome.reason())
                    .instant(outcome.endedAt())
                    .instant(outcome.retryAt())
                    .text(outcome.output())
                    .text(json(outcome.branch()));
            error(to, outcome.error());
            to.flag(outcome.allowedFailure())
                    .number(outcome.rows().read())
                    .number(outcome.rows().written())
                    .number(outcome.rows().rejected())
                    .uuid(runId)
                    .text(outcome.task())
                    .number(outcome.mapIndex())
                    .number(outcome.generation());
        }
    }

    private static @Nullable String json(@Nullable List<String> branch) {
        return branch == null ? null : Json.write(branch);
    }

    private static void error(Sql.Binder to, @Nullable Failure error) throws SQLException {
        to.prose(error == null ? null : error.type())
                .prose(error == null ? null : error.message())
                .prose(error == null ? null : error.where())
                .flag(error == null ? null : error.fatal());
    }

    /** What has not ended may be decided: also an attempt that was lost with its process. */
    private void decide(List<Decision> decisions) throws SQLException {
        guard(decisions, sql.batch("""
                        insert into @pipeline_tasks as t (
                            run_id, task, map_index, state, reason, round, attempt, earlier_attempts, recoveries, generation,
                            ended_at, allowed_failure, rows_read, rows_written, rows_rejected)
                        values (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?, false, 0, 0, 0)
                        on conflict (run_id, task, map_index) do update
                        set state = excluded.state, reason = excluded.reason, ended_at = excluded.ended_at, retry_at = null,
                            process_host = null, process_pid = null, process_started_at = null,
                            earlier_attempts = t.earlier_attempts
                                + case when t.round < excluded.round then t.attempt else 0 end,
                            attempt = case when t.round < excluded.round then 0 else t.attempt end,
                            recoveries = case when t.round < excluded.round then 0 else t.recoveries end,
                            round = excluded.round
                        where t.state in ('PENDING', 'READY', 'RETRY_WAIT', 'RUNNING')""", decisions, new Decide()));
    }

    private final class Decide implements Sql.BatchArguments<Decision> {
        @Override
        public void of(Sql.Binder to, Decision decision) throws SQLException {
            to.uuid(runId)
                    .text(decision.task())
                    .number(decision.mapIndex())
                    .name(decision.state())
                    .name(decision.reason())
                    .number(decision.round())
                    .instant(decision.endedAt());
        }
    }

    /** Whatever stands there: the run is locked, and an attempt that is under way finds that it isn't any more. */
    private void mark(List<Mark> marks) throws SQLException {
        guard(marks, sql.batch("""
                        insert into @pipeline_tasks as t (
                            run_id, task, map_index, state, reason, round, attempt, earlier_attempts, recoveries, generation,
                            ended_at, branch, error_type, error_message, error_where, error_fatal, allowed_failure, rows_read,
                            rows_written, rows_rejected)
                        values (?, ?, ?, ?, 'DRIVER', ?, 0, 0, 0, 0, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)
                        on conflict (run_id, task, map_index) do update
                        set state = excluded.state, reason = excluded.reason, ended_at = excluded.ended_at,
                            branch = excluded.branch, error_type = excluded.error_type,
                            error_message = excluded.error_message, error_where = excluded.error_where,
                            error_fatal = excluded.error_fatal, allowed_failure = excluded.allowed_failure,
                            retry_at = null, output = null, deadline = null,
                            process_host = null, process_pid = null, process_started_at = null""", marks, new Marking()));
    }

    private final class Marking implements Sql.BatchArguments<Mark> {
        @Override
        public void of(Sql.Binder to, Mark mark) throws SQLException {
            to.uuid(runId)
                    .text(mark.task())
                    .number(mark.mapIndex())
                    .name(mark.state())
                    .number(mark.round())
                    .instant(mark.endedAt())
                    .text(json(mark.branch()));
            error(to, mark.error());
            to.flag(mark.allowedFailure());
        }
    }

    private void started(List<Started> starts) throws SQLException {
        guard(starts, sql.batch("""
                        update @pipeline_tasks set process_host = ?, process_pid = ?, process_started_at = ?
                        where run_id = ? and task = ? and map_index = ? and generation = ? and state = 'RUNNING'""", starts, new Start()));
    }

    private final class Start implements Sql.BatchArguments<Started> {
        @Override
        public void of(Sql.Binder to, Started start) throws SQLException {
            OsProcess started = start.process();
            to.prose(started.host())
                    .number(started.pid())
                    .instant(started.startedAt())
                    .uuid(runId)
                    .text(start.task())
                    .number(start.mapIndex())
                    .number(start.generation());
        }
    }

    /**
     * Keeps the latest attempts of these task runs in the history, as they stand.
     *
     * @param putBackIn the round that puts them back, or null
     */
    private void remember(List<TaskKey> keys, @Nullable Long putBackIn) throws SQLException {
        sql.batch("""
                insert into @task_attempts (
                    run_id, task, map_index, generation, round, attempt, outcome, started_at, ended_at, error_type,
                    error_message, error_where, error_fatal, output, put_back_in)
                select run_id, task, map_index, generation, round, attempt, state, started_at, ended_at, error_type,
                    error_message, error_where, error_fatal, output, ?
                from @pipeline_tasks
                where run_id = ? and task = ? and map_index = ? and attempt > 0
                  and state not in ('PENDING', 'RUNNING')
                on conflict (run_id, task, map_index, generation) do nothing""", keys, new Sql.BatchArguments<TaskKey>() {
            @Override
            public void of(Sql.Binder to, TaskKey key) throws SQLException {
                to.number(putBackIn).uuid(runId).text(key.task()).number(key.mapIndex());
            }
        });
    }

    /**
     * Puts task runs back. One without a row is put back already; one that never had an attempt needs none, and may never come again.
     *
     * @param round the one that puts them back
     */
    void putBack(int round, List<TaskKey> keys) throws SQLException {
        remember(keys, (long) round);
        sql.batch("""
                        delete from @pipeline_tasks
                        where run_id = ? and task = ? and map_index = ? and attempt = 0 and earlier_attempts = 0""", keys, (to, key) -> to.uuid(runId).text(key.task()).number(key.mapIndex()));
        sql.batch(
                """
                update @pipeline_tasks
                set state = 'PENDING', reason = null, earlier_attempts = earlier_attempts + attempt, round = ?, attempt = 0,
                    recoveries = 0, generation = generation + 1, started_at = null, ended_at = null, retry_at = null,
                    output = null, branch = null, error_type = null, error_message = null, error_where = null,
                    error_fatal = null, allowed_failure = false, rows_read = 0, rows_written = 0, rows_rejected = 0,
                    process_host = null, process_pid = null, process_started_at = null, deadline = null
                where run_id = ? and task = ? and map_index = ?""",
                keys,
                (to, key) -> to.number(round).uuid(runId).text(key.task()).number(key.mapIndex()));
    }

    private void guard(List<? extends Write> writes, int[] changed) {
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] != 1) {
                Write write = writes.get(i);
                throw new StaleLeaseException(
                        runId,
                        "the " + write.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " of task "
                                + write.task() + (write.mapIndex() < 0 ? "" : "[" + write.mapIndex() + "]")
                                + " comes too late");
            }
        }
    }
}
