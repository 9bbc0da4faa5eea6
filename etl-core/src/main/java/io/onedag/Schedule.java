package io.onedag;

import io.onedag.schedule.CronExpression;
import io.onedag.schedule.InvalidScheduleException;
import io.onedag.schedule.Moment;
import io.onedag.schedule.TimeZones;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a pipeline runs by itself: {@code Schedule.cron("5 0 * * *").in("Europe/Paris")}.
 *
 * <ul>
 *   <li>time zone UTC
 *   <li>no start and no end
 *   <li>{@code catchup} false: after a pause, the latest interval alone is run
 *   <li>{@link Overlap#SKIP}
 *   <li>no jitter
 * </ul>
 *
 * <p>A run covers the interval from one fire time to the next and is due at its end. {@code start} and {@code end} bound where intervals
 * <em>begin</em>: the first one begins at the first fire at or after {@code start}, the last one at the last fire before {@code end}. What follows from a schedule is in
 * {@link io.onedag.schedule.Timetable}.
 *
 * <p>Immutable; every method that takes a value returns a schedule with it.
 *
 * @param cron when it fires
 * @param zone of {@code cron}, and of a {@code start} or {@code end} that is local
 * @param start where the first interval may begin; null: no bound
 * @param end where no interval begins any more; null: no bound
 * @param catchup whether every interval missed since the last run, or since {@code start}, gets a run; else the latest alone
 * @param overlap what becomes of a fire while {@code max_active_runs} runs are going
 * @param jitter the longest time by which a run's start is put off, to spread pipelines that fire together: from zero to one day. It never moves the interval
 */
public record Schedule(
        CronExpression cron,
        ZoneId zone,
        @Nullable Moment start,
        @Nullable Moment end,
        boolean catchup,
        Overlap overlap,
        Duration jitter) {

    private static final Duration MAX_JITTER = Duration.ofDays(1);

    /**
     * @throws io.onedag.schedule.UnknownTimeZoneException if {@code zone} isn't of the IANA database
     * @throws InvalidScheduleException if {@code start} isn't before {@code end}, or {@code jitter} is negative or longer than a day
     */
    public Schedule {
        zone = zone.equals(ZoneOffset.UTC) ? TimeZones.named("UTC") : TimeZones.named(zone.getId());
        if (start != null && end != null && !start.in(zone).isBefore(end.in(zone))) {
            throw new InvalidScheduleException(
                    "end",
                    "The schedule ends at " + end + ", which is not after its start " + start
                            + ": it would never fire. Write a later end.");
        }
        if (jitter.isNegative() || jitter.compareTo(MAX_JITTER) > 0) {
            throw new InvalidScheduleException(
                    "jitter",
                    "The schedule's jitter is " + jitter + "; it is a time from 0s to 1d. Write one such as 5m.");
        }
    }

    /**
     * Fires by a line of cron, in UTC unless {@link #in(String)} follows.
     *
     * @param expression five fields or a nickname such as {@code @daily}, see {@link CronExpression}
     * @throws io.onedag.schedule.InvalidCronException if it can't be read, never fires, or means different things to different engines
     */
    public static Schedule cron(String expression) {
        return new Schedule(
                CronExpression.parse(expression),
                TimeZones.named("UTC"),
                null,
                null,
                false,
                Overlap.SKIP,
                Duration.ZERO);
    }

    /**
     * In the time zone of this name, such as {@code Europe/Paris}.
     *
     * @throws io.onedag.schedule.UnknownTimeZoneException if the IANA database has none of this name
     */
    public Schedule in(String timeZone) {
        return in(TimeZones.named(timeZone));
    }

    /**
     * In this time zone.
     *
     * @throws io.onedag.schedule.UnknownTimeZoneException if the IANA database has none of its name, as for a fixed offset
     */
    public Schedule in(ZoneId timeZone) {
        return new Schedule(cron, timeZone, start, end, catchup, overlap, jitter);
    }

    /** No interval begins before this date, in the schedule's zone. */
    public Schedule start(LocalDate first) {
        return start(Moment.of(first));
    }

    /** No interval begins before this time, in the schedule's zone. */
    public Schedule start(LocalDateTime first) {
        return start(Moment.of(first));
    }

    /** No interval begins before this instant. */
    public Schedule start(Instant first) {
        return start(Moment.of(first));
    }

    /** No interval begins before this moment; null: no bound. */
    public Schedule start(@Nullable Moment first) {
        return new Schedule(cron, zone, first, end, catchup, overlap, jitter);
    }

    /** No interval begins on or after this date, in the schedule's zone. */
    public Schedule end(LocalDate bound) {
        return end(Moment.of(bound));
    }

    /** No interval begins at or after this time, in the schedule's zone. */
    public Schedule end(LocalDateTime bound) {
        return end(Moment.of(bound));
    }

    /** No interval begins at or after this instant. */
    public Schedule end(Instant bound) {
        return end(Moment.of(bound));
    }

    /** No interval begins at or after this moment; null: no bound. */
    public Schedule end(@Nullable Moment bound) {
        return new Schedule(cron, zone, start, bound, catchup, overlap, jitter);
    }

    /** Whether every missed interval gets a run. */
    public Schedule catchup(boolean all) {
        return new Schedule(cron, zone, start, end, all, overlap, jitter);
    }

    /** What becomes of a fire while {@code max_active_runs} runs are going. */
    public Schedule overlap(Overlap choice) {
        return new Schedule(cron, zone, start, end, catchup, choice, jitter);
    }

    /** Puts off each run's start by up to {@code longest}. */
    public Schedule jitter(Duration longest) {
        return new Schedule(cron, zone, start, end, catchup, overlap, longest);
    }

    /** The instant of {@link #start()}. */
    public Optional<Instant> startInstant() {
        return Optional.ofNullable(start).map(moment -> moment.in(zone));
    }

    /** The instant of {@link #end()}. */
    public Optional<Instant> endInstant() {
        return Optional.ofNullable(end).map(moment -> moment.in(zone));
    }
}
