package io.onedag.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "10s, PT10S",
        "1h30m, PT1H30M",
        "1d, PT24H",
        "1.5s, PT1.5S",
        "0.25ms, PT0.00025S",
        "0s, PT0S",
        "2d3h4m5s6ms, PT51H4M5.006S",
        "90m, PT1H30M"
    })
    void a_duration_is_numbers_with_units(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "5S", "1h-5m", "1,5s", "PT5S", "5s ", "1h30", ".5s", "٣s"})
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage("\"" + text
                        + "\" is no duration; write a number and ms, s, m, h or d, like 500ms, 10m or 1h30m");
    }

    @Test
    void a_duration_is_at_most_292_years() {
        assertThat(Durations.parse("106751d")).isEqualTo(Duration.ofDays(106_751));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse("106752d"))
                .withMessage("\"106752d\" is longer than 292 years");
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse("999999999999999999d"));
    }

    @Test
    void what_is_written_reads_back_as_it_was() {
        qt().withExamples(5_000)
                .forAll(longs().between(0, Long.MAX_VALUE))
                .checkAssert(nanos -> assertThat(Durations.parse(Durations.format(Duration.ofNanos(nanos))))
                        .isEqualTo(Duration.ofNanos(nanos)));
    }

    @ParameterizedTest
    @CsvSource({"PT1H30M, 1h30m", "PT1.5S, 1.5s", "PT0.25S, 250ms", "PT0S, 0ms", "PT24H, 1d", "PT61.001S, 1m1.001s"})
    void a_duration_is_written_short(Duration duration, String text) {
        assertThat(Durations.format(duration)).isEqualTo(text);
    }
}
