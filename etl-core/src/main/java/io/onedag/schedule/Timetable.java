package io.onedag.schedule;

import io.onedag.Interval;
import io.onedag.Schedule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The intervals of a schedule: which come next, which are due, which a backfill takes, and the keys of their runs.
 *
 * <p>Fire times cut time into intervals without gap or overlap. An interval ends at the fire time of its run and begins at the fire
 * before. A schedule's {@code start} and {@code end} bound where intervals begin; they don't bound a {@linkplain #backfill backfill}.
 *
 * <p>Knows no clock: {@code now} is an argument. Immutable.
 */
public final class Timetable {

    private static final String KEY_PREFIX = "sched:";

    private final Schedule schedule;
    private final CronExpression cron;
    private final ZoneId zone;
    private final @Nullable Instant start;
    private final @Nullable Instant end;

    private Timetable(Schedule schedule) {
        this.schedule = schedule;
        this.cron = schedule.cron();
        this.zone = schedule.zone();
        this.start = schedule.startInstant().orElse(null);
        this.end = schedule.endInstant().orElse(null);
    }

    /** The timetable of {@code schedule}. */
    public static Timetable of(Schedule schedule) {
        return new Timetable(schedule);
    }

    /**
     * The key of an interval's run, the same on every engine: {@code sched:2026-01-02T00:05:00Z}, the interval's end in UTC.
     */
    public static String runKey(Interval interval) {
        return KEY_PREFIX + interval.end();
    }

    /** The interval that is due first after {@code after}: its end is the next fire time. Empty where the schedule has ended. */
    public Optional<Interval> next(Instant after) {
        return cron.next(after, zone).flatMap(this::endingAtFire).flatMap(interval -> {
            if (start != null && interval.start().isBefore(start)) {
                return firstFrom(start).filter(this::beginsBeforeEnd);
            }
            return Optional.of(interval).filter(this::beginsBeforeEnd);
        });
    }

    /** All intervals that are due after {@code after}, in order, computed as they are taken. Without an end of the schedule, it goes on to year 9999. */
    public Stream<Interval> upcoming(Instant after) {
        return from(next(after), end);
    }

    /** The latest interval that is due at {@code now}: it ends at or before it. Empty before the first one. */
    public Optional<Interval> latest(Instant now) {
        Optional<Interval> latest = cron.atOrBefore(now, zone).flatMap(this::endingAtFire);
        if (end != null && latest.isPresent() && !beginsBeforeEnd(latest.get())) {
            latest = cron.previous(end, zone).flatMap(this::beginningAtFire);
        }
        return latest.filter(this::beginsFromStart);
    }

    /**
     * The interval to run next: what a scheduler asks after each run and when it starts up. It may have ended already, and is then due at
     * once.
     *
     * <ul>
     *   <li>With {@code catchup} it follows {@code last}; without a last one it is the schedule's first, or, without a {@code start}, the latest that is due.
     *   <li>Without {@code catchup} it is the latest that is due, or the first after {@code last} if that is later.
     * </ul>
     *
     * <p>A {@code last} that isn't of this schedule, because the schedule has changed since, counts up to the fire at or before its end. A
     * {@code last} that is empty comes from an engine that fires without intervals, and stands for the interval that begins there.
     * (Airflow's {@code CronDataIntervalTimetable} decides alike.)
     *
     * @param last the interval of the latest run; null: none was run yet
     * @return empty where the schedule has ended
     */
    public Optional<Interval> following(@Nullable Interval last, Instant now) {
        Instant earliest = start == null ? null : cron.atOrAfter(start, zone).orElse(Instant.MAX);
        if (!schedule.catchup() || (start == null && last == null)) {
            earliest = later(earliest, latest(now).map(Interval::start).orElse(null));
        }
        if (last != null) {
            Optional<Instant> resumed =
                    last.isEmpty() ? cron.next(last.end(), zone) : cron.atOrBefore(last.end(), zone);
            earliest = later(earliest, resumed.orElse(null));
        }
        return Optional.ofNullable(earliest).flatMap(this::firstFrom).filter(this::beginsBeforeEnd);
    }

    /** The interval that ends at {@code fire}; empty where the schedule has none that does. */
    public Optional<Interval> endingAt(Instant fire) {
        return Optional.of(fire)
                .filter(instant -> cron.firesAt(instant, zone))
                .flatMap(this::endingAtFire)
                .filter(this::beginsFromStart)
                .filter(this::beginsBeforeEnd);
    }

    /**
     * The intervals that begin in {@code [from, to)}, in order, computed as they are taken: also those before the schedule's start, after its end, and those that have not ended yet.
     *
     * @param from local moments are of the schedule's zone
     * @param to not before {@code from}
     * @throws InvalidScheduleException if {@code to} is before {@code from}
     */
    public Stream<Interval> backfill(Moment from, Moment to) {
        Instant first = from.in(zone);
        Instant bound = to.in(zone);
        if (bound.isBefore(first)) {
            throw new InvalidScheduleException(
                    "",
                    "The backfill ends at " + to + ", before its start " + from + ". Give the earlier moment first.");
        }
        return from(firstFrom(first), bound);
    }

    /**
     * How long after its interval's end the run of {@code pipeline} starts: from zero up to the schedule's jitter. It depends on pipeline and interval
     * alone, so that all processes, and a restarted one, agree.
     */
    public Duration startDelay(String pipeline, Interval interval) {
        long jitter = schedule.jitter().toMillis();
        if (jitter == 0) {
            return Duration.ZERO;
        }
        byte[] hash = sha256(pipeline + '\n' + runKey(interval));
        long random = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            random = random << Byte.SIZE | hash[i] & 0xff;
        }
        return Duration.ofMillis(Long.remainderUnsigned(random, jitter + 1));
    }

    private Optional<Interval> endingAtFire(Instant fire) {
        return cron.previous(fire, zone).map(before -> new Interval(before, fire));
    }

    private Optional<Interval> beginningAtFire(Instant fire) {
        return cron.next(fire, zone).map(after -> new Interval(fire, after));
    }

    private Optional<Interval> firstFrom(Instant instant) {
        return cron.atOrAfter(instant, zone).flatMap(this::beginningAtFire);
    }

    private boolean beginsFromStart(Interval interval) {
        return start == null || !interval.start().isBefore(start);
    }

    private boolean beginsBeforeEnd(Interval interval) {
        return begins(interval, end);
    }

    private static boolean begins(Interval interval, @Nullable Instant bound) {
        return bound == null || interval.start().isBefore(bound);
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isAfter(b) ? a : b;
    }

    private Stream<Interval> from(Optional<Interval> first, @Nullable Instant bound) {
        return Stream.iterate(
                        first.filter(interval -> begins(interval, bound)),
                        Optional::isPresent,
                        interval -> interval.flatMap(done -> beginningAtFire(done.end()))
                                .filter(next -> begins(next, bound)))
                .flatMap(Optional::stream);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
