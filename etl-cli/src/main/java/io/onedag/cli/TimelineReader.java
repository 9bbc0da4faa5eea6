package io.onedag.cli;

import io.onedag.cli.drawing.DrawnWords;
import io.onedag.cli.drawing.RunLook.TaskLook;
import io.onedag.cli.drawing.Timeline;
import io.onedag.cli.drawing.Timeline.Bar;
import io.onedag.cli.drawing.Timeline.Row;
import io.onedag.engine.AttemptRecord;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads off the records when what happened in a run. */
final class TimelineReader {

    /** A mapped task with more instances is one row. */
    private static final int MOST_INSTANCES = 4;

    private final RunView view;
    private final PipelineGraph graph;
    private final Instant now;
    private final Map<String, List<TaskRow>> byTask;
    private final Map<String, List<AttemptRecord>> history;

    private TimelineReader(RunView view, PipelineGraph graph, List<AttemptRecord> attempts, Instant now) {
        this.view = view;
        this.graph = graph;
        this.now = now;
        this.byTask = view.tasks().stream()
                .collect(Collectors.groupingBy(TaskRow::task, LinkedHashMap::new, Collectors.toList()));
        this.history = attempts.stream().collect(Collectors.groupingBy(each -> key(each.task(), each.mapIndex())));
    }

    /** Reads a run that has started. */
    static Timeline read(RunStore store, RunView view, PipelineGraph graph, String caption, Instant now) {
        return new TimelineReader(view, graph, store.attempts(view.run().id()), now).read(caption);
    }

    private Timeline read(String caption) {
        RunRecord run = view.run();
        Set<String> longest = longest();
        var rows = new ArrayList<Row>();
        for (int task = 0; task < graph.size(); task++) {
            List<TaskRow> own = byTask.getOrDefault(graph.task(task).name(), List.of());
            boolean isLongest = longest.contains(graph.task(task).name());
            if (own.size() > MOST_INSTANCES) {
                rows.add(together(task, own, isLongest));
            } else {
                for (TaskRow each : own) {
                    rows.add(row(task, each, isLongest));
                }
            }
        }
        rows.sort(Comparator.comparing((Row row) -> first(row) == null)
                .thenComparing(row -> Objects.requireNonNullElse(first(row), Instant.EPOCH)));
        Instant start = Objects.requireNonNullElse(run.startedAt(), run.createdAt());
        Instant end = run.endedAt();
        if (end == null) {
            end = view.abandoned() ? lastSign(rows, start) : now;
        }
        for (Row row : rows) {
            for (Bar bar : row.bars()) {
                start = bar.start().isBefore(start) ? bar.start() : start;
                end = bar.end().isAfter(end) ? bar.end() : end;
            }
        }
        return new Timeline(graph.pipeline().title(), caption, start, end, rows);
    }

    private static @Nullable Instant first(Row row) {
        return row.bars().isEmpty() ? row.decidedAt() : row.bars().get(0).start();
    }

    private static Instant lastSign(List<Row> rows, Instant start) {
        return rows.stream()
                .flatMap(row -> row.bars().stream())
                .map(Bar::end)
                .max(Comparator.naturalOrder())
                .orElse(start);
    }

    private Row row(int task, TaskRow row, boolean longest) {
        List<Bar> bars = bars(row, 0);
        return new Row(
                row.label(),
                row.state(),
                1,
                bars.isEmpty() ? DrawnWords.word(row.state()) : took(bars),
                bars.isEmpty() ? null : readyAt(task, bars.get(0).start()),
                bars,
                1,
                bars.isEmpty() && row.record() != null ? row.record().endedAt() : null,
                longest);
    }

    /** All instances of a task in one row, each attempt in the first lane that is free then. */
    private Row together(int task, List<TaskRow> rows, boolean longest) {
        var all = new ArrayList<Bar>();
        rows.forEach(row -> all.addAll(bars(row, 0)));
        all.sort(Comparator.comparing(Bar::start));
        var lanes = new ArrayList<Instant>();
        var packed = new ArrayList<Bar>();
        for (Bar bar : all) {
            int lane = 0;
            while (lane < lanes.size() && lanes.get(lane).isAfter(bar.start())) {
                lane++;
            }
            if (lane == lanes.size()) {
                lanes.add(bar.end());
            } else {
                lanes.set(lane, bar.end());
            }
            packed.add(new Bar(bar.start(), bar.end(), bar.state(), lane, bar.attempt(), bar.label()));
        }
        TaskLook look = Looks.of(rows);
        return new Row(
                graph.task(task).name() + " ×" + rows.size(),
                look.state(),
                rows.size(),
                look.instances().entrySet().stream()
                        .map(each -> each.getValue() + " " + DrawnWords.word(each.getKey()))
                        .collect(Collectors.joining(", ")),
                packed.isEmpty() ? null : readyAt(task, packed.get(0).start()),
                packed,
                Math.max(1, lanes.size()),
                null,
                longest);
    }

    private List<Bar> bars(TaskRow row, int lane) {
        var bars = new ArrayList<Bar>();
        for (AttemptRecord each : history.getOrDefault(key(row.task(), row.mapIndex()), List.of())) {
            if (each.startedAt() != null) {
                Instant end = each.endedAt() == null ? each.startedAt() : each.endedAt();
                bars.add(new Bar(each.startedAt(), end, each.outcome(), lane, each.attempt(), row.label()));
            }
        }
        TaskRunRecord record = row.record();
        boolean inHistory =
                record != null && bars.stream().anyMatch(bar -> bar.start().equals(record.startedAt()));
        if (record != null && record.startedAt() != null && record.attempt() > 0 && !inHistory) {
            Instant end = record.endedAt();
            if (end == null || end.isBefore(record.startedAt())) {
                end = view.abandoned() ? record.startedAt() : now;
            }
            bars.add(new Bar(record.startedAt(), end, record.state(), lane, record.attempt(), row.label()));
        }
        bars.sort(Comparator.comparing(Bar::start));
        return bars;
    }

    private static String took(List<Bar> bars) {
        Bar last = bars.get(bars.size() - 1);
        String took = Times.duration(Duration.between(last.start(), last.end()));
        return bars.size() == 1
                ? took
                : took + ", attempt " + last.attempt() + (bars.size() > last.attempt() ? " of a later round" : "");
    }

    /** When the upstreams let a task start: the last of them that ended before it did. */
    private @Nullable Instant readyAt(int task, Instant started) {
        Instant ready = view.run().startedAt();
        for (int upstream : graph.upstreams(task)) {
            for (TaskRow row : byTask.getOrDefault(graph.task(upstream).name(), List.of())) {
                Instant end = row.record() == null ? null : row.record().endedAt();
                if (end != null && !end.isAfter(started) && (ready == null || end.isAfter(ready))) {
                    ready = end;
                }
            }
        }
        return ready == null || ready.isAfter(started) ? null : ready;
    }

    /** The tasks that the end of the run waited for: from the last one that ended back over those that ended last before it. */
    private Set<String> longest() {
        Map<Integer, Instant> ends = new HashMap<>();
        for (int task = 0; task < graph.size(); task++) {
            for (TaskRow row : byTask.getOrDefault(graph.task(task).name(), List.of())) {
                TaskRunRecord record = row.record();
                if (record != null && record.endedAt() != null && record.state().isFinal()) {
                    ends.merge(task, record.endedAt(), (one, other) -> one.isAfter(other) ? one : other);
                }
            }
        }
        var longest = new HashSet<String>();
        Integer at = ends.entrySet().stream()
                .filter(each -> byTask.getOrDefault(graph.task(each.getKey()).name(), List.of()).stream()
                        .anyMatch(row -> row.attempts() > 0))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
        while (at != null) {
            longest.add(graph.task(at).name());
            Integer before = null;
            for (int upstream : graph.upstreams(at)) {
                Instant end = ends.get(upstream);
                Instant latest = before == null ? null : ends.get(before);
                if (end != null && (latest == null || end.isAfter(latest))) {
                    before = upstream;
                }
            }
            at = before;
        }
        return longest;
    }

    private static String key(String task, int mapIndex) {
        return task + "[" + mapIndex + "]";
    }
}
