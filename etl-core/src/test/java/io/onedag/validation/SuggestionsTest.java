package io.onedag.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

    private static final List<String> TASKS = List.of("extract", "transform", "load", "load_all", "a");

    @ParameterizedTest
    @CsvSource({
        "laod, load",
        "Load, load",
        "loda, load",
        "extrakt, extract",
        "load-all, load_all",
        "transfrom, transform"
    })
    void a_slip_of_the_fingers_finds_the_name_that_was_meant(String unknown, String meant) {
        assertThat(Suggestions.nearest(unknown, TASKS)).isEqualTo(meant);
        assertThat(Suggestions.hint(unknown, TASKS)).isEqualTo("did you mean \"" + meant + "\"?");
    }

    @ParameterizedTest
    @CsvSource({"report", "xyz", "b", "''"})
    void a_name_far_from_all_gets_the_known_ones_listed(String unknown) {
        assertThat(Suggestions.nearest(unknown, TASKS)).isNull();
        assertThat(Suggestions.hint(unknown, TASKS)).isEqualTo("known: a, extract, load, load_all, transform");
    }

    @Test
    void too_many_known_names_are_not_listed() {
        List<String> many =
                IntStream.range(0, 100).mapToObj(i -> "task_number_" + i).toList();
        assertThat(Suggestions.hint("something else", many)).isNull();
        assertThat(Suggestions.hint("x", List.of())).isNull();
    }

    @Test
    void among_equally_near_names_the_first_in_the_alphabet_is_meant() {
        assertThat(Suggestions.nearest("cat", List.of("rat", "bat", "hat"))).isEqualTo("bat");
    }

    @Test
    void hostile_lengths_cost_nothing() {
        assertThat(Suggestions.nearest("x".repeat(1_000_000), TASKS)).isNull();
        assertThat(Suggestions.nearest("load", List.of("l".repeat(1_000_000)))).isNull();
    }
}
