package io.onedag.child;

import io.onedag.attempt.Attempt;
import io.onedag.attempt.ProcessTree;
import io.onedag.cli.settings.Settings;
import io.onedag.driven.DriversWord;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends the attempt before its time, with all that it started: on SIGTERM, when the parent is gone, and when its code ends the JVM.
 *
 * <p>All three go through one shutdown hook, which costs a start less than a handler of signals would. Callers kill what is left after
 * three seconds, so that everything is over before: processes have 1.2 s to comply, a body that ignores its interrupt is no longer
 * waited for after 1.8 s, and after 2.7 s the JVM ends whatever happens. Thread-safe.
 */
final class Ending {

    private static final long COMPLY_MILLIS = 1_200;
    private static final long STUBBORN_MILLIS = 600;
    private static final long LAST_MILLIS = 2_700;
    /** The parent's line is on its way when its signal comes. */
    private static final long WORD_MILLIS = 250;

    private static final String TERMINATED = "terminated by SIGTERM";
    private static final String PARENT_GONE = "the process that asked for it has ended";

    /** What is done for an attempt whose body is no longer waited for. */
    interface Stubborn {
        void settle(String why);
    }

    private final Host host;
    private final boolean listens;
    private final Stubborn stubborn;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch spoken = new CountDownLatch(1);
    private @Nullable Thread hook;
    private @Nullable Attempt attempt;
    private @Nullable String why;
    private volatile @Nullable DriversWord word;
    private volatile int exitCode = ChildExit.INTERRUPTED;
    private volatile boolean over;

    private Ending(Host host, boolean listens, Stubborn stubborn) {
        this.host = host;
        this.listens = listens;
        this.stubborn = stubborn;
    }

    /** Watches from now on. */
    static Ending watch(Host host, Stubborn stubborn) {
        var ending = new Ending(host, Settings.isOn(host.environment(), Variables.PARENT_STDIN), stubborn);
        if (host.ownsProcess()) {
            ending.hook = new Thread("onedag-end") {
                @Override
                public void run() {
                    ending.end();
                }
            };
            Runtime.getRuntime().addShutdownHook(ending.hook);
        }
        if (ending.listens) {
            var watch = new Thread("onedag-parent") {
                @Override
                public void run() {
                    ending.listen();
                }
            };
            watch.setDaemon(true);
            watch.start();
        }
        return ending;
    }

    /** The attempt to end; at once, when its end was asked for before. */
    void of(Attempt started) {
        String reason;
        synchronized (this) {
            attempt = started;
            reason = why;
        }
        if (reason != null) {
            started.cancel(reason);
        }
    }

    /** What the parent said, or null. */
    @Nullable
    DriversWord word() {
        return word;
    }

    /** The outcome is on record, and the result in its place: whatever comes now, this is the exit code. */
    void recorded(int code) {
        exitCode = code;
    }

    /** Who wants to know has been told, too. */
    void settled() {
        settled.countDown();
    }

    /** From now on there is nothing to end. */
    void over() {
        over = true;
        settled.countDown();
    }

    private void listen() {
        InputStream in = host.in();
        var line = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c != '\n') {
                    line.append((char) c);
                    continue;
                }
                DriversWord said = DriversWord.parse(line.toString());
                if (said != null) {
                    word = said;
                    spoken.countDown();
                }
                line.setLength(0);
            }
        } catch (IOException e) {
            // As good as the end.
        }
        if (over) {
            return;
        }
        spoken.countDown();
        cut(PARENT_GONE);
        if (host.ownsProcess()) {
            System.exit(ChildExit.INTERRUPTED);
        }
    }

    private void cut(String reason) {
        Attempt running;
        synchronized (this) {
            if (why == null) {
                why = reason;
            }
            running = attempt;
        }
        if (running != null) {
            running.cancel(reason);
        }
    }

    /** In the shutdown hook. */
    private void end() {
        if (over) {
            return;
        }
        haltLater();
        try {
            if (listens) {
                spoken.await(WORD_MILLIS, TimeUnit.MILLISECONDS);
            }
            cut(TERMINATED);
            if (!settled.await(COMPLY_MILLIS, TimeUnit.MILLISECONDS)) {
                ProcessTree.endAll(Duration.ZERO);
                if (!settled.await(STUBBORN_MILLIS, TimeUnit.MILLISECONDS)) {
                    String reason;
                    synchronized (this) {
                        reason = String.valueOf(why);
                    }
                    stubborn.settle(reason);
                }
            }
            ProcessTree.endAll(Duration.ZERO);
        } catch (InterruptedException e) {
            // The JVM ends at once then.
        }
        host.err().flush();
        Runtime.getRuntime().halt(exitCode);
    }

    private void haltLater() {
        var last = new Thread("onedag-last") {
            @Override
            public void run() {
                try {
                    TimeUnit.MILLISECONDS.sleep(LAST_MILLIS);
                } catch (InterruptedException e) {
                    // It ends at once then.
                }
                Runtime.getRuntime().halt(exitCode);
            }
        };
        last.setDaemon(true);
        last.start();
    }
}
