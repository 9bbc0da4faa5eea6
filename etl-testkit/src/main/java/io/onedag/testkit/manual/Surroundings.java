package io.onedag.testkit.manual;

import io.onedag.TaskFailedException;
import io.onedag.attempt.Attempt;
import io.onedag.engine.EngineRun;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** What a manual run gives its attempts. */
public final class Surroundings implements Attempt.Surroundings {

    /** What a task is told that needs a database where there is none. */
    public static final String IN_MEMORY =
            "the store of this test is in memory and has no database; open the embedded one: @OnedagTest(store = TestStore.EMBEDDED),"
                    + " or TestBench.embedded()";

    private final ManualEngine engine;
    private final EngineRun run;
    private final Step step;

    Surroundings(ManualEngine engine, EngineRun run, Step step) {
        this.engine = engine;
        this.run = run;
        this.step = step;
    }

    @Override
    public int recoveries() {
        return step.recoveries;
    }

    @Override
    public ScheduledExecutorService timer() {
        return engine.timer();
    }

    @Override
    public RunStore.EffectTransaction beginEffect() {
        RunStore store = run.store();
        return (store == null ? Optional.<RunStore.EffectTransaction>empty() : store.beginEffect(run.lease()))
                .orElseThrow(
                        () -> TaskFailedException.fatal("effect transactional needs a database, and " + IN_MEMORY));
    }

    @Override
    public void processStarted(Attempt attempt, ProcessHandle process) {
        RunStore store = run.store();
        if (store != null) {
            var started = new RunChange.Started(step.name(), step.mapIndex, step.generation, OsProcess.of(process));
            store.commit(run.lease(), new RunChange(List.of(started), null));
        }
    }
}
