package io.onedag.validation;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.onedag.DefinitionException;
import io.onedag.Effect;
import io.onedag.Param;
import io.onedag.ParamType;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.RetryPolicy;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A pipeline built in Java says what is wrong with it at the builder call and its source line. */
class JavaDefinitionErrorsTest {

    private static final Task NOTHING = context -> TaskResult.success();

    @Test
    void an_error_names_the_file_the_line_and_the_call_that_added_the_task() {
        Pipeline.Builder pipeline = Pipeline.named("p").task("load", NOTHING);
        int line = line() + 1;
        pipeline.task("report", NOTHING, t -> t.needs("laod"));
        assertErrors(
                pipeline,
                "JavaDefinitionErrorsTest.java:" + line
                        + " task(\"report\").needs(\"laod\"): task \"report\" needs \"laod\", which doesn't exist; did you mean \"load\"?");
    }

    @Test
    void all_errors_are_told_at_once_a_line_each() {
        Pipeline.Builder pipeline = Pipeline.named("p")
                .maxParallelTasks(0)
                .task("a", NOTHING, t -> t.needs("a"))
                .task("b", NOTHING, t -> t.timeout(Duration.ZERO).pool("api"));
        DefinitionException error = refused(pipeline);
        assertThat(error.problems()).hasSize(4);
        assertThat(error.getMessage().lines()).hasSize(4);
    }

    @Test
    void the_pipeline_itself() {
        assertMessages(
                Pipeline.named("my pipeline").task("a", NOTHING),
                "pipeline name \"my pipeline\" can't be used: a name has letters, digits, _ and -, begins with a letter, digit or _, and has at most 200 characters");
        assertMessages(Pipeline.named("p"), "pipeline \"p\" has no tasks; add one");
        assertMessages(
                Pipeline.named("p").maxActiveRuns(0).task("a", NOTHING), "max_active_runs is 0; it is at least 1");
        assertMessages(
                Pipeline.named("p").timeout(ofSeconds(-1)).task("a", NOTHING),
                "timeout is PT-1S; it has to be longer than nothing; leave it out for no timeout");
    }

    @Test
    void what_stands_nowhere_in_particular_names_its_call() {
        assertErrors(
                Pipeline.named("p").maxParallelTasks(0).task("a", NOTHING),
                "maxParallelTasks(…): max_parallel_tasks is 0; it is at least 1");
    }

    @Test
    void names_of_tasks() {
        assertMessages(
                Pipeline.named("p").task("a", NOTHING).task("a", NOTHING), "two tasks are named \"a\"; rename one");
        assertThat(refused(Pipeline.named("p").task("a b", NOTHING)).getMessage())
                .contains("task name \"a b\" can't be used");
        assertThat(Pipeline.named("p").task("日本-1", NOTHING).build().tasks()).hasSize(1);
        assertMessages(
                Pipeline.named("p").task("a", NOTHING).task("b", NOTHING, t -> t.aliases("a")),
                "alias \"a\" of task \"b\" names another task too");
    }

    @Test
    void needs() {
        assertMessages(Pipeline.named("p").task("a", NOTHING, t -> t.needs("a")), "task \"a\" needs itself");
        assertMessages(
                Pipeline.named("p").task("a", NOTHING).task("b", NOTHING, t -> t.needs("a", "a")),
                "task \"b\" needs \"a\" twice; name it once");
    }

    @Test
    void a_cycle_is_printed_as_its_path() {
        Pipeline.Builder pipeline = Pipeline.named("p").task("start", NOTHING);
        int line = line() + 1;
        pipeline.task("a", NOTHING, t -> t.needs("start", "c"))
                .task("b", NOTHING, t -> t.needs("a"))
                .task("c", NOTHING, t -> t.needs("b"));
        assertErrors(
                pipeline,
                "JavaDefinitionErrorsTest.java:" + line
                        + " task(\"a\").needs(\"c\"): these tasks need each other in a circle: a → b → c → a; drop one of these needs");
    }

    @Test
    void a_definition_out_of_order_without_a_cycle_is_fine() {
        assertThat(Pipeline.named("p")
                        .task("b", NOTHING, t -> t.needs("a"))
                        .task("a", NOTHING)
                        .build()
                        .tasks())
                .hasSize(2);
    }

    @Test
    void maps() {
        assertMessages(
                Pipeline.named("p").task("list", NOTHING).task("each", NOTHING, t -> t.forEach("list")),
                "task \"each\" is mapped over \"list\", which is not in its needs; add it: needs: [list]");
        assertMessages(
                Pipeline.named("p")
                        .task("list", NOTHING)
                        .task("each", NOTHING, t -> t.needs("list").forEach("lits")),
                "task \"each\" is mapped over \"lits\", which is not in its needs; did you mean \"list\"?");
        assertMessages(
                Pipeline.named("p")
                        .task("list", NOTHING)
                        .task("each", NOTHING, t -> t.needs("list").forEach("list"))
                        .task("again", NOTHING, t -> t.needs("each").forEach("each", "x")),
                "task \"again\" is mapped over a part of what the mapped task \"each\" gathers; map over ${tasks.each.output}; a path into an element belongs into the body, as ${item.…}");
    }

    @Test
    void branches() {
        assertMessages(
                Pipeline.named("p")
                        .task("choose", NOTHING, t -> t.branch("left", "rigth"))
                        .task("left", NOTHING, t -> t.needs("choose"))
                        .task("right", NOTHING, t -> t.needs("choose")),
                "task \"choose\" branches to \"rigth\", which doesn't exist; did you mean \"right\"?");
        assertMessages(
                Pipeline.named("p")
                        .task("choose", NOTHING, t -> t.branch("left", "after"))
                        .task("left", NOTHING, t -> t.needs("choose"))
                        .task("after", NOTHING, t -> t.needs("left")),
                "task \"choose\" branches to \"after\", which is no direct successor of it; add choose to the needs of after");
        assertMessages(
                Pipeline.named("p")
                        .task("list", NOTHING)
                        .task(
                                "choose",
                                NOTHING,
                                t -> t.needs("list").forEach("list").branch("left"))
                        .task("left", NOTHING, t -> t.needs("choose")),
                "task \"choose\" is mapped and branches: its instances could contradict each other; gather its outputs in a task that branches");
    }

    @Test
    void options() {
        assertMessages(
                Pipeline.named("p").pool("api", 0).task("a", NOTHING), "pool \"api\" has 0 slots; it needs at least 1");
        assertMessages(
                Pipeline.named("p").pool("api", 1).task("a", NOTHING, t -> t.pool("apis")),
                "task \"a\" uses pool \"apis\", which doesn't exist; did you mean \"api\"?");
        assertMessages(
                Pipeline.named("p").task("a", NOTHING, t -> t.pool("api")),
                "task \"a\" uses pool \"api\", which doesn't exist; declare it: pools: {api: 1}");
        assertMessages(
                Pipeline.named("p")
                        .task("a", NOTHING, t -> t.effect(Effect.ONCE).retry(RetryPolicy.none())),
                "task \"a\" has effect once and a retry of its own; an effect that may happen once is tried once; drop the retry, or the effect");
        assertThat(Pipeline.named("p")
                        .defaultRetry(RetryPolicy.fixed(3, ofSeconds(1)))
                        .task("a", NOTHING, t -> t.effect(Effect.ONCE))
                        .build()
                        .task("a")
                        .retry()
                        .maxAttempts())
                .isEqualTo(1);
        assertMessages(
                Pipeline.named("p").task("a", NOTHING, t -> t.maxRecoveries(-1)),
                "max_recoveries of task \"a\" is -1; it can't be negative");
    }

    @Test
    void params() {
        assertMessages(
                Pipeline.named("p")
                        .param("day", Param.of(ParamType.DATE).withDefault("tomorrow"))
                        .task("a", NOTHING),
                "parameter \"day\": its default, \"tomorrow\" is no date (like 2026-01-31)");
        assertMessages(
                Pipeline.named("p").param("n", Param.integer().oneOf(1, "two")).task("a", NOTHING),
                "parameter \"n\": in its enum, \"two\" is no integer");
    }

    @Test
    void task_types_and_their_settings() {
        assertMessages(
                Pipeline.named("p").task("a", TaskSpec.of("ecko", Map.of())),
                "task \"a\" uses \"ecko\", which is no task type; did you mean \"echo\"?");
        assertMessages(
                Pipeline.named("p").task("a", TaskSpec.of("echo", Map.of("comand", "x", "command", List.of("y")))),
                "task type echo has no setting \"comand\"; did you mean \"command\"?");
        assertMessages(
                Pipeline.named("p").task("a", TaskSpec.of("echo")),
                "task \"a\" lacks \"command\", which task type echo requires: What to say.");
        assertMessages(
                Pipeline.named("p").task("a", TaskSpec.of("load", Map.of("table", "t", "batch", "many"))),
                "\"batch\" of task type load is \"many\"; it has to be a whole number");
        assertMessages(
                Pipeline.named("p").task("a", TaskSpec.of("load", Map.of("table", "t", "mode", "upset"))),
                "\"mode\" of task type load is \"upset\"; it is one of insert, upsert, replace; did you mean \"upsert\"?");
    }

    @Test
    void expressions() {
        assertMessages(
                Pipeline.named("p").param("day", Param.string()).task("a", echo("${params.dya}")),
                "${params.dya} names parameter \"dya\", which doesn't exist; did you mean \"day\"?");
        assertMessages(
                Pipeline.named("p").task("x", NOTHING).task("a", echo("${tasks.x.output}")),
                "${tasks.x.output} names task \"x\", which is not in the needs of \"a\"; add it: needs: [x]");
        assertMessages(
                Pipeline.named("p").task("a", echo("${item}")),
                "${item} has a value in a mapped task only; map \"a\": for_each: ${tasks.NAME.output}");
        assertMessages(
                Pipeline.named("p").task("a", echo("${nope}")),
                "${nope} is no expression: it begins with params, tasks, run, item, item_index, attempt, env or secret; write $${ for a literal ${");
    }

    private static TaskSpec echo(String word) {
        return TaskSpec.of("echo", Map.of("command", List.of(word)));
    }

    private static void assertErrors(Pipeline.Builder pipeline, String... errors) {
        assertThat(refused(pipeline).problems()).extracting(Problem::toString).containsExactly(errors);
    }

    /** Messages and hints, wherever they stand. */
    private static void assertMessages(Pipeline.Builder pipeline, String... messages) {
        assertThat(refused(pipeline).problems())
                .extracting(problem -> problem.message() + (problem.hint() == null ? "" : "; " + problem.hint()))
                .containsExactly(messages);
    }

    private static DefinitionException refused(Pipeline.Builder pipeline) {
        DefinitionException error = catchThrowableOfType(DefinitionException.class, pipeline::build);
        assertThat(error).as("the definition is refused").isNotNull();
        return error;
    }

    /** The line of the caller. */
    private static int line() {
        return Arrays.stream(new Throwable().getStackTrace())
                .skip(1)
                .findFirst()
                .orElseThrow()
                .getLineNumber();
    }
}
