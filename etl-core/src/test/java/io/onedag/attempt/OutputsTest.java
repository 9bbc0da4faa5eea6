package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Pipeline;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.graph.PipelineGraph;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputsTest {

    private static final Masking NO_SECRETS = new Masking();

    private static final PipelineGraph GRAPH = PipelineGraph.of(Pipeline.named("p")
            .task("list", context -> TaskResult.success())
            .task("each", context -> TaskResult.success(), t -> t.needs("list").forEach("list", "files"))
            .task(
                    "few",
                    context -> TaskResult.success(),
                    t -> t.needs("list").forEach("list", "names").maxMapLength(2))
            .task("alone", context -> TaskResult.success())
            .task("again", context -> TaskResult.success(), t -> t.needs("each").forEach("each"))
            .build());

    private static Map<String, Integer> lengths(String task, String output) {
        return Outputs.lengths(GRAPH, GRAPH.index(task), output);
    }

    @Test
    void a_task_without_an_output_has_none() {
        assertThat(Outputs.json(null, NO_SECRETS)).isNull();
    }

    @Test
    void a_task_that_does_not_branch_chooses_nothing_rather_than_none() {
        var task = GRAPH.task(GRAPH.index("alone"));

        assertThat(Outputs.chosen(task, TaskResult.success())).isNull();
    }

    @Test
    void the_lengths_of_the_lists_that_others_are_mapped_over_are_read_from_an_output_on_record() {
        assertThat(lengths("list", "{\"files\":[1,null,[2]],\"names\":[]}")).isEqualTo(Map.of("each", 3, "few", 0));
    }

    @Test
    void what_nobody_is_mapped_over_may_be_anything() {
        assertThat(lengths("alone", "7")).isEmpty();
        assertThat(lengths("alone", null)).isEmpty();
    }

    @Test
    void the_output_of_one_mapped_instance_has_no_length() {
        assertThat(lengths("each", "\"no list\"")).isEmpty();
    }

    @Test
    void a_list_may_be_as_long_as_allowed_and_no_longer() {
        assertThat(lengths("list", "{\"files\":[],\"names\":[1,2]}")).containsEntry("few", 2);
        assertThatThrownBy(() -> lengths("list", "{\"files\":[],\"names\":[1,2,3]}"))
                .isInstanceOf(TaskFailedException.class)
                .hasMessage("task \"few\" is mapped over ${tasks.list.output.names}, which has 3 elements; at most 2"
                        + " are allowed (max_map_length)");
    }

    @Test
    void a_producer_without_an_output_gives_no_list() {
        assertThatThrownBy(() -> lengths("list", null))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageStartingWith(
                        "task \"each\" is mapped over its output: ${tasks.list.output.files} leads nowhere");
    }

    @Test
    void the_error_shows_what_is_there_instead_of_a_list_the_first_77_characters_of_a_long_one() {
        String whole = "\"" + "x".repeat(78) + "\"";
        String longer = "\"" + "x".repeat(79) + "\"";

        assertThatThrownBy(() -> lengths("list", "{\"files\":" + whole + "}"))
                .hasMessage("task \"each\" is mapped over ${tasks.list.output.files}, which has to be a list and is "
                        + whole);
        assertThatThrownBy(() -> lengths("list", "{\"files\":" + longer + "}"))
                .hasMessageEndingWith("which has to be a list and is \"" + "x".repeat(76) + "...");
    }
}
