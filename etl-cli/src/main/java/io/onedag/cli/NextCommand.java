package io.onedag.cli;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.Schedule;
import io.onedag.cli.terminal.Table;
import io.onedag.schedule.InvalidScheduleException;
import io.onedag.schedule.Moment;
import io.onedag.schedule.Timetable;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code onedag next}: when a schedule fires. */
final class NextCommand extends CliCommand {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm XXX", Locale.ROOT);

    private @Nullable String pipeline;
    private @Nullable String from;
    private long count = 10;

    NextCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument("PIPELINE|FILE", Texts.PIPELINE, value -> pipeline = value)
                .option(
                        "--count",
                        "N",
                        "How many. Default: 10.",
                        value -> count = Arguments.number("--count", value, 1))
                .option(
                        "--from",
                        "TIME",
                        "Times after this one: 2026-01-31, 2026-01-31T06:00 (in the schedule's zone) or"
                                + " 2026-01-31T06:00:00Z. Default: now.",
                        value -> from = value);
    }

    @Override
    String jsonForm() {
        return "[{fire_time, interval_start, interval_end}]";
    }

    @Override
    public Integer call() {
        Pipeline found = new DefinitionFinder(surroundings).get(pipeline);
        Schedule schedule = found.schedule()
                .orElseThrow(() -> new UsageException(
                        "pipeline \"" + found.name() + "\" has no schedule, so it never fires by itself",
                        "give it one: schedule: {cron: \"5 0 * * *\"}"));
        List<Interval> intervals = Timetable.of(schedule)
                .upcoming(after(schedule.zone()))
                .limit(count)
                .toList();
        if (json) {
            print(intervals.stream().map(NextCommand::document).toList());
        } else {
            show(found, schedule, intervals);
        }
        return ExitCode.DONE;
    }

    private Instant after(ZoneId zone) {
        if (from == null) {
            return surroundings.clock().instant();
        }
        try {
            return Moment.parse(from).in(zone);
        } catch (InvalidScheduleException e) {
            throw new UsageException("--from: " + e.getMessage());
        }
    }

    private static Map<String, @Nullable Object> document(Interval interval) {
        return Documents.of(
                "fire_time", interval.end().toString(),
                "interval_start", interval.start().toString(),
                "interval_end", interval.end().toString());
    }

    private void show(Pipeline found, Schedule schedule, List<Interval> intervals) {
        if (intervals.isEmpty()) {
            people().println("The schedule of " + found.name() + " has ended: it doesn't fire again.");
            return;
        }
        people().println(style().bold(found.name()) + "  " + schedule.cron() + "  " + schedule.zone());
        people().println();
        var format = LOCAL.withZone(schedule.zone());
        var table = new Table()
                .column("FIRES")
                .column("IN UTC")
                .column("COVERS FROM")
                .column("IN", Table.Align.RIGHT);
        Instant now = surroundings.clock().instant();
        for (Interval interval : intervals) {
            table.row(
                    format.format(interval.end()),
                    interval.end().toString(),
                    format.format(interval.start()),
                    in(Duration.between(now, interval.end())));
        }
        table.print(people(), style(), "", columns());
    }

    private static String in(Duration time) {
        return time.isNegative() ? "past" : Durations.format(time.truncatedTo(unit(time)));
    }

    private static java.time.temporal.ChronoUnit unit(Duration time) {
        if (time.toDays() > 1) {
            return java.time.temporal.ChronoUnit.HOURS;
        }
        return time.toHours() > 0 ? java.time.temporal.ChronoUnit.MINUTES : java.time.temporal.ChronoUnit.SECONDS;
    }
}
