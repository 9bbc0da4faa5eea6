package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import io.onedag.graph.PipelineGraph;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatheredOutputsTest {

    private static final PipelineGraph GRAPH = PipelineGraph.of(Pipeline.named("p")
            .task("list", context -> TaskResult.success())
            .task("each", context -> TaskResult.success(), t -> t.needs("list").forEach("list", "files"))
            .task("again", context -> TaskResult.success(), t -> t.needs("each").forEach("each"))
            .build());
    private static final int LIST = GRAPH.index("list");
    private static final int EACH = GRAPH.index("each");
    private static final int AGAIN = GRAPH.index("again");

    private final GatheredOutputs outputs = new GatheredOutputs(GRAPH);

    @Test
    void a_task_that_answered_nothing_has_no_output() {
        outputs.put(LIST, -1, null);

        assertThat(outputs.output(LIST)).isNull();
    }

    @Test
    void an_output_is_read_as_it_was_put() {
        outputs.put(LIST, -1, "{\"files\":[]}");

        assertThat(outputs.output(LIST)).isEqualTo("{\"files\":[]}");
    }

    @Test
    void the_outputs_of_instances_are_gathered_in_index_order_null_where_there_is_none() {
        outputs.expand(EACH, 4);
        outputs.put(EACH, 3, "\"d\"");
        outputs.put(EACH, 0, "{\"a\":1}");
        outputs.put(EACH, 1, null);

        assertThat(outputs.output(EACH)).isEqualTo("[{\"a\":1},null,null,\"d\"]");
    }

    @Test
    void nothing_to_map_over_gathers_an_empty_list() {
        outputs.expand(EACH, 0);

        assertThat(outputs.output(EACH)).isEqualTo("[]");
    }

    @Test
    void expanding_again_keeps_what_is_there() {
        outputs.expand(EACH, 2);
        outputs.put(EACH, 1, "1");

        outputs.expand(EACH, 2);

        assertThat(outputs.output(EACH)).isEqualTo("[null,1]");
    }

    @Test
    void an_instance_beyond_the_list_is_of_no_interest() {
        outputs.put(EACH, 0, "0");
        outputs.expand(EACH, 1);

        outputs.put(EACH, 1, "1");

        assertThat(outputs.output(EACH)).isEqualTo("[null]");
    }

    @Test
    void an_instance_works_on_its_element_of_the_producers_list() {
        outputs.put(LIST, -1, "{\"files\":[\"a\",{\"b\":2}]}");

        assertThat(outputs.item(EACH, 0)).isEqualTo("a");
        assertThat(outputs.item(EACH, 1)).isEqualTo(Map.of("b", 2L));
    }

    @Test
    void an_instance_mapped_over_instances_works_on_what_one_of_them_answered() {
        outputs.expand(EACH, 2);
        outputs.put(EACH, 1, "[1,2]");

        assertThat(outputs.item(AGAIN, 0)).isNull();
        assertThat(outputs.item(AGAIN, 1)).isEqualTo(java.util.List.of(1L, 2L));
    }

    @Test
    void asking_for_an_item_where_there_is_none_is_an_error_of_the_engine() {
        assertThatThrownBy(() -> outputs.item(LIST, 0)).hasMessage("task list isn't mapped");
        outputs.put(LIST, -1, "{\"files\":7}");
        assertThatThrownBy(() -> outputs.item(EACH, 0))
                .hasMessage("the output that task each is mapped over is no list");
    }
}
