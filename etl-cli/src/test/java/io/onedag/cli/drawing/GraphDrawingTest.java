package io.onedag.cli.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TriggerRule;
import io.onedag.cli.terminal.Style;
import io.onedag.graph.PipelineGraph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GraphDrawingTest {

    private static final Task OK = context -> TaskResult.success();

    /** Draws tasks {@code name < upstream upstream}, rails and names alone. */
    private static String draw(String... tasks) {
        var pipeline = Pipeline.named("p");
        for (String each : tasks) {
            String[] parts = each.split(" < ");
            List<String> needs = parts.length == 1 ? List.of() : Arrays.asList(parts[1].split(" "));
            pipeline.task(parts[0], OK, task -> task.needs(needs));
        }
        var graph = PipelineGraph.of(pipeline.build());
        var rows = Rails.draw(graph, task -> false);
        int width = rows.stream().mapToInt(row -> row.rails().length()).max().orElse(0);
        var lines = new ArrayList<String>();
        for (Rails.Row row : rows) {
            lines.add(
                    row.task() < 0
                            ? row.rails()
                            : row.rails()
                                    + " ".repeat(width - row.rails().length() + 1)
                                    + graph.task(row.task()).name());
        }
        return String.join("\n", lines);
    }

    @Test
    void aChainRunsDown() {
        assertThat(draw("a", "b < a", "c < b")).isEqualTo("""
                        ○ a
                        │
                        ○ b
                        │
                        ○ c""");
    }

    @Test
    void aDiamondParts() {
        assertThat(draw("extract", "clean < extract", "enrich < extract", "load < clean enrich"))
                .isEqualTo("""
                        ○   extract
                        ├─○ clean
                        ○ │ enrich
                        │ │
                        ○─╯ load""");
    }

    @Test
    void aRailThatIsNotJoinedIsCrossed() {
        assertThat(draw("a", "b", "c < a", "d < c b", "e < a")).isEqualTo("""
                        ○   a
                        ├─○ c
                        ○ │ e
                          │
                        ○ │ b
                        │ │
                        ○─╯ d""");
        assertThat(draw("a", "b", "x < b", "c < a b", "y < x c")).isEqualTo("""
                        ○     a
                        │ ○   b
                        │ ├─○ x
                        ○─╯ │ c
                        │   │
                        ○───╯ y""");
    }

    @Test
    void tasksWithoutNeighboursStandApart() {
        assertThat(draw("a", "b", "c")).isEqualTo("○ a\n○ b\n○ c");
    }

    @Test
    void everyEdgeOfARandomGraphIsDrawn() {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            int size = 1 + random.nextInt(12);
            var pipeline = Pipeline.named("p");
            for (int i = 0; i < size; i++) {
                List<String> needs = IntStream.range(0, i)
                        .filter(each -> random.nextInt(4) == 0)
                        .mapToObj(each -> "t" + each)
                        .toList();
                pipeline.task("t" + i, OK, task -> task.needs(needs));
            }
            var graph = PipelineGraph.of(pipeline.build());
            assertThat(DrawnEdges.of(Rails.draw(graph, task -> false))).isEqualTo(DrawnEdges.of(graph));
        }
    }

    @Test
    void aRowSaysWhatIsSpecialAboutATask() {
        var pipeline = Pipeline.named("p")
                .pool("api", 2)
                .task("list", OK)
                .task(
                        "fetch",
                        OK,
                        task -> task.needs("list")
                                .forEach("list", "items")
                                .pool("api")
                                .retry(RetryPolicy.fixed(3, Duration.ofSeconds(1))))
                .task("decide", OK, task -> task.needs("fetch").branch("yes", "no"))
                .task("yes", OK, task -> task.needs("decide"))
                .task("no", OK, task -> task.needs("decide").allowFailure(true))
                .task("end", OK, task -> task.needs("yes", "no").when(TriggerRule.ONE_SUCCESS))
                .build();
        assertThat(String.join("\n", new GraphDrawing(PipelineGraph.of(pipeline)).lines(Style.plain(), 0)))
                .isEqualTo("""
                        1  ●    list    GraphDrawingTest
                           │
                        2  ●    fetch   GraphDrawingTest · for each of list.items · 3 attempts · pool api
                           │
                        3  ●    decide  GraphDrawingTest · branches to yes | no
                        4  ├─●  yes     GraphDrawingTest
                        4  ○ │  no      GraphDrawingTest · may fail
                           │ │
                        5  ●─╯  end     GraphDrawingTest · when one_success""");
    }

    @Test
    void aGraphTooWideForRailsIsListedByLayer() {
        var pipeline = Pipeline.named("wide").task("start", OK);
        var all = IntStream.range(0, 20).mapToObj(i -> "part" + i).toList();
        all.forEach(each -> pipeline.task(each, OK, task -> task.needs("start")));
        pipeline.task("end", OK, task -> task.needs(all));
        List<String> lines = new GraphDrawing(PipelineGraph.of(pipeline.build())).lines(Style.plain(), 0);
        assertThat(lines)
                .hasSize(24)
                .startsWith("1  ● start   GraphDrawingTest", "", "2  ● part0   GraphDrawingTest · needs start")
                .endsWith("", "3  ● end     GraphDrawingTest · needs part0, part1, part2 and 17 more");
    }

    @Test
    void linesAreCutToTheTerminal() {
        var pipeline = Pipeline.named("p").task("a_task_with_a_long_name", OK).build();
        assertThat(new GraphDrawing(PipelineGraph.of(pipeline)).lines(Style.plain(), 20))
                .containsExactly("1  ●  a_task_with_a…");
    }
}
