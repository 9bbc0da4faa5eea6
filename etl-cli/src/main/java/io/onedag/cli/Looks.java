package io.onedag.cli;

import io.onedag.TaskState;
import io.onedag.cli.drawing.RunLook;
import io.onedag.cli.drawing.RunLook.TaskLook;
import io.onedag.engine.RunRecord;
import io.onedag.engine.TaskRunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What drawings show of a run. */
final class Looks {

    private Looks() {}

    static RunLook of(RunView view, Instant now) {
        Map<String, List<TaskRow>> byTask = view.tasks().stream()
                .collect(Collectors.groupingBy(TaskRow::task, LinkedHashMap::new, Collectors.toList()));
        var looks = new LinkedHashMap<String, TaskLook>();
        byTask.forEach((task, rows) -> looks.put(task, of(rows)));
        return new RunLook(caption(view, now), looks);
    }

    /** How the instances of a task stand together. */
    static TaskLook of(List<TaskRow> rows) {
        var counts = new EnumMap<TaskState, Integer>(TaskState.class);
        Instant start = null;
        Instant end = null;
        int attempts = 0;
        for (TaskRow row : rows) {
            counts.merge(row.state(), 1, Integer::sum);
            attempts += row.attempts();
            TaskRunRecord record = row.record();
            if (record != null && row.attempts() > 0 && record.startedAt() != null && record.endedAt() != null) {
                start = start == null || record.startedAt().isBefore(start) ? record.startedAt() : start;
                end = end == null || record.endedAt().isAfter(end) ? record.endedAt() : end;
            }
        }
        TaskState state = RunLook.told(counts);
        boolean mapped = rows.stream().anyMatch(row -> row.mapIndex() >= 0);
        return new TaskLook(
                state,
                mapped ? counts : Map.of(),
                start == null || end == null ? null : Duration.between(start, end),
                attempts,
                rows.stream().filter(row -> row.state() == TaskState.FAILED).anyMatch(TaskRow::allowedFailure));
    }

    /** {@code run 01a1fe9f-6807  ·  SUCCEEDED in 3.2s  ·  2026-01-31 06:00:00 UTC}. */
    static String caption(RunView view, Instant now) {
        RunRecord run = view.run();
        @Nullable Instant started = view.roundStartedAt();
        String took = Times.between(started, run.endedAt(), now);
        return "run " + run.id() + "  ·  " + run.state()
                + (took.isEmpty() ? "" : run.endedAt() == null ? " for " + took : " in " + took)
                + (started == null ? "" : "  ·  " + Times.moment(started) + " UTC")
                + (run.round() > 1 ? "  ·  round " + run.round() : "");
    }
}
