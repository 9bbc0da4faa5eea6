package io.onedag.testkit;

import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A run as a table: what a failed test shows. */
final class RunTable {

    private static final String[] HEAD = {"task", "state", "attempts", "because"};

    private RunTable() {}

    static String of(TestRun run, Views views) {
        List<String[]> rows = new ArrayList<>();
        rows.add(HEAD);
        for (TaskRunView each : views.all()) {
            rows.add(new String[] {each.label(), state(each, run.now()), String.valueOf(each.attempts()), because(each)
            });
        }
        var text = new StringBuilder("run of pipeline \"" + run.pipeline().name() + "\": " + run.state());
        run.reason().ifPresent(why -> text.append(", ").append(why));
        text.append('\n');
        int[] widths = new int[HEAD.length];
        for (String[] row : rows) {
            for (int i = 0; i < HEAD.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < HEAD.length; i++) {
                line.append("  ").append(row[i]).append(" ".repeat(widths[i] - row[i].length()));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        if (run.state() == RunState.RUNNING) {
            text.append("  ready: ").append(run.ready()).append('\n');
        }
        return text.toString();
    }

    private static String state(TaskRunView each, Instant now) {
        Instant due = each.retryAt();
        if (each.state() == TaskState.RETRY_WAIT && due != null) {
            return each.state()
                    + (due.isAfter(now) ? " (due in " + Durations.format(Duration.between(now, due)) + ")" : " (due)");
        }
        return each.state() + (each.allowedFailure() ? " (allowed)" : "");
    }

    /** The explanation in one line, without the name that the row begins with. */
    private static String because(TaskRunView each) {
        String text = each.explanation().lines().findFirst().orElse("");
        return text.startsWith(each.label() + " ") ? text.substring(each.label().length() + 1) : text;
    }
}
