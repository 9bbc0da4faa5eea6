package io.onedag.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private static List<String> fires(String cron, String zone, String after, int count) {
        List<String> fires = new ArrayList<>();
        ZonedDateTime fire = LocalDateTime.parse(after).atZone(ZoneId.of(zone));
        for (int i = 0; i < count; i++) {
            fire = CronExpression.parse(cron).next(fire).orElseThrow();
            fires.add(fire.toOffsetDateTime().toString());
        }
        return fires;
    }

    private static InvalidCronException refusal(String cron) {
        try {
            CronExpression.parse(cron);
        } catch (InvalidCronException e) {
            return e;
        }
        throw new AssertionError(cron + " is not refused");
    }

    @ParameterizedTest
    @CsvSource({
        "@hourly, 0 * * * *",
        "@daily, 0 0 * * *",
        "@midnight, 0 0 * * *",
        "@weekly, 0 0 * * 0",
        "@monthly, 0 0 1 * *",
        "@yearly, 0 0 1 1 *",
        "@annually, 0 0 1 1 *",
        "@Daily, 0 0 * * *"
    })
    void a_nickname_is_five_fields(String nickname, String fields) {
        CronExpression cron = CronExpression.parse(nickname);

        assertThat(cron.fields()).isEqualTo(fields);
        assertThat(cron.text()).isEqualTo(nickname);
        assertThat(cron).isEqualTo(CronExpression.parse(fields)).hasSameHashCodeAs(CronExpression.parse(fields));
    }

    @Test
    void fields_are_in_upper_case_with_single_spaces() {
        assertThat(CronExpression.parse("  5\t0  * jan  mon-fri ").fields()).isEqualTo("5 0 * JAN MON-FRI");
    }

    @Test
    void two_restricted_day_fields_fire_on_days_that_match_either() {
        assertThat(fires("0 0 13 * FRI", "UTC", "2026-02-01T00:00", 5))
                .containsExactly(
                        "2026-02-06T00:00Z",
                        "2026-02-13T00:00Z",
                        "2026-02-20T00:00Z",
                        "2026-02-27T00:00Z",
                        "2026-03-06T00:00Z");
    }

    @Test
    void a_step_longer_than_its_field_is_its_first_value() {
        assertThat(fires("*/100 */24 * * *", "UTC", "2026-01-01T00:00", 1)).containsExactly("2026-01-02T00:00Z");
        assertThat(fires("5/100 0 */40 * *", "UTC", "2026-01-01T00:05", 1)).containsExactly("2026-02-01T00:05Z");
    }

    @Test
    void sunday_is_0_and_7() {
        assertThat(fires("0 0 * * 7", "UTC", "2026-01-01T00:00", 3))
                .isEqualTo(fires("0 0 * * SUN", "UTC", "2026-01-01T00:00", 3))
                .containsExactly("2026-01-04T00:00Z", "2026-01-11T00:00Z", "2026-01-18T00:00Z");
        assertThat(fires("0 0 * * 6-7", "UTC", "2026-01-01T00:00", 2))
                .containsExactly("2026-01-03T00:00Z", "2026-01-04T00:00Z");
    }

    @Test
    void the_29th_of_february_is_found_across_a_century_that_has_none() {
        CronExpression leapDay = CronExpression.parse("0 0 29 2 *");

        assertThat(leapDay.next(Instant.parse("2096-02-29T00:00:00Z"), UTC))
                .contains(Instant.parse("2104-02-29T00:00:00Z"));
        assertThat(leapDay.previous(Instant.parse("2104-02-29T00:00:00Z"), UTC))
                .contains(Instant.parse("2096-02-29T00:00:00Z"));
        assertThat(CronExpression.parse("* * 29 2 *").next(Instant.parse("2096-03-01T00:00:00Z"), PARIS))
                .contains(Instant.parse("2104-02-28T23:00:00Z"));
    }

    @Test
    void seconds_of_the_start_count() {
        CronExpression cron = CronExpression.parse("0 10 * * *");

        assertThat(cron.next(Instant.parse("2026-01-01T09:59:59.999999999Z"), UTC))
                .contains(Instant.parse("2026-01-01T10:00:00Z"));
        assertThat(cron.next(Instant.parse("2026-01-01T10:00:00.000000001Z"), UTC))
                .contains(Instant.parse("2026-01-02T10:00:00Z"));
        assertThat(cron.previous(Instant.parse("2026-01-01T10:00:00.000000001Z"), UTC))
                .contains(Instant.parse("2026-01-01T10:00:00Z"));
        assertThat(cron.atOrBefore(Instant.parse("2026-01-01T10:00:00Z"), UTC))
                .contains(Instant.parse("2026-01-01T10:00:00Z"));
        assertThat(cron.atOrAfter(Instant.parse("2026-01-01T10:00:00Z"), UTC))
                .contains(Instant.parse("2026-01-01T10:00:00Z"));
        assertThat(cron.firesAt(Instant.parse("2026-01-01T10:00:01Z"), UTC)).isFalse();
    }

    @Test
    void a_time_of_day_in_a_gap_fires_at_the_first_instant_after_it() {
        assertThat(fires("30 2 * * *", "Europe/Paris", "2026-03-28T12:00", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
    }

    @Test
    void several_times_of_day_in_a_gap_are_one_fire_also_with_one_that_is_due_right_after_it() {
        assertThat(fires("0,20,40 2,3 * * *", "Europe/Paris", "2026-03-29T01:30", 3))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:20+02:00", "2026-03-29T03:40+02:00");
    }

    @Test
    void a_time_of_day_in_a_fold_fires_in_the_first_pass_alone() {
        assertThat(fires("30 2 * * *", "Europe/Paris", "2026-10-24T12:00", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(fires("0 0-23 * * *", "Europe/Paris", "2026-10-25T01:00", 3))
                .containsExactly("2026-10-25T02:00+02:00", "2026-10-25T03:00+01:00", "2026-10-25T04:00+01:00");
    }

    @Test
    void a_starred_line_fires_in_both_passes_of_a_fold_and_has_no_substitute_for_a_gap() {
        assertThat(fires("30 * * * *", "Europe/Paris", "2026-10-25T01:30", 3))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-25T03:30+01:00");
        assertThat(fires("*/30 2 * * *", "Europe/Paris", "2026-03-28T12:00", 1))
                .containsExactly("2026-03-30T02:00+02:00");
        assertThat(fires("0 * * * *", "Europe/Paris", "2026-03-29T01:00", 1)).containsExactly("2026-03-29T03:00+02:00");
    }

    @Test
    void a_day_that_a_zone_skips_fires_once_at_the_start_of_the_next() {
        assertThat(fires("0 12 * * *", "Pacific/Apia", "2011-12-29T12:00", 2))
                .containsExactly("2011-12-31T00:00+14:00", "2011-12-31T12:00+14:00");
    }

    @Test
    void a_change_of_half_an_hour_is_no_special_case() {
        assertThat(fires("15 2 * * *", "Australia/Lord_Howe", "2024-10-05T12:00", 2))
                .containsExactly("2024-10-06T02:30+11:00", "2024-10-07T02:15+11:00");
    }

    @Test
    void beyond_the_years_1_to_9999_there_is_no_fire_and_no_search() {
        for (String line : List.of("0 0 29 2 *", "* * 29 2 *")) {
            CronExpression cron = CronExpression.parse(line);
            assertThat(cron.next(Instant.MAX, PARIS)).isEmpty();
            assertThat(cron.previous(Instant.MIN, PARIS)).isEmpty();
            assertThat(cron.next(Instant.MIN, PARIS)).isPresent();
            assertThat(cron.previous(Instant.MAX, PARIS)).isPresent();
            assertThat(cron.atOrAfter(Instant.MAX, PARIS)).isEmpty();
            assertThat(cron.atOrBefore(Instant.MIN, PARIS)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * *            |              | 0 | 4 fields instead of five",
                "0 0 12 * * MON     |              | 0 | seconds and years",
                "0 0 12 * * ? 2026  |              | 0 | seconds and years",
                "@reboot            |              | 0 | the start of a machine",
                "@every_day         |              | 0 | there is no nickname @every_day",
                "60 0 * * *         | minute       | 0 | 60 is not in 0-59",
                "0 24 * * *         | hour         | 2 | 24 is not in 0-23",
                "0 0 0 * *          | day-of-month | 4 | 0 is not in 1-31",
                "0 0 * 13 *         | month        | 6 | 13 is not in 1-12",
                "0 0 * * 8          | day-of-week  | 8 | 8 is not in 0-7",
                "0 0 * * 1,FRY      | day-of-week  | 10 | \"FRY\" is not a value",
                "0 0 * january *    | month        | 6 | three letters",
                "0 0 L * *          | day-of-month | 4 | the last day",
                "0 0 * * 5L         | day-of-week  | 8 | the last day",
                "0 0 * * FRIL       | day-of-week  | 8 | the last day",
                "0 0 15W * *        | day-of-month | 4 | the nearest weekday",
                "0 0 LW * *         | day-of-month | 4 | the nearest weekday",
                "0 0 * * MON#1      | day-of-week  | 8 | the nth weekday",
                "0 0 ? * MON        | day-of-month | 4 | no value",
                "H 0 * * *          | minute       | 0 | by chance",
                "H(0-29)/10 0 * * * | minute       | 0 | by chance",
                "R 0 * * *          | minute       | 0 | by chance",
                "0~30 0 * * *       | minute       | 0 | by chance",
                "*/0 0 * * *        | minute       | 0 | the step \"0\" is no number from 1",
                "5/ 0 * * *         | minute       | 0 | the step after / is missing",
                "1,,2 0 * * *       | minute       | 2 | a value is missing",
                "-5 0 * * *         | minute       | 0 | \"-5\" is not a value",
                "0 22-2 * * *       | hour         | 2 | runs backwards",
                "0 0 * * FRI-SUN    | day-of-week  | 8 | runs backwards",
                "0 5-5 * * *        | hour         | 2 | has one value",
                "5,* 0 * * *        | minute       | 2 | a list with * after its first entry",
                "0 0 */2 * MON      | day-of-month | 4 | begins with * while day-of-week is restricted",
                "0 0 1 * */2        | day-of-week  | 8 | begins with * while day-of-month is restricted",
                "0 0 */2 * */2      | day-of-month | 4 | begins with * while day-of-week is restricted",
                "0 0 * * 1/3        | day-of-week  | 8 | counts up to 7",
                "0 0 30 2 *         | day-of-month | 4 | would never fire",
                "0 0 31 2,4-6/2 *   | day-of-month | 4 | would never fire",
                "''                 |              | 0 | it is empty"
            })
    void what_can_not_be_read_alike_everywhere_is_refused_by_field_place_and_reason(
            String cron, String field, int offset, String reason) {
        InvalidCronException refused = refusal(cron);

        assertThat(refused.field()).isEqualTo(field == null ? "" : field);
        assertThat(refused.offset()).isEqualTo(offset);
        assertThat(refused.reason()).contains(reason);
    }

    @Test
    void a_refusal_names_expression_and_field_and_says_why_and_what_to_write() {
        assertThatExceptionOfType(InvalidCronException.class)
                .isThrownBy(() -> CronExpression.parse("0 0 * * FRI-SUN"))
                .withMessage(
                        "cron \"0 0 * * FRI-SUN\", day-of-week: the range \"FRI-SUN\" runs backwards: some engines wrap it"
                                + " around, others refuse it. Sunday is 7 as well as 0: write 5-7.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0 22-23,0-2 * * *", "0 0 * * 5-7", "0 0 1 NOV,DEC,JAN-FEB *", "0 0 30 2 MON", "0 0 1-31 * MON"})
    void what_every_engine_reads_alike_is_read(String cron) {
        assertThat(CronExpression.parse(cron).fields()).isEqualTo(cron);
    }

    @Test
    void a_megabyte_of_cron_is_refused_without_repeating_it() {
        InvalidCronException refused = refusal("0,".repeat(500_000) + "0 * * * *");

        assertThat(refused.reason()).contains("1000009 characters");
        assertThat(refused.getMessage()).hasSizeLessThan(300);
    }
}
