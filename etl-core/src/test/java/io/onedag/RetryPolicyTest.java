package io.onedag;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.doubles;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import io.onedag.testing.SharedData;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final RetryPolicy DEFAULTS = RetryPolicy.none();

    @Test
    void by_default_there_is_one_attempt_and_the_delays_would_double_from_a_second_to_a_minute() {
        assertThat(DEFAULTS).isEqualTo(new RetryPolicy(1, ofSeconds(1), 2.0, ofMinutes(1), 0.0));
        assertThat(DEFAULTS.allowsAttemptAfter(1)).isFalse();
        assertThat(DEFAULTS.delayAfter(6)).isEqualTo(ofSeconds(32));
        assertThat(DEFAULTS.delayAfter(7)).isEqualTo(ofMinutes(1));
        assertThat(DEFAULTS.delayAfter(1_000_000)).isEqualTo(ofMinutes(1));
    }

    @Test
    void attempts_count_the_first_one() {
        RetryPolicy policy = RetryPolicy.exponential(3, ofSeconds(2));
        assertThat(policy.allowsAttemptAfter(1)).isTrue();
        assertThat(policy.allowsAttemptAfter(2)).isTrue();
        assertThat(policy.allowsAttemptAfter(3)).isFalse();
    }

    @Test
    void fixed_delays_stay_the_same_however_long() {
        assertThat(RetryPolicy.fixed(5, ofHours(2)).delayAfter(4)).isEqualTo(ofHours(2));
    }

    @Test
    void delays_may_shrink() {
        assertThat(DEFAULTS.withBackoff(0.5).delayAfter(3)).isEqualTo(ofMillis(250));
    }

    @Test
    void no_delay_is_a_delay() {
        assertThat(DEFAULTS.withDelay(Duration.ZERO).delayAfter(9)).isZero();
        assertThat(DEFAULTS.withMaxDelay(Duration.ZERO).delayAfter(1)).isZero();
    }

    @Test
    void temporals_delays_are_reached_to_the_millisecond() {
        SharedData.rows("retry/backoff-vectors.csv").stream()
                .filter(row -> row.get("library").equals("temporal.RetryOptions"))
                .forEach(row -> {
                    Map<String, String> params = params(row);
                    long initial = Long.parseLong(params.get("initial_ms"));
                    RetryPolicy policy = new RetryPolicy(
                            100,
                            ofMillis(initial),
                            Double.parseDouble(params.get("coefficient")),
                            ofMillis(Long.parseLong(params.getOrDefault("max_ms", "" + 100 * initial))),
                            0);
                    assertThat(policy.delayAfter(Integer.parseInt(row.get("attempt")))
                                    .toMillis())
                            .as(row.toString())
                            .isEqualTo(Long.parseLong(row.get("expected")));
                });
    }

    @Test
    void dbos_delays_are_reached_exactly() {
        SharedData.rows("retry/backoff-vectors.csv").stream()
                .filter(row -> row.get("library").equals("dbos.step"))
                .forEach(row -> {
                    Map<String, String> params = params(row);
                    RetryPolicy policy = new RetryPolicy(
                            Integer.parseInt(params.get("max_attempts")),
                            seconds(params.get("interval")),
                            Double.parseDouble(params.get("backoff_rate")),
                            ofSeconds(3600),
                            0);
                    int attemptFromZero = Integer.parseInt(row.get("attempt"));
                    assertThat(policy.delayAfter(attemptFromZero + 1))
                            .as(row.toString())
                            .isEqualTo(seconds(row.get("expected")));
                });
    }

    @Test
    void jitter_moves_a_delay_by_at_most_its_fraction_both_ways() {
        RetryPolicy policy = DEFAULTS.withJitter(0.25);
        var random = new Random(1);
        boolean shorter = false;
        boolean longer = false;
        for (int i = 0; i < 1000; i++) {
            Duration delay = policy.delayAfter(1, random);
            assertThat(delay).isBetween(ofMillis(750), ofMillis(1250));
            shorter |= delay.compareTo(ofMillis(800)) < 0;
            longer |= delay.compareTo(ofMillis(1200)) > 0;
        }
        assertThat(shorter && longer).isTrue();
    }

    @Test
    void without_jitter_chance_is_not_asked() {
        assertThat(DEFAULTS.delayAfter(3, () -> {
                    throw new AssertionError("asked");
                }))
                .isEqualTo(ofSeconds(4));
    }

    @Test
    void a_delay_is_never_negative_and_never_longer_than_the_longest() {
        qt().withExamples(2_000)
                .forAll(
                        longs().between(0, 1L << 50),
                        doubles().between(1e-6, 1e6),
                        longs().between(0, 1L << 50),
                        integers().between(1, 10_000))
                .checkAssert((delay, backoff, longest, attempt) -> {
                    var policy =
                            new RetryPolicy(10_001, Duration.ofNanos(delay), backoff, Duration.ofNanos(longest), 0);
                    assertThat(policy.delayAfter(attempt)).isBetween(Duration.ZERO, Duration.ofNanos(longest));
                });
    }

    @Test
    void what_makes_no_sense_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withMaxAttempts(0))
                .withMessage("max_attempts is 0; it counts the first attempt too, so it is at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withDelay(ofSeconds(-1)))
                .withMessage("delay is PT-1S; it can't be negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withMaxDelay(ofSeconds(-1)))
                .withMessage("max_delay is PT-1S; it can't be negative");
        for (double backoff : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withBackoff(backoff));
        }
        for (double jitter : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withJitter(jitter));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.delayAfter(0));
    }

    private static Map<String, String> params(Map<String, String> row) {
        Map<String, String> params = new HashMap<>();
        for (String param : row.get("params").split(";")) {
            String[] parts = param.split("=");
            if (parts.length == 2) {
                params.put(parts[0], parts[1]);
            }
        }
        return params;
    }

    private static Duration seconds(String text) {
        return Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact());
    }
}
