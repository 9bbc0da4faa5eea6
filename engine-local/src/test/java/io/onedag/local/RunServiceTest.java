package io.onedag.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.onedag.Effect;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.engine.Capability;
import io.onedag.engine.Engine;
import io.onedag.engine.EngineRun;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.NewRun;
import io.onedag.engine.Opening;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.Support;
import io.onedag.engine.TaskRunRecord;
import io.onedag.plan.Reason;
import io.onedag.run.Admission;
import io.onedag.run.InvalidRunException;
import io.onedag.run.RunHandle;
import io.onedag.run.RunRequest;
import io.onedag.run.RunService;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RunServiceTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final MemoryRunStore store = new MemoryRunStore(now::get);
    private final LocalEngine engine = new LocalEngine();
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch waits = new CountDownLatch(1);

    @TempDir
    Path home;

    @AfterEach
    void close() {
        engine.close();
    }

    private RunService service() {
        return service(RunListener.NONE);
    }

    private RunService service(RunListener listener) {
        var me = new ProcessInfo(RunIds.next(), "here", 1, Instant.now(), "test", "1");
        return new RunService(store, me, Map.of(), home, List.of(), listener);
    }

    /** Writes down what it hears, run by run. */
    private static final class Diary implements RunListener {
        final java.util.concurrent.ConcurrentLinkedQueue<String> lines =
                new java.util.concurrent.ConcurrentLinkedQueue<>();

        @Override
        public RunListener forRun(RunRecord run, Pipeline pipeline) {
            return new RunListener() {
                @Override
                public void runStarted(RunRecord started, Pipeline of) {
                    lines.add(run.key() + " starts");
                }

                @Override
                public void attemptLost(TaskEvent event, End end) {
                    lines.add(run.key() + " lost attempt " + event.attempt() + " of " + event.label() + ": "
                            + end.state());
                }

                @Override
                public void attemptEnded(TaskEvent event, End end) {
                    lines.add(run.key() + " ended attempt " + event.attempt() + " of " + event.label());
                }

                @Override
                public void runEnded(RunState state, String reason) {
                    lines.add(run.key() + " " + state);
                }

                @Override
                public void runLeft(String why) {
                    lines.add(run.key() + " left");
                }
            };
        }
    }

    @Test
    void eachRunIsToldToAListenerOfItsOwnWhateverAnotherOneThrows() throws Exception {
        var diary = new Diary();
        RunListener broken = new RunListener() {
            @Override
            public RunListener forRun(RunRecord run, Pipeline pipeline) {
                if (run.key().equals("one")) {
                    throw new IllegalStateException("no listener for this one");
                }
                return this;
            }

            @Override
            public void runStarted(RunRecord run, Pipeline pipeline) {
                throw new NoClassDefFoundError("a library that the listener needs");
            }
        };
        try (var service = service(RunListener.all(broken, RunListener.NONE, diary))) {
            start(service, counting(), key("one")).await();
            start(service, counting(), key("two")).await();
        }
        assertThat(diary.lines)
                .containsExactly(
                        "one starts",
                        "one ended attempt 1 of count",
                        "one SUCCEEDED",
                        "two starts",
                        "two ended attempt 1 of count",
                        "two SUCCEEDED");
    }

    @Test
    void anAttemptThatWasLostWithItsProcessIsToldBeforeTheRunGoesOn() throws Exception {
        lost(waiting(), "k", "wait", 1, 0);
        gate.countDown();
        var diary = new Diary();
        try (var service = service(diary)) {
            start(service, waiting(), key("k")).await();
        }
        assertThat(diary.lines)
                .containsExactly(
                        "k starts", "k lost attempt 1 of wait: READY", "k ended attempt 2 of wait", "k SUCCEEDED");
    }

    @Test
    void aRunThatWasLeftIsToldSo() throws Exception {
        var diary = new Diary();
        RunHandle run = start(service(diary), waiting(), key("k"));
        waits.await();
        now.updateAndGet(each -> each.plus(RunStore.LEASE).plusSeconds(1));
        var other = new ProcessInfo(RunIds.next(), "there", 2, Instant.now(), "test", "1");
        store.join(other);
        assertThat(store.takeOver(run.id(), other.id())).isPresent();
        gate.countDown();
        assertThatThrownBy(run::await).isInstanceOf(io.onedag.engine.StaleLeaseException.class);
        assertThat(diary.lines).containsExactly("k starts", "k left");
    }

    @Test
    void a_queued_run_that_the_jvm_cannot_start_ends_the_wait_for_it() throws Exception {
        var broken = new Engine() {
            @Override
            public String name() {
                return engine.name();
            }

            @Override
            public Support support(Capability capability) {
                return engine.support(capability);
            }

            @Override
            public Execution start(EngineRun run) {
                throw new NoClassDefFoundError("some/Driver");
            }

            @Override
            public void close() {}
        };
        try (var service = service()) {
            RunHandle first = start(service, waiting(), key("one"));
            waits.await();
            RunHandle second = service.start(waiting(), broken, key("two"), Admission.Strictness.NONE);
            gate.countDown();
            first.await();
            assertThatThrownBy(() -> second.await(20, TimeUnit.SECONDS)).isInstanceOf(NoClassDefFoundError.class);
        }
    }

    private Pipeline counting() {
        return Pipeline.named("p")
                .param("n", Param.integer().withDefault(1))
                .task("count", context -> TaskResult.success(runs.incrementAndGet()))
                .build();
    }

    private Pipeline waiting() {
        return Pipeline.named("p")
                .task("wait", context -> {
                    waits.countDown();
                    gate.await();
                    return TaskResult.success();
                })
                .build();
    }

    private static RunRequest key(String key) {
        return new RunRequest(Map.of(), key, null, false, 0);
    }

    private RunHandle start(RunService service, Pipeline pipeline, RunRequest request) {
        return service.start(pipeline, engine, request, Admission.Strictness.NONE);
    }

    /** A run whose process died after it claimed attempt {@code attempt} of task {@code task}. */
    private RunLease lost(Pipeline pipeline, String key, String task, int attempt, int recoveries) {
        var dead = new ProcessInfo(RunIds.next(), "there", 2, Instant.now(), "test", "1");
        store.join(dead);
        var opened = (Opening.Created) store.open(
                new NewRun(
                        RunIds.next(),
                        "p",
                        key,
                        null,
                        "{}",
                        pipeline.planHash(),
                        1,
                        definition(pipeline),
                        "local",
                        false,
                        0),
                dead.id());
        store.activate(opened.lease(), 1);
        store.commit(
                opened.lease(),
                new RunChange(List.of(new RunChange.Claim(task, -1, 1, 1, attempt, recoveries, Instant.now())), null));
        now.updateAndGet(each -> each.plus(RunStore.LEASE).plusSeconds(1));
        return opened.lease();
    }

    private static String definition(Pipeline pipeline) {
        return "{\"definition\":" + io.onedag.definition.DefinitionWriter.write(pipeline) + "}";
    }

    @Test
    void aRunGoesOnWithTheDefinitionItStartedWithAndSaysWhatChanged() throws Exception {
        var ran = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        io.onedag.Task body = context -> {
            ran.add(context.task());
            return runs.incrementAndGet() == 1 ? TaskResult.fatal("first time") : TaskResult.success();
        };
        var before = Pipeline.named("p")
                .task("a", body)
                .task("b", body, t -> t.needs("a"))
                .build();
        RunHandle run = start(service(), before, key("k"));
        assertThat(run.await().state()).isEqualTo(RunState.FAILED);
        var after = Pipeline.named("p")
                .task("a", body)
                .task("b", body)
                .task("c", body)
                .build();
        RunHandle resumed = service().resume(store.run(run.id()).orElseThrow(), after, engine, "me");
        assertThat(resumed.differences())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("tasks.c: added"));
        assertThat(resumed.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(ran).containsExactly("a", "a", "b");
        var without = Pipeline.named("p").task("a", body).build();
        assertThatThrownBy(() -> service().rerun(store.run(run.id()).orElseThrow(), without, engine, "a", "me"))
                .isInstanceOf(InvalidRunException.class)
                .hasMessageContaining("can't go on with the definition it started with");
    }

    private TaskRunRecord only(RunHandle run) {
        assertThat(store.taskRuns(run.id())).hasSize(1);
        return store.taskRuns(run.id()).get(0);
    }

    @Test
    void aFinishedKeyIsReturnedWithoutRunningAgain() throws Exception {
        var service = service();
        RunHandle first = start(service, counting(), key("k"));
        first.await();
        RunHandle again = start(service, counting(), key("k"));
        assertThat(again.origin()).isEqualTo(RunHandle.Origin.FINISHED);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aKeyWithOtherParametersIsRefused() throws Exception {
        var service = service();
        start(service, counting(), key("k")).await();
        var other = new RunRequest(Map.of("n", 2), "k", null, false, 0);
        assertThatThrownBy(() -> start(service, counting(), other))
                .isInstanceOf(InvalidRunException.class)
                .hasMessageContaining("other parameters: {\"n\":1}, not {\"n\":2}");
    }

    @Test
    void aLiveRunIsFollowedToItsEnd() throws Exception {
        RunHandle first = start(service(), waiting(), key("k"));
        RunHandle second = start(service(), waiting(), key("k"));
        assertThat(second.origin()).isEqualTo(RunHandle.Origin.FOLLOWED);
        gate.countDown();
        assertThat(first.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(second.await(10, TimeUnit.SECONDS)).hasValue(new Engine.Result(RunState.SUCCEEDED, null));
    }

    @Test
    void aRunWhoseProcessDiedGoesOnUnderItsKey() throws Exception {
        var pipeline = Pipeline.named("p")
                .task("count", context -> TaskResult.success(runs.incrementAndGet()))
                .build();
        lost(pipeline, "k", "count", 1, 0);
        RunHandle taken = start(service(), pipeline, key("k"));
        assertThat(taken.origin()).isEqualTo(RunHandle.Origin.TAKEN_OVER);
        assertThat(taken.await().state()).isEqualTo(RunState.SUCCEEDED);
        TaskRunRecord count = only(taken);
        assertThat(count.attempt()).isEqualTo(2);
        assertThat(count.recoveries()).isEqualTo(1);
        assertThat(count.round()).isEqualTo(1);
        assertThat(store.attempts(taken.id())).hasSize(1);
    }

    @Test
    void aLostAttemptDoesNotCountAgainstTheRetryBudget() throws Exception {
        var pipeline = Pipeline.named("p")
                .task(
                        "t",
                        context -> runs.incrementAndGet() == 1 ? TaskResult.retryable("once") : TaskResult.success(),
                        task -> task.retry(io.onedag.RetryPolicy.fixed(2, java.time.Duration.ofMillis(1))))
                .build();
        lost(pipeline, "k", "t", 1, 0);
        RunHandle taken = start(service(), pipeline, key("k"));
        assertThat(taken.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(only(taken).attempt()).isEqualTo(3);
    }

    @Test
    void aTaskThatIsLostTooOftenIsGivenUp() throws Exception {
        var pipeline = Pipeline.named("p")
                .task("t", context -> TaskResult.success(), task -> task.maxRecoveries(2))
                .build();
        lost(pipeline, "k", "t", 3, 2);
        RunHandle taken = start(service(), pipeline, key("k"));
        assertThat(taken.await().state()).isEqualTo(RunState.FAILED);
        assertThat(only(taken).reason()).isEqualTo(Reason.RECOVERIES_EXHAUSTED);
    }

    @Test
    void anEffectThatMayHappenOnceIsNotRepeatedAfterACrash() throws Exception {
        var pipeline = Pipeline.named("p")
                .task("t", context -> TaskResult.success(runs.incrementAndGet()), task -> task.effect(Effect.ONCE))
                .build();
        lost(pipeline, "k", "t", 1, 0);
        RunHandle taken = start(service(), pipeline, key("k"));
        assertThat(taken.await().state()).isEqualTo(RunState.FAILED);
        assertThat(only(taken).reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
        assertThat(runs).hasValue(0);
    }

    @Test
    void aResumeLeavesAnUnknownOutcomeThatItFindsToTheNextOne() throws Exception {
        var pipeline = Pipeline.named("p")
                .task("t", context -> TaskResult.success(runs.incrementAndGet()), task -> task.effect(Effect.ONCE))
                .task("after", context -> TaskResult.success(), task -> task.needs("t"))
                .build();
        RunLease lease = lost(pipeline, "k", "t", 1, 0);
        RunRecord record = store.run(lease.runId()).orElseThrow();
        assertThat(service().resume(record, pipeline, engine, "me").await().state())
                .isEqualTo(RunState.FAILED);
        assertThat(runs).hasValue(0);
        assertThat(service().resume(record, pipeline, engine, "me").await().state())
                .isEqualTo(RunState.SUCCEEDED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aTransactionalEffectIsRefusedWhereTheStoreHasNoDatabase() {
        var pipeline = Pipeline.named("p")
                .task("load", context -> TaskResult.success(), task -> task.effect(Effect.TRANSACTIONAL))
                .build();
        assertThatThrownBy(() -> start(service(), pipeline, key("k")))
                .isInstanceOf(InvalidRunException.class)
                .hasMessageContaining("pipeline \"p\", task load")
                .hasMessageContaining("DATABASE_URL");
        assertThat(store.run("p", "k")).isEmpty();
    }

    @Test
    void aSlowProcessThatLostItsRunWritesNothingMore() throws Exception {
        RunHandle slow = start(service(), waiting(), key("k"));
        waits.await();
        now.updateAndGet(each -> each.plus(RunStore.LEASE).plusSeconds(1));
        var other = new ProcessInfo(RunIds.next(), "there", 2, Instant.now(), "test", "1");
        store.join(other);
        assertThat(store.takeOver(slow.id(), other.id())).isPresent();
        gate.countDown();
        assertThatThrownBy(() -> slow.await(10, TimeUnit.SECONDS))
                .isInstanceOf(io.onedag.engine.StaleLeaseException.class);
        assertThat(only(slow).state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void aCancelOfAnotherProcessReachesTheRun() throws Exception {
        RunHandle run = start(service(), waiting(), key("k"));
        RunRecord record = store.run(run.id()).orElseThrow();
        assertThat(service().cancel(record, "by hand")).isTrue();
        assertThat(run.await(10, TimeUnit.SECONDS)).hasValue(new Engine.Result(RunState.CANCELLED, "by hand"));
    }

    @Test
    void aDeadRunIsClosedByACancel() {
        RunLease lease = lost(counting(), "k", "count", 1, 0);
        RunRecord record = store.run(lease.runId()).orElseThrow();
        assertThat(service().cancel(record, "by hand")).isTrue();
        assertThat(store.run(lease.runId()).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
        assertThat(service().cancel(store.run(lease.runId()).orElseThrow(), "again"))
                .isFalse();
    }

    @Test
    void aCancelOfADeadRunLeavesTheSameStatesAsThatOfALiveOne() {
        var pipeline = Pipeline.named("p")
                .task("pay", context -> TaskResult.success(), task -> task.effect(Effect.ONCE))
                .task("after", context -> TaskResult.success(), task -> task.needs("pay"))
                .task("beside", context -> TaskResult.success())
                .build();
        RunLease lease = lost(pipeline, "k", "pay", 1, 0);
        assertThat(service().cancel(store.run(lease.runId()).orElseThrow(), "by hand"))
                .isTrue();
        assertThat(store.taskRuns(lease.runId()))
                .extracting(TaskRunRecord::task, TaskRunRecord::state, TaskRunRecord::reason)
                .containsExactlyInAnyOrder(
                        tuple("pay", TaskState.FAILED, Reason.OUTCOME_UNKNOWN),
                        tuple("after", TaskState.UPSTREAM_FAILED, Reason.RULE),
                        tuple("beside", TaskState.CANCELLED, Reason.CANCELLED));
    }

    @Test
    void aResumeGoesOnFromTheRunAsItIsByNow() throws Exception {
        var pipeline = Pipeline.named("p")
                .task("t", context -> runs.incrementAndGet() < 3 ? TaskResult.fatal("not yet") : TaskResult.success())
                .build();
        RunHandle run = start(service(), pipeline, key("k"));
        run.await();
        RunRecord seen = store.run(run.id()).orElseThrow();
        service().resume(seen, pipeline, engine, "somebody").await();
        RunHandle second = service().resume(seen, pipeline, engine, "me");
        assertThat(second.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(store.run(run.id()).orElseThrow().round()).isEqualTo(3);
        RunHandle third = service().resume(seen, pipeline, engine, "me");
        assertThat(third.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(third.origin()).isEqualTo(RunHandle.Origin.FINISHED);
        assertThat(store.run(run.id()).orElseThrow().round()).isEqualTo(3);
        assertThat(runs).hasValue(3);
    }

    @Test
    void aSecondRunOfAPipelineWaitsForTheFirstAndCanBeCancelledMeanwhile() throws Exception {
        RunHandle first = start(service(), waiting(), key("1"));
        now.updateAndGet(each -> each.plusMillis(1));
        RunHandle second = start(service(), waiting(), key("2"));
        now.updateAndGet(each -> each.plusMillis(1));
        RunHandle third = start(service(), waiting(), key("3"));
        assertThat(store.run(second.id()).orElseThrow().state()).isEqualTo(RunState.QUEUED);
        third.cancel("not needed");
        assertThat(third.await(10, TimeUnit.SECONDS)).hasValue(new Engine.Result(RunState.CANCELLED, "not needed"));
        gate.countDown();
        assertThat(first.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(second.await(10, TimeUnit.SECONDS)).hasValue(new Engine.Result(RunState.SUCCEEDED, null));
    }

    @Test
    void aRunThatWasCancelledBeforeItStartedIsResumedFromItsStart() throws Exception {
        RunHandle first = start(service(), waiting(), key("1"));
        now.updateAndGet(each -> each.plusMillis(1));
        RunHandle queued = start(service(), waiting(), key("2"));
        queued.cancel("not now");
        assertThat(queued.await(10, TimeUnit.SECONDS)).hasValue(new Engine.Result(RunState.CANCELLED, "not now"));
        gate.countDown();
        first.await();
        RunHandle resumed = service().resume(store.run(queued.id()).orElseThrow(), waiting(), engine, "me");
        assertThat(resumed.await(10, TimeUnit.SECONDS)).hasValue(new Engine.Result(RunState.SUCCEEDED, null));
        assertThat(only(resumed).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void aRunThatHasNothingToContinueIsReturnedAsItIs() throws Exception {
        RunHandle run = start(service(), counting(), key("k"));
        run.await();
        RunHandle resumed = service().resume(store.run(run.id()).orElseThrow(), counting(), engine, "me");
        assertThat(resumed.origin()).isEqualTo(RunHandle.Origin.FINISHED);
        assertThat(store.run(run.id()).orElseThrow().round()).isEqualTo(1);
    }

    @Test
    void aRerunRunsTheTaskAndAllAfterItInANewRound() throws Exception {
        var pipeline = Pipeline.named("p")
                .task("a", context -> TaskResult.success(runs.incrementAndGet()))
                .task("b", context -> TaskResult.success(runs.incrementAndGet()), task -> task.needs("a"))
                .task("c", context -> TaskResult.success(runs.incrementAndGet()), task -> task.needs("b"))
                .build();
        RunHandle run = start(service(), pipeline, key("k"));
        run.await();
        RunHandle again = service().rerun(store.run(run.id()).orElseThrow(), pipeline, engine, "b", "me");
        assertThat(again.await().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(runs).hasValue(5);
        assertThat(store.run(run.id()).orElseThrow().roundBy()).isEqualTo("me");
        assertThat(store.taskRuns(run.id())).extracting(TaskRunRecord::attempts).containsExactlyInAnyOrder(1, 2, 2);
    }

    @Test
    void aLiveRunIsNotResumed() throws Exception {
        RunHandle run = start(service(), waiting(), key("k"));
        RunRecord record = store.run(run.id()).orElseThrow();
        assertThatThrownBy(() -> service().resume(record, waiting(), engine, "me"))
                .isInstanceOf(InvalidRunException.class)
                .hasMessageContaining("pid 1 on here, which is alive");
        gate.countDown();
        run.await();
    }

    @Test
    void aPipelineThatTheEngineOnlyApproximatesIsRefusedWhenStrict() {
        var pipeline = Pipeline.named("p")
                .task("big", context -> TaskResult.success(), task -> task.memory(1 << 20))
                .build();
        assertThatThrownBy(() -> service().start(pipeline, engine, key("k"), Admission.Strictness.OUTCOME))
                .isInstanceOf(InvalidRunException.class)
                .hasMessageContaining("pipeline \"p\", task big: engine local only approximates memory_limit");
    }
}
