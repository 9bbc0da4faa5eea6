package io.onedag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.definition.DefinitionWriter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static final Task REAL = context -> TaskResult.success();

    private static Pipeline pipeline() {
        return Pipeline.named("nightly")
                .title("Nightly")
                .description("sales")
                .owner("data")
                .tags("a")
                .aliases("old")
                .param("day", Param.date().withDefault("2026-01-01"))
                .schedule(Schedule.cron("5 0 * * *"))
                .maxParallelTasks(3)
                .maxActiveRuns(2)
                .timeout(Duration.ofHours(1))
                .pool("api", 2)
                .task("list", REAL)
                .task("pick", REAL, t -> t.needs("list").branch("fetch"))
                .task(
                        "fetch",
                        REAL,
                        t -> t.needs("list", "pick")
                                .forEach("list", "items")
                                .pool("api")
                                .priority(3)
                                .retry(RetryPolicy.fixed(3, Duration.ofSeconds(1)))
                                .timeout(Duration.ofMinutes(1))
                                .allowFailure())
                .build();
    }

    @Test
    void another_body_leaves_everything_else_as_it_is() {
        Pipeline real = pipeline();

        Pipeline changed = real.withBodies(
                Map.of("fetch", new TaskBody.Code(context -> TaskResult.skipped("no"), PipelineTest.class.getName())));

        assertThat(DefinitionWriter.write(changed)).isEqualTo(DefinitionWriter.write(real));
        assertThat(changed.task("fetch").body()).isNotEqualTo(real.task("fetch").body());
        assertThat(changed.task("list")).isSameAs(real.task("list"));
    }

    @Test
    void a_body_for_a_task_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> pipeline().withBodies(Map.of("fecth", new TaskBody.Code(REAL))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pipeline \"nightly\" has no task \"fecth\"");
    }
}
