package io.onedag.cli.drawing.svg;

import static io.onedag.cli.drawing.svg.Svg.n;

import io.onedag.TaskState;
import io.onedag.cli.Times;
import io.onedag.cli.drawing.DrawnWords;
import io.onedag.cli.drawing.Timeline;
import io.onedag.cli.drawing.Timeline.Bar;
import io.onedag.cli.drawing.Timeline.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** When what happened in a run, as SVG: a bar for each attempt, what it waited for before, and the time above. */
public final class SvgTimeline {

    private static final double MARGIN = 28;
    private static final double HEADER = 84;
    private static final double ROW = 26;
    private static final double BAR = 14;
    private static final double PLOT = 720;
    private static final double NAME = 12.5;
    private static final double SMALL = 11;
    private static final double MOST_LABEL = 250;
    private static final double LEAST_LANE = 3;
    private static final int MOST_LANES = 16;

    private final Timeline timeline;
    private final TimeAxis axis;
    private final double label;
    private final double note;
    private final Svg svg = new Svg();

    private SvgTimeline(Timeline timeline) {
        this.timeline = timeline;
        this.axis = new TimeAxis(timeline, PLOT);
        double widest = 60;
        double notes = 40;
        for (Row row : timeline.rows()) {
            widest = Math.max(widest, Lettering.width(row.label(), NAME));
            double after = row.bars().isEmpty()
                    ? 0
                    : axis.at(row.bars().get(row.bars().size() - 1).end()) - PLOT;
            notes = Math.max(notes, Lettering.width(row.note(), SMALL) + 14 + after);
        }
        this.label = Math.min(MOST_LABEL, widest) + 28;
        this.note = Math.max(notes, 20);
    }

    /** Draws it. */
    public static String draw(Timeline timeline) {
        return new SvgTimeline(timeline).draw();
    }

    private String draw() {
        double width = MARGIN + label + PLOT + note + MARGIN;
        double left = MARGIN + label;
        svg.text(
                MARGIN,
                MARGIN + 17,
                19,
                "font-weight=\"650\" " + Palette.fill(Palette.TEXT, "text"),
                Lettering.fit(timeline.title(), 19, width - 2 * MARGIN));
        svg.text(
                MARGIN,
                MARGIN + 38,
                12,
                Palette.fill(Palette.MUTED, "muted"),
                Lettering.fit(timeline.caption(), 12, width - 2 * MARGIN));
        double top = MARGIN + HEADER;
        double bottom = top;
        for (Row row : timeline.rows()) {
            bottom += height(row);
        }
        axis(left, top, bottom);
        double y = top;
        boolean shaded = false;
        for (Row row : timeline.rows()) {
            row(row, left, y, shaded, width);
            shaded = !shaded;
            y += height(row);
        }
        legend(MARGIN, bottom + 18);
        return svg.document(
                width,
                bottom + 18 + Legend.HEIGHT + 22 + MARGIN * 0.6,
                "Timeline of " + timeline.title() + ", " + timeline.caption());
    }

    private void axis(double left, double top, double bottom) {
        for (TimeAxis.Stretch each : axis.breaks()) {
            double x = left + each.start();
            double width = each.end() - each.start();
            svg.rect(x, top - 6, width, bottom - top + 6, 0, Palette.fill(Palette.GROUP, "group"));
            for (double side : new double[] {x, x + width}) {
                svg.path(
                        "M" + n(side) + " " + n(top - 6) + "V" + n(bottom),
                        Palette.stroke(Palette.LINE, "line", 1) + " stroke-dasharray=\"2 3\"");
            }
            svg.text(
                    x + width / 2,
                    top - 24,
                    SMALL,
                    "text-anchor=\"middle\" font-style=\"italic\" " + Palette.fill(Palette.MUTED, "muted"),
                    Times.duration(Duration.between(each.from(), each.to())) + " idle");
        }
        for (TimeAxis.Tick tick : axis.ticks(76)) {
            double x = left + tick.at();
            svg.path("M" + n(x) + " " + n(top - 6) + "V" + n(bottom), Palette.stroke(Palette.GRID, "grid", 1));
            svg.text(
                    x,
                    top - 11,
                    SMALL,
                    "text-anchor=\"middle\" " + Palette.fill(Palette.MUTED, "muted"),
                    tick.since().isZero() ? "0" : exact(tick.since()));
        }
        svg.path(
                "M" + n(left) + " " + n(top - 6) + "H" + n(left + PLOT),
                Palette.stroke(Palette.BOX_LINE, "box-line", 1.2));
    }

    private static String exact(Duration since) {
        return since.toMillis() < 60_000 && since.toMillis() % 1000 != 0 && since.toMillis() >= 1000
                ? Svg.n(since.toMillis() / 1000.0) + "s"
                : Times.duration(since).replaceFirst("^(\\d+)\\.0s$", "$1s");
    }

    private static double height(Row row) {
        int lanes = Math.min(row.lanes(), MOST_LANES);
        return lanes == 1 ? ROW : Math.max(ROW, 12 + lanes * lane(row));
    }

    private static double lane(Row row) {
        int lanes = Math.min(row.lanes(), MOST_LANES);
        return lanes == 1 ? BAR : Math.max(LEAST_LANE + 1, Math.min(8, 44.0 / lanes));
    }

    private void row(Row row, double left, double y, boolean shaded, double width) {
        double height = height(row);
        svg.open(tooltip(row));
        if (shaded) {
            svg.rect(
                    MARGIN - 8,
                    y,
                    width - 2 * MARGIN + 16,
                    height,
                    4,
                    Palette.fill(Palette.BOX, "box") + " fill-opacity=\"0.6\"");
        }
        double middle = y + height / 2;
        Signs.draw(svg, row.state(), MARGIN + 7, middle, 6);
        svg.text(
                MARGIN + 20,
                middle + 4.2,
                NAME,
                (row.longest() ? "font-weight=\"650\" " : "") + Palette.fill(Palette.TEXT, "text"),
                Lettering.fit(row.label(), NAME, label - 26));
        double end;
        if (row.lanes() == 1 && row.instances() == 1) {
            waits(row, left, middle);
        }
        double lane = lane(row);
        double first =
                row.lanes() == 1 ? middle - BAR / 2 : y + (height - Math.min(row.lanes(), MOST_LANES) * lane) / 2;
        for (Bar bar : row.bars()) {
            bar(
                    bar,
                    left,
                    first + (bar.lane() % MOST_LANES) * lane,
                    row.lanes() == 1 ? BAR : lane - 1,
                    row.lanes() == 1);
        }
        end = row.bars().stream().mapToDouble(bar -> axis.at(bar.end())).max().orElse(0);
        Instant decided = row.decidedAt();
        if (row.bars().isEmpty() && decided != null) {
            double x = left + axis.at(decided);
            svg.path(
                    "M" + n(x) + " " + n(middle - 5) + "l5 5l-5 5l-5 -5z",
                    Palette.shape(
                            Palette.faint(row.state()),
                            Palette.faintName(row.state()),
                            Palette.strong(row.state()),
                            Palette.name(row.state()),
                            1.4));
            end = axis.at(decided) + 3;
        }
        svg.text(left + end + 8, middle + 4, SMALL, Palette.fill(Palette.MUTED, "muted"), row.note());
        svg.close();
    }

    /** The wait for a slot before the first attempt, and those between attempts. */
    private void waits(Row row, double left, double middle) {
        List<Bar> bars = row.bars();
        if (bars.isEmpty()) {
            return;
        }
        if (row.readyAt() != null) {
            double from = left + axis.at(row.readyAt());
            double to = left + axis.at(bars.get(0).start());
            if (to - from > 1.5) {
                svg.path(
                        "M" + n(from) + " " + n(middle) + "H" + n(to),
                        Palette.stroke(Palette.strong(TaskState.READY), "ready", 2.2) + " stroke-dasharray=\"1.5 3\"");
            }
        }
        for (int i = 1; i < bars.size(); i++) {
            double from = left + axis.at(bars.get(i - 1).end());
            double to = left + axis.at(bars.get(i).start());
            if (to - from > 1.5) {
                svg.path(
                        "M" + n(from) + " " + n(middle) + "H" + n(to),
                        Palette.stroke(Palette.strong(TaskState.RETRY_WAIT), "retry-wait", 2.2));
            }
        }
    }

    private void bar(Bar bar, double left, double y, double height, boolean alone) {
        double from = left + axis.at(bar.start());
        double width = Math.max(2, left + axis.at(bar.end()) - from);
        boolean cut = bar.state() == TaskState.RETRY_WAIT || bar.state() == TaskState.READY;
        TaskState state = cut ? TaskState.FAILED : bar.state();
        String fill = Palette.fill(Palette.strong(state), Palette.name(state)) + (cut ? " fill-opacity=\"0.55\"" : "");
        svg.open(bar.label() + ", attempt " + bar.attempt() + ": " + how(bar.state()) + ", "
                + Times.duration(Duration.between(bar.start(), bar.end())) + ", from " + Times.moment(bar.start())
                + " UTC");
        svg.rect(from, y, width, height, Math.min(3, Math.min(width, height) / 2), fill);
        String number = String.valueOf(bar.attempt());
        if (alone && bar.attempt() > 1 && width > Lettering.width(number, 9.5) + 6) {
            svg.text(
                    from + width / 2,
                    y + height / 2 + 3.4,
                    9.5,
                    "text-anchor=\"middle\" font-weight=\"600\" " + Palette.fill(Palette.PAGE, "page"),
                    number);
        }
        svg.close();
    }

    private static String how(TaskState state) {
        return switch (state) {
            case RETRY_WAIT -> "failed, tried again";
            case READY -> "lost with its process";
            default -> DrawnWords.word(state);
        };
    }

    private static String tooltip(Row row) {
        var parts = new ArrayList<String>(List.of(row.label(), DrawnWords.word(row.state())));
        if (row.longest()) {
            parts.add("part of the chain that the end of the run waited for");
        }
        return String.join("\n", parts);
    }

    private void legend(double x, double y) {
        var counts = new LinkedHashMap<TaskState, Integer>();
        for (TaskState state : TaskState.values()) {
            int count = timeline.rows().stream()
                    .filter(row -> row.state() == state)
                    .mapToInt(Row::instances)
                    .sum();
            if (count > 0) {
                counts.put(state, count);
            }
        }
        Legend.draw(svg, counts, x, y);
        double at = x;
        double line = y + Legend.HEIGHT + 10;
        for (Map.Entry<String, String> each : marks().entrySet()) {
            if (each.getKey().isEmpty()) {
                svg.text(at, line + 4, 12, "font-weight=\"650\" " + Palette.fill(Palette.TEXT, "text"), "bold");
                at += 34;
            } else {
                svg.path("M" + n(at) + " " + n(line) + "h18", each.getKey());
                at += 25;
            }
            svg.text(at, line + 4, 12, Palette.fill(Palette.MUTED, "muted"), each.getValue());
            at += Lettering.width(each.getValue(), 12) + 18;
        }
    }

    private static Map<String, String> marks() {
        var marks = new LinkedHashMap<String, String>();
        marks.put(
                Palette.stroke(Palette.strong(TaskState.READY), "ready", 2.2) + " stroke-dasharray=\"1.5 3\"",
                "ready, waiting for a slot");
        marks.put(
                Palette.stroke(Palette.strong(TaskState.RETRY_WAIT), "retry-wait", 2.2),
                "waiting for the next attempt");
        marks.put(
                "class=\"s-failed\" fill=\"none\" stroke=\""
                        + Palette.strong(TaskState.FAILED).light() + "\" stroke-width=\"9\" stroke-opacity=\"0.55\"",
                "an attempt that failed or was lost");
        marks.put("", "the chain that the end of the run waited for");
        return marks;
    }
}
