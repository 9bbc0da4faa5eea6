package io.onedag.cli;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.attempt.FailureBlock;
import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Table;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener.TaskEvent;
import io.onedag.engine.RunRecord;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.TaskRunRecord;
import io.onedag.json.Json;
import io.onedag.run.DriversWay;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells people of a run: how it stands, its tasks, its failures, and what to do next. */
final class RunReport {

    private static final int MOST_ROWS = 60;
    private static final int MOST_FAILURES = 5;

    private final PrintStream out;
    private final Style style;
    private final int columns;
    private final Instant now;

    /**
     * Writes to {@code out}.
     *
     * @param columns to which tables are cut; 0: as wide as they get
     * @param now for durations of what hasn't ended
     */
    RunReport(PrintStream out, Style style, int columns, Instant now) {
        this.out = out;
        this.style = style;
        this.columns = columns;
        this.now = now;
    }

    /** How a run ended, its failures and what to do next; for the end of the command that ran it. */
    void summary(RunView view) {
        RunRecord run = view.run();
        out.println();
        out.println(style.bold(run.pipeline()) + "  " + style.state(run.state()) + took(view) + "   "
                + counts(view.tasks()));
        if (run.reason() != null) {
            out.println(Text.printable(run.reason()));
        }
        failures(view);
        out.println("run " + run.id() + (run.key().equals(run.id().toString()) ? "" : "  key " + run.key()));
        next(view);
    }

    /**
     * All there is to say of a run.
     *
     * @param all whether all tasks are listed, however many
     */
    void status(RunView view, boolean all) {
        RunRecord run = view.run();
        out.println(style.bold(run.pipeline()) + "  " + style.state(run.state()) + took(view) + "   "
                + counts(view.tasks()));
        if (run.reason() != null) {
            out.println(Text.printable(run.reason()));
        }
        if (view.abandoned()) {
            out.println(style.yellow(
                    "Nobody advances it: " + (run.owner() == null ? "its process" : run.owner()) + " is gone."));
        }
        out.println();
        field("run", run.id() + (run.round() > 1 ? "  round " + run.round() + by(run) : ""));
        if (!run.key().equals(run.id().toString())) {
            field("key", run.key());
        }
        if (run.interval() != null) {
            field("interval", run.interval().toString());
        }
        field("started", run.startedAt() == null ? "not yet" : Times.moment(run.startedAt()) + " UTC");
        if (run.endedAt() != null) {
            field("ended", Times.moment(run.endedAt()) + " UTC");
        }
        if (!run.params().equals("{}")) {
            field("params", params(run.params()));
        }
        field("driver", run.driver() + (run.owner() == null ? "" : ", " + run.owner()));
        if (run.testMode()) {
            field("test mode", run.limit() == 0 ? "on" : "at most " + run.limit() + " rows per reader");
        }
        if (run.cancelRequested() != null && !run.state().isFinal()) {
            field("cancel", "asked for: " + run.cancelRequested());
        }
        out.println();
        tasks(run, view.tasks(), all);
        failures(view);
        next(view);
    }

    private void tasks(RunRecord run, List<TaskRow> rows, boolean all) {
        List<TaskRow> shown = rows;
        if (!all && rows.size() > MOST_ROWS) {
            shown = rows.stream()
                    .sorted(Comparator.comparingInt(RunReport::interest))
                    .limit(MOST_ROWS)
                    .toList();
        }
        var table = new Table()
                .column("TASK")
                .column("STATE")
                .column("ATTEMPTS", Table.Align.RIGHT)
                .column("TOOK", Table.Align.RIGHT)
                .column("READ", Table.Align.RIGHT)
                .column("WRITTEN", Table.Align.RIGHT)
                .column("REJECTED", Table.Align.RIGHT)
                .column("");
        for (TaskRow row : shown) {
            TaskRunRecord record = row.record();
            table.row(
                    row.label(),
                    style.state(row.state()),
                    row.attempts() == 0 ? "" : String.valueOf(row.attempts()),
                    record == null || row.attempts() == 0
                            ? ""
                            : Times.between(record.startedAt(), record.endedAt(), now),
                    count(row.rows().read()),
                    count(row.rows().written()),
                    count(row.rows().rejected()),
                    note(run, row));
        }
        table.print(out, style, "", columns);
        if (shown.size() < rows.size()) {
            out.println(style.dim("… and " + (rows.size() - shown.size()) + " more (--all shows them)"));
        }
    }

    private String note(RunRecord run, TaskRow row) {
        TaskRunRecord record = row.record();
        if (record == null) {
            return "";
        }
        Instant silent = DriversWay.silentSince(run, record, now).orElse(null);
        if (silent != null) {
            return "not heard from since " + Times.moment(silent) + " UTC";
        }
        if (row.state() == TaskState.RETRY_WAIT && record.retryAt() != null) {
            return "next try in " + Times.duration(Duration.between(now, record.retryAt()));
        }
        if (row.allowedFailure()) {
            return "allowed";
        }
        if (record.branch() != null) {
            return "chose " + String.join(", ", record.branch());
        }
        if (record.reason() == null || row.state() == TaskState.FAILED) {
            return "";
        }
        return switch (record.reason()) {
            case BRANCH -> "not chosen";
            case EMPTY_MAP -> "nothing to map over";
            case RUN_TIMEOUT -> "the run timed out";
            case DRIVER -> "its driver said so";
            default -> "";
        };
    }

    private void failures(RunView view) {
        List<TaskRow> failed = view.tasks().stream()
                .filter(row -> row.record() != null && row.record().error() != null)
                .filter(row -> row.state() == TaskState.FAILED)
                .sorted(Comparator.comparing(TaskRow::allowedFailure))
                .toList();
        for (TaskRow row : failed.subList(0, Math.min(failed.size(), MOST_FAILURES))) {
            out.println();
            block(view.run(), row).forEach(line -> out.println(Text.printable(line)));
        }
        if (failed.size() > MOST_FAILURES) {
            out.println();
            out.println(style.dim("… and " + (failed.size() - MOST_FAILURES) + " more that failed"));
        }
        out.println();
    }

    private static List<String> block(RunRecord run, TaskRow row) {
        TaskRunRecord record = Objects.requireNonNull(row.record());
        Failure failure = Objects.requireNonNull(record.error());
        var event = new TaskEvent(
                row.task(),
                row.mapIndex(),
                record.round(),
                record.attempt(),
                Math.max(row.maxAttempts() + record.recoveries(), record.attempt()));
        List<String> lines = FailureBlock.facts(event, failure, record.rows(), record.allowedFailure());
        lines.add(FailureBlock.replay(run.id(), event));
        return lines;
    }

    private void next(RunView view) {
        RunRecord run = view.run();
        boolean failed = run.state() == RunState.FAILED && !allFailuresSayWhatToDo(view);
        if (run.isDrivenFromOutside()) {
            if (failed || run.state() == RunState.CANCELLED) {
                out.println("next: " + DriversWay.insteadOf(run, "resume"));
            }
        } else if (failed || run.state() == RunState.CANCELLED || view.abandoned()) {
            out.println(
                    "next: " + style.bold(ShellCommand.onedag("resume", run.id().toString())) + "  "
                            + style.dim("goes on; what succeeded isn't run again"));
        }
    }

    private static boolean allFailuresSayWhatToDo(RunView view) {
        List<Failure> failures = view.tasks().stream()
                .filter(row -> row.state() == TaskState.FAILED && !row.allowedFailure())
                .map(TaskRow::record)
                .filter(Objects::nonNull)
                .map(TaskRunRecord::error)
                .filter(Objects::nonNull)
                .toList();
        return !failures.isEmpty() && failures.stream().allMatch(FailureBlock::hasWayOut);
    }

    /** How long the present round took, or has taken. */
    private String took(RunView view) {
        RunRecord run = view.run();
        String time = Times.between(view.roundStartedAt(), run.endedAt(), now);
        String round = run.round() > 1 ? " (round " + run.round() + ")" : "";
        return time.isEmpty() ? round : (run.endedAt() == null ? "  for " : "  in ") + time + round;
    }

    /** How many task runs are in which state: {@code 1 failed · 3 succeeded}. */
    private String counts(List<TaskRow> rows) {
        Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
        rows.forEach(row -> counts.merge(row.state(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(each -> count(each.getValue()) + " " + words(each.getKey()))
                .collect(Collectors.joining(" · "));
    }

    private String words(TaskState state) {
        String name = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (state) {
            case FAILED, UPSTREAM_FAILED -> style.red(name);
            case SUCCEEDED -> style.green(name);
            case CANCELLED, RETRY_WAIT -> style.yellow(name);
            default -> name;
        };
    }

    /** What is shown first where not all fits. */
    private static int interest(TaskRow row) {
        return switch (row.state()) {
            case FAILED -> 0;
            case RUNNING, RETRY_WAIT -> 1;
            case UPSTREAM_FAILED -> 2;
            case CANCELLED -> 3;
            case READY -> 4;
            case SUCCEEDED -> 5;
            case SKIPPED -> 6;
            case PENDING -> 7;
        };
    }

    private static String params(String json) {
        return Json.parse(json) instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(each -> each.getKey() + "=" + value(each.getValue()))
                        .collect(Collectors.joining("  "))
                : json;
    }

    private static String value(@Nullable Object value) {
        return value instanceof String text ? Text.oneLine(text) : Json.write(value);
    }

    private static String by(RunRecord run) {
        return run.roundBy() == null ? "" : ", by " + run.roundBy();
    }

    private void field(String name, String value) {
        out.println("  " + style.dim(Text.padRight(name, 11)) + Text.printable(value));
    }

    private static String count(long number) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
    }
}
