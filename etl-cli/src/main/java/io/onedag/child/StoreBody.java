package io.onedag.child;

import io.onedag.TaskFailedException;
import io.onedag.attempt.Attempt;
import io.onedag.driven.DrivenAttempt;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunStore;
import java.util.List;

/** What an attempt on record is given besides: a transaction to commit its effect in, and its processes on record too. */
final class StoreBody extends Body {

    private final RunStore store;
    private final DrivenAttempt claimed;

    StoreBody(RunStore store, DrivenAttempt claimed) {
        this.store = store;
        this.claimed = claimed;
    }

    @Override
    public RunStore.EffectTransaction beginEffect() {
        RunStore.EffectTransaction begun = store.beginEffect(claimed.lease()).orElse(null);
        if (begun == null) {
            throw TaskFailedException.fatal("the store has no database for effect transactional");
        }
        return begun;
    }

    @Override
    public void processStarted(Attempt attempt, ProcessHandle process) {
        RunChange.Write started = new RunChange.Started(
                attempt.event().task(), attempt.mapIndex(), claimed.generation(), OsProcess.of(process));
        store.commit(claimed.lease(), new RunChange(List.of(started), null));
    }
}
