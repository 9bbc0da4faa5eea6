package io.onedag.testkit.conformance.own;

import io.onedag.Pipeline;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.run.RunHandle;
import io.onedag.testkit.conformance.EngineUnderTest.RunUnderTest;
import io.onedag.testkit.conformance.ObservedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A run of an {@link OwnEngine}: in this process, or in one that can be killed. */
final class OwnRun implements RunUnderTest {

    private final OwnEngine engine;
    private final String pipeline;
    private final String key;
    private volatile @Nullable RunHandle handle;
    private volatile @Nullable KillableProcess process;

    OwnRun(
            OwnEngine engine,
            String pipeline,
            String key,
            @Nullable RunHandle handle,
            @Nullable KillableProcess process) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.key = key;
        this.handle = handle;
        this.process = process;
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        KillableProcess elsewhere = process;
        if (elsewhere != null) {
            return elsewhere.await(atMost);
        }
        RunHandle here = handle;
        return here == null
                || here.await(atMost.toNanos(), TimeUnit.NANOSECONDS).isPresent();
    }

    @Override
    public @Nullable ObservedRun read() {
        RunStore store = engine.store();
        return record().map(run -> ObservedRun.of(run, store.taskRuns(run.id())))
                .orElse(null);
    }

    private Optional<RunRecord> record() {
        return engine.store().run(pipeline, key);
    }

    @Override
    public void cancel() {
        RunHandle here = handle;
        if (here != null) {
            here.cancel("the scenario cancels it");
        } else {
            engine.service().cancel(record().orElseThrow(), "the scenario cancels it");
        }
    }

    @Override
    public void resume(Pipeline now, boolean killable) {
        if (killable) {
            handle = null;
            process = engine.process(now, key, KillableDriver.RESUME);
        } else {
            RunRecord run = record().orElseThrow();
            handle = OwnEngine.refusing(() -> engine.service().resume(run, now, engine.engine(), "conformance"));
            process = null;
        }
    }

    @Override
    public void rerun(Pipeline now, String task) {
        RunRecord run = record().orElseThrow();
        handle = OwnEngine.refusing(() -> engine.service().rerun(run, now, engine.engine(), task, "conformance"));
        process = null;
    }

    @Override
    public void killDriver() {
        KillableProcess elsewhere = process;
        if (elsewhere == null) {
            throw new IllegalStateException("the script didn't start it in a process to kill");
        }
        elsewhere.kill();
    }

    @Override
    public List<String> traces() {
        var traces = new ArrayList<>(engine.log().lines());
        record().ifPresent(run -> {
            traces.add(run.toString());
            engine.store().taskRuns(run.id()).forEach(each -> traces.add(each.toString()));
            engine.store().attempts(run.id()).forEach(each -> traces.add(each.toString()));
        });
        RunHandle here = handle;
        if (here != null) {
            traces.addAll(here.differences());
        }
        KillableProcess elsewhere = process;
        if (elsewhere != null) {
            traces.add(elsewhere.output());
        }
        return traces;
    }
}
