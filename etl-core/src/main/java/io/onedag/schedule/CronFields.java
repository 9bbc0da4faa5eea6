package io.onedag.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.Year;
import org.jspecify.annotations.Nullable;

/**
 * The five fields as sets of bits, and the search for the local times that they name. Knows no time zone.
 *
 * <p>A search looks at months that are in the set, at days of those months, and then reads hour and minute off the bits: at most some
 * hundred steps, for 29 February across a century too.
 *
 * @param eitherDay whether a day matches by day of month <em>or</em> by day of week: both fields are restricted
 */
record CronFields(long minutes, long hours, long daysOfMonth, long months, long daysOfWeek, boolean eitherDay) {

    static final int FIRST_YEAR = 1;
    static final int LAST_YEAR = 9999;

    private static final int MINUTES_PER_HOUR = 60;
    private static final int DAYS_PER_WEEK = 7;
    private static final int NONE = -1;

    /** The first local time at or after {@code from} that matches; null after year 9999. */
    @Nullable
    LocalDateTime atOrAfter(LocalDateTime from) {
        LocalDateTime minute = from.withSecond(0).withNano(0);
        if (minute.isBefore(from)) {
            minute = minute.plusMinutes(1);
        }
        LocalDate date = minute.toLocalDate();
        LocalDate day = dayAtOrAfter(date);
        if (date.equals(day)) {
            int time = timeAtOrAfter(minute.getHour(), minute.getMinute());
            if (time != NONE) {
                return at(date, time);
            }
            day = dayAtOrAfter(date.plusDays(1));
        }
        return day == null ? null : at(day, timeAtOrAfter(0, 0));
    }

    /** The last local time before {@code bound} that matches; null before year 1. */
    @Nullable
    LocalDateTime before(LocalDateTime bound) {
        LocalDateTime minute = bound.withSecond(0).withNano(0);
        if (!minute.isBefore(bound)) {
            minute = minute.minusMinutes(1);
        }
        LocalDate date = minute.toLocalDate();
        LocalDate day = dayAtOrBefore(date);
        if (date.equals(day)) {
            int time = timeAtOrBefore(minute.getHour(), minute.getMinute());
            if (time != NONE) {
                return at(date, time);
            }
            day = dayAtOrBefore(date.minusDays(1));
        }
        return day == null ? null : at(day, timeAtOrBefore(23, 59));
    }

    /** Whether any date of any year is in the day and month fields. */
    boolean everFires() {
        if (eitherDay || daysOfMonth == CronField.DAY_OF_MONTH.all()) {
            return true;
        }
        for (Month month : Month.values()) {
            if (has(months, month.getValue()) && lowest(daysOfMonth, 0) <= month.maxLength()) {
                return true;
            }
        }
        return false;
    }

    private @Nullable LocalDate dayAtOrAfter(LocalDate from) {
        int day = from.getDayOfMonth();
        int month = from.getMonthValue();
        for (int year = from.getYear(); year <= LAST_YEAR; year++) {
            for (; month <= 12; month++, day = 1) {
                if (!has(months, month)) {
                    continue;
                }
                int length = Month.of(month).length(Year.isLeap(year));
                int weekday = LocalDate.of(year, month, day).getDayOfWeek().getValue();
                for (; day <= length; day++, weekday++) {
                    if (matchesDay(day, weekday % DAYS_PER_WEEK)) {
                        return LocalDate.of(year, month, day);
                    }
                }
            }
            month = 1;
        }
        return null;
    }

    private @Nullable LocalDate dayAtOrBefore(LocalDate from) {
        int day = from.getDayOfMonth();
        int month = from.getMonthValue();
        for (int year = from.getYear(); year >= FIRST_YEAR; year--) {
            for (; month >= 1; month--, day = 31) {
                if (!has(months, month)) {
                    continue;
                }
                day = Math.min(day, Month.of(month).length(Year.isLeap(year)));
                int weekday = LocalDate.of(year, month, day).getDayOfWeek().getValue();
                for (; day >= 1; day--, weekday--) {
                    if (matchesDay(day, Math.floorMod(weekday, DAYS_PER_WEEK))) {
                        return LocalDate.of(year, month, day);
                    }
                }
            }
            month = 12;
        }
        return null;
    }

    private boolean matchesDay(int dayOfMonth, int dayOfWeek) {
        boolean byMonth = has(daysOfMonth, dayOfMonth);
        boolean byWeek = has(daysOfWeek, dayOfWeek);
        return eitherDay ? byMonth || byWeek : byMonth && byWeek;
    }

    /** Minute of the day; {@link #NONE} where the day has no later one. */
    private int timeAtOrAfter(int hour, int minute) {
        if (has(hours, hour)) {
            int same = lowest(minutes, minute);
            if (same != NONE) {
                return hour * MINUTES_PER_HOUR + same;
            }
        }
        int later = lowest(hours, hour + 1);
        return later == NONE ? NONE : later * MINUTES_PER_HOUR + lowest(minutes, 0);
    }

    private int timeAtOrBefore(int hour, int minute) {
        if (has(hours, hour)) {
            int same = highest(minutes, minute);
            if (same != NONE) {
                return hour * MINUTES_PER_HOUR + same;
            }
        }
        int earlier = highest(hours, hour - 1);
        return earlier == NONE ? NONE : earlier * MINUTES_PER_HOUR + highest(minutes, 59);
    }

    private static LocalDateTime at(LocalDate date, int minuteOfDay) {
        return date.atTime(minuteOfDay / MINUTES_PER_HOUR, minuteOfDay % MINUTES_PER_HOUR);
    }

    private static boolean has(long set, int bit) {
        return (set >>> bit & 1) != 0;
    }

    private static int lowest(long set, int from) {
        long rest = set & -1L << from;
        return rest == 0 ? NONE : Long.numberOfTrailingZeros(rest);
    }

    private static int highest(long set, int to) {
        long rest = to < 0 ? 0 : set & -1L >>> (63 - to);
        return rest == 0 ? NONE : 63 - Long.numberOfLeadingZeros(rest);
    }
}
