package io.onedag.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DependenciesTest {

    private final Map<String, List<String>> needs = new LinkedHashMap<>();

    @Test
    void a_graph_without_a_cycle_has_none() {
        needs.put("a", List.of());
        needs.put("b", List.of("a"));
        needs.put("c", List.of("a", "b"));
        assertThat(new Dependencies(needs).cycles()).isEmpty();
    }

    @Test
    void a_cycle_is_a_path_that_ends_where_it_begins_upstreams_first() {
        needs.put("a", List.of("c"));
        needs.put("b", List.of("a"));
        needs.put("c", List.of("b"));
        assertThat(new Dependencies(needs).cycles()).containsExactly(List.of("a", "b", "c", "a"));
    }

    @Test
    void two_tasks_that_need_each_other_are_a_cycle() {
        needs.put("x", List.of("y"));
        needs.put("y", List.of("x"));
        assertThat(new Dependencies(needs).cycles()).containsExactly(List.of("x", "y", "x"));
    }

    @Test
    void each_knot_gives_one_short_cycle_in_the_order_of_the_definition() {
        needs.put("d", List.of("e"));
        needs.put("e", List.of("d"));
        needs.put("between", List.of("a", "d"));
        needs.put("a", List.of("c", "b"));
        needs.put("b", List.of("a"));
        needs.put("c", List.of("b"));
        assertThat(new Dependencies(needs).cycles()).containsExactly(List.of("d", "e", "d"), List.of("a", "b", "a"));
    }

    @Test
    void what_is_not_a_cycle_of_tasks_is_left_to_the_validator() {
        needs.put("a", List.of("a", "ghost"));
        needs.put("b", List.of("a", "a"));
        assertThat(new Dependencies(needs).cycles()).isEmpty();
    }

    @Test
    void a_ring_of_a_hundred_thousand_tasks_is_found() {
        int size = 100_000;
        for (int i = 0; i < size; i++) {
            needs.put("t" + i, List.of("t" + (i + size - 1) % size));
        }
        assertThat(new Dependencies(needs).cycles())
                .singleElement()
                .satisfies(cycle -> assertThat(cycle).hasSize(size + 1).startsWith("t0", "t1", "t2"));
    }

    @Test
    void the_order_has_upstreams_first_and_among_equals_the_earlier_defined() {
        needs.put("z", List.of("late"));
        needs.put("b", List.of());
        needs.put("a", List.of("b"));
        needs.put("late", List.of());
        assertThat(new Dependencies(needs).order()).containsExactly(1, 2, 3, 0);
    }

    @Test
    void the_heaviest_path_is_the_one_with_the_largest_sum() {
        needs.put("start", List.of());
        needs.put("slow", List.of("start"));
        needs.put("quick", List.of("start"));
        needs.put("quick_too", List.of("quick"));
        needs.put("end", List.of("slow", "quick_too"));
        Map<String, Double> seconds = Map.of("start", 1.0, "slow", 5.0, "quick", 2.0, "quick_too", 2.0, "end", 1.0);
        assertThat(new Dependencies(needs).heaviestPath(seconds::get)).containsExactly("start", "slow", "end");
    }
}
