package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.Schedule;
import io.onedag.TaskResult;
import io.onedag.attempt.AttemptResult;
import io.onedag.driven.DrivenAttempt;
import io.onedag.driven.DrivenRequest;
import io.onedag.driven.DriversWord;
import io.onedag.engine.Failure;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.graph.PipelineGraph;
import io.onedag.store.SqlRunStoreProvider;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say of a run that Airflow drives. */
class DrivenRunsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final Pipeline pipeline = Pipeline.named("sales")
            .schedule(Schedule.cron("0 0 * * *").start(java.time.LocalDate.of(2026, 1, 1)))
            .task("extract", context -> TaskResult.success())
            .task("load", context -> TaskResult.success(), t -> t.needs("extract"))
            .task("report", context -> TaskResult.success(), t -> t.needs("load"))
            .build();

    private Command onedag() {
        return new Command(folder).with(pipeline);
    }

    /** Airflow runs extract, and starts load. */
    private DrivenAttempt load(RunStore store, Instant deadline) {
        begin(store, "extract", null).end(new AttemptResult.Succeeded("[1]", null, Map.of(), new Rows(3, 2, 1), null));
        return begin(store, "load", deadline);
    }

    private DrivenAttempt begin(RunStore store, String task, Instant deadline) {
        return (DrivenAttempt) DrivenAttempt.begin(
                store,
                new DrivenRequest(
                        PipelineGraph.of(pipeline),
                        pipeline.planHash(),
                        "airflow",
                        "app",
                        "1",
                        "sched:2026-01-02T00:00:00Z",
                        new Interval(START, Instant.parse("2026-01-02T00:00:00Z")),
                        "{}",
                        task,
                        -1,
                        0,
                        1,
                        deadline,
                        null));
    }

    private RunStore store() {
        return new SqlRunStoreProvider().open(Map.of(), folder.resolve(".onedag"), Mode.WRITE);
    }

    @Test
    void it_is_shown_like_any_other_with_the_tasks_that_never_started() {
        try (RunStore store = store()) {
            load(store, Instant.now().plusSeconds(3600));
        }
        assertThat(onedag().run("runs").exits(ExitCode.DONE).out()).contains("sales", "RUNNING");
        var status = onedag().run("status", "--json").exits(ExitCode.DONE);
        assertThat(status.object())
                .containsEntry("driver", "airflow")
                .containsEntry("run_key", "sched:2026-01-02T00:00:00Z")
                .containsEntry("abandoned", false);
        assertThat(status.list("tasks"))
                .extracting(task -> task.get("task") + " " + task.get("state") + " " + task.get("not_heard_from_since"))
                .containsExactly("extract SUCCEEDED null", "load RUNNING null", "report PENDING null");
        assertThat(onedag().run("explain").exits(ExitCode.DONE).out())
                .contains("airflow drives it, and decides there what starts");
    }

    @Test
    void an_attempt_that_has_gone_silent_says_since_when() {
        try (RunStore store = store()) {
            load(store, Instant.now().minusSeconds(5));
        }
        assertThat(onedag().run("status").exits(ExitCode.DONE).out()).contains("not heard from since");
        assertThat(onedag().run("explain", "sales", "load").exits(ExitCode.DONE).out())
                .contains("under way at airflow, not heard from since", "its deadline was");
        assertThat(onedag().run("status", "--json").exits(ExitCode.DONE).list("tasks"))
                .filteredOn(task -> task.get("not_heard_from_since") != null)
                .extracting(task -> task.get("task"))
                .containsExactly("load");
    }

    @Test
    void an_attempt_without_a_deadline_is_silent_since_it_began() {
        try (RunStore store = store()) {
            load(store, null);
        }
        assertThat(onedag().run("status").exits(ExitCode.DONE).out()).contains("not heard from since");
    }

    @Test
    void a_task_that_was_marked_is_explained_by_its_mark() {
        try (RunStore store = store()) {
            load(store, null).interrupted(DriversWord.parse("end task=skipped run=running"));
        }
        assertThat(onedag().run("explain", "sales", "load").exits(ExitCode.DONE).out())
                .contains(
                        "load counts as SKIPPED: the engine that drives the run said so",
                        "Marked SKIPPED in airflow while attempt 1 ran");
        assertThat(onedag().run("explain").exits(ExitCode.DONE).out()).contains("load (its driver said so)");
        assertThat(onedag().run("status").exits(ExitCode.DONE).out()).contains("its driver said so");
    }

    @Test
    void its_graph_its_timeline_and_its_logs_are_drawn_and_told_as_well() {
        try (RunStore store = store()) {
            load(store, null);
        }
        assertThat(onedag().run("graph", "--run", "sales", "--format", "svg")
                        .exits(ExitCode.DONE)
                        .out())
                .contains("<svg", "report", "pending");
        assertThat(onedag().run("graph", "--run", "sales", "--timeline")
                        .exits(ExitCode.DONE)
                        .out())
                .contains("<svg", "extract", "load");
        assertThat(onedag().run("graph", "--run", "sales").exits(ExitCode.DONE).out())
                .contains("extract", "load");
        onedag().run("logs", "sales", "extract").exits(ExitCode.DONE);
    }

    @Test
    void one_that_failed_says_what_to_do_at_airflow() {
        try (RunStore store = store()) {
            load(store, null)
                    .end(new AttemptResult.Failed(new Failure("E", "no route to host", null, true), false, Rows.NONE));
        }
        assertThat(onedag().run("status").exits(ExitCode.DONE).out())
                .contains("no route to host", "UPSTREAM_FAILED", "clear its failed tasks there")
                .doesNotContain("onedag resume");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "resume", "rerun --from load", "resume --preview", "rerun --from load --preview"})
    void what_is_airflows_to_do_is_refused_with_its_own_way(String command) {
        try (RunStore store = store()) {
            load(store, null);
        }
        String[] words = command.split(" ");
        var arguments = new java.util.ArrayList<String>(java.util.List.of(words));
        arguments.add(1, "sales");

        var refused = onedag().run(arguments.toArray(String[]::new)).exits(ExitCode.USAGE);

        assertThat(refused.err()).contains("is driven by airflow").containsAnyOf("mark the run as failed", "clear ");
        assertThat(onedag().run("status", "--json").object())
                .containsEntry("state", "RUNNING")
                .containsEntry("round", 1L);
    }

    @Test
    void a_backfill_leaves_an_interval_to_airflow_that_it_works_on() {
        try (RunStore store = store()) {
            load(store, null);
        }
        var refused = onedag().run("backfill", "sales", "--from", "2026-01-01", "--to", "2026-01-03")
                .exits(ExitCode.USAGE);

        assertThat(refused.err()).contains("is driven by airflow", "backfill it with Airflow's own command");
        assertThat(onedag().run("runs", "--json").exits(ExitCode.DONE).out()).doesNotContain("2026-01-03T00");
    }
}
