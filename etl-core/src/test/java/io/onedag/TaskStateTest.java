package io.onedag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TaskStateTest {

    /** Rows: from. Columns: to, in the order of the enum. */
    private static final String TRANSITIONS = """
            PENDING         . x . . . . x x x
            READY           . . x . . . . . x
            RUNNING         . x . x x x x . x
            RETRY_WAIT      . x x . . x . . x
            SUCCEEDED       . . . . . . . . .
            FAILED          . . . . . . . . .
            SKIPPED         . . . . . . . . .
            UPSTREAM_FAILED . . . . . . . . .
            CANCELLED       . . . . . . . . .
            """;

    static List<String> rows() {
        return TRANSITIONS.lines().toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_task_run_may_become_what_the_table_says_and_nothing_else(String row) {
        String[] cells = row.split(" +");
        TaskState from = TaskState.valueOf(cells[0]);
        assertThat(Arrays.stream(TaskState.values()).filter(from::mayBecome))
                .containsExactlyElementsOf(Arrays.stream(TaskState.values())
                        .filter(to -> cells[1 + to.ordinal()].equals("x"))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void a_state_is_final_when_no_other_follows_within_a_round(TaskState state) {
        assertThat(state.isFinal()).isEqualTo(Arrays.stream(TaskState.values()).noneMatch(state::mayBecome));
    }

    @Test
    void five_states_are_final() {
        assertThat(Arrays.stream(TaskState.values()).filter(TaskState::isFinal))
                .containsExactly(
                        TaskState.SUCCEEDED,
                        TaskState.FAILED,
                        TaskState.SKIPPED,
                        TaskState.UPSTREAM_FAILED,
                        TaskState.CANCELLED);
    }
}
