package io.onedag.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of cron: when it fires, in a time zone.
 *
 * <ul>
 *   <li>Five fields: minute, hour, day of month, month, day of week; or a nickname such as {@code @daily}
 *   <li>{@code *}, values, ranges {@code 1-5}, steps <code>*&#47;10</code>, {@code 1-30/2}, {@code 5/15} (from 5 to the end), and lists of these; {@code JAN-DEC}
 *       and {@code SUN-SAT} in any case; Sunday is 0 and 7
 *   <li>Where both day fields are restricted, it fires on days that match either
 *   <li>A step longer than its field is its first value alone
 * </ul>
 *
 * <p>When clocks change, a line whose minute and hour fields both begin with a number is a time of day, and fires once: in a gap at the first
 * instant after it (several such times are one fire), in a fold in its first pass. A line whose minute or hour field begins with
 * {@code *} follows the wall clock: in both passes of a fold, and without a substitute for what a gap leaves out. Debian's cron has this distinction too.
 *
 * <p>What engines read differently is refused: seconds and years, {@code L W # ? H R}, a day field that begins with {@code *} beside
 * another restricted one, ranges that run backwards or have one value.
 *
 * <p>Immutable. Fires lie in the years 1 to 9999.
 */
public final class CronExpression {

    static final Instant FLOOR =
            LocalDateTime.of(CronFields.FIRST_YEAR, 1, 3, 0, 0).toInstant(ZoneOffset.UTC);
    static final Instant CEILING =
            LocalDateTime.of(CronFields.LAST_YEAR, 12, 29, 0, 0).toInstant(ZoneOffset.UTC);

    private final String text;
    private final CronParser.Parsed parsed;

    private CronExpression(String text, CronParser.Parsed parsed) {
        this.text = text;
        this.parsed = parsed;
    }

    /**
     * Reads {@code text}.
     *
     * @throws InvalidCronException if it can't be read, never fires, or means different things to different engines
     */
    public static CronExpression parse(String text) {
        return new CronExpression(text.strip(), CronParser.parse(text));
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** The five fields in upper case with single spaces, nicknames spelled out: for engines that take a line of cron. */
    public String fields() {
        return parsed.canonical();
    }

    /** Whether the minute or the hour field begins with {@code *}: such a line follows the wall clock when clocks change. */
    public boolean followsWallClock() {
        return parsed.followsWallClock();
    }

    /** The first fire strictly after {@code after}; empty only at the end of year 9999. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        if (!after.isBefore(CEILING)) {
            return Optional.empty();
        }
        Instant from = after.isBefore(FLOOR) ? FLOOR : after;
        ZoneRules rules = zone.getRules();
        Instant next = followsWallClock() ? nextOnWallClock(from, rules) : nextTimeOfDay(from, rules);
        return next == null || !next.isBefore(CEILING) ? Optional.empty() : Optional.of(next);
    }

    /** The last fire strictly before {@code before}; empty only at the beginning of year 1. */
    public Optional<Instant> previous(Instant before, ZoneId zone) {
        if (!before.isAfter(FLOOR)) {
            return Optional.empty();
        }
        Instant to = before.isAfter(CEILING) ? CEILING : before;
        ZoneRules rules = zone.getRules();
        Instant previous = followsWallClock() ? previousOnWallClock(to, rules) : previousTimeOfDay(to, rules);
        return previous == null || !previous.isAfter(FLOOR) ? Optional.empty() : Optional.of(previous);
    }

    /** The first fire strictly after {@code after}, in its zone; empty only at the end of year 9999. */
    public Optional<ZonedDateTime> next(ZonedDateTime after) {
        return next(after.toInstant(), after.getZone()).map(fire -> fire.atZone(after.getZone()));
    }

    /** The last fire strictly before {@code before}, in its zone; empty only at the beginning of year 1. */
    public Optional<ZonedDateTime> previous(ZonedDateTime before) {
        return previous(before.toInstant(), before.getZone()).map(fire -> fire.atZone(before.getZone()));
    }

    /** The last fire at or before {@code instant}; empty only at the beginning of year 1. */
    public Optional<Instant> atOrBefore(Instant instant, ZoneId zone) {
        return instant.isBefore(CEILING) ? previous(instant.plusNanos(1), zone) : previous(instant, zone);
    }

    /** The first fire at or after {@code instant}; empty only at the end of year 9999. */
    public Optional<Instant> atOrAfter(Instant instant, ZoneId zone) {
        return instant.isAfter(FLOOR) ? next(instant.minusNanos(1), zone) : next(instant, zone);
    }

    /** Whether it fires at exactly {@code instant}. */
    public boolean firesAt(Instant instant, ZoneId zone) {
        return atOrAfter(instant, zone).filter(instant::equals).isPresent();
    }

    // Later local times are later instants, but for two plateaus: all of a gap is the one instant after it, and no time
    // of
    // day fires in the second pass of a fold. A search that ends on a plateau goes on at its other end.

    private @Nullable Instant nextTimeOfDay(Instant after, ZoneRules rules) {
        LocalDateTime from = local(after, rules.getOffset(after)).plusNanos(1);
        LocalDateTime match = parsed.fields().atOrAfter(from);
        if (match != null && !instantOf(match, rules).isAfter(after)) {
            ZoneOffsetTransition change = rules.getTransition(match);
            match = parsed.fields()
                    .atOrAfter(change.isGap() ? change.getDateTimeAfter().plusNanos(1) : change.getDateTimeBefore());
        }
        return match == null ? null : instantOf(match, rules);
    }

    private @Nullable Instant previousTimeOfDay(Instant before, ZoneRules rules) {
        ZoneOffset offset = rules.getOffset(before);
        LocalDateTime bound = local(before, offset);
        ZoneOffsetTransition fold = rules.getTransition(bound);
        if (fold != null && offset.equals(fold.getOffsetAfter())) {
            bound = fold.getDateTimeBefore();
        }
        LocalDateTime match = parsed.fields().before(bound);
        if (match != null && !instantOf(match, rules).isBefore(before)) {
            match = parsed.fields().before(rules.getTransition(match).getDateTimeBefore());
        }
        return match == null ? null : instantOf(match, rules);
    }

    /** The instant at which a time of day fires: after a gap, or in the first pass of a fold. */
    static Instant instantOf(LocalDateTime local, ZoneRules rules) {
        ZoneOffsetTransition change = rules.getTransition(local);
        return change != null && change.isGap() ? change.getInstant() : local.toInstant(rules.getOffset(local));
    }

    private @Nullable Instant nextOnWallClock(Instant after, ZoneRules rules) {
        ZoneOffset offset = rules.getOffset(after);
        LocalDateTime from = local(after, offset).plusNanos(1);
        ZoneOffsetTransition change = rules.nextTransition(after);
        while (true) {
            LocalDateTime match = parsed.fields().atOrAfter(from);
            if (match == null) {
                return null;
            }
            Instant candidate = match.toInstant(offset);
            if (change == null || candidate.isBefore(change.getInstant())) {
                return candidate;
            }
            offset = change.getOffsetAfter();
            from = change.getDateTimeAfter();
            change = rules.nextTransition(change.getInstant());
        }
    }

    private @Nullable Instant previousOnWallClock(Instant before, ZoneRules rules) {
        Instant bound = before;
        while (true) {
            ZoneOffsetTransition change = rules.previousTransition(bound);
            ZoneOffset offset = change == null ? rules.getOffset(bound.minusNanos(1)) : change.getOffsetAfter();
            LocalDateTime match = parsed.fields().before(local(bound, offset));
            if (match == null) {
                return null;
            }
            Instant candidate = match.toInstant(offset);
            if (change == null || !candidate.isBefore(change.getInstant())) {
                return candidate;
            }
            bound = change.getInstant();
        }
    }

    private static LocalDateTime local(Instant instant, ZoneOffset offset) {
        return LocalDateTime.ofInstant(instant, offset);
    }

    /** Two expressions are equal when their {@link #fields()} are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CronExpression that && fields().equals(that.fields());
    }

    @Override
    public int hashCode() {
        return fields().hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
