package io.onedag.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.onedag.Interval;
import io.onedag.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimetableTest {

    private static final Schedule DAILY = Schedule.cron("5 0 * * *");

    private static Interval interval(String start, String end) {
        return new Interval(Instant.parse(start), Instant.parse(end));
    }

    private static Interval day(int day) {
        return interval("2026-01-%02dT00:05:00Z".formatted(day), "2026-01-%02dT00:05:00Z".formatted(day + 1));
    }

    private static Instant january(int day, int hour) {
        return Instant.parse("2026-01-%02dT%02d:00:00Z".formatted(day, hour));
    }

    @Test
    void an_interval_ends_at_its_fire_time_and_begins_at_the_fire_before() {
        assertThat(Timetable.of(DAILY).next(january(2, 0))).contains(day(1));
        assertThat(Timetable.of(DAILY).next(day(1).end())).contains(day(2));
    }

    @Test
    void the_run_key_is_the_end_of_the_interval_in_utc() {
        assertThat(Timetable.runKey(day(1))).isEqualTo("sched:2026-01-02T00:05:00Z");
        assertThat(Timetable.of(DAILY.in("Europe/Paris")).next(january(1, 0)).map(Timetable::runKey))
                .contains("sched:2026-01-01T23:05:00Z");
    }

    @Test
    void the_first_interval_begins_at_the_first_fire_at_or_after_the_start() {
        Timetable onTheMinute = Timetable.of(DAILY.start(Instant.parse("2026-01-03T00:05:00Z")));
        Timetable aSecondLater = Timetable.of(DAILY.start(Instant.parse("2026-01-03T00:05:01Z")));

        assertThat(onTheMinute.next(january(1, 0))).contains(day(3));
        assertThat(onTheMinute.latest(day(3).end().minusNanos(1))).isEmpty();
        assertThat(onTheMinute.latest(day(3).end())).contains(day(3));
        assertThat(aSecondLater.next(january(1, 0))).contains(day(4));
        assertThat(aSecondLater.endingAt(day(3).end())).isEmpty();
    }

    @Test
    void the_last_interval_begins_before_the_end() {
        Timetable timetable = Timetable.of(DAILY.start(LocalDate.of(2026, 1, 1)).end(LocalDate.of(2026, 1, 3)));

        assertThat(timetable.upcoming(Instant.EPOCH)).containsExactly(day(1), day(2));
        assertThat(timetable.next(day(2).end())).isEmpty();
        assertThat(timetable.latest(january(20, 0))).contains(day(2));
        assertThat(timetable.endingAt(day(3).end())).isEmpty();
    }

    @Test
    void a_month_of_midnights_from_its_first_day_to_the_first_of_the_next_is_31_intervals() {
        Schedule january =
                Schedule.cron("@daily").start(LocalDate.of(2026, 1, 1)).end(LocalDate.of(2026, 2, 1));
        List<Interval> intervals = Timetable.of(january).upcoming(Instant.EPOCH).toList();

        assertThat(intervals).hasSize(31);
        assertThat(intervals.get(0).end()).isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
        assertThat(intervals.get(30).end()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
    }

    @Test
    void an_end_on_a_fire_time_excludes_the_interval_that_begins_there() {
        Timetable timetable = Timetable.of(DAILY.end(day(3).start()));

        assertThat(timetable.upcoming(january(2, 0))).containsExactly(day(1), day(2));
    }

    @Test
    void a_schedule_whose_window_holds_no_fire_has_no_interval() {
        Timetable timetable = Timetable.of(DAILY.start(january(1, 1)).end(january(1, 2)));

        assertThat(timetable.next(Instant.EPOCH)).isEmpty();
        assertThat(timetable.latest(january(20, 0))).isEmpty();
        assertThat(timetable.following(null, january(20, 0))).isEmpty();
    }

    @Test
    void local_bounds_are_of_the_schedules_zone_in_whichever_order_they_are_set() {
        Schedule zoneLast = DAILY.start(LocalDate.of(2026, 1, 1)).in("Asia/Tokyo");

        assertThat(zoneLast).isEqualTo(DAILY.in("Asia/Tokyo").start(LocalDate.of(2026, 1, 1)));
        assertThat(Timetable.of(zoneLast).next(Instant.EPOCH))
                .contains(interval("2025-12-31T15:05:00Z", "2026-01-01T15:05:00Z"));
    }

    @Test
    void upcoming_intervals_follow_each_other_without_gap_across_a_change_of_clocks() {
        List<Interval> intervals = Timetable.of(Schedule.cron("30 2 * * *").in("Europe/Paris"))
                .upcoming(Instant.parse("2026-03-27T00:00:00Z"))
                .limit(5)
                .toList();

        assertThat(IntStream.range(1, 5))
                .allMatch(i ->
                        intervals.get(i).start().equals(intervals.get(i - 1).end()));
        assertThat(intervals)
                .contains(interval("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z"))
                .contains(interval("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"));
    }

    @Test
    void without_catchup_a_pause_is_followed_by_the_latest_interval_alone() {
        Timetable timetable = Timetable.of(DAILY);

        assertThat(timetable.following(day(1), january(10, 12))).contains(day(9));
        assertThat(timetable.following(day(9), january(10, 12))).contains(day(10));
        assertThat(timetable.following(null, january(10, 12))).contains(day(9));
    }

    @Test
    void with_catchup_every_interval_since_the_last_run_or_the_start_gets_its_run() {
        Timetable timetable = Timetable.of(DAILY.catchup(true).start(LocalDate.of(2026, 1, 2)));

        assertThat(timetable.following(null, january(10, 12))).contains(day(2));
        assertThat(timetable.following(day(2), january(10, 12))).contains(day(3));
        assertThat(Timetable.of(DAILY.catchup(true)).following(null, january(10, 12)))
                .contains(day(9));
    }

    @Test
    void a_pause_beyond_the_end_is_followed_by_the_last_interval_of_the_schedule_once() {
        Timetable timetable = Timetable.of(DAILY.end(LocalDate.of(2026, 1, 8)));

        assertThat(timetable.following(day(1), january(20, 0))).contains(day(7));
        assertThat(timetable.following(day(7), january(20, 0))).isEmpty();
    }

    @Test
    void a_last_interval_of_another_line_of_cron_counts_up_to_the_fire_before_its_end() {
        Timetable hourly = Timetable.of(Schedule.cron("@hourly").catchup(true));

        assertThat(hourly.following(day(1), january(10, 12)))
                .contains(interval("2026-01-02T00:00:00Z", "2026-01-02T01:00:00Z"));
    }

    @Test
    void a_backfill_takes_the_intervals_that_begin_in_its_range_in_the_schedules_zone() {
        Timetable timetable = Timetable.of(DAILY.in("Europe/Paris").start(LocalDate.of(2030, 1, 1)));

        assertThat(timetable
                        .backfill(Moment.parse("2026-01-01"), Moment.parse("2026-01-03"))
                        .map(Timetable::runKey))
                .containsExactly("sched:2026-01-01T23:05:00Z", "sched:2026-01-02T23:05:00Z");
    }

    @Test
    void a_backfill_in_parts_takes_each_interval_once() {
        Timetable timetable = Timetable.of(Schedule.cron("0 */5 * * *").in("America/New_York"));
        Moment from = Moment.parse("2026-03-06");
        Moment to = Moment.parse("2026-03-11");
        Moment middle = Moment.parse("2026-03-08T02:30");

        assertThat(Stream.concat(timetable.backfill(from, middle), timetable.backfill(middle, to))
                        .toList())
                .isEqualTo(timetable.backfill(from, to).toList())
                .doesNotHaveDuplicates()
                .hasSize(25);
    }

    @Test
    void a_backfill_of_millions_of_intervals_is_computed_as_it_is_taken() {
        Stream<Interval> millions = Timetable.of(Schedule.cron("* * * * *"))
                .backfill(Moment.parse("0002-01-01"), Moment.parse("9999-01-01"));

        assertThat(millions.limit(3)).hasSize(3);
    }

    @Test
    void a_backfill_that_ends_before_it_begins_is_an_error_and_an_empty_one_is_not() {
        Timetable timetable = Timetable.of(DAILY);
        Moment day = Moment.parse("2026-01-02");

        assertThat(timetable.backfill(day, day)).isEmpty();
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> timetable.backfill(day, Moment.parse("2026-01-01")))
                .withMessageContaining("before its start");
    }

    @Test
    void the_start_of_a_run_is_put_off_within_the_jitter_and_always_by_as_much() {
        Timetable timetable = Timetable.of(DAILY.jitter(Duration.ofMinutes(10)));
        List<Duration> delays = IntStream.range(0, 500)
                .mapToObj(i -> timetable.startDelay("pipeline-" + i, day(1)))
                .toList();

        assertThat(delays).allMatch(delay -> !delay.isNegative() && delay.compareTo(Duration.ofMinutes(10)) <= 0);
        assertThat(delays).anyMatch(delay -> delay.compareTo(Duration.ofMinutes(1)) < 0);
        assertThat(delays).anyMatch(delay -> delay.compareTo(Duration.ofMinutes(9)) > 0);
        assertThat(timetable.startDelay("sales", day(1))).isEqualTo(timetable.startDelay("sales", day(1)));
        assertThat(timetable.startDelay("sales", day(1))).isNotEqualTo(timetable.startDelay("sales", day(2)));
        assertThat(Timetable.of(DAILY).startDelay("sales", day(1))).isZero();
    }
}
