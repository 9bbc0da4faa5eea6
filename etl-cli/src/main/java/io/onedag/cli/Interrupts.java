package io.onedag.cli;

import io.onedag.attempt.ProcessTree;
import io.onedag.cli.progress.LiveProgress;
import io.onedag.cli.progress.Progress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The first Ctrl-C cancels what runs, also while it is still being asked for; the second ends the process and what its tasks started; the
 * third waits not even for that.
 */
final class Interrupts {

    /** Why a run was cancelled, for the record. */
    static final String WHY = "cancelled by Ctrl-C";

    private static final long LAST_WORDS_MILLIS = 500;

    private final Progress progress;
    private final AtomicInteger taken = new AtomicInteger();
    private @Nullable Runnable cancel;

    Interrupts(Progress progress) {
        this.progress = progress;
    }

    /** Says how to cancel what runs. */
    synchronized void of(Runnable action) {
        cancel = action;
        if (isTaken()) {
            action.run();
        }
    }

    /** Whether there was one. */
    boolean isTaken() {
        return taken.get() > 0;
    }

    /** Ctrl-C. */
    void take() {
        int before = taken.getAndIncrement();
        if (before > 0) {
            end(before == 1);
        }
        String hint = "cancelling, Ctrl-C again ends this process at once";
        if (progress instanceof LiveProgress live) {
            live.ending(hint);
        } else {
            progress.say(hint);
        }
        synchronized (this) {
            if (cancel != null) {
                cancel.run();
            }
        }
    }

    private void end(boolean inGoodOrder) {
        if (inGoodOrder) {
            // Whatever hangs may hold what closing needs: the cursor comes back if that can be done.
            var closing = new Thread(progress::close, "onedag-close");
            closing.setDaemon(true);
            closing.start();
            ProcessTree.endAll();
            try {
                closing.join(LAST_WORDS_MILLIS);
            } catch (InterruptedException e) {
                // It ends anyway.
            }
        }
        Runtime.getRuntime().halt(ExitCode.CANCELLED);
    }
}
