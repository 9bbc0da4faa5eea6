package io.onedag.cli.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.cli.drawing.RunLook.TaskLook;
import io.onedag.cli.drawing.svg.SvgGraph;
import io.onedag.graph.PipelineGraph;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** The formats that other programs draw: no text of a definition gets out of its label. */
class GraphFormatsTest {

    private static final Task NOTHING = new Nothing();
    private static final String HOSTILE = "a \"b\" \\c & <d> `e` {{f}} ${g} #h; %%i \u0007 --> 売上\uD83D\uDE80";

    /** A task whose type has a name of its own. */
    private static final class Nothing implements Task {
        @Override
        public TaskResult execute(io.onedag.TaskContext context) {
            return TaskResult.success();
        }
    }

    private static PipelineGraph graph() {
        return PipelineGraph.of(Pipeline.named("p")
                .title(HOSTILE)
                .task("decide", NOTHING, t -> t.branch("left", "right"))
                .task("left", NOTHING, t -> t.needs("decide").group("a \"group\" & more"))
                .task("right", NOTHING, t -> t.needs("decide"))
                .task("each", NOTHING, t -> t.needs("left").forEach("left"))
                .build());
    }

    private static RunLook look() {
        var tasks = new LinkedHashMap<String, TaskLook>();
        tasks.put("decide", new TaskLook(TaskState.SUCCEEDED, Map.of(), Duration.ofMillis(1200), 2, false));
        tasks.put("left", new TaskLook(TaskState.SUCCEEDED, Map.of(), Duration.ofMillis(3), 1, false));
        tasks.put("right", new TaskLook(TaskState.SKIPPED, Map.of(), null, 0, false));
        var instances = new LinkedHashMap<TaskState, Integer>();
        instances.put(TaskState.SUCCEEDED, 3);
        instances.put(TaskState.FAILED, 1);
        tasks.put("each", new TaskLook(TaskState.FAILED, instances, Duration.ofSeconds(2), 4, false));
        return new RunLook("run 1 · FAILED", tasks);
    }

    @Test
    void mermaid_has_names_in_labels_alone_and_states_as_classes() {
        assertThat(MermaidGraph.write(graph(), look())).isEqualTo("""
                        ---
                        title: "a \\"b\\" \\\\c & <d> `e` {{f}} ${g} #h; %%i \\u0007 --> 売上🚀 – run 1 · FAILED"
                        ---
                        flowchart LR
                          t0{{"decide<br/><small>succeeded · 1.2s · 2 attempts</small>"}}
                          t2("right<br/><small>skipped</small>")
                          t3[["each<br/><small>3 succeeded · 1 failed · 2.0s</small>"]]
                          subgraph g0["a #34;group#34; #38; more"]
                            t1("left<br/><small>succeeded · 3ms</small>")
                          end
                          t0 -.-> t1
                          t0 -.-> t2
                          t1 --> t3
                          classDef SUCCEEDED fill:#eaf7ee,stroke:#1f883d,color:#1f2328
                          class t0,t1 SUCCEEDED
                          classDef FAILED fill:#ffebe9,stroke:#cf222e,color:#1f2328
                          class t3 FAILED
                          classDef SKIPPED fill:#f6f8fa,stroke:#818b98,color:#1f2328
                          class t2 SKIPPED
                        """);
        assertThat(MermaidGraph.label(HOSTILE)).doesNotContain("\"", "`", "<", ">", "{", "}", "%", "\\", "$", "\u0007");
    }

    @Test
    void dot_has_names_in_quoted_labels_alone() {
        assertThat(DotGraph.write(graph(), null)).isEqualTo("""
                        digraph "p" {
                          graph [rankdir=LR, charset="UTF-8", fontname="Helvetica", labelloc=t, labeljust=l, label="a \\"b\\" \\\\c &amp; <d> `e` {{f}} ${g} #h; %%i   --> 売上🚀"]
                          node [shape=box, style="rounded,filled", fillcolor="#f6f8fa", color="#afb8c1", fontname="Helvetica", fontsize=12]
                          edge [color="#8c959f", arrowsize=0.7]
                          t0 [label="decide\\nNothing · branches to left | right", shape=hexagon]
                          t2 [label="right\\nNothing"]
                          t3 [label="each\\nNothing · for each of left", peripheries=2]
                          subgraph cluster_0 {
                            label="a \\"group\\" &amp; more"; color="#d1d9e0"; style="rounded"
                            t1 [label="left\\nNothing"]
                          }
                          t0 -> t1 [style=dashed]
                          t0 -> t2 [style=dashed]
                          t1 -> t3
                        }
                        """);
    }

    @Test
    void svg_is_well_formed_and_keeps_its_text_as_text() throws Exception {
        Document document = parse(SvgGraph.draw(graph(), look()));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo(HOSTILE.replace('\u0007', '\uFFFD'));
        assertThat(parse(SvgGraph.draw(graph(), null)).getDocumentElement().getAttribute("aria-label"))
                .isEqualTo("Graph of pipeline p");
    }

    @Test
    void a_surrogate_that_stands_alone_is_replaced_everywhere() throws Exception {
        PipelineGraph graph = PipelineGraph.of(
                Pipeline.named("p").title("x\uD800y").task("a", NOTHING).build());
        assertThat(DotGraph.write(graph, null)).contains("x\uFFFDy");
        assertThat(parse(SvgGraph.draw(graph, null))
                        .getElementsByTagName("text")
                        .item(0)
                        .getTextContent())
                .isEqualTo("x\uFFFDy");
    }

    @Test
    void a_wall_of_tasks_alike_is_drawn_as_one_and_what_differs_beside_it() {
        var pipeline = Pipeline.named("p").task("start", NOTHING);
        for (int i = 0; i < 40; i++) {
            int retries = i == 7 ? 3 : 1;
            pipeline.task(
                    "part_" + i,
                    NOTHING,
                    t -> t.needs("start").retry(RetryPolicy.fixed(retries, Duration.ofSeconds(1))));
        }
        PipelineGraph graph = PipelineGraph.of(pipeline.build());
        assertThat(Twins.of(graph)).extracting(List::size).containsExactly(1, 39, 1);
        assertThat(SvgGraph.draw(graph, null))
                .contains("39 tasks · Nothing", "… part_39", ">part_7<", "part_11, part_12")
                .doesNotContain(">part_8<");
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
