package io.onedag.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.onedag.TaskState;
import io.onedag.TriggerRule;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

    private static final TruthTable MEASURED = TruthTable.parse(TruthTable.MEASURED);

    @ParameterizedTest
    @EnumSource
    void for_every_set_of_ends_a_rule_says_what_was_measured(TriggerRule rule) {
        for (int ends = 1; ends < 16; ends++) {
            char decision = MEASURED.decision(rule, letters(ends));
            assertThat(Verdict.of(rule, ends, true))
                    .as("%s after %s", rule, letters(ends))
                    .isEqualTo(
                            decision == 'R' ? Verdict.RUN : decision == 's' ? Verdict.SKIP : Verdict.UPSTREAM_FAILED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void with_upstreams_still_to_end_a_rule_says_run_or_wait(TriggerRule rule) {
        for (int ends = 0; ends < 32; ends++) {
            assertThat(Verdict.of(rule, ends, false)).isIn(Verdict.RUN, Verdict.WAIT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_may_run_early_may_run_whatever_ends_later(TriggerRule rule) {
        for (int ends = 0; ends < 32; ends++) {
            for (int later = 0; later < 32; later++) {
                if (Verdict.of(rule, ends, false) == Verdict.RUN) {
                    assertThat(Verdict.of(rule, ends | later, true)).isEqualTo(Verdict.RUN);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_rule_starts_early_when_it_can_say_run_before_all_have_ended(TriggerRule rule) {
        boolean early = false;
        for (int ends = 0; ends < 32; ends++) {
            early |= Verdict.of(rule, ends, false) == Verdict.RUN;
        }
        assertThat(Ruling.startsEarly(rule)).isEqualTo(early);
    }

    @Test
    void a_cancelled_upstream_counts_as_one_that_could_not_run() {
        assertThat(Verdict.end(TaskState.CANCELLED, true)).isEqualTo(Verdict.end(TaskState.UPSTREAM_FAILED, false));
    }

    @Test
    void a_leave_to_fail_covers_a_failure_alone() {
        assertThat(Arrays.stream(TaskState.values())
                        .filter(TaskState::isFinal)
                        .filter(state -> Verdict.end(state, true) != Verdict.end(state, false)))
                .containsExactly(TaskState.FAILED);
    }

    @Test
    void what_has_not_ended_has_no_end() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Verdict.end(TaskState.RETRY_WAIT, false))
                .withMessage("RETRY_WAIT is no final state");
    }

    private static String letters(int ends) {
        return ((ends & Verdict.SUCCEEDED) != 0 ? "S" : "")
                + ((ends & Verdict.FAILED) != 0 ? "F" : "")
                + ((ends & Verdict.SKIPPED) != 0 ? "K" : "")
                + ((ends & Verdict.BLOCKED) != 0 ? "U" : "");
    }
}
