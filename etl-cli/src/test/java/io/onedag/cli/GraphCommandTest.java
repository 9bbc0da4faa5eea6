package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.TaskResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code onedag graph}: formats, a run's states, and when what happened in it. */
class GraphCommandTest {

    @TempDir
    Path folder;

    private Command onedag() {
        return new Command(folder)
                .with(Pipeline.named("sales")
                        .title("Daily sales")
                        .task("list", context -> TaskResult.success(List.of(1, 2, 3, 4, 5, 6)))
                        .task(
                                "each",
                                context -> TaskResult.success(),
                                t -> t.needs("list").forEach("list"))
                        .task(
                                "load",
                                context -> {
                                    throw new IllegalStateException("no route to host");
                                },
                                t -> t.needs("each").retry(RetryPolicy.fixed(2, Duration.ofMillis(1))))
                        .task("mail", context -> TaskResult.success(), t -> t.needs("load"))
                        .build());
    }

    @BeforeEach
    void run() {
        onedag().run("run", "sales").exits(ExitCode.FAILED);
    }

    @Test
    void a_run_colours_the_graph_in_every_format() {
        assertThat(onedag().run("graph", "--run", "sales").exits(ExitCode.DONE).out())
                .contains("sales  run ", "×6 · SUCCEEDED", "FAILED", "UPSTREAM_FAILED");
        assertThat(onedag().run("graph", "--run", "sales", "--format", "mermaid")
                        .exits(ExitCode.DONE)
                        .out())
                .contains("classDef UPSTREAM_FAILED", "class t3 UPSTREAM_FAILED");
        assertThat(onedag().run("graph", "--run", "sales", "--format", "dot")
                        .exits(ExitCode.DONE)
                        .out())
                .contains("t3 [label=\"mail\\nupstream failed\", fillcolor=");
        assertThat(onedag().run("graph", "--run", "sales", "--format", "svg")
                        .exits(ExitCode.DONE)
                        .out())
                .startsWith("<svg xmlns=")
                .contains("Daily sales", "1 upstream failed", "prefers-color-scheme: dark");
    }

    @Test
    void the_timeline_has_a_bar_for_each_attempt_and_a_row_for_many_instances() {
        String svg = onedag().run("graph", "--run", "sales", "--timeline")
                .exits(ExitCode.DONE)
                .out();
        assertThat(svg)
                .contains(
                        "each ×6",
                        "6 succeeded",
                        "load, attempt 1: failed, tried again",
                        "load, attempt 2: failed",
                        "each[5], attempt 1: succeeded");
        assertThat(onedag().run("graph", "sales", "--timeline")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("--timeline is of a run", "add --run RUN");
        assertThat(onedag().run("graph", "--run", "sales", "--timeline", "--format", "dot")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("--timeline is drawn as svg alone");
    }

    @Test
    void a_file_gets_the_format_that_its_name_says() throws Exception {
        var written =
                onedag().run("graph", "sales", "--out", "pictures/sales.svg").exits(ExitCode.DONE);
        assertThat(written.out()).isEmpty();
        assertThat(written.err()).contains("wrote pictures/sales.svg");
        assertThat(Files.readString(folder.resolve("pictures/sales.svg"))).startsWith("<svg ");
        onedag().run("graph", "sales", "--out", "sales.mmd").exits(ExitCode.DONE);
        assertThat(Files.readString(folder.resolve("sales.mmd"))).contains("flowchart LR");
        onedag().run("graph", "sales", "--out", "sales.txt").exits(ExitCode.DONE);
        assertThat(Files.readString(folder.resolve("sales.txt"))).contains("longest chain, 4 tasks");
    }

    @Test
    void one_document_holds_the_picture_and_the_states() {
        var drawn = onedag().run("graph", "--run", "sales", "--format", "svg", "--json")
                .exits(ExitCode.DONE);
        assertThat(drawn.object()).containsEntry("format", "svg").containsEntry("file", null);
        assertThat(String.valueOf(drawn.object().get("content"))).startsWith("<svg ");
        assertThat(drawn.list("tasks"))
                .extracting(task -> task.get("task") + " " + task.get("state"))
                .containsExactly("list SUCCEEDED", "each SUCCEEDED", "load FAILED", "mail UPSTREAM_FAILED");
    }
}
