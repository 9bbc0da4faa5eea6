package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskBody;
import io.onedag.TaskResult;
import io.onedag.TaskSpec;
import io.onedag.graph.PipelineGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tasks of registered types. */
@Timeout(20)
class PreparedTaskTest {

    @TempDir
    Path home;

    @AutoClose
    private @Nullable AttemptFixture opened;

    private AttemptFixture fixture;

    @BeforeEach
    void open() {
        opened = new AttemptFixture(home);
        fixture = opened;
    }

    private AttemptResult run(RunScope scope, int number) {
        return new Attempt(scope, 0, -1, 1, number, Inputs.NONE, fixture).run();
    }

    private RunScope scope(TaskSpec spec) {
        return fixture.scope(
                PipelineGraph.of(Pipeline.named("p").task("t", spec).build()));
    }

    @Test
    void settings_are_resolved_in_each_attempt() {
        RunScope scope = scope(TaskSpec.of("echo", Map.of("command", List.of("try", "${attempt}", "$${attempt}"))));

        assertThat(AttemptFixture.succeeded(run(scope, 1)).output()).isEqualTo("[\"try\",\"1\",\"${attempt}\"]");
        assertThat(AttemptFixture.succeeded(run(scope, 2)).output()).isEqualTo("[\"try\",\"2\",\"${attempt}\"]");
    }

    @Test
    void each_attempt_gets_a_task_of_its_own_also_without_settings() {
        RunScope scope = scope(TaskSpec.of("noop"));

        assertThat(run(scope, 1)).isInstanceOf(AttemptResult.Succeeded.class);
        assertThat(run(scope, 2)).isInstanceOf(AttemptResult.Succeeded.class);
    }

    @Test
    void a_setting_that_can_not_be_resolved_is_fatal() {
        RunScope scope = scope(TaskSpec.of("echo", Map.of("command", List.of("${env.NOT_SET}"))));

        assertThat(AttemptFixture.failed(run(scope, 1)).failure().fatal()).isTrue();
    }

    @Test
    void a_type_that_is_missing_where_the_task_runs_is_named_with_those_there_are() {
        var pipeline = Pipeline.named("p")
                .task("t", context -> TaskResult.success())
                .build()
                .withBodies(Map.of("t", new TaskBody.Typed("teleport", Map.of())));

        var failure =
                AttemptFixture.failed(fixture.attempt(pipeline, "t").run()).failure();

        assertThat(failure.message())
                .startsWith(
                        "IllegalStateException: task \"t\" uses \"teleport\", which is no task type on the class path;"
                                + " known: ")
                .contains("noop", "echo");
    }

    @Test
    void a_success_of_a_task_that_others_are_mapped_over_or_that_branches_is_looked_at() {
        var pipeline = Pipeline.named("p")
                .task("list", context -> TaskResult.success())
                .task(
                        "each",
                        context -> TaskResult.success(),
                        t -> t.needs("list").forEach("list"))
                .task("branch", context -> TaskResult.success(), t -> t.branch("x"))
                .task("x", context -> TaskResult.success(), t -> t.needs("branch"))
                .build();

        assertThat(AttemptFixture.failed(fixture.attempt(pipeline, "list").run())
                        .failure()
                        .message())
                .contains("has to be a list and is null");
        assertThat(AttemptFixture.failed(fixture.attempt(pipeline, "branch").run())
                        .failure()
                        .message())
                .contains("did not choose");
    }
}
