package io.onedag.export.airflow;

import io.onedag.Schedule;
import io.onedag.schedule.CronExpression;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When Airflow's {@code CronDataIntervalTimetable} fires, after its source. It differs from ours where clocks change: a time that they skip
 * is moved by as much, one that they show twice is taken in its second pass, and a line that doesn't fire in every hour never fires in
 * both.
 */
final class AirflowCron {

    /** The changes of these years are looked at; what they show holds for others. */
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

    private static final Instant TO = Instant.parse("2029-01-01T00:00:00Z");
    private static final Duration AROUND = Duration.ofHours(36);
    private static final Set<String> EVERY_HOUR = Set.of("*", "*/1", "0-23");

    private AirflowCron() {}

    /** Where its fires differ from those of a schedule, for people; null: nowhere. */
    static @Nullable String differs(Schedule schedule) {
        ZoneId zone = schedule.zone();
        for (ZoneOffsetTransition change = zone.getRules().nextTransition(FROM);
                change != null && change.getInstant().isBefore(TO);
                change = zone.getRules().nextTransition(change.getInstant())) {
            Instant from = change.getInstant().minus(AROUND);
            Instant to = change.getInstant().plus(AROUND);
            List<Instant> ours = ours(schedule, from, to);
            List<Instant> theirs = theirs(schedule, from, to);
            if (!ours.equals(theirs)) {
                return "when clocks change in " + zone.getId() + ", Airflow fires at other times: on "
                        + change.getDateTimeBefore().toLocalDate() + " at "
                        + times(theirs, ours, zone) + " where the schedule has " + times(ours, theirs, zone);
            }
        }
        return null;
    }

    private static List<Instant> ours(Schedule schedule, Instant from, Instant to) {
        var fires = new ArrayList<Instant>();
        Instant fire = schedule.cron().atOrAfter(from, schedule.zone()).orElse(to);
        while (fire.isBefore(to)) {
            fires.add(fire);
            fire = schedule.cron().next(fire, schedule.zone()).orElse(to);
        }
        return fires;
    }

    private static List<Instant> theirs(Schedule schedule, Instant from, Instant to) {
        var fires = new ArrayList<Instant>();
        Instant fire = schedule.cron().atOrAfter(from, schedule.zone()).orElse(to);
        while (fire.isBefore(to)) {
            fires.add(fire);
            Instant next = next(schedule.cron(), fire, schedule.zone());
            fire = next.isAfter(fire) ? next : to;
        }
        return fires;
    }

    /** The fire that follows one. */
    static Instant next(CronExpression cron, Instant current, ZoneId zone) {
        LocalDateTime naive = LocalDateTime.ofInstant(current, zone);
        LocalDateTime scheduled = cron.next(naive.toInstant(ZoneOffset.UTC), ZoneOffset.UTC)
                .map(fire -> LocalDateTime.ofInstant(fire, ZoneOffset.UTC))
                .orElse(LocalDateTime.MAX.minusDays(1));
        return EVERY_HOUR.contains(cron.fields().split(" ")[1])
                ? current.plus(Duration.between(naive, scheduled))
                : ZonedDateTime.of(scheduled, zone).withLaterOffsetAtOverlap().toInstant();
    }

    private static String times(List<Instant> fires, List<Instant> others, ZoneId zone) {
        DateTimeFormatter time = DateTimeFormatter.ofPattern("HH:mm xxx");
        List<String> times = fires.stream()
                .filter(fire -> !others.contains(fire))
                .limit(3)
                .map(fire -> time.format(fire.atZone(zone)))
                .toList();
        return times.isEmpty() ? "no other time" : String.join(", ", times);
    }
}
