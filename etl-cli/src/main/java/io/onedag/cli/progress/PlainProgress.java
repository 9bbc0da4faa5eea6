package io.onedag.cli.progress;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.cli.terminal.Style;
import io.onedag.engine.RunRecord;
import io.onedag.plan.Reason;
import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** A line for each event, for logs and pipes: {@code 06:00:01 load: SUCCEEDED in 1.2s}. Times are UTC. Thread-safe. */
public final class PlainProgress implements Progress {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final PrintStream out;
    private final Clock clock;
    private final Level level;

    /**
     * Writes to {@code out}.
     *
     * @param level the lowest level of tasks' log lines that are shown
     */
    public PlainProgress(PrintStream out, Clock clock, Level level) {
        this.out = out;
        this.clock = clock;
        this.level = level;
    }

    @Override
    public void runStarted(RunRecord run, Pipeline pipeline) {
        line(
                pipeline.name(),
                "run " + run.id() + (run.round() > 1 ? ", round " + run.round() : "") + ", "
                        + pipeline.tasks().size() + (pipeline.tasks().size() == 1 ? " task" : " tasks"));
    }

    @Override
    public void attemptStarted(TaskEvent event) {
        line(
                event.label(),
                event.attempt() == 1
                        ? "started"
                        : "started, attempt " + event.attempt() + " of " + event.maxAttempts());
    }

    @Override
    public void attemptEnded(TaskEvent event, End end) {
        line(event.label(), EventText.ended(event, end, Style.plain()));
    }

    @Override
    public void decided(String task, int mapIndex, TaskState state, @Nullable Reason reason) {
        line(mapIndex < 0 ? task : task + "[" + mapIndex + "]", EventText.decided(state, reason, Style.plain()));
    }

    @Override
    public void log(TaskEvent event, Level of, String message) {
        if (of.toInt() >= level.toInt()) {
            line(event.label(), EventText.log(of, message, Style.plain()));
        }
    }

    @Override
    public boolean wantsDebug() {
        return level.toInt() <= Level.DEBUG.toInt();
    }

    @Override
    public void runEnded(RunState state, @Nullable String reason) {
        // The summary says so.
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void close() {}

    private void line(String who, String what) {
        out.println(TIME.format(clock.instant()) + " " + who + ": " + what);
    }
}
