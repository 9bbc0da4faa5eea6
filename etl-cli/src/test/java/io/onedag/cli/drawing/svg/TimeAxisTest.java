package io.onedag.cli.drawing.svg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.onedag.TaskState;
import io.onedag.cli.drawing.Timeline;
import io.onedag.cli.drawing.Timeline.Bar;
import io.onedag.cli.drawing.Timeline.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeAxisTest {

    private static final Instant START = Instant.parse("2026-01-31T06:00:00Z");

    @Test
    void time_is_even_and_marked_at_round_moments() {
        var axis = new TimeAxis(timeline(bar(0, 10)), 700);
        assertThat(axis.at(START.plusSeconds(5))).isCloseTo(350, within(0.01));
        assertThat(axis.breaks()).isEmpty();
        assertThat(axis.ticks(76)).extracting(TimeAxis.Tick::since).contains(Duration.ZERO, Duration.ofSeconds(2));
        assertThat(axis.ticks(76)).hasSize(6);
    }

    @Test
    void a_night_between_a_failure_and_a_resume_is_cut_short() {
        var axis = new TimeAxis(timeline(bar(0, 10), bar(36_000, 36_010)), 700);
        assertThat(axis.breaks())
                .singleElement()
                .satisfies(each -> assertThat(each.end() - each.start()).isCloseTo(46, within(0.01)));
        assertThat(axis.at(START.plusSeconds(10))).isCloseTo(327, within(1.0));
        assertThat(axis.at(START.plusSeconds(36_010))).isCloseTo(700, within(0.01));
        assertThat(axis.at(START.plusSeconds(99_999))).as("kept on the line").isCloseTo(700, within(0.01));
    }

    @Test
    void a_run_that_took_no_time_has_an_axis_too() {
        var axis = new TimeAxis(timeline(bar(0, 0)), 700);
        assertThat(axis.at(START)).isZero();
        assertThat(axis.ticks(76)).isNotEmpty();
    }

    private static Bar bar(int from, int to) {
        return new Bar(START.plusSeconds(from), START.plusSeconds(to), TaskState.SUCCEEDED, 0, 1, "a");
    }

    private static Timeline timeline(Bar... bars) {
        Bar last = bars[bars.length - 1];
        return new Timeline(
                "p",
                "run",
                START,
                last.end(),
                List.of(new Row("a", TaskState.SUCCEEDED, 1, "", null, List.of(bars), 1, null, false)));
    }
}
