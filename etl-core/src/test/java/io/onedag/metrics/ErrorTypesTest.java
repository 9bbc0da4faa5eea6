package io.onedag.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorTypesTest {

    private final ErrorTypes types = new ErrorTypes();

    @Test
    void a_class_is_named_as_it_is() {
        assertThat(types.label("p", "java.io.IOException")).isEqualTo("java.io.IOException");
        assertThat(types.label("p", "com.acme.Load$BadRow")).isEqualTo("com.acme.Load$BadRow");
        assertThat(types.label("p", "TaskFailed")).isEqualTo("TaskFailed");
    }

    @Test
    void classes_that_the_jvm_makes_up_are_named_without_their_numbers() {
        assertThat(types.label("p", "com.acme.Load$$Lambda/0x00007f1c4c")).isEqualTo("com.acme.Load");
        assertThat(types.label("p", "com.acme.Hidden/0x00007f1c4c")).isEqualTo("com.acme.Hidden");
        assertThat(types.label("p", "jdk.proxy2.$Proxy17")).isEqualTo("jdk.proxy2.$Proxy");
    }

    @Test
    void what_is_no_class_name_is_other() {
        assertThat(types.label("p", "row 17 is bad")).isEqualTo("other");
        assertThat(types.label("p", "")).isEqualTo("other");
        assertThat(types.label("p", "a".repeat(201))).isEqualTo("other");
    }

    @Test
    void a_pipeline_has_so_many_types_at_most_and_those_it_had_stay() {
        for (int i = 0; i < ErrorTypes.MOST; i++) {
            assertThat(types.label("p", "E" + i)).isEqualTo("E" + i);
        }
        assertThat(types.label("p", "OneMore")).isEqualTo("other");
        assertThat(types.label("p", "E7")).isEqualTo("E7");
        assertThat(types.label("q", "OneMore")).isEqualTo("OneMore");
    }
}
