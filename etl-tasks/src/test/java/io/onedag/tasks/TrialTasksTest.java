package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.TaskResult;
import io.onedag.engine.TaskSettings;
import io.onedag.tasks.trial.NoopType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTasksTest {

    private final TestContext context = new TestContext(Path.of(""));

    @Test
    void noop_succeeds_without_output() throws Exception {
        assertThat(context.run(new Noop())).isSameAs(TaskResult.success());
        assertThat(new Noop().with()).isEmpty();
    }

    @Test
    void noop_without_settings_is_one_shared_body() {
        var type = new NoopType();

        assertThat(type.create(TaskSettings.of(type, Map.of()))).isSameAs(type.create(TaskSettings.of(type, Map.of())));
    }

    @Test
    void noop_answers_with_the_output_it_is_given() throws Exception {
        context.params.put("day", "2026-01-01");

        assertThat(context.output(new Noop().output(Map.of("day", "${params.day}", "n", List.of(1, 2)))))
                .isEqualTo(Map.of("day", "2026-01-01", "n", List.of(1L, 2L)));
    }

    @Test
    void noop_takes_its_time() throws Exception {
        long start = System.nanoTime();

        context.run(new Noop().sleep(Duration.ofMillis(30)));

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    }

    @Test
    void noop_chooses_among_its_successors() throws Exception {
        assertThat(context.run(new Noop().choose("b").output(1))).isEqualTo(TaskResult.branch(List.of("b"), 1L));
        assertThat(context.run(new Noop().choose())).isEqualTo(TaskResult.branch());
    }

    @Test
    void fail_fails_and_may_be_retried() throws Exception {
        assertThat(context.run(new Fail())).isEqualTo(TaskResult.retryable("failed as it was told to"));
        assertThat(new Fail().with()).isEmpty();
    }

    @Test
    void fail_fails_for_good_when_fatal() throws Exception {
        assertThat(context.run(new Fail().message("no").fatal())).isEqualTo(TaskResult.fatal("no"));
    }

    @Test
    void fail_succeeds_after_the_attempts_it_is_told_to_fail() throws Exception {
        var twice = new Fail().times(2);

        assertThat(context.run(twice)).isInstanceOf(TaskResult.Failed.class);
        context.attempt = 2;
        assertThat(context.run(twice)).isInstanceOf(TaskResult.Failed.class);
        context.attempt = 3;
        assertThat(context.run(twice)).isEqualTo(TaskResult.success());
    }

    @Test
    void skip_is_skipped() throws Exception {
        assertThat(context.run(new Skip().message("no news"))).isEqualTo(TaskResult.skipped("no news"));
    }
}
