package io.onedag.child;

import io.onedag.TaskFailedException;
import io.onedag.attempt.Attempt;
import io.onedag.engine.RunStore;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** What the one attempt of this process is given: a timer, once it needs one. */
class Body implements Attempt.Surroundings {

    private @Nullable ScheduledExecutorService timer;

    @Override
    public final synchronized ScheduledExecutorService timer() {
        if (timer == null) {
            timer = Executors.newSingleThreadScheduledExecutor(new ThreadFactory() {
                @Override
                public Thread newThread(Runnable body) {
                    var thread = new Thread(body, "onedag-timer");
                    thread.setDaemon(true);
                    return thread;
                }
            });
        }
        return timer;
    }

    @Override
    public RunStore.EffectTransaction beginEffect() {
        throw TaskFailedException.fatal(
                "effect transactional needs a store with a database; set DATABASE_URL, or drop the effect");
    }

    @Override
    public void processStarted(Attempt attempt, ProcessHandle process) {
        // Nowhere to put it on record; its tree ends with this process.
    }

    final synchronized void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
