package io.onedag.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskResult;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EventsTest {

    private static final Instant BEGAN = Instant.parse("2026-01-31T06:00:00Z");

    private static RunRecord run(int round) {
        return new RunRecord(
                RunIds.next(),
                "k",
                "p",
                RunState.RUNNING,
                null,
                BEGAN,
                BEGAN,
                null,
                null,
                "{}",
                "",
                1,
                "",
                "local",
                "app",
                "1",
                "1",
                round,
                null,
                null,
                1,
                null,
                false,
                0);
    }

    /** What is told of the end of a run that is heard of three days after it began, and ends four seconds later. */
    private static Event end(int round) {
        var now = new AtomicReference<>(BEGAN.plus(Duration.ofDays(3)));
        var heard = new ArrayList<Event>();
        var events = new Events(run(round), now::get, heard::add);
        events.runStarted(
                run(round),
                Pipeline.named("p")
                        .task("only", context -> TaskResult.success())
                        .build());
        now.updateAndGet(at -> at.plusSeconds(4));
        events.runEnded(RunState.SUCCEEDED, null);
        return heard.get(1);
    }

    @Test
    void a_run_that_is_resumed_tells_how_long_that_went_on_and_not_the_days_before() {
        assertThat(end(2).fields()).containsEntry("duration_ms", 4_000L);
        assertThat(end(2).message()).isEqualTo("run SUCCEEDED in 4s");
    }

    @Test
    void a_run_that_goes_on_in_its_first_round_tells_how_long_all_of_it_took() {
        assertThat(end(1).fields())
                .containsEntry("duration_ms", Duration.ofDays(3).plusSeconds(4).toMillis());
    }
}
