package io.onedag.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A point in time as a person writes it: a local date or date-time, which a time zone makes an instant, or an instant.
 *
 * <p>What a time zone's clocks skip is the first instant after the gap; what they show twice is the first of the two: as for a line of
 * cron. Moments lie in the years 1 to 9999.
 */
public sealed interface Moment {

    /** The instant that this is in {@code zone}. */
    Instant in(ZoneId zone);

    /** Midnight of a date, or what the clocks show first on that date. */
    static Moment of(LocalDate date) {
        return new Local(date.atStartOfDay());
    }

    /** A local date-time. */
    static Moment of(LocalDateTime dateTime) {
        return new Local(dateTime);
    }

    /** An instant. */
    static Moment of(Instant instant) {
        return new Exact(instant);
    }

    /**
     * Reads ISO 8601: {@code 2026-01-01}, {@code 2026-01-01T06:00} (a space in place of the T is accepted), {@code 2026-01-01T06:00:00Z}, {@code 2026-01-01T06:00+01:00}.
     *
     * @throws InvalidScheduleException if {@code text} is none of these
     */
    static Moment parse(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            if (iso.indexOf('T') < 0) {
                return of(LocalDate.parse(iso));
            }
            boolean offset = iso.endsWith("Z") || iso.indexOf('+') > 0 || iso.lastIndexOf('-') > iso.indexOf('T');
            return offset ? of(OffsetDateTime.parse(iso).toInstant()) : of(LocalDateTime.parse(iso));
        } catch (DateTimeException e) {
            throw new InvalidScheduleException(
                    "",
                    "\"" + text
                            + "\" is not a date or time. Write it like 2026-01-31, 2026-01-31T06:00 (in the schedule's time zone) or"
                            + " 2026-01-31T06:00:00Z.");
        }
    }

    /**
     * A local date-time, an instant by its zone.
     *
     * @param dateTime in the years 1 to 9999
     */
    record Local(LocalDateTime dateTime) implements Moment {

        /**
         * @throws InvalidScheduleException if the year isn't in 1 to 9999
         */
        public Local {
            requireYear(dateTime);
        }

        @Override
        public Instant in(ZoneId zone) {
            return CronExpression.instantOf(dateTime, zone.getRules());
        }

        /** ISO 8601, without an offset. */
        @Override
        public String toString() {
            return dateTime.toString();
        }
    }

    /**
     * An instant, whatever the zone.
     *
     * @param instant in the years 1 to 9999
     */
    record Exact(Instant instant) implements Moment {

        /**
         * @throws InvalidScheduleException if the year isn't in 1 to 9999
         */
        public Exact {
            if (instant.isBefore(CronExpression.FLOOR) || instant.isAfter(CronExpression.CEILING)) {
                throw outside(instant.toString());
            }
        }

        @Override
        public Instant in(ZoneId zone) {
            return instant;
        }

        /** ISO 8601, in UTC. */
        @Override
        public String toString() {
            return instant.toString();
        }
    }

    private static void requireYear(LocalDateTime dateTime) {
        Instant inUtc = dateTime.getYear() < 0 || dateTime.getYear() > CronFields.LAST_YEAR
                ? Instant.MAX
                : dateTime.toInstant(ZoneOffset.UTC);
        if (inUtc.isBefore(CronExpression.FLOOR) || inUtc.isAfter(CronExpression.CEILING)) {
            throw outside(dateTime.toString());
        }
    }

    private static InvalidScheduleException outside(String moment) {
        return new InvalidScheduleException(
                "", moment + " is not in the years 1 to 9999. Write a year with four digits.");
    }
}
