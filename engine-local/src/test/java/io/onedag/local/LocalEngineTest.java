package io.onedag.local;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.RunState;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.engine.Engine;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.engine.TaskRunRecord;
import io.onedag.run.Admission;
import io.onedag.run.RunHandle;
import io.onedag.run.RunRequest;
import io.onedag.run.RunService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LocalEngineTest {

    private final MemoryRunStore store = new MemoryRunStore();
    private final LocalEngine engine = new LocalEngine();

    @TempDir
    Path home;

    private final ProcessInfo me = new ProcessInfo(RunIds.next(), "here", 1, Instant.now(), "test", "1");

    @AfterEach
    void close() {
        engine.close();
    }

    private RunService service() {
        return new RunService(store, me, Map.of(), home, List.of(), RunListener.NONE);
    }

    private RunHandle start(Pipeline pipeline) {
        return service().start(pipeline, engine, RunRequest.of(Map.of()), Admission.Strictness.NONE);
    }

    private Engine.Result run(Pipeline pipeline) throws InterruptedException {
        RunHandle handle = start(pipeline);
        lastRun = handle;
        return handle.await();
    }

    private RunHandle lastRun;

    private Map<String, TaskState> states() {
        var states = new TreeMap<String, TaskState>();
        for (TaskRunRecord each : store.taskRuns(lastRun.id())) {
            states.put(each.mapIndex() < 0 ? each.task() : each.task() + "[" + each.mapIndex() + "]", each.state());
        }
        return states;
    }

    private static final Task OK = context -> TaskResult.success();
    private static final Task BAD = context -> {
        throw new IllegalStateException("no");
    };

    private static UnaryOperator<Pipeline.TaskBuilder> after(String... tasks) {
        return task -> task.needs(tasks);
    }

    @Test
    void aDiamondRunsInOrderAndPassesOutputsOn() throws Exception {
        var seen = new AtomicInteger();
        var pipeline = Pipeline.named("diamond")
                .task("a", context -> TaskResult.success(1))
                .task("b", context -> TaskResult.success(context.output("a", Integer.class) + 1), after("a"))
                .task("c", context -> TaskResult.success(context.output("a", Integer.class) + 2), after("a"))
                .task(
                        "d",
                        context -> {
                            seen.set(context.output("b", Integer.class) * context.output("c", Integer.class));
                            return TaskResult.success();
                        },
                        after("b", "c"))
                .build();
        assertThat(run(pipeline).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(seen).hasValue(6);
    }

    @Test
    void aFailureBlocksWhatNeedsItAndFailsTheRun() throws Exception {
        var pipeline = Pipeline.named("p")
                .task("bad", BAD)
                .task("after", OK, after("bad"))
                .task("cleanup", OK, task -> task.needs("after").when(TriggerRule.ALL_DONE))
                .build();
        assertThat(run(pipeline).state()).isEqualTo(RunState.FAILED);
        assertThat(states())
                .containsEntry("bad", TaskState.FAILED)
                .containsEntry("after", TaskState.UPSTREAM_FAILED)
                .containsEntry("cleanup", TaskState.SUCCEEDED);
    }

    @Test
    void mappedInstancesAreGatheredInOrder() throws Exception {
        var seen = new java.util.concurrent.atomic.AtomicReference<Object>();
        var pipeline = Pipeline.named("p")
                .task("list", context -> TaskResult.success(List.of(3, 1, 2)))
                .task(
                        "double",
                        context -> TaskResult.success(((Number) context.item()).intValue() * 2),
                        task -> task.needs("list").forEach("list"))
                .task(
                        "gather",
                        context -> {
                            seen.set(context.output("double"));
                            return TaskResult.success();
                        },
                        after("double"))
                .build();
        assertThat(run(pipeline).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(seen.get()).isEqualTo(List.of(6L, 2L, 4L));
    }

    @Test
    void aRetryWaitsItsDelay() throws Exception {
        var times = new java.util.concurrent.ConcurrentLinkedQueue<Long>();
        var pipeline = Pipeline.named("p")
                .task(
                        "flaky",
                        context -> {
                            times.add(System.nanoTime());
                            return context.attempt() < 3 ? TaskResult.retryable("not yet") : TaskResult.success();
                        },
                        task -> task.retry(RetryPolicy.fixed(3, ofMillis(100))))
                .build();
        assertThat(run(pipeline).state()).isEqualTo(RunState.SUCCEEDED);
        var all = List.copyOf(times);
        assertThat(all).hasSize(3);
        assertThat(Duration.ofNanos(all.get(1) - all.get(0))).isGreaterThanOrEqualTo(ofMillis(100));
        assertThat(store.attempts(lastRun.id())).hasSize(2);
    }

    @Test
    void cancelEndsWhatRunsAndStartsNothingMore() throws Exception {
        var running = new CountDownLatch(1);
        var pipeline = Pipeline.named("p")
                .task("slow", context -> {
                    running.countDown();
                    new CountDownLatch(1).await();
                    return TaskResult.success();
                })
                .task("next", OK, task -> task.needs("slow").when(TriggerRule.ALL_DONE))
                .build();
        lastRun = start(pipeline);
        running.await();
        lastRun.cancel("enough");
        assertThat(lastRun.await(10, TimeUnit.SECONDS)).hasValue(new Engine.Result(RunState.CANCELLED, "enough"));
        assertThat(states()).containsEntry("slow", TaskState.CANCELLED).containsEntry("next", TaskState.CANCELLED);
    }

    @Test
    void aTimeoutIsARetryableFailure() throws Exception {
        var pipeline = Pipeline.named("p")
                .task(
                        "slow",
                        context -> {
                            if (context.attempt() == 1) {
                                new CountDownLatch(1).await();
                            }
                            return TaskResult.success();
                        },
                        task -> task.timeout(ofMillis(50)).retry(RetryPolicy.fixed(2, ofMillis(1))))
                .build();
        assertThat(run(pipeline).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(store.attempts(lastRun.id()).get(0).error().message()).contains("timed out after 50ms");
    }

    @Test
    void resumeRunsWhatFailedAndNothingThatSucceeded() throws Exception {
        var first = new AtomicInteger();
        var second = new AtomicInteger();
        var pipeline = Pipeline.named("p")
                .task("first", context -> TaskResult.success(first.incrementAndGet()))
                .task(
                        "second",
                        context -> second.incrementAndGet() == 1 ? TaskResult.fatal("no") : TaskResult.success(),
                        after("first"))
                .task("third", OK, after("second"))
                .build();
        assertThat(run(pipeline).state()).isEqualTo(RunState.FAILED);
        var service = service();
        RunHandle resumed = service.resume(store.run(lastRun.id()).orElseThrow(), pipeline, engine, "test");
        assertThat(resumed.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(first).hasValue(1);
        assertThat(second).hasValue(2);
        assertThat(store.run(lastRun.id()).orElseThrow().round()).isEqualTo(2);
    }

    @Test
    void aPoolHoldsAcrossRuns() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        Task body = context -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
            running.decrementAndGet();
            return TaskResult.success();
        };
        var builder = Pipeline.named("p").pool("one", 1).maxActiveRuns(3);
        for (int i = 0; i < 10; i++) {
            builder.task("t" + i, body, task -> task.pool("one"));
        }
        var pipeline = builder.build();
        var runs = List.of(start(pipeline), start(pipeline), start(pipeline));
        for (RunHandle each : runs) {
            assertThat(each.await().state()).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(most).hasValue(1);
    }
}
