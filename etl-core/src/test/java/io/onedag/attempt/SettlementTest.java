package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Rows;
import io.onedag.TaskDefinition;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunStore;
import io.onedag.plan.Outcome;
import io.onedag.plan.Reason;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettlementTest {

    private static final Rows ROWS = new Rows(3, 2, 1);
    private static final Failure FAILURE = new Failure("E", "no", null, false);
    private static final Failure FATAL = new Failure("E", "never", null, true);
    private static final RetryPolicy THREE = new RetryPolicy(3, Duration.ofSeconds(2), 3.0, Duration.ofMinutes(1), 0.0);

    private static TaskDefinition task(UnaryOperator<Pipeline.TaskBuilder> options) {
        return Pipeline.named("p")
                .task("t", context -> TaskResult.success(), options)
                .build()
                .task("t");
    }

    private static Settlement settle(
            TaskDefinition task, AttemptResult result, int attempt, int recoveries, @Nullable Reason cut) {
        return Settlement.of(task, result, attempt, recoveries, cut, new Random(1));
    }

    private static AttemptResult failed(Failure failure) {
        return new AttemptResult.Failed(failure, false, ROWS);
    }

    private static AttemptResult timedOut() {
        return new AttemptResult.Failed(FAILURE, true, ROWS);
    }

    private static void assertEnd(Settlement settled, TaskState state, Reason reason) {
        assertThat(settled.state()).isEqualTo(state);
        assertThat(settled.reason()).isEqualTo(reason);
        assertThat(settled.retryIn()).isNull();
        assertThat(settled.outcome()).isEqualTo(Outcome.of(state, reason));
    }

    @Test
    void a_success_keeps_what_the_attempt_answered_and_tells_the_plan_what_its_successors_need() {
        var success = new AttemptResult.Succeeded("[1,2]", List.of("b"), Map.of("each", 2), ROWS, null);

        Settlement settled = settle(task(t -> t), success, 1, 0, null);

        assertThat(settled)
                .isEqualTo(new Settlement(
                        TaskState.SUCCEEDED, null, null, null, "[1,2]", List.of("b"), Map.of("each", 2), false, ROWS));
        assertThat(settled.outcome())
                .isEqualTo(new Outcome(TaskState.SUCCEEDED, null, List.of("b"), Map.of("each", 2)));
    }

    @Test
    void a_choice_or_a_length_alone_reaches_the_plan_too() {
        var none = new AttemptResult.Succeeded(null, List.of(), Map.of(), Rows.NONE, null);
        var empty = new AttemptResult.Succeeded("[]", null, Map.of("each", 0), Rows.NONE, null);

        assertThat(settle(task(t -> t), none, 1, 0, null).outcome().chosen()).isEqualTo(List.of());
        assertThat(settle(task(t -> t), empty, 1, 0, null).outcome().lengths()).isEqualTo(Map.of("each", 0));
    }

    @Test
    void a_success_with_nothing_to_tell_is_a_plain_one_for_the_plan() {
        var output = new AttemptResult.Succeeded("1", null, Map.of(), ROWS, null);
        Settlement plain = settle(task(t -> t), AttemptResult.Succeeded.PLAIN, 1, 0, null);

        assertThat(plain.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(plain.output()).isNull();
        assertThat(plain.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(settle(task(t -> t), output, 1, 0, null).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void a_task_that_skipped_itself_is_SKIPPED_with_its_own_words_and_no_retry() {
        Settlement settled = settle(task(t -> t.retry(THREE)), new AttemptResult.Skipped("no file", ROWS), 1, 0, null);

        assertEnd(settled, TaskState.SKIPPED, Reason.SELF);
        assertThat(settled.failure()).isEqualTo(new Failure("Skipped", "no file", null, false));
        assertThat(settled.rows()).isEqualTo(ROWS);
        assertThat(settled.allowedFailure()).isFalse();
    }

    @Test
    void a_failure_with_attempts_left_waits_for_its_delay() {
        Settlement settled = settle(task(t -> t.retry(THREE).allowFailure()), failed(FAILURE), 2, 0, null);

        assertThat(settled)
                .isEqualTo(new Settlement(
                        TaskState.RETRY_WAIT, null, Duration.ofSeconds(6), FAILURE, null, null, Map.of(), false, ROWS));
    }

    @Test
    void a_timeout_is_retried_like_any_failure() {
        assertThat(settle(task(t -> t.retry(THREE)), timedOut(), 1, 0, null).state())
                .isEqualTo(TaskState.RETRY_WAIT);
        assertEnd(
                settle(task(t -> t.retry(THREE)), timedOut(), 3, 0, null), TaskState.FAILED, Reason.ATTEMPTS_EXHAUSTED);
    }

    @Test
    void the_last_attempt_that_fails_ends_the_task_run() {
        Settlement settled = settle(task(t -> t.retry(THREE)), failed(FAILURE), 3, 0, null);

        assertEnd(settled, TaskState.FAILED, Reason.ATTEMPTS_EXHAUSTED);
        assertThat(settled.failure()).isEqualTo(FAILURE);
        assertThat(settled.rows()).isEqualTo(ROWS);
    }

    @Test
    void a_fatal_failure_ends_the_task_run_whatever_attempts_are_left() {
        Settlement settled = settle(task(t -> t.retry(THREE)), failed(FATAL), 1, 0, null);

        assertEnd(settled, TaskState.FAILED, Reason.FATAL);
        assertThat(settled.failure()).isEqualTo(FATAL);
    }

    @Test
    void attempts_lost_with_their_process_use_up_no_retry_and_lengthen_no_delay() {
        Settlement settled = settle(task(t -> t.retry(THREE)), failed(FAILURE), 4, 3, null);

        assertThat(settled.state()).isEqualTo(TaskState.RETRY_WAIT);
        assertThat(settled.retryIn()).isEqualTo(Duration.ofSeconds(2));
        assertEnd(
                settle(task(t -> t.retry(THREE)), failed(FAILURE), 6, 3, null),
                TaskState.FAILED,
                Reason.ATTEMPTS_EXHAUSTED);
    }

    @Test
    void the_delay_is_jittered_by_the_random_numbers_given() {
        RandomGenerator lowest = () -> 0;

        Settlement settled =
                Settlement.of(task(t -> t.retry(THREE.withJitter(0.5))), failed(FAILURE), 1, 0, null, lowest);

        assertThat(settled.retryIn()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void an_effect_that_may_happen_once_gets_no_second_attempt() {
        TaskDefinition once = task(t -> t.effect(Effect.ONCE));

        assertEnd(settle(once, failed(FAILURE), 1, 0, null), TaskState.FAILED, Reason.ATTEMPTS_EXHAUSTED);
        assertEnd(settle(once, failed(FATAL), 1, 0, null), TaskState.FAILED, Reason.FATAL);
        assertEnd(settle(once, timedOut(), 1, 0, null), TaskState.FAILED, Reason.OUTCOME_UNKNOWN);
    }

    @Test
    void an_effect_that_may_happen_once_gets_no_second_attempt_after_a_lost_one_or_in_a_run_cut_short() {
        TaskDefinition once = task(t -> t.effect(Effect.ONCE));

        assertEnd(settle(once, failed(FAILURE), 2, 2, null), TaskState.FAILED, Reason.ATTEMPTS_EXHAUSTED);
        assertEnd(settle(once, timedOut(), 1, 0, Reason.CANCELLED), TaskState.FAILED, Reason.OUTCOME_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCELLED", "RUN_TIMEOUT"})
    void in_a_run_cut_short_a_failure_that_would_be_retried_is_CANCELLED_for_that_reason(Reason cut) {
        Settlement settled = settle(task(t -> t.retry(THREE).allowFailure()), failed(FAILURE), 1, 0, cut);

        assertEnd(settled, TaskState.CANCELLED, cut);
        assertThat(settled.failure()).isEqualTo(FAILURE);
        assertThat(settled.allowedFailure()).isFalse();
        assertThat(settled.rows()).isEqualTo(ROWS);
    }

    @Test
    void in_a_run_cut_short_a_failure_that_would_not_be_retried_stays_one() {
        TaskDefinition task = task(t -> t.retry(THREE));

        assertEnd(settle(task, failed(FAILURE), 3, 0, Reason.CANCELLED), TaskState.FAILED, Reason.ATTEMPTS_EXHAUSTED);
        assertEnd(settle(task, failed(FATAL), 1, 0, Reason.CANCELLED), TaskState.FAILED, Reason.FATAL);
    }

    @Test
    void an_interrupted_attempt_is_CANCELLED_for_the_reason_that_cut_the_run() {
        var interrupted = new AttemptResult.Interrupted("the run was cancelled");

        Settlement settled = settle(task(t -> t.allowFailure()), interrupted, 1, 0, null);

        assertEnd(settled, TaskState.CANCELLED, Reason.CANCELLED);
        assertThat(settled.failure()).isEqualTo(new Failure("Cancelled", "the run was cancelled", null, false));
        assertThat(settled.allowedFailure()).isFalse();
        assertEnd(settle(task(t -> t), interrupted, 1, 0, Reason.RUN_TIMEOUT), TaskState.CANCELLED, Reason.RUN_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leave_to_fail_covers_every_failure_of_its_own(boolean allowed) {
        TaskDefinition task = task(t -> t.allowFailure(allowed));
        TaskDefinition once = task(t -> t.allowFailure(allowed).effect(Effect.ONCE));

        assertThat(settle(task, failed(FAILURE), 1, 0, null).allowedFailure()).isEqualTo(allowed);
        assertThat(settle(task, failed(FATAL), 1, 0, null).allowedFailure()).isEqualTo(allowed);
        assertThat(settle(once, timedOut(), 1, 0, null).allowedFailure()).isEqualTo(allowed);
    }

    @Test
    void only_a_success_has_a_transaction_to_commit() {
        var transaction = new RunStore.EffectTransaction() {
            @Override
            public Connection connection() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void commit(RunChange outcome) {}

            @Override
            public void close() {}
        };

        assertThat(Settlement.effect(new AttemptResult.Succeeded(null, null, Map.of(), ROWS, transaction)))
                .isSameAs(transaction);
        assertThat(Settlement.effect(failed(FAILURE))).isNull();
    }
}
