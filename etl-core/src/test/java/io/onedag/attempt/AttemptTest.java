package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Dataset;
import io.onedag.Effect;
import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.RunInfo;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskSkippedException;
import io.onedag.engine.Failure;
import io.onedag.engine.ResourceProvider;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.expr.Template;
import io.onedag.graph.PipelineGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

@Timeout(20)
class AttemptTest {

    @TempDir
    Path home;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Map<String, String> environment = new HashMap<>();
    private final List<ResourceProvider<?>> providers = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final List<ProcessHandle> processes = new ArrayList<>();
    private @Nullable Interval interval;
    private Map<String, @Nullable Object> params = Map.of();
    private RunScope scope;

    @BeforeEach
    void keepNoIdleThreads() {
        timer.setRemoveOnCancelPolicy(true);
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private Attempt attempt(Task body, UnaryOperator<Pipeline.TaskBuilder> options) {
        return attempt(Pipeline.named("p").task("t", body, options).build(), "t", -1, Inputs.NONE);
    }

    private Attempt attempt(Pipeline pipeline, String task, int mapIndex, Inputs inputs) {
        var graph = PipelineGraph.of(pipeline);
        var info = new RunInfo(RunIds.next(), "key", interval, params, false, 0);
        var listener = new RunListener() {
            @Override
            public void log(TaskEvent event, Level level, String message) {
                log.add(level + " " + event.label() + " " + message);
            }
        };
        scope = new RunScope(graph, info, environment, home, null, providers, listener);
        return new Attempt(
                scope,
                graph.index(task),
                mapIndex,
                1,
                1,
                inputs,
                Attempt.plainSurroundings(() -> timer, processes::add));
    }

    private AttemptResult run(Task body) {
        return attempt(body, t -> t).run();
    }

    private static AttemptResult.Failed failed(AttemptResult result) {
        assertThat(result).isInstanceOf(AttemptResult.Failed.class);
        return (AttemptResult.Failed) result;
    }

    private static AttemptResult.Succeeded succeeded(AttemptResult result) {
        assertThat(result).as("%s", result).isInstanceOf(AttemptResult.Succeeded.class);
        return (AttemptResult.Succeeded) result;
    }

    @Test
    void anOutputKeepsItsOrderAndTypesAsCompactJson() {
        var result = run(context -> {
            var map = new java.util.LinkedHashMap<String, Object>();
            map.put("b", 1);
            map.put("a", List.of(1.50, "x", true));
            return TaskResult.success(map);
        });
        assertThat(succeeded(result).output()).isEqualTo("{\"b\":1,\"a\":[1.5,\"x\",true]}");
    }

    @Test
    void anOutputOfExactlyTheLimitFitsAndOneByteMoreIsFatal() {
        String fits = "é".repeat((Outputs.MAX_BYTES - 2) / 2);
        assertThat(succeeded(run(context -> TaskResult.success(fits))).output()).hasSize(fits.length() + 2);
        var over = failed(run(context -> TaskResult.success(fits + "x")));
        assertThat(over.failure().fatal()).isTrue();
        assertThat(over.failure().message()).contains("its output has 49153 bytes", "at most 49152", "dataset");
    }

    @Test
    void anOutputThatIsNoJsonIsFatal() {
        assertThat(failed(run(context -> TaskResult.success(Double.NaN)))
                        .failure()
                        .message())
                .contains("NaN is no JSON number");
        assertThat(failed(run(context -> TaskResult.success("\uD800")))
                        .failure()
                        .message())
                .contains("lone surrogate");
        assertThat(failed(run(context -> TaskResult.success(new Object())))
                        .failure()
                        .fatal())
                .isTrue();
    }

    @Test
    void whatABodyThrowsSaysWhatBecomesOfIt() {
        assertThat(failed(run(context -> {
                            throw new IllegalStateException("no", new java.io.IOException("disk"));
                        }))
                        .failure())
                .satisfies(failure -> {
                    assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
                    assertThat(failure.message()).isEqualTo("IllegalStateException: no; caused by IOException: disk");
                    assertThat(failure.fatal()).isFalse();
                });
        assertThat(failed(run(context -> {
                            throw TaskFailedException.fatal("never");
                        }))
                        .failure()
                        .fatal())
                .isTrue();
        assertThat(run(context -> {
                    throw new TaskSkippedException("nothing new");
                }))
                .isEqualTo(new AttemptResult.Skipped("nothing new", Rows.NONE));
        assertThat(failed(run(context -> {
                            throw new StackOverflowError();
                        }))
                        .failure()
                        .message())
                .isEqualTo("StackOverflowError");
        assertThat(failed(run(context -> null)).failure().message()).contains("returned null");
    }

    @Test
    void aResultThatIsAFailureSaysWhetherARetryHelps() {
        assertThat(failed(run(context -> TaskResult.retryable("no"))).failure())
                .isEqualTo(new Failure("TaskFailed", "no", null, false));
        assertThat(failed(run(context -> TaskResult.fatal("never"))).failure())
                .isEqualTo(new Failure("TaskFailed", "never", null, true));
    }

    @Test
    void anEngineWithoutAStoreHearsOfTheProcessesThatTasksStart() {
        succeeded(run(context -> {
            context.processStarted(ProcessHandle.current());
            return TaskResult.success();
        }));
        assertThat(processes).containsExactly(ProcessHandle.current());
    }

    @Test
    void aFailureNamesThePlaceInTheUsersCode() {
        assertThat(failed(run(new com.acme.Broken())).failure().where())
                .startsWith("com.acme.Broken.execute (Broken.java:");
        assertThat(failed(run(new com.acme.SaysSo())).failure().where())
                .startsWith("com.acme.SaysSo.execute (SaysSo.java:");
    }

    @Test
    void aTimeoutInterruptsTheBodyAndIsRetryableEvenWhenTheBodyFinishes() {
        var result = failed(attempt(
                        context -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                return TaskResult.success("too late");
                            }
                            return TaskResult.success();
                        },
                        t -> t.timeout(Duration.ofMillis(20)))
                .run());
        assertThat(result.timedOut()).isTrue();
        assertThat(result.failure().fatal()).isFalse();
        assertThat(result.failure().message()).startsWith("timed out after 20ms");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aBodyThatIgnoresItsInterruptKeepsItsThread() {
        var release = new CountDownLatch(1);
        timer.schedule(release::countDown, 200, java.util.concurrent.TimeUnit.MILLISECONDS);
        long start = System.nanoTime();
        var result = failed(attempt(
                        context -> {
                            while (release.getCount() > 0) {
                                Thread.onSpinWait();
                            }
                            return TaskResult.success();
                        },
                        t -> t.timeout(Duration.ofMillis(10)))
                .run());
        assertThat(result.timedOut()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
    }

    @Test
    void aCancelBeforeTheStartNeverRunsTheBody() {
        var ran = new AtomicBoolean();
        Attempt attempt = attempt(
                context -> {
                    ran.set(true);
                    return TaskResult.success();
                },
                t -> t);
        attempt.cancel("not needed");
        assertThat(attempt.run()).isEqualTo(new AttemptResult.Interrupted("not needed"));
        assertThat(ran).isFalse();
    }

    @Test
    void aCancelEndsWhatTheBodyRegisteredAndASuccessThatBeatItStays() throws Exception {
        var started = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        Attempt attempt = attempt(
                context -> {
                    context.onCancel(ended::countDown);
                    started.countDown();
                    while (!context.isCancelled()) {
                        Thread.onSpinWait();
                    }
                    return TaskResult.success("done");
                },
                t -> t);
        var result = new AtomicReference<AttemptResult>();
        var thread = new Thread(() -> result.set(attempt.run()));
        thread.start();
        started.await();
        attempt.cancel("stop");
        ended.await();
        thread.join();
        assertThat(succeeded(result.get()).output()).isEqualTo("\"done\"");
    }

    @Test
    void aBranchIsCheckedAgainstItsDeclaration() {
        var pipeline = Pipeline.named("p")
                .task(
                        "b",
                        context -> TaskResult.branch(context.run().key().equals("key") ? "x" : "y"),
                        t -> t.branch("x", "y"))
                .task("x", context -> TaskResult.success(), t -> t.needs("b"))
                .task("y", context -> TaskResult.success(), t -> t.needs("b"))
                .build();
        assertThat(succeeded(attempt(pipeline, "b", -1, Inputs.NONE).run()).chosen())
                .containsExactly("x");
        assertThat(failed(run(context -> TaskResult.branch("x"))).failure().message())
                .contains("declares none");
        var silent = Pipeline.named("p")
                .task("b", context -> TaskResult.success(), t -> t.branch("x"))
                .task("x", context -> TaskResult.success(), t -> t.needs("b"))
                .build();
        assertThat(failed(attempt(silent, "b", -1, Inputs.NONE).run()).failure().fatal())
                .isTrue();
        var stranger = Pipeline.named("p")
                .task("b", context -> TaskResult.branch("z"), t -> t.branch("x"))
                .task("x", context -> TaskResult.success(), t -> t.needs("b"))
                .build();
        assertThat(failed(attempt(stranger, "b", -1, Inputs.NONE).run())
                        .failure()
                        .message())
                .contains("it chose \"z\"");
    }

    private static Pipeline mapped(@Nullable Object output, int most, String... path) {
        return Pipeline.named("p")
                .task("list", context -> TaskResult.success(output))
                .task(
                        "each",
                        context -> TaskResult.success(),
                        t -> t.needs("list").forEach("list", path).maxMapLength(most))
                .build();
    }

    @Test
    void aProducerFailsForGoodWhenItsOutputIsNoListOrTooLong() {
        assertThat(succeeded(attempt(mapped(List.of(1, 2), 2), "list", -1, Inputs.NONE)
                                .run())
                        .lengths())
                .isEqualTo(Map.of("each", 2));
        assertThat(succeeded(attempt(mapped(Map.of("a", List.of()), 2, "a"), "list", -1, Inputs.NONE)
                                .run())
                        .lengths())
                .isEqualTo(Map.of("each", 0));
        for (Object wrong : new Object[] {null, "text", Map.of("b", List.of())}) {
            assertThat(failed(attempt(
                                            mapped(wrong, 2, wrong instanceof Map ? new String[] {"a"} : new String[0]),
                                            "list",
                                            -1,
                                            Inputs.NONE)
                                    .run())
                            .failure()
                            .fatal())
                    .isTrue();
        }
        assertThat(failed(attempt(mapped(List.of(1, 2, 3), 2), "list", -1, Inputs.NONE)
                                .run())
                        .failure()
                        .message())
                .contains("3 elements; at most 2", "max_map_length");
    }

    @Test
    void aBodySeesItsUpstreamsAndItsItem() {
        var pipeline = Pipeline.named("p")
                .task("list", context -> TaskResult.success(List.of(1)))
                .task(
                        "each",
                        context ->
                                TaskResult.success(List.of(context.item(), context.mapIndex(), context.output("list"))),
                        t -> t.needs("list").forEach("list"))
                .build();
        var inputs = new Inputs() {
            @Override
            public String output(int upstream) {
                return "[\"é\"]";
            }

            @Override
            public Object item(int task, int mapIndex) {
                return "é";
            }
        };
        assertThat(succeeded(attempt(pipeline, "each", 0, inputs).run()).output())
                .isEqualTo("[\"é\",0,[\"é\"]]");
        assertThat(failed(run(context -> TaskResult.success(context.output("other"))))
                        .failure()
                        .message())
                .contains("reads the output of \"other\", which is not in its needs");
    }

    @Test
    void datasetFilesOfAnInstanceAndOfATaskNamedLikeOneDiffer() throws Exception {
        var files = new ArrayList<Path>();
        Task body = context -> {
            files.add(context.newDatasetFile(".csv"));
            return TaskResult.success();
        };
        var pipeline = Pipeline.named("p")
                .task("list", context -> TaskResult.success(List.of(1, 2)))
                .task("t", body, t -> t.needs("list").forEach("list"))
                .task("t-1", body)
                .build();
        attempt(pipeline, "t", 1, Inputs.NONE).run();
        attempt(pipeline, "t-1", -1, Inputs.NONE).run();
        assertThat(files)
                .extracting(Path::getFileName)
                .extracting(Path::toString)
                .containsExactly("t.1-1.1.csv", "t-1-1.1.csv");
    }

    @Test
    void secretsAreHiddenWhereverTheyTurnUp() throws Exception {
        environment.put("TOKEN", "s3cr3t");
        Files.writeString(home.resolve("PW"), "pa\"ss\nword\n");
        environment.put("ONEDAG_SECRETS_DIR", home.toString());
        var result = run(context -> {
            var own = (AttemptContext) context;
            String token = (String) Template.resolve("${secret.TOKEN}", own);
            String password = (String) Template.resolve("${secret.PW}", own);
            assertThat(token).isEqualTo("s3cr3t");
            assertThat(password).isEqualTo("pa\"ss\nword");
            context.logger().info("token {} of {}", token, "me");
            if (context.attempt() == 1 && log.size() == 1) {
                return TaskResult.success(Map.of("t", "<" + token + ">", password, 1));
            }
            throw new IllegalStateException(token);
        });
        assertThat(log).containsExactly("INFO t token *** of me");
        assertThat(succeeded(result).output())
                .doesNotContain("s3cr3t")
                .doesNotContain("word")
                .contains("<***>");
        var failure = failed(run(context -> {
            throw new IllegalStateException(
                    String.valueOf(Template.resolve("x${secret.TOKEN}y", (AttemptContext) context)));
        }));
        assertThat(failure.failure().message()).isEqualTo("IllegalStateException: x***y");
        assertThat(failed(run(context ->
                                TaskResult.success(Template.resolve("${secret.NONE}", (AttemptContext) context))))
                        .failure())
                .satisfies(missing -> {
                    assertThat(missing.fatal()).isTrue();
                    assertThat(missing.message())
                            .contains(
                                    "environment variable NONE",
                                    home.resolve("NONE").toString());
                });
    }

    @Test
    void expressionsFindTheRun() {
        params = Map.of("day", "2026-01-31", "list", List.of(1, "a"));
        interval = new Interval(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z"));
        environment.put("HOME_TOWN", "Köln");
        var result = run(context -> TaskResult.success(Template.resolve(
                List.of(
                        "${params.list}",
                        "d=${params.day} l=${params.list.1}",
                        "${run.key}/${run.interval_start}",
                        "${env.HOME_TOWN}",
                        "${attempt}",
                        "$${params.day}"),
                (AttemptContext) context)));
        assertThat(succeeded(result).output())
                .isEqualTo(
                        "[[1,\"a\"],\"d=2026-01-31 l=a\",\"key/2026-01-01T00:00:00Z\",\"Köln\",1,\"${params.day}\"]");
        interval = null;
        assertThat(failed(run(context ->
                                TaskResult.success(Template.resolve("${run.interval_end}", (AttemptContext) context))))
                        .failure()
                        .message())
                .contains("this run covers no interval");
    }

    private static final class Recorded implements ResourceProvider<StringBuilder> {
        final StringBuilder calls = new StringBuilder();

        @Override
        public Class<StringBuilder> type() {
            return StringBuilder.class;
        }

        @Override
        public Handle<StringBuilder> open(TaskContext context) {
            calls.append("open ");
            return new Handle<>() {
                @Override
                public StringBuilder get() {
                    return calls;
                }

                @Override
                public void commit() {
                    calls.append("commit ");
                }

                @Override
                public void rollback() {
                    calls.append("rollback ");
                }

                @Override
                public void close() {
                    calls.append("close ");
                }
            };
        }
    }

    @Test
    void aResourceIsCommittedByASuccessAndRolledBackOtherwise() {
        var recorded = new Recorded();
        providers.add(recorded);
        succeeded(run(context -> {
            context.resource(StringBuilder.class).append("use ");
            context.resource(StringBuilder.class).append("again ");
            return TaskResult.success();
        }));
        assertThat(recorded.calls).hasToString("open use again commit close ");
        recorded.calls.setLength(0);
        failed(run(context -> {
            context.resource(StringBuilder.class).append("use ");
            return TaskResult.retryable("no");
        }));
        assertThat(recorded.calls).hasToString("open use rollback close ");
    }

    @Test
    void anUnknownResourceAndAConnectionWithoutAStoreSayWhatToDo() {
        assertThat(failed(run(context -> TaskResult.success(context.resource(Path.class))))
                        .failure()
                        .message())
                .contains("nobody provides a java.nio.file.Path; provided are [Connection]");
        assertThat(failed(attempt(
                                        context -> TaskResult.success(context.resource(java.sql.Connection.class)),
                                        t -> t.effect(Effect.TRANSACTIONAL))
                                .run())
                        .failure()
                        .message())
                .contains("effect transactional needs a store with a database");
    }

    @Test
    void pathsStartAtTheDefinitionUnlessTheWorkingDirectoryIsSet() throws Exception {
        var pipeline = Pipeline.named("p")
                .folder(home)
                .task(
                        "t",
                        context -> TaskResult.success(context.path("a/../b.csv").toString()))
                .build();
        assertThat(succeeded(attempt(pipeline, "t", -1, Inputs.NONE).run()).output())
                .isEqualTo("\"" + home.resolve("b.csv") + "\"");
        environment.put("ONEDAG_WORKDIR", home.resolve("other").toString());
        assertThat(succeeded(attempt(pipeline, "t", -1, Inputs.NONE).run()).output())
                .isEqualTo("\"" + home.resolve("other/b.csv") + "\"");
    }

    @Test
    void aDatasetTravelsAsItsReference() {
        var dataset = new Dataset("/tmp/x.csv", "csv", List.of("a", "b"), 3);
        var result = succeeded(run(context -> new TaskResult.Success(dataset.toOutput(), new Rows(3, 3, 0))));
        assertThat(Dataset.fromOutput(io.onedag.json.Json.parse(result.output())))
                .isEqualTo(dataset);
        assertThat(result.rows()).isEqualTo(new Rows(3, 3, 0));
        assertThatThrownBy(() -> Dataset.fromOutput(Map.of("dataset", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no dataset reference");
    }
}
