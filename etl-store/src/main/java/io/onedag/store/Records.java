package io.onedag.store;

import io.onedag.Interval;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.AttemptRecord;
import io.onedag.engine.Failure;
import io.onedag.engine.OsProcess;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.TaskRunRecord;
import io.onedag.json.Json;
import io.onedag.plan.Reason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows as records. */
final class Records {

    private Records() {}

    /** A run and its owner, read with {@link RunStatements#RUN_COLUMNS}. */
    static RunRecord run(Sql.Row row) throws SQLException {
        Instant start = row.instantOrNull("interval_start");
        return new RunRecord(
                row.uuid("run_id"),
                row.text("run_key"),
                row.text("pipeline"),
                row.name(RunState.class, "state"),
                row.textOrNull("reason"),
                row.instant("created_at"),
                row.instantOrNull("started_at"),
                row.instantOrNull("ended_at"),
                start == null ? null : new Interval(start, row.instant("interval_end")),
                row.text("params"),
                row.text("plan_hash"),
                row.integer("rules_version"),
                row.text("definition"),
                row.text("driver"),
                row.text("application"),
                row.text("application_version"),
                row.text("onedag_version"),
                row.integer("round"),
                row.textOrNull("round_by"),
                owner(row),
                row.number("lease_generation"),
                row.textOrNull("cancel_requested"),
                row.flag("test_mode"),
                row.number("row_limit"));
    }

    private static @Nullable ProcessInfo owner(Sql.Row row) throws SQLException {
        UUID id = row.uuidOrNull("owner");
        return id == null || id.equals(RunLease.NOBODY)
                ? null
                : new ProcessInfo(
                        id,
                        row.text("owner_host"),
                        row.number("owner_pid"),
                        row.instant("owner_started_at"),
                        row.text("owner_application"),
                        row.text("owner_version"));
    }

    static TaskRunRecord taskRun(Sql.Row row) throws SQLException {
        String branch = row.textOrNull("branch");
        String processHost = row.textOrNull("process_host");
        return new TaskRunRecord(
                row.text("task"),
                row.integer("map_index"),
                row.name(TaskState.class, "state"),
                row.nameOrNull(Reason.class, "reason"),
                row.integer("round"),
                row.integer("attempt"),
                row.integer("earlier_attempts"),
                row.integer("recoveries"),
                row.number("generation"),
                row.instantOrNull("started_at"),
                row.instantOrNull("ended_at"),
                row.instantOrNull("retry_at"),
                row.textOrNull("output"),
                branch == null ? null : names(branch),
                failure(row),
                row.flag("allowed_failure"),
                new Rows(row.number("rows_read"), row.number("rows_written"), row.number("rows_rejected")),
                processHost == null
                        ? null
                        : new OsProcess(processHost, row.number("process_pid"), row.instant("process_started_at")),
                row.integer("driver_round"),
                row.instantOrNull("deadline"));
    }

    static AttemptRecord attempt(Sql.Row row) throws SQLException {
        return new AttemptRecord(
                row.text("task"),
                row.integer("map_index"),
                row.integer("round"),
                row.integer("attempt"),
                row.name(TaskState.class, "outcome"),
                row.instantOrNull("started_at"),
                row.instantOrNull("ended_at"),
                failure(row),
                row.textOrNull("output"),
                row.integer("put_back_in"));
    }

    private static @Nullable Failure failure(Sql.Row row) throws SQLException {
        String type = row.textOrNull("error_type");
        return type == null
                ? null
                : new Failure(type, row.text("error_message"), row.textOrNull("error_where"), row.flag("error_fatal"));
    }

    private static List<String> names(String json) {
        var names = new ArrayList<String>();
        if (Json.parse(json) instanceof List<?> list) {
            for (Object each : list) {
                names.add(String.valueOf(each));
            }
        }
        return names;
    }
}
