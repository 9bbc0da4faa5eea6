package io.onedag.cli;

import io.onedag.Interval;
import io.onedag.Problem;
import io.onedag.Rows;
import io.onedag.engine.Failure;
import io.onedag.engine.RunRecord;
import io.onedag.engine.Support;
import io.onedag.engine.TaskRunRecord;
import io.onedag.json.Json;
import io.onedag.run.DriversWay;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of JSON documents that several commands print. Fields are added over time, never renamed. */
final class Documents {

    /** The form of a run. */
    static final String RUN_FORM =
            "{run_id, run_key, pipeline, state, started_at, ended_at, params, reason, created_at,"
                    + " interval_start, interval_end, driver, round, plan_hash, test_mode}";

    /** The form of a run with its tasks. */
    static final String RUN_WITH_TASKS_FORM = RUN_FORM.replace(
            "}",
            ", abandoned, round_started_at, tasks: [{task, map_index, state, attempts, started_at, ended_at, output,"
                    + " error: {type, message, where, fatal}, reason, allowed_failure, branch,"
                    + " rows: {read, written, rejected}, not_heard_from_since}]}");

    private Documents() {}

    /** A problem of a definition: {@code {file, line, column, message, hint}}; line and column are null where unknown. */
    static Map<String, @Nullable Object> problem(Problem problem) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        var at = problem.location();
        document.put("file", at.file().isEmpty() ? null : at.file());
        document.put("line", at.line() > 0 ? at.line() : null);
        document.put("column", at.column() > 0 ? at.column() : null);
        document.put("what", at.what().isEmpty() ? null : at.what());
        document.put("message", problem.message());
        document.put("hint", problem.hint());
        return document;
    }

    /** A document from alternating names and values. */
    static Map<String, @Nullable Object> of(@Nullable Object... namesAndValues) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            document.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return document;
    }

    /** How well something is done: {@code {support, kind, differs, reason, way_out}}, what isn't told left out. */
    static Map<String, @Nullable Object> support(Support support) {
        if (support instanceof Support.Approximate almost) {
            return of("support", "APPROXIMATE", "kind", almost.kind().name(), "differs", almost.differs());
        }
        if (support instanceof Support.Refused no) {
            return of("support", "REFUSED", "reason", no.reason(), "way_out", no.wayOut());
        }
        return of("support", "NATIVE");
    }

    /** A run: {@code {run_id, run_key, pipeline, state, started_at, ended_at, params, …}}. */
    static Map<String, @Nullable Object> run(RunRecord run) {
        Interval interval = run.interval();
        return of(
                "run_id", run.id().toString(),
                "run_key", run.key(),
                "pipeline", run.pipeline(),
                "state", run.state().name(),
                "started_at", text(run.startedAt()),
                "ended_at", text(run.endedAt()),
                "params", Json.parse(run.params()),
                "reason", run.reason(),
                "created_at", text(run.createdAt()),
                "interval_start", interval == null ? null : text(interval.start()),
                "interval_end", interval == null ? null : text(interval.end()),
                "driver", run.driver(),
                "round", run.round(),
                "plan_hash", run.planHash(),
                "test_mode", run.testMode());
    }

    /** A run with its tasks: {@code tasks: [{task, map_index, state, attempts, started_at, ended_at, output, error, …}]}. */
    static Map<String, @Nullable Object> run(RunView view) {
        var document = run(view.run());
        document.put("abandoned", view.abandoned());
        document.put("round_started_at", text(view.roundStartedAt()));
        document.put(
                "tasks", view.tasks().stream().map(row -> task(view.run(), row)).toList());
        return document;
    }

    private static Map<String, @Nullable Object> task(RunRecord run, TaskRow row) {
        TaskRunRecord record = row.record();
        var document = of(
                "task", row.task(),
                "map_index", row.mapIndex() < 0 ? null : row.mapIndex(),
                "state", row.state().name(),
                "attempts", row.attempts(),
                "started_at", record == null ? null : text(record.startedAt()),
                "ended_at", record == null ? null : text(record.endedAt()),
                "output", record == null || record.output() == null ? null : Json.parse(record.output()),
                "error", record == null || record.error() == null ? null : error(record.error()));
        document.put(
                "reason",
                record == null || record.reason() == null
                        ? null
                        : record.reason().name());
        document.put("allowed_failure", row.allowedFailure());
        document.put("branch", record == null ? null : record.branch());
        document.put("rows", rows(row.rows()));
        document.put(
                "not_heard_from_since",
                record == null
                        ? null
                        : text(DriversWay.silentSince(run, record, Instant.now())
                                .orElse(null)));
        return document;
    }

    /** Row counts: {@code {read, written, rejected}}. */
    static Map<String, @Nullable Object> rows(Rows rows) {
        return of("read", rows.read(), "written", rows.written(), "rejected", rows.rejected());
    }

    private static Map<String, @Nullable Object> error(Failure failure) {
        return of(
                "type",
                failure.type(),
                "message",
                failure.message(),
                "where",
                failure.where(),
                "fatal",
                failure.fatal());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
