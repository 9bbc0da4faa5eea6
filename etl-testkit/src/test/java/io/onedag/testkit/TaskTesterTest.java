package io.onedag.testkit;

import static io.onedag.testkit.asserts.OnedagAssertions.assertThatAttempt;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskSkippedException;
import io.onedag.run.InvalidRunException;
import io.onedag.tasks.Noop;
import io.onedag.testkit.junit.OnedagTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnedagTest
class TaskTesterTest {

    private static final Task SUM = context -> {
        long sum = 0;
        for (Object each : context.output("numbers", List.class)) {
            sum += ((Number) each).longValue();
        }
        context.logger().info("summed with {}", context.params());
        context.addRows(new Rows(3, 1, 0));
        return TaskResult.success(Map.of("sum", sum, "attempt", context.attempt()));
    };

    @Test
    void a_task_gets_what_the_test_gives(TestBench bench) {
        TestedAttempt attempt = bench.task(SUM)
                .input("numbers", List.of(1, 2, 3))
                .param("day", "monday")
                .attempt(2)
                .run();

        assertThatAttempt(attempt)
                .succeeded()
                .hasOutput(Map.of("attempt", 2, "sum", 6.0))
                .hasRows(3, 1, 0)
                .logged("summed with {day=monday}");
        assertThat(attempt.result()).isInstanceOf(TaskResult.Success.class);
        assertThat(attempt.output()).isEqualTo(Map.of("sum", 6L, "attempt", 2L));
    }

    @Test
    void its_end_is_what_an_engine_would_see(TestBench bench) {
        assertThatAttempt(bench.task(context -> {
                            throw new IllegalStateException("busy");
                        })
                        .run())
                .failed()
                .failedWith(IllegalStateException.class)
                .because("busy");
        assertThatAttempt(bench.task(context -> {
                            throw TaskFailedException.fatal("no such table");
                        })
                        .run())
                .failedForGood()
                .because("no such table");
        assertThatAttempt(bench.task(context -> {
                            throw new TaskSkippedException("no news");
                        })
                        .run())
                .wasSkipped()
                .because("no news");
        assertThatAttempt(
                        bench.task(context -> TaskResult.success(new Object())).run())
                .failedForGood()
                .because("its output can't be kept");
        assertThatAttempt(bench.task(context -> TaskResult.branch("b"))
                        .branch("a", "b")
                        .run())
                .succeeded()
                .chose("b")
                .hasNoOutput();
    }

    @Test
    void a_secret_is_masked(TestBench bench) {
        Pipeline pipeline = Pipeline.named("p")
                .task("tell", new Noop().output("${secret.TOKEN}"))
                .build();

        TestedAttempt attempt = bench.pipeline(pipeline)
                .env("TOKEN", "very-secret")
                .task("tell")
                .run();

        assertThatAttempt(attempt).succeeded();
        assertThat(attempt.toString()).contains("output:").doesNotContain("very-secret");
    }

    private static Pipeline mapped() {
        return Pipeline.named("mapped")
                .param("unit", Param.string().asRequired())
                .task("list", context -> TaskResult.success(List.of(1)))
                .task(
                        "fetch",
                        context -> TaskResult.success(
                                context.mapIndex() + ": " + context.item() + context.param("unit", String.class)),
                        t -> t.needs("list").forEach("list").timeout(ofSeconds(10)))
                .build();
    }

    @Test
    void a_mapped_task_gets_an_item_and_the_parameters_of_its_pipeline(TestBench bench) {
        PipelineTester tester = bench.pipeline(mapped()).param("unit", "kg");

        assertThatAttempt(tester.task("fetch").item(4, 10).run()).succeeded().hasOutput("4: 10kg");
        assertThatThrownBy(() -> tester.task("fetch").run()).hasMessage("task \"fetch\" is mapped; give it an item(…)");
        assertThatThrownBy(() -> tester.task("fetch").input("lst", 1).item(1).run())
                .hasMessage("task \"fetch\" can't be given the output of \"lst\", which is not in its needs [list]");
        assertThatThrownBy(() -> bench.pipeline(mapped()).task("fetch").item(1).run())
                .isInstanceOf(InvalidRunException.class)
                .hasMessageContaining("parameter \"unit\": it is required");
    }

    @Test
    void its_timeout_goes_by_the_clock(TestBench bench, TestClock clock) {
        Pipeline pipeline = Pipeline.named("slow")
                .task(
                        "wait",
                        context -> {
                            clock.advance(ofSeconds(11));
                            return TaskResult.success();
                        },
                        t -> t.timeout(ofSeconds(10)))
                .build();

        assertThatAttempt(bench.pipeline(pipeline).task("wait").run())
                .failed()
                .timedOut()
                .because("timed out after 10s");
    }

    @Test
    void a_ready_made_task_is_told_by_its_settings(TestBench bench) {
        assertThatAttempt(bench.task(new Noop().output(Map.of("n", 1))).run())
                .succeeded()
                .hasOutput(Map.of("n", 1));
    }
}
