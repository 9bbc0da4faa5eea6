package io.onedag.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineGraphTest {

    private static final Task NOTHING = context -> TaskResult.success();

    private final PipelineGraph graph = PipelineGraph.of(Pipeline.named("p")
            .task("report", NOTHING, t -> t.needs("load", "check"))
            .task("list", NOTHING)
            .task("load", NOTHING, t -> t.needs("list").forEach("list"))
            .task("check", NOTHING, t -> t.needs("list"))
            .task("alone", NOTHING)
            .build());

    @Test
    void tasks_have_the_index_of_their_place_in_the_definition() {
        assertThat(graph.size()).isEqualTo(5);
        assertThat(graph.index("load")).isEqualTo(2);
        assertThat(graph.task(2).name()).isEqualTo("load");
    }

    @Test
    void an_unknown_task_is_named_with_its_pipeline() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> graph.index("laod"))
                .withMessage("pipeline \"p\" has no task \"laod\"");
    }

    @Test
    void edges_go_both_ways() {
        assertThat(graph.upstreams(0)).containsExactly(2, 3);
        assertThat(graph.successors(1)).containsExactly(2, 3);
        assertThat(graph.upstreams(4)).isEmpty();
        assertThat(graph.successors(4)).isEmpty();
    }

    @Test
    void a_mapped_task_knows_its_producer() {
        assertThat(graph.producer(2)).isEqualTo(1);
        assertThat(graph.producer(3)).isEqualTo(-1);
    }

    @Test
    void the_order_has_upstreams_first() {
        assertThat(graph.order()).containsExactly(1, 2, 3, 0, 4);
    }

    @Test
    void a_definition_that_is_in_order_keeps_it() {
        PipelineGraph inOrder = PipelineGraph.of(Pipeline.named("p")
                .task("b", NOTHING)
                .task("a", NOTHING, t -> t.needs("b"))
                .build());
        assertThat(inOrder.order()).containsExactly(0, 1);
    }

    @Test
    void descendants_include_where_they_start() {
        assertThat(graph.withDescendants(List.of(2)).stream()).containsExactly(0, 2);
        assertThat(graph.withDescendants(List.of(1, 4)).stream()).containsExactly(0, 1, 2, 3, 4);
        assertThat(graph.withDescendants(List.of()).stream()).isEmpty();
    }

    @Test
    void the_critical_path_weighs_each_task() {
        assertThat(graph.criticalPath(task -> task.name().length())).containsExactly("list", "check", "report");
    }
}
