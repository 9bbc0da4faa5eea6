package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Rows;
import io.onedag.TaskFailedException;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener.TaskEvent;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FailureBlockTest {

    private static final UUID RUN = UUID.fromString("01a1fe9f-6807-7d0f-a8e5-2de67da81472");
    private static final TaskEvent LOAD = new TaskEvent("load", -1, 1, 2, 3);

    @Test
    void it_says_what_why_where_what_next_and_how_to_replay_it() {
        var failure = new Failure("java.io.IOException", "no route\nto host", "Load.java:31", false);
        assertThat(FailureBlock.lines(RUN, LOAD, failure, new Rows(10, 8, 1), Duration.ofSeconds(4), false))
                .containsExactly(
                        "task load, attempt 2 of 3: failed",
                        "  why    no route",
                        "         to host",
                        "  where  Load.java:31",
                        "  rows   read 10, written 8, rejected 1",
                        "  next   tried again in 4s",
                        "  replay onedag task run --replay " + RUN + ":load:1.2");
    }

    @Test
    void the_last_attempt_points_to_resume_and_an_allowed_one_does_not() {
        var failure = new Failure("E", "no", null, true);
        assertThat(FailureBlock.lines(RUN, LOAD, failure, Rows.NONE, null, false))
                .contains("  next   mend the cause, then: onedag resume " + RUN);
        assertThat(FailureBlock.lines(RUN, LOAD, failure, Rows.NONE, null, true))
                .contains("  next   the run goes on: this failure is allowed")
                .noneMatch(line -> line.contains("resume"));
    }

    @Test
    void a_failures_own_way_out_stands_in_place_of_the_general_one() {
        var failure = new Failure("E", "the ids are taken\nnext: take them in anew", null, true);
        assertThat(FailureBlock.lines(RUN, new TaskEvent("load", 3, 2, 1, 1), failure, Rows.NONE, null, false))
                .containsExactly(
                        "task load[3], attempt 1 of 1: failed for good, no retry can mend it",
                        "  why    the ids are taken",
                        "  next   take them in anew",
                        "  replay onedag task run --replay '" + RUN + ":load[3]:2.1'");
    }

    @Test
    void a_cause_does_not_run_into_the_way_out() {
        var thrown = TaskFailedException.fatal("it failed\nnext: do this", new IllegalStateException("deep down"));
        assertThat(Failures.of(thrown, new Masking()).message())
                .isEqualTo("it failed; caused by IllegalStateException: deep down\nnext: do this");
    }
}
