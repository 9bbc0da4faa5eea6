package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code onedag explain}: the plan's ruling, with what the records say besides. */
class ExplainCommandTest {

    @TempDir
    Path folder;

    private Command onedag() {
        return new Command(folder)
                .with(Pipeline.named("sales")
                        .task("list", context -> TaskResult.success(List.of(1, 2)))
                        .task(
                                "load",
                                context -> {
                                    throw new IllegalStateException("no route to host");
                                },
                                task -> task.needs("list").forEach("list"))
                        .task("report", context -> TaskResult.success(), task -> task.needs("load"))
                        .task("mail", context -> TaskResult.success(), task -> task.needs("report"))
                        .task("decide", context -> TaskResult.branch("left"), t -> t.branch("left", "right"))
                        .task("left", context -> TaskResult.success(), t -> t.needs("decide"))
                        .task("right", context -> TaskResult.success(), t -> t.needs("decide"))
                        .task("join", context -> TaskResult.success(), t -> t.needs("left", "right"))
                        .build());
    }

    @Test
    void a_skip_names_the_rule_and_the_upstream_states() {
        onedag().run("run", "sales").exits(ExitCode.FAILED);
        assertThat(onedag().run("explain", "sales", "join")
                        .exits(ExitCode.DONE)
                        .out()
                        .strip())
                .isEqualTo("join was skipped: its rule all_success needs every upstream to have succeeded;"
                        + " right was SKIPPED (not chosen by decide), left SUCCEEDED.");
        assertThat(onedag().run("explain", "sales", "mail").exits(ExitCode.DONE).out())
                .contains(
                        "mail could not run: its rule all_success needs every upstream to have succeeded;"
                                + " report was UPSTREAM_FAILED; it began with load 2 FAILED of 2 instances.",
                        "next: onedag resume ");
        assertThat(onedag().run("explain", "sales", "load[1]")
                        .exits(ExitCode.DONE)
                        .out())
                .contains(
                        "load[1] failed: no attempt was left.",
                        "Attempt 1 of 1 failed: IllegalStateException: no route to host, at ");
    }

    @Test
    void a_run_is_told_the_worst_first_and_as_one_document() {
        onedag().run("run", "sales").exits(ExitCode.FAILED);
        var told = onedag().run("explain").exits(ExitCode.DONE);
        assertThat(told.out().lines())
                .contains(
                        "2 task runs FAILED: load[0] (IllegalStateException: no route to host), load[1] (IllegalStateException: no route to host).",
                        "2 task runs could not run: report, mail.",
                        "2 task runs were skipped: right (not chosen), join (by its rule all_success).",
                        "3 of 9 task runs SUCCEEDED.");
        var document = onedag().run("explain", "sales", "--json").exits(ExitCode.DONE);
        assertThat(document.object()).containsEntry("state", "FAILED").containsKey("sentences");
        assertThat(document.list("tasks"))
                .extracting(task -> task.get("task") + " " + task.get("map_index") + " " + task.get("cause"))
                .containsExactly(
                        "load 0 FAILED",
                        "load 1 FAILED",
                        "report null RULE",
                        "mail null RULE",
                        "right null NOT_CHOSEN",
                        "join null RULE");
    }

    @Test
    void a_task_or_an_instance_that_is_not_there_is_named_with_the_nearest() {
        onedag().run("run", "sales").exits(ExitCode.FAILED);
        assertThat(onedag().run("explain", "sales", "jion")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("the run has no task \"jion\"", "did you mean \"join\"?");
        assertThat(onedag().run("explain", "sales", "load[7]")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("task \"load\" has no instance 7: it has 2");
    }
}
