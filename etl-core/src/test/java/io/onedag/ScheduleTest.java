package io.onedag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.onedag.schedule.InvalidCronException;
import io.onedag.schedule.InvalidScheduleException;
import io.onedag.schedule.Moment;
import io.onedag.schedule.UnknownTimeZoneException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    @Test
    void defaults_are_utc_no_bounds_no_catchup_skip_and_no_jitter() {
        Schedule schedule = Schedule.cron("@daily");

        assertThat(schedule.zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(schedule.startInstant()).isEmpty();
        assertThat(schedule.endInstant()).isEmpty();
        assertThat(schedule.catchup()).isFalse();
        assertThat(schedule.overlap()).isEqualTo(Overlap.SKIP);
        assertThat(schedule.jitter()).isZero();
    }

    @Test
    void each_method_returns_another_schedule() {
        Schedule daily = Schedule.cron("@daily");
        Schedule other = daily.in("Europe/Paris")
                .start(LocalDate.of(2026, 1, 1))
                .end(LocalDateTime.of(2027, 1, 1, 12, 0))
                .catchup(true)
                .overlap(Overlap.QUEUE)
                .jitter(Duration.ofMinutes(5));

        assertThat(daily).isEqualTo(Schedule.cron("@daily"));
        assertThat(other.startInstant()).contains(Instant.parse("2025-12-31T23:00:00Z"));
        assertThat(other.endInstant()).contains(Instant.parse("2027-01-01T11:00:00Z"));
        assertThat(other.catchup()).isTrue();
        assertThat(other.overlap().yamlName()).isEqualTo("queue");
        assertThat(other.jitter()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void a_bad_line_of_cron_is_an_illegal_argument() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron("0 0 30 2 *"))
                .isInstanceOf(InvalidCronException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "europe/paris, Europe/Paris",
        "Paris, Europe/Paris",
        "Europe/Pariss, Europe/Paris",
        "America/New York, America/New_York",
        "utc, UTC"
    })
    void an_unknown_time_zone_is_answered_with_the_one_that_was_meant(String name, String meant) {
        assertThatExceptionOfType(UnknownTimeZoneException.class)
                .isThrownBy(() -> Schedule.cron("@daily").in(name))
                .withMessage("There is no time zone \"%s\" in the IANA database. Did you mean \"%s\"?"
                        .formatted(name, meant))
                .satisfies(e -> assertThat(e.suggestion()).contains(meant))
                .satisfies(e -> assertThat(e.zone()).isEqualTo(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+02:00", "GMT+2", "UTC-05:30", "Z", "", "Not a place on this planet"})
    void a_fixed_offset_and_nonsense_are_answered_with_what_to_write(String name) {
        assertThatExceptionOfType(UnknownTimeZoneException.class)
                .isThrownBy(() -> Schedule.cron("@daily").in(name))
                .withMessageContaining("rite UTC, or a place such as Europe/Paris")
                .satisfies(e -> assertThat(e.suggestion()).isEmpty());
    }

    @Test
    void the_offset_zero_is_utc_and_another_is_no_time_zone() {
        assertThat(Schedule.cron("@daily").in(ZoneOffset.UTC))
                .isEqualTo(Schedule.cron("@daily").in("UTC"));
        assertThatExceptionOfType(UnknownTimeZoneException.class)
                .isThrownBy(() -> Schedule.cron("@daily").in(ZoneOffset.ofHours(2)));
    }

    @Test
    void an_end_that_is_not_after_the_start_is_refused() {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() ->
                        Schedule.cron("@daily").start(LocalDate.of(2026, 1, 1)).end(LocalDate.of(2026, 1, 1)))
                .satisfies(e -> assertThat(e.key()).isEqualTo("end"))
                .withMessageContaining("would never fire");
    }

    @Test
    void a_jitter_is_from_zero_to_a_day() {
        for (Duration jitter :
                new Duration[] {Duration.ofNanos(-1), Duration.ofDays(1).plusNanos(1)}) {
            assertThatExceptionOfType(InvalidScheduleException.class)
                    .isThrownBy(() -> Schedule.cron("@daily").jitter(jitter))
                    .satisfies(e -> assertThat(e.key()).isEqualTo("jitter"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-30T23:00:00Z",
        "2026-01-31T06:00, 2026-01-31T05:00:00Z",
        "2026-01-31 06:00:30, 2026-01-31T05:00:30Z",
        "2026-01-31T06:00:00Z, 2026-01-31T06:00:00Z",
        "2026-01-31T06:00-05:00, 2026-01-31T11:00:00Z",
        "2026-03-29T02:30, 2026-03-29T01:00:00Z",
        "2026-10-25T02:30, 2026-10-25T00:30:00Z"
    })
    void a_moment_is_local_to_the_zone_unless_it_has_an_offset(String text, Instant instant) {
        Moment moment = Moment.parse(text);

        assertThat(moment.in(ZoneId.of("Europe/Paris"))).isEqualTo(instant);
        assertThat(Moment.parse(moment.toString())).isEqualTo(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-02-30",
                "2026-1-1",
                "20260101",
                "+12026-01-01",
                "0000-06-01",
                "2026-01-01T25:00"
            })
    void what_is_no_moment_is_refused_with_examples(String text) {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> Moment.parse(text))
                .withMessageContaining("Write ");
    }

    @Test
    void an_interval_covers_its_start_and_not_its_end() {
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        Interval interval = new Interval(noon, noon.plusSeconds(60));

        assertThat(interval.contains(noon)).isTrue();
        assertThat(interval.contains(noon.plusSeconds(60))).isFalse();
        assertThat(interval.isEmpty()).isFalse();
        assertThat(new Interval(noon, noon).isEmpty()).isTrue();
        assertThat(interval).hasToString("2026-01-01T12:00:00Z/2026-01-01T12:01:00Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(noon, noon.minusNanos(1)))
                .withMessageContaining("before its start");
    }
}
