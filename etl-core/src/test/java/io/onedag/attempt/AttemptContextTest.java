package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Dataset;
import io.onedag.Pipeline;
import io.onedag.Resources;
import io.onedag.RetryPolicy;
import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.expr.Scope;
import io.onedag.expr.Template;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a task is told, and what it can say. */
@Timeout(20)
class AttemptContextTest {

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

    private static Task answer(Answer answer) {
        return context -> TaskResult.success(answer.of(context));
    }

    private interface Answer {
        @Nullable
        Object of(TaskContext context) throws Exception;
    }

    private static Pipeline downstream(Task body) {
        return Pipeline.named("shop")
                .task("up", context -> TaskResult.success())
                .task("down", body, t -> t.needs("up"))
                .build();
    }

    private AttemptResult runDownstreamOf(@Nullable String output, Answer answer) {
        fixture.inputs = AttemptFixture.output(output);
        return fixture.attempt(downstream(answer(answer)), "down").run();
    }

    // ---- who and what

    @Test
    void a_task_learns_where_it_is() {
        fixture.number = 2;
        fixture.round = 3;
        fixture.recoveries = 4;

        var result = fixture.attempt(
                        Pipeline.named("shop")
                                .task("first", context -> TaskResult.success())
                                .task(
                                        "t",
                                        answer(context -> List.of(
                                                context.pipeline(),
                                                context.task(),
                                                context.run().key(),
                                                context.attempt(),
                                                context.maxAttempts(),
                                                context.round(),
                                                context.mapIndex(),
                                                context.needs(),
                                                context.branch().size())),
                                        t -> t.needs("first")
                                                .retry(RetryPolicy.none().withMaxAttempts(5)))
                                .build(),
                        "t")
                .run();

        assertThat(AttemptFixture.succeeded(result).output())
                .isEqualTo("[\"shop\",\"t\",\"key\",2,9,3,-1,[\"first\"],0]");
    }

    @Test
    void a_branching_task_learns_what_it_may_choose() {
        var pipeline = Pipeline.named("p")
                .task("b", context -> TaskResult.branch(context.branch().get(1)), t -> t.branch("x", "y"))
                .task("x", context -> TaskResult.success(), t -> t.needs("b"))
                .task("y", context -> TaskResult.success(), t -> t.needs("b"))
                .build();

        assertThat(AttemptFixture.succeeded(fixture.attempt(pipeline, "b").run())
                        .chosen())
                .containsExactly("y");
    }

    @Test
    void a_task_learns_its_limits() {
        var limits = new ArrayList<Resources>();

        fixture.attempt(
                        context -> {
                            limits.add(context.resources());
                            return TaskResult.success();
                        },
                        t -> t.memory(1024))
                .run();

        assertThat(limits).containsExactly(new Resources(1024));
    }

    @Test
    void a_task_that_is_not_mapped_has_no_item_and_the_index_minus_one() {
        assertThat(fixture.output(context ->
                        TaskResult.success(Template.resolve(List.of("${item}", "${item_index}"), (Scope) context))))
                .isEqualTo("[null,-1]");
    }

    @Test
    void each_mapped_instance_gets_its_own_item_and_dataset_files() {
        var pipeline = Pipeline.named("p")
                .task("list", context -> TaskResult.success(List.of("a")))
                .task(
                        "each",
                        context -> TaskResult.success(Template.resolve(
                                "${item} at ${item_index} in "
                                        + context.newDatasetFile(".csv").getFileName(),
                                (Scope) context)),
                        t -> t.needs("list").forEach("list"))
                .build();
        fixture.mapIndex = 0;
        fixture.inputs = new Inputs() {
            @Override
            public @Nullable String output(int upstream) {
                return null;
            }

            @Override
            public Object item(int task, int mapIndex) {
                return "item " + mapIndex + " of task " + task;
            }
        };

        assertThat(AttemptFixture.succeeded(fixture.attempt(pipeline, "each").run())
                        .output())
                .isEqualTo("\"item 0 of task 1 at 0 in each.0-1.1.csv\"");
    }

    @Test
    void the_process_that_a_task_started_is_put_on_record() {
        fixture.run(context -> {
            context.processStarted(ProcessHandle.current());
            return TaskResult.success();
        });

        assertThat(fixture.processes).containsExactly(ProcessHandle.current());
    }

    // ---- parameters

    @Test
    void a_parameter_comes_as_the_type_asked_for() {
        fixture.params = Map.of("day", "2026-01-31", "n", 7L, "x", new BigDecimal("1.5"), "list", List.of(1L));

        assertThat(fixture.output(answer(context -> List.of(
                        context.param("day", String.class),
                        context.param("n", Long.class),
                        context.param("n", Integer.class),
                        context.param("n", Double.class),
                        context.param("x", Double.class),
                        context.param("list", List.class)))))
                .isEqualTo("[\"2026-01-31\",7,7,7.0,1.5,[1]]");
    }

    @Test
    void all_parameters_can_be_read_at_once() {
        fixture.params = Map.of("day", "2026-01-31");

        assertThat(fixture.output(answer(TaskContext::params))).isEqualTo("{\"day\":\"2026-01-31\"}");
    }

    @Test
    void a_parameter_of_another_type_is_an_error_that_shows_it() {
        fixture.params = Map.of("day", "2026-01-31");

        assertThat(fixture.failure(answer(context -> context.param("day", Integer.class)))
                        .message())
                .isEqualTo("IllegalArgumentException: parameter \"day\" is \"2026-01-31\", no Integer");
    }

    @Test
    void a_parameter_that_is_null_has_no_type() {
        fixture.params = new HashMap<>();
        fixture.params.put("day", null);

        assertThat(fixture.failure(answer(context -> context.param("day", String.class)))
                        .message())
                .endsWith("parameter \"day\" is null, no String");
    }

    @Test
    void a_parameter_that_the_pipeline_does_not_declare_is_an_error_that_lists_those_it_does() {
        fixture.params = Map.of("day", "2026-01-31");

        assertThat(fixture.failure(answer(context -> context.param("date", String.class)))
                        .message())
                .endsWith("pipeline \"p\" has no parameter \"date\"; it has [day]");
        assertThat(fixture.failure(answer(context -> Template.resolve("${params.date}", (Scope) context))))
                .satisfies(failure -> {
                    assertThat(failure.message()).isEqualTo("${params.date}: there is no such parameter");
                    assertThat(failure.fatal()).isTrue();
                });
    }

    // ---- what upstreams answered

    @Test
    void an_upstreams_output_comes_as_the_type_asked_for() {
        assertThat(AttemptFixture.succeeded(runDownstreamOf("{\"a\":[1]}", context -> context.output("up", Map.class)))
                        .output())
                .isEqualTo("{\"a\":[1]}");
        assertThat(AttemptFixture.succeeded(runDownstreamOf("12", context -> context.output("up", Integer.class)))
                        .output())
                .isEqualTo("12");
        assertThat(AttemptFixture.succeeded(runDownstreamOf(
                                "12",
                                context -> context.output("up", Double.class).toString()))
                        .output())
                .isEqualTo("\"12.0\"");
    }

    @Test
    void a_whole_number_is_an_Integer_however_it_is_written() {
        assertThat(AttemptFixture.succeeded(runDownstreamOf("12.0", context -> context.output("up", Integer.class)))
                        .output())
                .isEqualTo("12");
    }

    @Test
    void a_number_that_an_Integer_can_not_hold_is_an_error_rather_than_another_number() {
        for (String number : List.of(
                "1.5", "2147483648", "-2147483649", BigInteger.TWO.pow(64).add(BigInteger.ONE) + "")) {
            assertThat(AttemptFixture.failed(runDownstreamOf(number, context -> context.output("up", Integer.class)))
                            .failure()
                            .message())
                    .isEqualTo("IllegalArgumentException: the output of task \"up\" is " + number + ", no Integer");
        }
    }

    @Test
    void a_dataset_is_read_from_its_reference() {
        var dataset = new Dataset("/tmp/x.csv", "csv", List.of("a"), 3);

        assertThat(AttemptFixture.succeeded(runDownstreamOf(
                                io.onedag.json.Json.write(dataset.toOutput()),
                                context -> context.output("up", Dataset.class).rows()))
                        .output())
                .isEqualTo("3");
        assertThat(AttemptFixture.failed(runDownstreamOf("[1]", context -> context.output("up", Dataset.class)))
                        .failure()
                        .message())
                .contains("no dataset reference");
    }

    @Test
    void an_upstream_without_an_output_reads_as_null_and_as_no_type() {
        assertThat(AttemptFixture.succeeded(runDownstreamOf(null, context -> context.output("up")))
                        .output())
                .isNull();
        assertThat(AttemptFixture.failed(runDownstreamOf(null, context -> context.output("up", String.class)))
                        .failure()
                        .message())
                .isEqualTo("IllegalArgumentException: the output of task \"up\" is null, no String");
    }

    @Test
    void where_an_engine_has_no_outputs_at_all_upstreams_read_as_null() {
        assertThat(AttemptFixture.succeeded(fixture.attempt(downstream(answer(context -> context.output("up"))), "down")
                                .run())
                        .output())
                .isNull();
    }

    @Test
    void an_output_of_a_task_outside_of_its_needs_is_refused() {
        assertThat(AttemptFixture.failed(runDownstreamOf("1", context -> context.output("down")))
                        .failure()
                        .message())
                .endsWith("task \"down\" reads the output of \"down\", which is not in its needs [up]");
    }

    @Test
    void expressions_read_outputs_the_run_and_the_environment() {
        fixture.environment.put("TOWN", "Köln");

        assertThat(AttemptFixture.succeeded(runDownstreamOf(
                                "{\"a\":[1,\"x\"]}",
                                context -> Template.resolve(
                                        List.of("${tasks.up.output.a}", "${run.key}", "${env.TOWN}", "${attempt}"),
                                        (Scope) context)))
                        .output())
                .isEqualTo("[[1,\"x\"],\"key\",\"Köln\",1]");
        assertThat(fixture.output(context -> TaskResult.success(Template.resolve("${run.id}", (Scope) context)
                        .equals(context.run().id().toString()))))
                .isEqualTo("true");
    }

    @Test
    void an_environment_variable_that_is_not_set_is_fatal() {
        assertThat(fixture.failure(answer(context -> Template.resolve("${env.TOWN}", (Scope) context))))
                .satisfies(failure -> {
                    assertThat(failure.message())
                            .isEqualTo("${env.TOWN} has no value: there is no environment variable TOWN");
                    assertThat(failure.fatal()).isTrue();
                });
    }

    // ---- what it says

    @Test
    void rows_add_up_and_those_of_the_result_come_on_top() {
        var counted = fixture.run(context -> {
            context.addRows(new Rows(1, 0, 0));
            context.addRows(new Rows(2, 3, 1));
            return TaskResult.success();
        });
        var both = fixture.run(context -> {
            context.addRows(new Rows(1, 0, 0));
            return new TaskResult.Success(null, new Rows(0, 5, 0));
        });

        assertThat(AttemptFixture.succeeded(counted).rows()).isEqualTo(new Rows(3, 3, 1));
        assertThat(AttemptFixture.succeeded(both).rows()).isEqualTo(new Rows(1, 5, 0));
    }

    @Test
    void rows_are_told_of_an_attempt_that_failed_or_skipped_too() {
        var rows = new Rows(3, 2, 1);
        Task skips = context -> {
            context.addRows(rows);
            return TaskResult.skipped("seen before");
        };
        Task fails = context -> {
            context.addRows(rows);
            throw new IllegalStateException();
        };

        assertThat(fixture.run(skips)).isEqualTo(new AttemptResult.Skipped("seen before", rows));
        assertThat(AttemptFixture.failed(fixture.run(fails)).rows()).isEqualTo(rows);
    }

    @Test
    void progress_of_every_row_is_told_now_and_then_and_at_the_end() {
        fixture.run(context -> {
            for (int row = 1; row <= 1000; row++) {
                context.progress(row, 1000);
            }
            return TaskResult.success();
        });

        assertThat(fixture.progress)
                .startsWith("t 1/1000")
                .endsWith("t 1000/1000")
                .hasSizeLessThan(100);
    }

    @Test
    void progress_after_a_while_is_told_again() {
        fixture.run(context -> {
            long start = System.nanoTime();
            for (long row = 1; fixture.progress.size() < 3 && System.nanoTime() - start < 10_000_000_000L; row++) {
                context.progress(row, 0);
            }
            return TaskResult.success();
        });

        assertThat(fixture.progress).hasSize(3);
    }

    @Test
    void the_stack_trace_of_a_failure_is_logged_where_it_is_wanted_with_secrets_masked() {
        fixture.environment.put("TOKEN", "s3cr3t");
        Task fails = context -> {
            throw new IllegalStateException((String) Template.resolve("${secret.TOKEN}", (Scope) context));
        };

        fixture.run(fails);
        assertThat(fixture.log).isEmpty();

        fixture.wantsDebug = true;
        fixture.run(fails);
        assertThat(fixture.log)
                .singleElement()
                .asString()
                .startsWith("DEBUG t java.lang.IllegalStateException: ***\n\tat ");
    }
}
