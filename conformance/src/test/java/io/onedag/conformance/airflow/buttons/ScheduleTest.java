package io.onedag.conformance.airflow.buttons;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.RunState;
import io.onedag.conformance.airflow.Backfill;
import io.onedag.conformance.airflow.DagRun;
import io.onedag.conformance.airflow.kit.AirflowRun;
import io.onedag.conformance.process.Poll;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.probe.JournalEntry;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs that Airflow begins by itself, and a scheduler that dies in the middle of one. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("airflow")
@ExtendWith(SharedDesk.class)
class ScheduleTest {

    @Test
    void a_schedule_with_catchup_makes_up_for_each_interval_under_its_key(Desk desk) throws Exception {
        Poll.until(
                Desk.LIMIT,
                () -> "runs are " + runs(desk, "hourly"),
                () -> runs(desk, "hourly").stream().filter(DagRun::isFinal).count() >= Pipelines.HOURS);
        var keys = new ArrayList<String>();
        for (DagRun each : runs(desk, "hourly")) {
            Instant end = Objects.requireNonNull(each.intervalEnd());
            ObservedRun ended = desk.ended(desk.scheduled("hourly", each.runId(), end));
            assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(ended.tasks().get(0).output()).isEqualTo("\"" + end.minus(Duration.ofHours(1)) + "\"");
            keys.add(ended.key());
        }
        Instant first = Objects.requireNonNull(runs(desk, "hourly").get(0).intervalEnd());
        assertThat(keys).startsWith("sched:" + first, "sched:" + first.plus(Duration.ofHours(1)));
        assertThat(Duration.between(first, Instant.now()).toHours())
                .as("the first interval begins at the first fire at or after the start")
                .isBetween((long) Pipelines.HOURS - 1, (long) Pipelines.HOURS);
    }

    @Test
    void a_backfill_runs_intervals_of_the_past_and_reprocessing_runs_them_again(Desk desk) throws Exception {
        Instant from = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(4));
        Instant to = from.plus(Duration.ofDays(1));
        desk.api().backfill(Backfill.of("daily", from, to));
        AirflowRun run = backfilled(desk, from, 1);
        assertThat(Desk.states(desk.ended(run))).containsExactly("a SUCCEEDED 1", "b SUCCEEDED 1");
        backfilled(desk, to, 1);
        Poll.until(Desk.LIMIT, () -> "the second backfill is not taken", () -> {
            try {
                desk.api().backfill(Backfill.of("daily", from, to).reprocessing(Backfill.Reprocess.COMPLETED));
                return true;
            } catch (RuntimeException busy) {
                return false;
            }
        });
        run = backfilled(desk, from, 2);
        ObservedRun again = desk.ended(run);
        assertThat(again.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Desk.states(again)).containsExactly("a SUCCEEDED 2", "b SUCCEEDED 2");
    }

    @Test
    void a_run_goes_on_when_the_scheduler_is_killed_and_another_one_starts(Desk desk) throws Exception {
        AirflowRun run = desk.start("waits", "orphaned");
        desk.await("waits", "orphaned", Kind.START, "s", 1);
        desk.airflow().server().killScheduler();
        desk.journal("waits").open("orphaned");
        desk.airflow().server().startScheduler();
        ObservedRun ended = desk.ended(run);
        assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(ended.find("t").orElseThrow().attempts()).isEqualTo(1);
        List<JournalEntry> starts = desk.seen("waits", "orphaned", Kind.START, "s");
        assertThat(starts.size()).isEqualTo(ended.find("s").orElseThrow().attempts());
    }

    private static List<DagRun> runs(Desk desk, String dag) {
        return desk.airflow().server().metadata().runs(dag);
    }

    /** The run for the interval that begins then, once its last task has ended so often. */
    private static AirflowRun backfilled(Desk desk, Instant start, int times) {
        Instant end = start.plus(Duration.ofDays(1));
        desk.await("daily", "sched:" + end, Kind.END, "b", times);
        String id = runs(desk, "daily").stream()
                .filter(each -> start.equals(each.logicalDate()))
                .findFirst()
                .orElseThrow()
                .runId();
        return desk.scheduled("daily", id, end);
    }
}
