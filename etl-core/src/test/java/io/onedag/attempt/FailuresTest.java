package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.TaskFailedException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private final Masking masking = new Masking();

    private String why(Throwable thrown) {
        return Failures.of(thrown, masking).message();
    }

    private static <T extends Throwable> T at(T thrown, StackTraceElement... trace) {
        thrown.setStackTrace(trace);
        return thrown;
    }

    private static StackTraceElement frame(String type, String file, int line) {
        return new StackTraceElement(type, "run", file, line);
    }

    @Test
    void what_a_task_throws_is_a_retryable_failure_of_that_type_with_secrets_masked() {
        masking.hide("s3cr3t");

        var failure = Failures.of(new IOException("no s3cr3t"), masking);

        assertThat(failure.type()).isEqualTo("java.io.IOException");
        assertThat(failure.message()).isEqualTo("IOException: no ***");
        assertThat(failure.fatal()).isFalse();
    }

    @Test
    void an_exception_without_words_is_told_by_its_name() {
        assertThat(why(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(why(new IllegalStateException("  "))).isEqualTo("IllegalStateException");
    }

    @Test
    void our_own_exceptions_speak_for_themselves() {
        assertThat(why(TaskFailedException.fatal("the table is missing"))).isEqualTo("the table is missing");
    }

    @Test
    void causes_are_told_once_each() {
        var disk = new IOException("disk full");

        assertThat(why(new IllegalStateException("can't write", disk)))
                .isEqualTo("IllegalStateException: can't write; caused by IOException: disk full");
        assertThat(why(new ExecutionException(disk))) // its message is its cause's
                .isEqualTo("ExecutionException: java.io.IOException: disk full");
        assertThat(why(new IOException("disk full", disk))).isEqualTo("IOException: disk full");
    }

    @Test
    void of_a_long_chain_of_causes_the_first_five_are_told() {
        Throwable thrown = new IOException("7");
        for (int i = 6; i >= 1; i--) {
            thrown = new IOException(String.valueOf(i), thrown);
        }

        assertThat(why(thrown))
                .startsWith("IOException: 1; caused by IOException: 2")
                .endsWith("caused by IOException: 6");
    }

    @Test
    void the_place_is_the_first_one_in_the_users_code() {
        var thrown = at(
                new IllegalStateException(),
                frame("java.util.Objects", "Objects.java", 1),
                frame("io.onedag.json.Json", "Json.java", 2),
                frame("com.acme.Load", "Load.java", 31),
                frame("com.acme.Main", "Main.java", 3));

        assertThat(Failures.of(thrown, masking).where()).isEqualTo("com.acme.Load.run (Load.java:31)");
    }

    @Test
    void a_place_without_a_file_is_told_by_its_method() {
        var thrown = at(new IllegalStateException(), frame("com.acme.Generated", null, -1));

        assertThat(Failures.of(thrown, masking).where()).isEqualTo("com.acme.Generated.run");
    }

    @Test
    void where_no_code_of_the_user_took_part_no_place_is_named() {
        var thrown = at(new IllegalStateException(), frame("java.util.Objects", "Objects.java", 1));

        assertThat(Failures.of(thrown, masking).where()).isNull();
    }
}
