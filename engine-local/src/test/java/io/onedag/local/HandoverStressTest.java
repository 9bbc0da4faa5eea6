package io.onedag.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.RunInfo;
import io.onedag.RunState;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.engine.Engine;
import io.onedag.engine.EngineRun;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunListener;
import io.onedag.graph.PipelineGraph;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tasks that do nothing, so that workers meet at the inbox and at each other's hand-over all the time. The race: an advancer gives an
 * attempt to a worker that is about to leave, or finds nothing left to do while another thread adds an event. What is lost there is
 * never found again, so a watchdog waits for each run. A failure names the seed of its DAG.
 */
class HandoverStressTest {

    private static final int AT_ONCE = 4;
    private static final Duration WATCHDOG = Duration.ofSeconds(20);

    private final LocalEngine engine = new LocalEngine();

    @AfterEach
    void close() {
        engine.close();
    }

    /** A random DAG whose tasks check that they run once, after their upstreams, and not too many at once. */
    private static final class RandomDag {
        final long seed;
        final int parallel;
        final int size;
        final AtomicIntegerArray ran;
        final PipelineGraph graph;
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger wrong = new AtomicInteger();

        RandomDag(long seed, boolean retries, boolean pools) {
            var random = new Random(seed);
            this.seed = seed;
            this.parallel = 2 + random.nextInt(15);
            this.size = 1 + random.nextInt(60);
            this.ran = new AtomicIntegerArray(size);
            int width = 1 + random.nextInt(size);
            var builder = Pipeline.named("p").maxParallelTasks(parallel).pool("shared", 1 + (int) (seed % 3));
            for (int i = 0; i < size; i++) {
                int task = i;
                var needs = new BitSet();
                for (int k = random.nextInt(4); k > 0 && i > 0; k--) {
                    needs.set(i - 1 - random.nextInt(Math.min(i, width)));
                }
                boolean flaky = retries && random.nextInt(4) == 0;
                boolean pooled = pools && random.nextInt(3) == 0;
                Task body = context -> {
                    boolean early = needs.stream().anyMatch(need -> ran.get(need) == 0);
                    if (early || running.incrementAndGet() > parallel) {
                        wrong.incrementAndGet();
                    }
                    running.decrementAndGet();
                    if (flaky && context.attempt() == 1) {
                        return TaskResult.retryable("once more");
                    }
                    ran.incrementAndGet(task);
                    return TaskResult.success();
                };
                builder.task("t" + i, body, each -> {
                    each.needs(needs.stream().mapToObj(need -> "t" + need).toArray(String[]::new));
                    each.priority(random.nextInt(3) - 1);
                    return pooled
                            ? each.retry(RetryPolicy.fixed(2, Duration.ZERO)).pool("shared")
                            : each.retry(RetryPolicy.fixed(2, Duration.ZERO));
                });
            }
            this.graph = PipelineGraph.of(builder.build());
        }

        void check(Engine.Result result) {
            assertThat(result).as("seed %d", seed).isEqualTo(new Engine.Result(RunState.SUCCEEDED, null));
            assertThat(IntStream.range(0, size).map(ran::get))
                    .as("runs of each task, seed %d", seed)
                    .containsOnly(1);
            assertThat(wrong).as("tasks too early or too many, seed %d", seed).hasValue(0);
        }
    }

    private static Engine.Execution start(RandomDag dag, Engine engine) {
        var info = new RunInfo(RunIds.next(), "key", null, Map.of(), false, 0);
        return engine.start(new EngineRun(
                dag.graph,
                info,
                1,
                Instant.now(),
                new RunLease(info.id(), info.id(), 1),
                List.of(),
                null,
                RunListener.NONE,
                Map.of(),
                Path.of(""),
                List.of()));
    }

    private static Engine.Result await(Engine.Execution run, RandomDag dag) throws InterruptedException {
        Engine.Result result = run.await(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
        if (result == null) {
            String workers = Thread.getAllStackTraces().entrySet().stream()
                    .filter(each -> each.getKey().getName().startsWith("onedag-"))
                    .map(each -> each.getKey().getName() + " "
                            + List.of(each.getValue()).subList(0, Math.min(6, each.getValue().length)))
                    .collect(Collectors.joining("\n"));
            fail("a run stands still after " + WATCHDOG + ", seed " + dag.seed + "\n" + workers);
        }
        return result;
    }

    private void runMany(int runs, boolean retries, boolean pools) throws InterruptedException {
        for (int seed = 0; seed < runs; seed += AT_ONCE) {
            var dags = new ArrayList<RandomDag>();
            for (int i = 0; i < AT_ONCE; i++) {
                dags.add(new RandomDag(seed + i, retries, pools));
            }
            var started = dags.stream().map(dag -> start(dag, engine)).toList();
            for (int i = 0; i < AT_ONCE; i++) {
                dags.get(i).check(await(started.get(i), dags.get(i)));
            }
        }
    }

    @Test
    void everyTaskOfEveryRunRunsOnce() throws Exception {
        runMany(3_000, false, false);
    }

    @Test
    void everyRunEndsWhenTasksAreRetriedAtOnce() throws Exception {
        runMany(800, true, false);
    }

    @Test
    void everyRunEndsWhenRunsShareAPool() throws Exception {
        runMany(800, true, true);
    }

    @Test
    void aRunCancelledAtAnyMomentEnds() throws Exception {
        for (int seed = 0; seed < 800; seed++) {
            var dag = new RandomDag(seed, true, true);
            int spins = new Random(seed).nextInt(20_000);
            var run = start(dag, engine);
            var cancel = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < spins; i++) {
                    Thread.onSpinWait();
                }
                run.cancel("enough");
            });
            assertThat(await(run, dag).state()).as("seed %d", seed).isIn(RunState.SUCCEEDED, RunState.CANCELLED);
            cancel.get(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
            assertThat(IntStream.range(0, dag.size).map(dag.ran::get).max().orElse(0))
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aRunWhoseEngineIsClosedEndsOrBreaksOff() throws Exception {
        for (int seed = 0; seed < 400; seed++) {
            var dag = new RandomDag(seed, false, false);
            Engine.Execution run;
            try (var closed = new LocalEngine()) {
                run = start(dag, closed);
                for (int spins = new Random(seed).nextInt(5_000); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
            }
            try {
                dag.check(await(run, dag));
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("the engine was closed before run");
            }
        }
    }
}
