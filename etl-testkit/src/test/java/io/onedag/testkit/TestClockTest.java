package io.onedag.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestClockTest {

    private final TestClock clock = TestClock.create();
    private final List<String> happened = new ArrayList<>();

    private TestClock.Alarm alarm(int second, String name) {
        return clock.at(TestClock.START.plusSeconds(second), () -> happened.add(name + " at " + clock));
    }

    @Test
    void it_stands_still_until_it_is_moved() {
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        clock.advance(Duration.ofSeconds(3));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-01-01T00:00:03Z"));
        assertThat(TestClock.at("2026-03-29T00:30:00Z")).hasToString("2026-03-29T00:30:00Z");
    }

    @Test
    void what_is_due_on_the_way_happens_at_its_moment() {
        alarm(5, "late");
        alarm(2, "first");
        alarm(2, "second");
        alarm(9, "never");
        alarm(3, "taken back").cancel();

        clock.advance(Duration.ofSeconds(6));

        assertThat(happened)
                .containsExactly(
                        "first at 2026-01-01T00:00:02Z",
                        "second at 2026-01-01T00:00:02Z",
                        "late at 2026-01-01T00:00:05Z");
        assertThat(clock).hasToString("2026-01-01T00:00:06Z");
    }

    @Test
    void an_alarm_may_move_it_on() {
        clock.at(TestClock.START.plusSeconds(1), () -> clock.advance(Duration.ofSeconds(10)));

        clock.advance(Duration.ofSeconds(2));

        assertThat(clock.instant()).isEqualTo(TestClock.START.plusSeconds(11));
    }

    @Test
    void it_never_goes_back() {
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .hasMessage("a test clock goes forward only, not by PT-1S");
        assertThatThrownBy(() -> clock.advanceTo(TestClock.START.minusSeconds(1)))
                .hasMessage(
                        "a test clock goes forward only: it is 2026-01-01T00:00:00Z, which is past 2025-12-31T23:59:59Z");
    }

    @Test
    void in_another_zone_it_moves_along() {
        var paris = clock.withZone(ZoneId.of("Europe/Paris"));
        clock.advance(Duration.ofHours(1));
        assertThat(ZonedDateTime.now(paris)).hasToString("2026-01-01T02:00+01:00[Europe/Paris]");
    }
}
