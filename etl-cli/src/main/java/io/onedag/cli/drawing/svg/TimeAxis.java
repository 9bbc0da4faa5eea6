package io.onedag.cli.drawing.svg;

import io.onedag.cli.drawing.Timeline;
import io.onedag.cli.drawing.Timeline.Bar;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Maps moments to places on a line. Long stretches in which no attempt was under way, as between a failure and a resume the next
 * morning, are cut short, so that what happened stays to be seen.
 */
final class TimeAxis {

    private static final double BREAK = 46;
    private static final double BREAK_FROM = 0.5;

    private static final long[] STEPS = {
        1,
        2,
        5,
        10,
        20,
        50,
        100,
        200,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        15_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        900_000,
        1_800_000,
        3_600_000,
        7_200_000,
        10_800_000,
        21_600_000,
        43_200_000,
        86_400_000
    };

    /** A stretch of time on a stretch of the line. */
    record Stretch(Instant from, Instant to, double start, double end, boolean isBreak) {}

    /** A mark on the line. */
    record Tick(double at, Duration since) {}

    private final Instant start;
    private final List<Stretch> stretches = new ArrayList<>();
    private final double pixelsPerMilli;

    TimeAxis(Timeline timeline, double width) {
        this.start = timeline.start();
        Instant end = timeline.end().isAfter(start) ? timeline.end() : start.plusMillis(1);
        List<Instant[]> idle = idle(timeline, end);
        double whole = millis(start, end);
        double cut = idle.stream().mapToDouble(each -> millis(each[0], each[1])).sum();
        this.pixelsPerMilli = Math.max(1, width - idle.size() * BREAK) / Math.max(0.001, whole - cut);
        double at = 0;
        Instant from = start;
        for (Instant[] each : idle) {
            double next = at + millis(from, each[0]) * pixelsPerMilli;
            stretches.add(new Stretch(from, each[0], at, next, false));
            stretches.add(new Stretch(each[0], each[1], next, next + BREAK, true));
            at = next + BREAK;
            from = each[1];
        }
        stretches.add(new Stretch(from, end, at, width, false));
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }

    /** The stretches that are cut short: those in which nothing runs for more than half of the whole. */
    private static List<Instant[]> idle(Timeline timeline, Instant end) {
        List<Bar> bars = timeline.rows().stream()
                .flatMap(row -> row.bars().stream())
                .sorted(Comparator.comparing(Bar::start))
                .toList();
        var idle = new ArrayList<Instant[]>();
        double least = millis(timeline.start(), end) * BREAK_FROM;
        Instant busyTo = timeline.start();
        for (Bar bar : bars) {
            if (millis(busyTo, bar.start()) > least) {
                idle.add(new Instant[] {busyTo, bar.start()});
            }
            busyTo = bar.end().isAfter(busyTo) ? bar.end() : busyTo;
        }
        return idle;
    }

    /** Where a moment is. */
    double at(Instant moment) {
        Stretch found = stretches.get(stretches.size() - 1);
        for (Stretch each : stretches) {
            if (!moment.isAfter(each.to())) {
                found = each;
                break;
            }
        }
        double length = millis(found.from(), found.to());
        double part = length <= 0 ? 0 : millis(found.from(), moment) / length;
        return found.start() + Math.max(0, Math.min(1, part)) * (found.end() - found.start());
    }

    List<Stretch> breaks() {
        return stretches.stream().filter(Stretch::isBreak).toList();
    }

    /** Marks at round times since the start, at least so many pixels apart. */
    List<Tick> ticks(double apart) {
        long step = STEPS[STEPS.length - 1];
        for (long each : STEPS) {
            if (each * pixelsPerMilli >= apart) {
                step = each;
                break;
            }
        }
        while (step * pixelsPerMilli < apart) {
            step *= 2;
        }
        var ticks = new ArrayList<Tick>();
        for (Stretch each : stretches) {
            if (!each.isBreak()) {
                long first = (long) Math.ceil(millis(start, each.from()) / step);
                long last = (long) Math.floor(millis(start, each.to()) / step);
                for (long k = first; k <= last; k++) {
                    var since = Duration.ofMillis(k * step);
                    ticks.add(new Tick(at(start.plus(since)), since));
                }
            }
        }
        return ticks;
    }
}
