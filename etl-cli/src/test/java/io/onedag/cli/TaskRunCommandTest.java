package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Effect;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskSkippedException;
import io.onedag.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskRunCommandTest {

    private static final Pipeline PIPELINE = Pipeline.named("p")
            .param("n", Param.integer().withDefault(1))
            .task("list", context -> {
                context.addRows(new Rows(3, 2, 1));
                return TaskResult.success(List.of("a", "b"));
            })
            .task(
                    "each",
                    context -> TaskResult.success(context.item() + "/" + context.mapIndex() + "/"
                            + context.output("list", List.class).size()),
                    task -> task.needs("list").forEach("list"))
            .task(
                    "say",
                    context -> TaskResult.success(Map.of(
                            "key", context.run().key(),
                            "n", context.param("n", Long.class),
                            "interval", String.valueOf(context.run().interval()),
                            "attempt", context.attempt(),
                            "round", context.round())))
            .task("skip", context -> {
                throw new TaskSkippedException("nothing to do");
            })
            .task("fatal", context -> {
                throw TaskFailedException.fatal("never");
            })
            .task("flaky", context -> {
                throw new IllegalStateException("not now");
            })
            .task("wait", context -> {
                new CountDownLatch(1).await();
                return TaskResult.success();
            })
            .task("choose", context -> TaskResult.branch("left"), task -> task.branch("left", "right"))
            .task("left", context -> TaskResult.success(), task -> task.needs("choose"))
            .task("right", context -> TaskResult.success(), task -> task.needs("choose"))
            .task("once", context -> TaskResult.success(), task -> task.effect(Effect.ONCE))
            .build();

    @TempDir
    Path folder;

    private Command child(String task) {
        return new Command(folder)
                .with(PIPELINE)
                .with("ONEDAG_PIPELINE", "p")
                .with("ONEDAG_TASK", task)
                .with("ONEDAG_RUN_KEY", "sched:2026-01-02T00:00:00Z")
                .with("ONEDAG_ATTEMPT", "1");
    }

    private static Command.Result run(Command command) {
        return command.run("task", "run", "--store", "none", "--result-file", "result.json");
    }

    private Map<?, ?> result() throws Exception {
        return (Map<?, ?>)
                java.util.Objects.requireNonNull(Json.parse(Files.readString(folder.resolve("result.json"))));
    }

    @Test
    void aSuccessIsExitCodeZeroAndItsOutputIsInTheResultFile() throws Exception {
        run(child("list")).exits(0);
        assertThat(Files.readString(folder.resolve("result.json")))
                .isEqualTo("{\"contract\":1,\"outcome\":\"success\",\"output\":[\"a\",\"b\"],\"branch\":null,"
                        + "\"map_index\":null,\"rows\":{\"read\":3,\"written\":2,\"rejected\":1},\"message\":null}");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "skip, 99, skipped, nothing to do",
        "fatal, 100, fatal, never",
        "flaky, 1, failed, IllegalStateException: not now",
    })
    void otherEndsHaveExitCodesOfTheirOwn(String task, int exitCode, String outcome, String message) throws Exception {
        var ended = run(child(task)).exits(exitCode);
        assertThat(result().get("outcome")).isEqualTo(outcome);
        assertThat(result().get("message")).isEqualTo(message);
        assertThat(ended.err()).contains("task " + task, message).doesNotContain("onedag resume");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void whatABranchChoseIsInTheResult() throws Exception {
        run(child("choose")).exits(0);
        assertThat(result().get("branch")).isEqualTo(List.of("left"));
    }

    @Test
    void paramsIntervalRoundAndAttemptReachTheTask() throws Exception {
        run(child("say")
                        .file("params.json", "{\"n\": 7}")
                        .with("ONEDAG_PARAMS_FILE", "params.json")
                        .with("ONEDAG_ROUND", "2")
                        .with("ONEDAG_ATTEMPT", "3")
                        .with("ONEDAG_INTERVAL_START", "2026-01-01T00:00:00Z")
                        .with("ONEDAG_INTERVAL_END", "2026-01-02T00:00:00Z"))
                .exits(0);
        assertThat(result().get("output"))
                .isEqualTo(Map.of(
                        "key", "sched:2026-01-02T00:00:00Z",
                        "n", 7L,
                        "interval", "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z",
                        "attempt", 3L,
                        "round", 3L)); // the first round of a driver is its 0th
    }

    @Test
    void aMappedInstanceGetsItsItemAndItsInputs() throws Exception {
        run(child("each")
                        .file("item.json", "\"b\"")
                        .file("inputs.json", "{\"list\": [\"a\", \"b\"]}")
                        .with("ONEDAG_MAP_INDEX", "1")
                        .with("ONEDAG_ITEM_FILE", "item.json")
                        .with("ONEDAG_INPUTS_FILE", "inputs.json"))
                .exits(0);
        assertThat(result().get("output")).isEqualTo("b/1/2");
        assertThat(result().get("map_index")).isEqualTo(1L);
    }

    @Test
    void aDefinitionFileNeedsNoPipelineInTheJar() throws Exception {
        run(new Command(folder)
                        .file("y.yaml", "pipeline: y\ntasks: {a: {uses: noop}}\n")
                        .with("ONEDAG_DEFINITION_FILE", "y.yaml")
                        .with("ONEDAG_TASK", "a")
                        .with("ONEDAG_RUN_KEY", "k")
                        .with("ONEDAG_ATTEMPT", "1"))
                .exits(0);
        assertThat(result().get("outcome")).isEqualTo("success");
    }

    @Test
    void anotherPlanIsNotNow() {
        var ended = run(child("list").with("ONEDAG_PLAN_HASH", "abc")).exits(75);
        assertThat(ended.err()).contains("abc", PIPELINE.planHash(), "deployment");
        run(child("list").with("ONEDAG_PLAN_HASH", PIPELINE.planHash())).exits(0);
    }

    @Test
    void anAttemptWhoseParentIsGoneEnds() throws Exception {
        run(child("wait").with("ONEDAG_PARENT_STDIN", "1")).exits(143);
        assertThat(result().get("outcome")).isEqualTo("interrupted");
    }

    @Test
    void theResultIsTheDocumentOnStandardOutputWhereAskedFor() {
        assertThat(child("list")
                        .run("task", "run", "--store", "none", "--json")
                        .exits(0)
                        .object())
                .containsEntry("outcome", "success");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ONEDAG_PIPELINE||ONEDAG_PIPELINE and ONEDAG_DEFINITION_FILE are not set",
                "ONEDAG_PIPELINE|q|there is no pipeline \"q\"",
                "ONEDAG_DEFINITION_FILE|q.yaml|there is no file q.yaml",
                "ONEDAG_TASK||ONEDAG_TASK is not set",
                "ONEDAG_TASK|lst|did you mean \"list\"?",
                "ONEDAG_TASK|each|is mapped, and ONEDAG_MAP_INDEX is not set",
                "ONEDAG_TASK|once|has effect once, which needs a store",
                "ONEDAG_RUN_KEY||ONEDAG_RUN_KEY is not set",
                "ONEDAG_ATTEMPT||ONEDAG_ATTEMPT is not set",
                "ONEDAG_ATTEMPT|0|ONEDAG_ATTEMPT is \"0\"",
                "ONEDAG_ROUND|x|ONEDAG_ROUND is \"x\"",
                "ONEDAG_MAP_INDEX|1|is not mapped",
                "ONEDAG_INTERVAL_START|2026-01-01T00:00:00Z|an interval has two ends",
                "ONEDAG_INTERVAL_START|today|is no instant",
                "ONEDAG_PARAMS_FILE|none.json|can't be read",
                "ONEDAG_PARAMS_FILE|list.json|is no JSON object",
                "ONEDAG_PARAMS_FILE|wrong.json|\"x\" is no integer",
                "ONEDAG_INPUTS_FILE|inputs.json|an output of \"list\", which task \"list\" doesn't need",
            })
    void whatIsMissingOrWrongIsUsage(String variable, String value, String message) {
        var command = child("list")
                .file("list.json", "[]")
                .file("wrong.json", "{\"n\": \"x\"}")
                .file("inputs.json", "{\"list\": 1}")
                .with(variable, value == null ? "" : value);
        assertThat(run(command).exits(ExitCode.USAGE).err()).contains(message);
        assertThat(folder.resolve("result.json")).doesNotExist();
    }

    @Test
    void withoutAStoreItHasToBeSaidThatNoneIsWanted() {
        assertThat(child("list").run("task", "run").exits(ExitCode.USAGE).err())
                .contains("DATABASE_URL is not set", "--store none");
        assertThat(child("list")
                        .run("task", "run", "--store", "some")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("--store is \"some\"");
    }
}
