package io.onedag.local;

import io.onedag.TaskDefinition;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** One task run of a local run: where it stands, and what its attempt needs of the engine. Confined by its run, but for the attempt. */
final class TaskRun extends Inbox.Event implements Attempt.Surroundings {

    final LocalRun run;
    final int task;
    final int mapIndex;
    final int round;
    long generation;
    int attempt;
    int recoveries;
    long sequence;
    Instant startedAt = Instant.EPOCH;
    long startedNanos;
    boolean recorded;

    @Nullable
    OsProcess remains;

    @Nullable
    Attempt current;

    @Nullable
    AttemptResult result;

    /** Whose thread runs the attempt. */
    @Nullable
    Worker worker;

    /** Its place among those that run. */
    int place;

    @Nullable
    Future<?> retry;

    TaskRun(LocalRun run, int task, int mapIndex, int round) {
        this.run = run;
        this.task = task;
        this.mapIndex = mapIndex;
        this.round = round;
    }

    /** One that is on record already. */
    static TaskRun of(LocalRun run, int task, TaskRunRecord on) {
        var known = new TaskRun(run, task, on.mapIndex(), on.round());
        known.generation = on.generation();
        known.attempt = on.attempt();
        known.recoveries = on.recoveries();
        known.remains = on.process();
        return known;
    }

    TaskDefinition definition() {
        return run.definition(task);
    }

    @Override
    public int recoveries() {
        return recoveries;
    }

    @Override
    public ScheduledExecutorService timer() {
        return run.timer();
    }

    @Override
    public RunStore.EffectTransaction beginEffect() {
        return run.beginEffect();
    }

    @Override
    public void processStarted(Attempt owner, ProcessHandle process) {
        run.processStarted(this, process);
    }
}
