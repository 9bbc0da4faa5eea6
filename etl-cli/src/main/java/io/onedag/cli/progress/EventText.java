package io.onedag.cli.progress;

import io.onedag.Rows;
import io.onedag.TaskState;
import io.onedag.cli.Times;
import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener.End;
import io.onedag.engine.RunListener.TaskEvent;
import io.onedag.plan.Reason;
import io.onedag.units.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What happened to a task run, in a line. */
final class EventText {

    private EventText() {}

    /** A mark for a state, one column wide. */
    static String mark(TaskState state, boolean allowedFailure, Style style) {
        return switch (state) {
            case SUCCEEDED -> style.green("✓");
            case FAILED -> allowedFailure ? style.yellow("✗") : style.red("✗");
            case UPSTREAM_FAILED -> style.red("⊘");
            case SKIPPED -> style.dim("↷");
            case CANCELLED -> style.yellow("■");
            case RETRY_WAIT -> style.yellow("↻");
            case RUNNING, READY, PENDING -> style.cyan("▸");
        };
    }

    /** How an attempt ended: {@code SUCCEEDED in 1.2s, 20 rows}. */
    static String ended(TaskEvent event, End end, Style style) {
        var parts = new ArrayList<String>();
        Failure failure = end.failure();
        if (end.state() == TaskState.RETRY_WAIT || end.state() == TaskState.READY) {
            parts.add("attempt " + event.attempt() + " of " + event.maxAttempts() + " failed after "
                    + Times.duration(end.took()));
        } else {
            parts.add(style.state(end.state()) + (end.allowedFailure() ? " (allowed)" : "") + " in "
                    + Times.duration(end.took())
                    + (event.attempt() > 1 ? ", attempt " + event.attempt() + " of " + event.maxAttempts() : ""));
        }
        rows(end.rows()).ifPresent(parts::add);
        var text = new StringBuilder(String.join(", ", parts));
        if (failure != null) {
            text.append(": ").append(Text.oneLine(failure.message()));
        }
        Duration retryIn = end.retryIn();
        if (retryIn != null) {
            text.append("; next try in ").append(Durations.format(retryIn));
        }
        return text.toString();
    }

    /** Why a task run won't run: {@code SKIPPED by a branch}. */
    static String decided(TaskState state, @Nullable Reason reason, Style style) {
        return style.state(state) + because(reason);
    }

    private static String because(@Nullable Reason reason) {
        if (reason == null) {
            return "";
        }
        return switch (reason) {
            case BRANCH -> ": a branch did not choose it";
            case EMPTY_MAP -> ": there is nothing to map over";
            case CANCELLED -> ": the run was cancelled";
            case RUN_TIMEOUT -> ": the run timed out";
            case DRIVER -> ": its driver said so";
            default -> "";
        };
    }

    /** Row counts: {@code 1,200 read, 1,198 written, 2 rejected}. */
    static Optional<String> rows(Rows rows) {
        List<String> parts = new ArrayList<>();
        count(rows.read(), "read").ifPresent(parts::add);
        count(rows.written(), "written").ifPresent(parts::add);
        count(rows.rejected(), "rejected").ifPresent(parts::add);
        return parts.isEmpty() ? Optional.empty() : Optional.of("rows: " + String.join(", ", parts));
    }

    /** A line of a task's log. */
    static String log(Level level, String message, Style style) {
        String text = Text.flat(message);
        return switch (level) {
            case ERROR -> style.red(text);
            case WARN -> style.yellow(text);
            case INFO -> text;
            case DEBUG, TRACE -> style.dim(text);
        };
    }

    private static Optional<String> count(long rows, String what) {
        return rows == 0 ? Optional.empty() : Optional.of(String.format(Locale.ROOT, "%,d", rows) + " " + what);
    }
}
