package io.onedag.store;

import io.onedag.engine.LogChunk;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.StaleLeaseException;
import io.onedag.engine.TaskLog;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The statements of attempts' logs. Each method belongs to a transaction of its caller. */
final class LogStatements {

    private final Sql sql;

    LogStatements(Sql sql) {
        this.sql = sql;
    }

    /** The lease is looked at in the same statement; its owner isn't, because a run that has ended has none. */
    void append(RunLease lease, List<LogChunk> parts) throws SQLException {
        int[] changed = sql.batch(
                """
                insert into @task_logs as t (
                    run_id, task, map_index, generation, first_line, round, attempt, first_byte, lines, bytes, written_at,
                    content)
                select r.run_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, {now}, ?
                from @pipeline_runs r where r.run_id = ? and r.lease_generation = ?
                on conflict (run_id, task, map_index, generation, first_line) do update
                set content = t.content || excluded.content, lines = t.lines + excluded.lines,
                    bytes = t.bytes + excluded.bytes, written_at = excluded.written_at
                where t.lines = ?""",
                parts,
                (to, part) -> to.text(part.task())
                        .number(part.mapIndex())
                        .number(part.generation())
                        .number(part.firstLine())
                        .number(part.round())
                        .number(part.attempt())
                        .number(part.firstByte())
                        .number(part.lines())
                        .number(part.bytes())
                        .prose(part.text())
                        .uuid(lease.runId())
                        .number(lease.generation())
                        .number(part.held()));
        if (Arrays.stream(changed).anyMatch(rows -> rows == 0) && !isCurrent(lease)) {
            throw new StaleLeaseException(lease.runId(), "its lease " + lease.generation() + " is over");
        }
        leaveOut(lease.runId(), parts);
    }

    private boolean isCurrent(RunLease lease) throws SQLException {
        return sql.first(
                        "select 1 from @pipeline_runs where run_id = ? and lease_generation = ?",
                        to -> to.uuid(lease.runId()).number(lease.generation()),
                        row -> true)
                .isPresent();
    }

    /** What {@link LogChunk#isLeftOut} says. */
    private void leaveOut(UUID runId, List<LogChunk> parts) throws SQLException {
        List<LogChunk> over = parts.stream()
                .filter(part -> part.nextByte() > LogChunk.HEAD_BYTES + LogChunk.TAIL_BYTES)
                .toList();
        sql.batch(
                """
                delete from @task_logs
                where run_id = ? and task = ? and map_index = ? and generation = ? and first_byte >= ?
                  and first_byte < ?""",
                over,
                (to, part) -> to.uuid(runId)
                        .text(part.task())
                        .number(part.mapIndex())
                        .number(part.generation())
                        .number(LogChunk.HEAD_BYTES)
                        .number(part.nextByte() - LogChunk.TAIL_BYTES));
    }

    List<TaskLog> all(UUID runId) throws SQLException {
        return sql.list(
                """
                select task, map_index, generation, round, attempt, max(first_line + lines) as all_lines,
                    sum(bytes) as all_bytes
                from @task_logs where run_id = ? group by task, map_index, generation, round, attempt""",
                to -> to.uuid(runId),
                row -> new TaskLog(
                        row.text("task"),
                        row.integer("map_index"),
                        row.number("generation"),
                        row.integer("round"),
                        row.integer("attempt"),
                        row.number("all_lines"),
                        row.number("all_bytes")));
    }

    List<LogChunk> read(UUID runId, TaskKey key, long generation, long fromLine, int limit) throws SQLException {
        return sql.list(
                """
                select task, map_index, generation, round, attempt, first_line, first_byte, lines, bytes, content
                from @task_logs
                where run_id = ? and task = ? and map_index = ? and generation = ? and first_line + lines > ?
                order by first_line limit ?""",
                to -> to.uuid(runId)
                        .text(key.task())
                        .number(key.mapIndex())
                        .number(generation)
                        .number(fromLine)
                        .number(limit),
                row -> new LogChunk(
                        row.text("task"),
                        row.integer("map_index"),
                        row.number("generation"),
                        row.integer("round"),
                        row.integer("attempt"),
                        row.number("first_line"),
                        row.number("first_byte"),
                        0,
                        row.integer("lines"),
                        row.integer("bytes"),
                        row.text("content")));
    }
}
