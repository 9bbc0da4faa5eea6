package io.onedag.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Interval;
import io.onedag.Schedule;
import io.onedag.testing.SharedData;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rows of Airflow's own tests for {@code CronDataIntervalTimetable}. */
class AirflowTimetableCasesTest {

    private static final String FOLD = "new-york-fold";

    private static List<Map<String, String>> rows(String timetable) {
        return SharedData.rows("airflow-timetable-cases.csv").stream()
                .filter(row -> row.get("timetable").equals(timetable))
                .toList();
    }

    private static Timetable timetable(Map<String, String> row, boolean catchup) {
        Schedule schedule =
                Schedule.cron(row.get("expr")).in(row.get("timezone")).catchup(catchup);
        Instant earliest = instant(row, "earliest");
        return Timetable.of(earliest == null ? schedule : schedule.start(earliest));
    }

    private static Optional<Interval> following(Map<String, String> row, boolean catchup) {
        Instant start = instant(row, "last_start");
        Instant end = instant(row, "last_end");
        Interval last = start == null || end == null ? null : new Interval(start, end);
        Instant now = instant(row, "now");
        return timetable(row, catchup).following(last, now == null ? Instant.EPOCH : now);
    }

    private static Interval expected(Map<String, String> row) {
        return new Interval(at(row.get("expected_start")), at(row.get("expected_end")));
    }

    private static @Nullable Instant instant(Map<String, String> row, String column) {
        return row.get(column).isEmpty() ? null : at(row.get(column));
    }

    private static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    @Test
    void the_next_run_is_airflows() {
        List<Map<String, String>> rows = rows("CronDataInterval").stream()
                .filter(row -> !row.get("origin").contains(FOLD))
                .toList();

        assertThat(rows)
                .hasSize(13)
                .allSatisfy(row -> assertThat(catchups(row))
                        .allSatisfy(catchup -> assertThat(following(row, catchup))
                                .as(row.toString())
                                .contains(expected(row))));
    }

    @Test
    void a_manual_run_in_airflow_covers_the_latest_interval() {
        List<Map<String, String>> rows = rows("CronDataInterval(manual)").stream()
                .filter(row -> !row.get("origin").contains(FOLD))
                .toList();

        assertThat(rows)
                .hasSize(6)
                .allSatisfy(row -> assertThat(timetable(row, false).latest(at(row.get("now"))))
                        .as(row.toString())
                        .contains(expected(row)));
    }

    @Test
    void in_the_fold_a_time_of_day_fires_in_the_first_pass_and_not_in_airflows_second() {
        Interval ours = new Interval(at("2024-11-02T05:00Z"), at("2024-11-03T05:00Z"));

        assertThat(Stream.concat(rows("CronDataInterval").stream(), rows("CronDataInterval(manual)").stream())
                        .filter(row -> row.get("origin").contains(FOLD)))
                .hasSize(2)
                .allSatisfy(row -> {
                    assertThat(timetable(row, false).latest(at(row.get("now")))).contains(ours);
                    assertThat(expected(row)).isNotEqualTo(ours);
                });
    }

    private static Stream<Boolean> catchups(Map<String, String> row) {
        return switch (row.get("catchup")) {
            case "true" -> Stream.of(true);
            case "false" -> Stream.of(false);
            default -> Stream.of(true, false);
        };
    }
}
