package io.onedag.local;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread that works for a run is given its next attempt. It waits for a moment only: that is faster than waking a thread, as
 * long as there is something to do, and costs little when there isn't.
 */
final class Worker {

    private static final Object LEFT = new Object();

    /** Null, a {@link TaskRun}, or {@link #LEFT}. */
    private final AtomicReference<@Nullable Object> next = new AtomicReference<>();

    /**
     * Gives this worker its next attempt. For the advancer, when the worker's last attempt has ended.
     *
     * @return false: it has left
     */
    boolean offer(TaskRun attempt) {
        return next.compareAndSet(null, attempt);
    }

    /**
     * Waits for the next attempt. For the worker.
     *
     * @param looks how often it looks before it leaves
     * @return null: none came, and none will
     */
    @Nullable
    TaskRun await(int looks) {
        for (int i = 0; i < looks; i++) {
            if (next.get() instanceof TaskRun given) {
                next.setOpaque(null); // nobody offers another one before this one has ended
                return given;
            }
            Thread.onSpinWait();
        }
        return next.compareAndSet(null, LEFT) ? null : (TaskRun) next.getAndSet(null);
    }
}
