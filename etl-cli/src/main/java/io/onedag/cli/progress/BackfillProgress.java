package io.onedag.cli.progress;

import io.onedag.RunState;
import io.onedag.cli.Times;
import io.onedag.cli.terminal.Screen;
import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Terminal;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.RunRecord;
import io.onedag.engine.ShellCommand;
import io.onedag.run.Backfill;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows a backfill: a line for each interval that has ended, and on a terminal below them how far all of it is and what is under way.
 * Thread-safe.
 */
public final class BackfillProgress implements Progress, Backfill.Listener {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm XXX", Locale.ROOT);
    private static final long FRAME_MILLIS = 200;
    private static final int BAR = 24;
    private static final int MOST_SHOWN = 8;

    /**
     * How it is shown.
     *
     * @param out where to
     * @param terminal drawn on; null: lines are all that is written
     * @param quiet whether intervals have no lines
     * @param captures whether what the process's code prints is taken over, since it would be drawn across
     */
    public record Showing(PrintStream out, @Nullable Terminal terminal, Style style, boolean quiet, boolean captures) {}

    private final Showing showing;
    private final Clock clock;
    private final DateTimeFormatter format;
    private final String pipeline;
    private final int total;
    private final Instant since;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final @Nullable Screen screen;
    private final @Nullable ScheduledExecutorService ticker;
    private final @Nullable CapturedOutput captured;
    private final List<String> above = new ArrayList<>();
    private int done;
    private int failed;

    private record Running(Backfill.Item item, Instant since) {}

    /**
     * Shows a backfill.
     *
     * @param zone the schedule's
     * @param total how many intervals are to be run
     */
    public BackfillProgress(Showing showing, Clock clock, ZoneId zone, String pipeline, int total) {
        this.showing = showing;
        this.clock = clock;
        this.format = MOMENT.withZone(zone);
        this.pipeline = pipeline;
        this.total = total;
        this.since = clock.instant();
        if (showing.terminal() == null) {
            screen = null;
            ticker = null;
            captured = null;
        } else {
            screen = new Screen(showing.out());
            captured = showing.captures() ? new CapturedOutput(this::say) : null;
            ticker = Executors.newSingleThreadScheduledExecutor(body -> {
                var thread = new Thread(body, "onedag-progress");
                thread.setDaemon(true);
                return thread;
            });
            ticker.scheduleAtFixedRate(this::draw, 0, FRAME_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void started(Backfill.Item item) {
        running.put(item.key(), new Running(item, clock.instant()));
        if (screen == null && !showing.quiet()) {
            say(label(item) + "  "
                    + switch (item.action()) {
                        case START -> "started";
                        case CONTINUE -> "goes on";
                        case RESUME -> "resumed";
                        case KEEP -> "kept";
                    });
        }
    }

    @Override
    public synchronized void ended(Backfill.Ended ended) {
        Running was = running.remove(ended.item().key());
        RunRecord run = ended.run();
        boolean succeeded = ended.error() == null && run != null && run.state() == RunState.SUCCEEDED;
        done++;
        failed += succeeded ? 0 : 1;
        if (showing.quiet() && succeeded) {
            return;
        }
        String took = was == null ? "" : " in " + Times.duration(Duration.between(was.since(), clock.instant()));
        if (ended.error() != null) {
            say(label(ended.item()) + "  " + showing.style().red("not run") + ": " + Text.oneLine(ended.error()));
        } else if (run != null) {
            say(label(ended.item()) + "  " + showing.style().state(run.state()) + took
                    + (succeeded
                            ? ""
                            : "  " + ShellCommand.onedag("status", run.id().toString())));
        }
    }

    @Override
    public synchronized void say(String line) {
        if (screen == null) {
            showing.out().println(line);
        } else {
            above.add(line);
        }
    }

    @Override
    public void close() {
        if (ticker != null) {
            ticker.shutdownNow();
        }
        if (captured != null) {
            captured.close();
        }
        if (screen != null) {
            draw();
            screen.close();
        }
    }

    private synchronized void draw() {
        Terminal terminal = showing.terminal();
        if (screen == null || terminal == null) {
            return;
        }
        int columns = terminal.size().columns();
        Style style = showing.style();
        var region = new ArrayList<String>();
        int filled = total == 0 ? BAR : (int) ((long) BAR * done / total);
        String counts = done + "/" + total + (failed == 0 ? "" : "  " + failed + " not succeeded") + left();
        int room = Math.max(1, columns - 1 - BAR - 4 - Text.width(counts));
        region.add(style.bold(Text.fit(pipeline, room)) + "  " + style.green("━".repeat(filled))
                + style.dim("━".repeat(BAR - filled)) + "  " + counts);
        Instant now = clock.instant();
        running.values().stream()
                .limit(Math.min(MOST_SHOWN, Math.max(0, terminal.size().rows() - 3)))
                .forEach(each -> region.add(Text.fit(
                        "  " + label(each.item()) + "  " + Times.duration(Duration.between(each.since(), now)),
                        columns - 1)));
        screen.draw(List.copyOf(above), columns > BAR + 4 + Text.width(counts) ? region : List.of());
        above.clear();
    }

    /** How long it will take yet, by how long it took so far. */
    private String left() {
        if (done == 0 || done == total) {
            return "";
        }
        Duration each = Duration.between(since, clock.instant()).dividedBy(done);
        return "  about " + Times.duration(each.multipliedBy(total - done)) + " left";
    }

    private String label(Backfill.Item item) {
        return format.format(item.interval().start());
    }
}
