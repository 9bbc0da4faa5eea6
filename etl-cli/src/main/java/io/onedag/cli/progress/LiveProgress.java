package io.onedag.cli.progress;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.cli.terminal.Screen;
import io.onedag.cli.terminal.Signals;
import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Terminal;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.RunRecord;
import io.onedag.plan.Reason;
import io.onedag.units.Durations;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A run on a terminal: what ended scrolls above, what runs has a line each, a bar shows the whole. Drawn ten times a second, whatever
 * happens in between. Thread-safe.
 */
public final class LiveProgress implements Progress {

    private static final long FRAME_MILLIS = 100;
    private static final int MOST_RUNNING = 12;
    private static final int MOST_SCROLLED = 40;
    private static final int MIN_NAME = 12;
    private static final int MAX_NAME = 28;
    private static final int INDEX = 4;
    private static final int BAR = 24;
    private static final int TASK_BAR = 12;
    private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    private final Screen screen;
    private final Terminal terminal;
    private final Style style;
    private final Clock clock;
    private final Level level;
    private final ScheduledExecutorService ticker;
    private final Runnable resizes;
    private final @Nullable CapturedOutput captured;
    private volatile boolean resized = true;
    private Terminal.Size size = Terminal.Size.DEFAULT;

    private final List<String> above = new ArrayList<>();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Map<TaskState, Integer> ended = new EnumMap<>(TaskState.class);
    private String pipeline = "";
    private int tasks;
    private int names = MIN_NAME;
    private Instant startedAt;
    private String ending = "";
    private int suppressed;
    private int frame;

    /** A task run whose attempt is under way, or that waits for its next. */
    private static final class Running {
        final TaskEvent event;
        final Instant since;
        long done;
        long total;

        @Nullable
        Instant retryAt;

        Running(TaskEvent event, Instant since) {
            this.event = event;
            this.since = since;
        }
    }

    /**
     * Draws on {@code out}.
     *
     * @param level the lowest level of tasks' log lines that are shown
     * @param captures whether what the process's code prints is taken over, since it would be drawn across
     */
    public LiveProgress(PrintStream out, Terminal terminal, Style style, Clock clock, Level level, boolean captures) {
        this(out, terminal, style, clock, level, captures, FRAME_MILLIS);
    }

    LiveProgress(
            PrintStream out,
            Terminal terminal,
            Style style,
            Clock clock,
            Level level,
            boolean captures,
            long millisPerFrame) {
        this.screen = new Screen(out);
        this.terminal = terminal;
        this.style = style;
        this.clock = clock;
        this.level = level;
        this.startedAt = clock.instant();
        this.ticker = Executors.newSingleThreadScheduledExecutor(body -> {
            var thread = new Thread(body, "onedag-progress");
            thread.setDaemon(true);
            return thread;
        });
        this.captured = captures ? new CapturedOutput(this::say) : null;
        this.resizes = Signals.on(Signals.RESIZE, () -> resized = true);
        ticker.scheduleAtFixedRate(this::draw, 0, millisPerFrame, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void runStarted(RunRecord run, Pipeline definition) {
        pipeline = definition.name();
        tasks = definition.tasks().size();
        names = definition.tasks().stream()
                .mapToInt(task -> Text.width(task.name()) + (task.isMapped() ? INDEX : 0))
                .max()
                .orElse(MIN_NAME);
        names = Math.min(Math.max(names, MIN_NAME), MAX_NAME);
        startedAt = clock.instant();
    }

    @Override
    public synchronized void attemptStarted(TaskEvent event) {
        running.put(event.label(), new Running(event, clock.instant()));
    }

    @Override
    public synchronized void attemptEnded(TaskEvent event, End end) {
        Running known = running.remove(event.label());
        if (end.state() == TaskState.RETRY_WAIT && end.retryAt() != null) {
            var waiting = new Running(event, known == null ? clock.instant() : known.since);
            waiting.retryAt = end.retryAt();
            running.put(event.label(), waiting);
        }
        if (end.state().isFinal()) {
            ended.merge(end.state(), 1, Integer::sum);
        }
        scroll(end.state(), end.allowedFailure(), event.label(), EventText.ended(event, end, style));
    }

    @Override
    public synchronized void decided(String task, int mapIndex, TaskState state, @Nullable Reason reason) {
        ended.merge(state, 1, Integer::sum);
        String label = mapIndex < 0 ? task : task + "[" + mapIndex + "]";
        running.remove(label);
        scroll(state, false, label, EventText.decided(state, reason, style));
    }

    @Override
    public synchronized void log(TaskEvent event, Level of, String message) {
        if (of.toInt() >= level.toInt()) {
            above.add(
                    "  " + style.dim(Text.padRight(event.label(), names) + " │ ") + EventText.log(of, message, style));
        }
    }

    @Override
    public boolean wantsDebug() {
        return level.toInt() <= Level.DEBUG.toInt();
    }

    @Override
    public synchronized void progress(TaskEvent event, long done, long total) {
        Running known = running.get(event.label());
        if (known != null) {
            known.done = done;
            known.total = total;
        }
    }

    @Override
    public void runEnded(RunState state, @Nullable String reason) {
        // The summary says so.
    }

    @Override
    public synchronized void say(String line) {
        above.add(line);
    }

    /** Says in the bar that the run is coming to an end, and why. */
    public synchronized void ending(String why) {
        ending = why;
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        resizes.run();
        if (captured != null) {
            captured.close();
        }
        synchronized (this) {
            screen.draw(takeAbove(), List.of());
            screen.close();
        }
    }

    private void scroll(TaskState state, boolean allowed, String label, String what) {
        boolean quiet = state == TaskState.SUCCEEDED || state == TaskState.SKIPPED || state == TaskState.CANCELLED;
        if (quiet && above.size() >= MOST_SCROLLED) {
            suppressed++;
            return;
        }
        above.add(EventText.mark(state, allowed, style) + " " + Text.padRight(label, names) + " " + what);
    }

    private List<String> takeAbove() {
        if (suppressed > 0) {
            above.add(style.dim("  … and " + number(suppressed) + " more"));
            suppressed = 0;
        }
        var taken = List.copyOf(above);
        above.clear();
        return taken;
    }

    /** Draws a frame. */
    void draw() {
        if (resized) {
            resized = false;
            size = terminal.size();
        }
        synchronized (this) {
            if (!ticker.isShutdown()) {
                screen.draw(takeAbove(), region());
            }
        }
    }

    private List<String> region() {
        var lines = new ArrayList<String>();
        Instant now = clock.instant();
        int columns = size.columns() - 1;
        int most = Math.max(1, Math.min(MOST_RUNNING, size.rows() - 4));
        int name = Math.min(names, Math.max(MIN_NAME, columns / 2));
        char spinner = SPINNER.charAt(frame++ % SPINNER.length());
        int shown = 0;
        for (Running each : running.values()) {
            if (shown == most) {
                lines.add(style.dim("  … and " + number(running.size() - shown) + " more running"));
                break;
            }
            shown++;
            lines.add(Text.fit(line(each, spinner, name, now), columns));
        }
        lines.add(Text.fit(whole(now), columns));
        return lines;
    }

    private String line(Running each, char spinner, int name, Instant now) {
        var line = new StringBuilder();
        Instant retryAt = each.retryAt;
        String label = Text.padRight(Text.fit(each.event.label(), name), name);
        if (retryAt != null) {
            return line.append(style.yellow("↻"))
                    .append(' ')
                    .append(label)
                    .append(style.dim("  attempt " + (each.event.attempt() + 1) + " of " + each.event.maxAttempts()
                            + " in " + whole(Duration.between(now, retryAt))))
                    .toString();
        }
        line.append(style.cyan(String.valueOf(spinner)))
                .append(' ')
                .append(label)
                .append("  ")
                .append(Text.padLeft(whole(Duration.between(each.since, now)), 6));
        if (each.event.attempt() > 1) {
            line.append(style.dim("  attempt " + each.event.attempt() + " of " + each.event.maxAttempts()));
        }
        if (each.total > 0) {
            line.append("  ")
                    .append(bar(each.done, each.total, TASK_BAR))
                    .append("  ")
                    .append(number(each.done))
                    .append(style.dim(" of " + number(each.total)));
        } else if (each.done > 0) {
            line.append("  ").append(number(each.done));
        }
        return line.toString();
    }

    private String whole(Instant now) {
        if (pipeline.isEmpty()) {
            return style.dim("waiting to start …");
        }
        int done = ended.values().stream().mapToInt(Integer::intValue).sum();
        int all = Math.max(tasks, done + running.size());
        int failed = ended.getOrDefault(TaskState.FAILED, 0);
        var line = new StringBuilder(style.bold(pipeline))
                .append("  ")
                .append(bar(done, all, BAR))
                .append("  ")
                .append(number(done))
                .append(style.dim(" of " + number(all)));
        if (failed > 0) {
            line.append("  ").append(style.red(number(failed) + " failed"));
        }
        line.append("  ").append(whole(Duration.between(startedAt, now)));
        if (!ending.isEmpty()) {
            line.append("  ").append(style.yellow(ending));
        }
        return line.toString();
    }

    private String bar(long done, long total, int columns) {
        int halves = (int) Math.round(2.0 * columns * Math.min(done, total) / Math.max(1, total));
        String full = "━".repeat(halves / 2) + (halves % 2 == 1 ? "╸" : "");
        return style.green(full) + style.dim("─".repeat(columns - Text.width(full)));
    }

    private static String whole(Duration time) {
        return time.toSeconds() <= 0 ? "0s" : Durations.format(Duration.ofSeconds(time.toSeconds()));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
