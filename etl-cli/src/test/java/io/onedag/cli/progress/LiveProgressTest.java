package io.onedag.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.cli.terminal.Style;
import io.onedag.engine.Failure;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener.End;
import io.onedag.engine.RunListener.TaskEvent;
import io.onedag.engine.RunRecord;
import io.onedag.plan.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LiveProgressTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final TaskEvent LOAD = new TaskEvent("load", -1, 1, 1, 3);
    private static final TaskEvent FETCH = new TaskEvent("fetch", 7, 1, 2, 3);

    private final MovedClock clock = new MovedClock();
    private final FakeTerminal terminal = new FakeTerminal(60, 12);
    private final LiveProgress progress = new LiveProgress(
            terminal.stream(),
            terminal,
            Style.of(true, Map.of("TERM", "xterm")),
            clock,
            Level.INFO,
            false,
            TimeUnit.HOURS.toMillis(1));

    private static final class MovedClock extends Clock {
        volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @AfterEach
    void close() {
        progress.close();
    }

    private void start(int tasks) {
        var pipeline = Pipeline.named("sales");
        for (int i = 0; i < tasks; i++) {
            pipeline.task("t" + i, context -> TaskResult.success());
        }
        progress.runStarted(
                new RunRecord(
                        RunIds.next(),
                        "k",
                        "sales",
                        RunState.RUNNING,
                        null,
                        START,
                        START,
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
                        1,
                        null,
                        null,
                        1,
                        null,
                        false,
                        0),
                pipeline.build());
    }

    private static End end(TaskState state, @Nullable Failure failure, @Nullable Duration retryIn) {
        return new End(
                state,
                state == TaskState.FAILED ? Reason.FATAL : null,
                Duration.ofMillis(1234),
                failure,
                retryIn,
                retryIn == null ? null : START.plus(retryIn),
                false,
                new Rows(0, 20, 0));
    }

    private List<String> seen() {
        progress.draw();
        return terminal.seen().stream()
                .map(line -> line.replaceAll("[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]", "*"))
                .toList();
    }

    @Test
    void eachRunningTaskHasALineAndABarShowsTheWhole() {
        start(4);
        progress.attemptStarted(LOAD);
        progress.attemptStarted(FETCH);
        clock.now = START.plusSeconds(75);
        progress.progress(LOAD, 1500, 3000);
        assertThat(seen())
                .containsExactly(
                        "* load           1m15s  ━━━━━━──────  1,500 of 3,000",
                        "* fetch[7]       1m15s  attempt 2 of 3",
                        "sales  ────────────────────────  0 of 4  1m15s");
        progress.progress(LOAD, 1600, 0);
        assertThat(seen().get(0)).isEqualTo("* load           1m15s  1,600");
    }

    @Test
    void whatEndedScrollsAbove() {
        start(2);
        progress.attemptStarted(LOAD);
        progress.attemptEnded(LOAD, end(TaskState.SUCCEEDED, null, null));
        progress.log(FETCH, Level.WARN, "slow\nhost");
        progress.log(FETCH, Level.DEBUG, "not shown");
        progress.decided("report", -1, TaskState.UPSTREAM_FAILED, Reason.RULE);
        assertThat(seen())
                .containsExactly(
                        "✓ load         SUCCEEDED in 1.2s, rows: 20 written",
                        "  fetch[7]     │ slow host",
                        "⊘ report       UPSTREAM_FAILED",
                        "sales  ━━━━━━━━━━━━━━━━━━━━━━━━  2 of 2  0s");
    }

    @Test
    void aTaskThatWaitsForItsRetryCountsDown() {
        start(1);
        progress.attemptStarted(LOAD);
        progress.attemptEnded(
                LOAD, end(TaskState.RETRY_WAIT, new Failure("X", "no route", null, false), Duration.ofSeconds(8)));
        clock.now = START.plusSeconds(3);
        assertThat(seen())
                .containsExactly(
                        "↻ load         attempt 1 of 3 failed after 1.2s, rows: 20 written: no route; next try in 8s",
                        "↻ load          attempt 2 of 3 in 5s",
                        "sales  ────────────────────────  0 of 1  3s");
    }

    @Test
    void noLineOfTheRegionIsWiderThanTheTerminal() {
        start(1);
        for (int i = 0; i < 30; i++) {
            var event = new TaskEvent("a_task_with_a_name_that_is_rather_long_indeed_" + i, -1, 1, 2, 3);
            progress.attemptStarted(event);
            progress.progress(event, 1_000_000, 9_000_000);
        }
        assertThat(seen()).hasSize(10).allMatch(line -> line.length() < 60);
        assertThat(seen().get(8)).isEqualTo("  … and 22 more running");
    }

    @Test
    void aBurstOfSuccessesIsCounted() {
        start(1000);
        for (int i = 0; i < 1000; i++) {
            progress.attemptEnded(new TaskEvent("t" + i, -1, 1, 1, 1), end(TaskState.SUCCEEDED, null, null));
        }
        progress.attemptEnded(LOAD, end(TaskState.FAILED, new Failure("X", "no", null, true), null));
        assertThat(seen())
                .anyMatch(line -> line.matches(" +… and [\\d,]+ more"))
                .anyMatch(line -> line.startsWith("✗ load"))
                .hasSizeLessThan(100);
    }

    @Test
    void atTheEndTheRegionIsGoneAndTheCursorIsBack() {
        start(1);
        progress.attemptStarted(LOAD);
        progress.draw();
        assertThat(terminal.showsCursor()).isFalse();
        progress.attemptEnded(LOAD, end(TaskState.SUCCEEDED, null, null));
        progress.say("bye");
        progress.close();
        assertThat(terminal.showsCursor()).isTrue();
        assertThat(terminal.seen()).containsExactly("✓ load         SUCCEEDED in 1.2s, rows: 20 written", "bye");
        progress.draw();
        assertThat(terminal.seen()).hasSize(2);
    }

    @Test
    void whatTasksPrintScrollsAbove() {
        var system = System.out;
        var own = new FakeTerminal(60, 12);
        var capturing = new LiveProgress(own.stream(), own, Style.plain(), clock, Level.INFO, true);
        try {
            System.out.print("hel");
            System.out.println("lo");
            System.err.print("unfinished");
        } finally {
            capturing.close();
        }
        assertThat(own.seen()).containsExactly("hello", "unfinished");
        assertThat(System.out).isSameAs(system);
    }
}
