package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that run pipelines, and those that look at runs. */
class RunCommandsTest {

    @TempDir
    Path folder;

    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final AtomicInteger extracted = new AtomicInteger();

    private Command onedag() {
        return new Command(folder)
                .with(Pipeline.named("sales")
                        .param("day", Param.date().withDefault("2026-01-01"))
                        .param("n", Param.integer())
                        .param("tags", Param.list())
                        .task("extract", context -> {
                            extracted.incrementAndGet();
                            context.logger().info("reading {}", context.param("day", String.class));
                            return TaskResult.success(List.of(1, 2));
                        })
                        .task(
                                "load",
                                context -> {
                                    if (broken.get()) {
                                        throw TaskFailedException.fatal("no route to host");
                                    }
                                    return TaskResult.success(context.item());
                                },
                                task -> task.needs("extract").forEach("extract"))
                        .task("report", context -> TaskResult.success(), task -> task.needs("load"))
                        .build());
    }

    @Test
    void aRunThatSucceedsPrintsItsTasksAndExitsZero() {
        broken.set(false);
        var run = onedag().run("run", "sales", "--json", "--param", "n=3").exits(ExitCode.DONE);
        assertThat(run.object())
                .containsEntry("pipeline", "sales")
                .containsEntry("state", "SUCCEEDED")
                .containsEntry("params", Json.parse("{\"day\":\"2026-01-01\",\"n\":3,\"tags\":null}"))
                .containsKeys("run_id", "run_key", "started_at", "ended_at");
        assertThat(run.object().get("run_key")).isEqualTo(run.object().get("run_id"));
        assertThat(run.list("tasks"))
                .allSatisfy(task -> assertThat(task)
                        .containsEntry("state", "SUCCEEDED")
                        .containsEntry("attempts", 1L)
                        .containsEntry("error", null)
                        .containsKeys("started_at", "ended_at"));
        assertThat(run.list("tasks"))
                .extracting(task -> task.get("task") + " " + task.get("map_index") + " " + task.get("output"))
                .contains("extract null [1, 2]", "load 0 1", "load 1 2", "report null null");
        assertThat(run.err()).contains("reading 2026-01-01");
    }

    @Test
    void aRunThatFailsTellsWhyAndWhatNextAndExitsOne() {
        var run = onedag().run("run", "sales").exits(ExitCode.FAILED);
        assertThat(run.out())
                .contains(
                        "sales  FAILED",
                        "task load[0], attempt 1 of 1: failed for good",
                        "why    no route to host",
                        "next: onedag resume ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aFailedRunIsResumedWithoutRepeatingWhatSucceeded() {
        var failed = onedag().run("run", "sales", "--json").exits(ExitCode.FAILED);
        broken.set(false);
        String id = String.valueOf(failed.object().get("run_id"));
        var resumed = onedag().run("resume", id.substring(0, 20), "--json").exits(ExitCode.DONE);
        assertThat(resumed.object()).containsEntry("state", "SUCCEEDED").containsEntry("round", 2L);
        assertThat(extracted).hasValue(1);
        var rerun =
                onedag().run("rerun", "sales", "--from", "extract", "--json").exits(ExitCode.DONE);
        assertThat(rerun.object()).containsEntry("run_id", id).containsEntry("round", 3L);
        assertThat(extracted).hasValue(2);
        assertThat(onedag().run("rerun", id, "--from", "extrct")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("has no task \"extrct\"", "did you mean \"extract\"?");
    }

    @Test
    void aPreviewSaysWhatWouldRunAgainAndDoesNothing() {
        onedag().run("run", "sales").exits(ExitCode.FAILED);
        var preview = onedag().run("resume", "sales", "--preview").exits(ExitCode.DONE);
        assertThat(preview.out())
                .contains(
                        "load[0]  FAILED           runs again  it failed: ",
                        "extract  SUCCEEDED        stays       it succeeded",
                        "3 would be put back, 0 would go on, 1 would stay; round 2 would begin. Nothing was done.");
        assertThat(onedag().run("rerun", "sales", "--from", "extract", "--preview", "--json")
                        .exits(ExitCode.DONE)
                        .list("tasks"))
                .extracting(task -> task.get("task") + " " + task.get("then") + ": " + task.get("why"))
                .contains("extract again: named by --from", "report again: it comes after extract");
        assertThat(onedag().run("rerun", "sales", "--from", "nothing", "--preview")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("has no task \"nothing\"");
        assertThat(extracted).hasValue(1);
        assertThat(onedag().run("status", "sales", "--json").object()).containsEntry("round", 1L);
        broken.set(false);
        onedag().run("resume", "sales").exits(ExitCode.DONE);
        assertThat(onedag().run("resume", "sales", "--preview")
                        .exits(ExitCode.DONE)
                        .out())
                .contains("Nothing to resume: run ", "is SUCCEEDED");
    }

    @Test
    void aFinishedRunIsReturnedByItsKeyWithItsExitCode() {
        onedag().run("run", "sales", "--run-key", "monday").exits(ExitCode.FAILED);
        broken.set(false);
        var again =
                onedag().run("run", "sales", "--run-key", "monday", "--json").exits(ExitCode.FAILED);
        assertThat(again.object()).containsEntry("run_key", "monday").containsEntry("state", "FAILED");
        assertThat(again.err()).contains("nothing was run again");
        assertThat(extracted).hasValue(1);
        assertThat(onedag().run("run", "sales", "--run-key", "monday", "--param", "n=1")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("other parameters");
    }

    @Test
    void aRunIsFoundByIdByItsBeginningByPipelineAndByKey() {
        var first = onedag().run("run", "sales", "--run-key", "k 1", "--json");
        String id = String.valueOf(first.object().get("run_id"));
        for (String[] words : List.of(
                new String[] {"status", id, "--json"},
                new String[] {"status", id.toUpperCase(java.util.Locale.ROOT), "--json"},
                new String[] {"status", id.substring(0, 18), "--json"},
                new String[] {"status", "sales", "--json"},
                new String[] {"status", "--json"},
                new String[] {"status", "sales", "--run-key", "k 1", "--json"})) {
            assertThat(onedag().run(words).exits(ExitCode.DONE).object()).containsEntry("run_id", id);
        }
        assertThat(onedag().run("status", "sales", "--run-key", "k 2")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("no run with key \"k 2\"");
        assertThat(onedag().run("status", "nobody").exits(ExitCode.USAGE).err()).contains("there is no run \"nobody\"");
        assertThat(onedag().run("status", "00000000-0000-7000-8000-000000000000")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("there is no run");
    }

    @Test
    void statusTellsOfTheRunAndItsTasks() {
        onedag().run("run", "sales", "--param", "tags=[1]", "--run-key", "k");
        assertThat(onedag().run("status", "sales").exits(ExitCode.DONE).out())
                .contains("sales  FAILED", "key        k", "params     day=2026-01-01", "tags=[1]")
                .containsPattern("extract +SUCCEEDED +1")
                .containsPattern("report +UPSTREAM_FAILED")
                .contains("why    no route to host");
    }

    @Test
    void runsAreListedNewestFirst() {
        assertThat(onedag().run("runs", "--json").exits(ExitCode.DONE).out()).isEqualTo("[]\n");
        onedag().run("run", "sales", "--run-key", "one");
        broken.set(false);
        onedag().run("run", "sales", "--run-key", "two");
        assertThat(onedag().run("runs", "--json").list())
                .extracting(run -> run.get("run_key") + " " + run.get("state"))
                .containsExactly("two SUCCEEDED", "one FAILED");
        assertThat(onedag().run("runs", "--json").list().get(0)).doesNotContainKey("tasks");
        assertThat(onedag().run("runs", "--json", "--state", "failed").list()).hasSize(1);
        assertThat(onedag().run("runs", "--json", "--limit", "1").list()).hasSize(1);
        assertThat(onedag().run("runs", "--json", "--pipeline", "other").list()).isEmpty();
        assertThat(onedag().run("runs").exits(ExitCode.DONE).out().lines()).hasSize(3);
        assertThat(onedag().run("runs", "--pipeline", "other").err()).startsWith("No runs like that");
        assertThat(onedag().run("runs", "--json", "--key", "tw").list()).hasSize(1);
        assertThat(onedag().run("runs", "--json", "--since", "1h").list()).hasSize(2);
        assertThat(onedag().run("runs", "--json", "--until", "2020-01-01T00:00Z")
                        .list())
                .isEmpty();
        assertThat(onedag().run("runs", "--since", "soon").exits(ExitCode.USAGE).err())
                .contains("--since is \"soon\"", "12h");
        var page = onedag().run("runs", "--limit", "1");
        assertThat(page.err()).contains("There may be more: --after ");
        String id = page.out().lines().skip(1).findFirst().orElseThrow().split(" ")[0];
        assertThat(onedag().run("runs", "--json", "--after", id).list())
                .extracting(run -> run.get("run_key"))
                .containsExactly("one");
    }

    @Test
    void whatHasEndedCannotBeCancelled() {
        onedag().run("run", "sales");
        assertThat(onedag().run("cancel", "sales").exits(ExitCode.USAGE).out()).contains("had ended before: FAILED");
    }

    @Test
    void paramsComeFromAFileAndFromTheLine() {
        broken.set(false);
        var command = onedag().file("params.json", "{\"n\": 1, \"tags\": [\"a\"]}");
        assertThat(command.run("run", "sales", "--params-file", "params.json", "-p", "n=2", "--json")
                        .exits(ExitCode.DONE)
                        .object())
                .containsEntry("params", Json.parse("{\"day\":\"2026-01-01\",\"n\":2,\"tags\":[\"a\"]}"));
        assertThat(command.input("{\"n\": 7}")
                        .run("run", "sales", "--params-file", "-", "--json")
                        .object()
                        .get("params"))
                .isEqualTo(Json.parse("{\"day\":\"2026-01-01\",\"n\":7,\"tags\":null}"));
    }

    @Test
    void wrongParamsAreAllReportedBeforeAnythingStarts() {
        assertThat(onedag().run("run", "sales", "-p", "n=x", "-p", "dy=1")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("has no parameter \"dy\"; did you mean \"day\"?", "\"x\" is no integer");
        assertThat(onedag().run("run", "sales", "-p", "n").exits(ExitCode.USAGE).err())
                .contains("has no value");
        assertThat(onedag().run("run", "sales", "-p", "n=1", "-p", "n=2")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("given twice");
        assertThat(onedag().file("p.json", "[1]")
                        .run("run", "sales", "--params-file", "p.json")
                        .exits(2)
                        .err())
                .contains("no JSON object");
        assertThat(onedag().file("p.json", "{")
                        .run("run", "sales", "--params-file", "p.json")
                        .exits(2)
                        .err())
                .contains("p.json: not JSON");
        assertThat(onedag().run("run", "sales", "--params-file", "none.json")
                        .exits(2)
                        .err())
                .contains("can't be read");
        assertThat(extracted).hasValue(0);
    }

    @Test
    void testModeReachesTheTasks() {
        var limits = new java.util.ArrayList<Long>();
        var command = new Command(folder)
                .with(Pipeline.named("p")
                        .task("a", context -> {
                            limits.add(context.run().testMode() ? context.run().limit() : -1L);
                            return TaskResult.success();
                        })
                        .build());
        command.run("run", "p", "--test-mode", "--limit", "5", "-q").exits(ExitCode.DONE);
        command.run("run", "p", "--test-mode", "-q").exits(ExitCode.DONE);
        command.run("run", "p", "-q").exits(ExitCode.DONE);
        assertThat(limits).containsExactly(5L, 0L, -1L);
        assertThat(command.run("run", "p", "--limit", "5").exits(ExitCode.USAGE).err())
                .contains("--test-mode");
    }

    @Test
    void anIntervalGivesARunTheKeyOfItsScheduledOne() {
        broken.set(false);
        var run = onedag().run(
                        "run", "sales", "--interval-start", "2026-01-01", "--interval-end", "2026-01-02", "--json")
                .exits(ExitCode.DONE);
        assertThat(run.object())
                .containsEntry("run_key", "sched:2026-01-02T00:00:00Z")
                .containsEntry("interval_start", "2026-01-01T00:00:00Z");
        assertThat(onedag().run("run", "sales", "--interval-start", "2026-01-01")
                        .exits(2)
                        .err())
                .contains("two ends");
        assertThat(onedag().run("run", "sales", "--interval-start", "2026-01-02", "--interval-end", "2026-01-01")
                        .exits(2)
                        .err())
                .contains("before its start");
    }

    @Test
    void aCommandWithoutItsRunIsWrongUsage() {
        for (String command : List.of("resume", "cancel", "rerun")) {
            assertThat(onedag().run(command).exits(ExitCode.USAGE).err())
                    .contains("missing required", "onedag " + command + " --help");
        }
    }

    @Test
    void aRunSaysWhatIsWrongAndWhatIsDoubtfulAsValidateDoes() {
        var command = new Command(folder)
                .with("TOKEN", "hush-hush")
                .file("bad.yaml", "pipeline: bad\ntasks: {a: {uses: noop, nedds: [b]}}\n")
                .file("secret.yaml", """
                        pipeline: secret
                        tasks: {a: {uses: shell, with: {command: [echo, "${secret.TOKEN}"]}}}
                        """);
        String wrong = command.run("run", "bad.yaml").exits(ExitCode.USAGE).err();
        assertThat(wrong).startsWith("error: ").contains("nedds");
        assertThat(command.run("validate", "bad.yaml").exits(ExitCode.USAGE).out())
                .contains(wrong.lines().findFirst().orElseThrow());
        assertThat(command.run("run", "secret.yaml", "-q").exits(ExitCode.DONE).err())
                .contains("warning: ", "has a secret among its arguments");
    }

    @Test
    void aRerunTellsItsRoundsTime() {
        broken.set(false);
        onedag().run("run", "sales").exits(ExitCode.DONE);
        var rerun = onedag().run("rerun", "sales", "--from", "report", "--json").exits(ExitCode.DONE);
        assertThat(String.valueOf(rerun.object().get("round_started_at")))
                .isGreaterThan(String.valueOf(rerun.object().get("started_at")));
        assertThat(onedag().run("status", "sales").exits(ExitCode.DONE).out()).contains("(round 2)");
    }

    @Test
    void anotherDefinitionIsToldAsSuch() {
        var command = new Command(folder).file("p.yaml", "pipeline: p\ntasks: {a: {uses: fail}}\n");
        command.run("run", "p.yaml").exits(ExitCode.FAILED);
        command.file("p.yaml", "pipeline: p\ntasks: {a: {uses: noop}}\n");
        assertThat(command.run("resume", "p", "-q").exits(ExitCode.FAILED).out())
                .contains("The run goes on with the definition that it started with; today's differs:");
    }

    @Test
    void strictRefusesWhatTheEngineOnlyApproximates() {
        var command = new Command(folder)
                .file("p.yaml", "pipeline: p\ntasks: {a: {uses: noop, resources: {memory: 64Mi}}}\n")
                .file("s.yaml", "pipeline: s\nschedule: {cron: '@daily'}\ntasks: {a: {uses: noop}}\n");
        assertThat(command.run("run", "p.yaml", "-q").exits(ExitCode.DONE).err())
                .contains("only approximates");
        assertThat(command.run("run", "--strict", "p.yaml")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("pipeline \"p\", task a", "memory_limit");
        assertThat(command.run("run", "s.yaml", "--strict", "-q")
                        .exits(ExitCode.DONE)
                        .err())
                .isEmpty();
        command.run("run", "s.yaml", "--strict=timing", "-q").exits(ExitCode.USAGE);
        assertThat(command.run("run", "s.yaml", "--strict=maybe")
                        .exits(ExitCode.USAGE)
                        .err())
                .contains("give outcome or timing");
    }

    @Test
    void logLinesAreShownFromALevelOn() {
        var command = new Command(folder)
                .with(Pipeline.named("p")
                        .task("a", context -> {
                            context.logger().debug("tiny");
                            context.logger().info("small");
                            context.logger().warn("big");
                            return TaskResult.success();
                        })
                        .build());
        assertThat(command.run("run", "p").out()).contains("a: small", "a: big").doesNotContain("tiny");
        assertThat(command.run("run", "p", "--log", "warn").out())
                .contains("big")
                .doesNotContain("small");
        assertThat(command.run("run", "p", "--log", "debug").out()).contains("tiny");
        assertThat(command.run("run", "p", "--quiet").out())
                .doesNotContain("big")
                .contains("p  SUCCEEDED");
    }

    @Test
    void settingsReachTheTasksAsTheirEnvironment() {
        var command = new Command(folder)
                .with("FROM_ENVIRONMENT", "two")
                .file(".env", "FROM_FILE=one\n")
                .file("p.yaml", """
                        pipeline: p
                        tasks:
                          a: {uses: shell, with: {command: [echo, "${env.FROM_FILE} ${env.FROM_ENVIRONMENT}"]}}
                        """);
        assertThat(command.run("run", "p.yaml").exits(ExitCode.DONE).out()).contains("a: one two");
    }

    @Test
    void aRunInFlightIsShownAndCancelledFromElsewhere() throws Exception {
        var started = new java.util.concurrent.CountDownLatch(1);
        var command = new Command(folder)
                .with(Pipeline.named("slow")
                        .task("wait", context -> {
                            started.countDown();
                            new java.util.concurrent.CountDownLatch(1).await();
                            return TaskResult.success();
                        })
                        .task("after", context -> TaskResult.success(), task -> task.needs("wait"))
                        .build());
        var result = new java.util.concurrent.CompletableFuture<Command.Result>();
        new Thread(() -> result.complete(command.run("run", "slow", "--json"))).start();
        started.await();
        assertThat(command.run("status", "slow", "--json").list("tasks"))
                .extracting(task -> task.get("task") + " " + task.get("state"))
                .containsExactly("wait RUNNING", "after PENDING");
        assertThat(command.run("cancel", "slow", "--reason", "enough")
                        .exits(ExitCode.DONE)
                        .out())
                .contains("was asked to end");
        assertThat(result.get().exits(ExitCode.CANCELLED).object())
                .containsEntry("state", "CANCELLED")
                .containsEntry("reason", "enough");
        assertThat(command.run("cancel", "slow").exits(ExitCode.DONE).out()).contains("CANCELLED");
    }

    @Test
    void jsonIsTheOnlyThingOnStandardOutput() {
        broken.set(false);
        for (String line : List.of(
                "run sales --json",
                "runs --json",
                "status --json",
                "cancel sales --json",
                "resume sales --json",
                "rerun sales --from report --json",
                "validate sales --json",
                "graph sales --json",
                "pipelines --json",
                "engines --json")) {
            var result = onedag().run(line.split(" "));
            assertThat(result.out().lines()).as(line).hasSize(1);
            assertThat(result.json()).as(line).isInstanceOfAny(Map.class, List.class);
        }
    }
}
