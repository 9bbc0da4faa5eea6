package io.onedag.log;

import io.onedag.engine.LogChunk;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunStore;
import io.onedag.engine.StaleLeaseException;
import io.onedag.engine.StoreException;
import io.onedag.engine.TaskLogs;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Brings what attempts log into the store, in a thread of its own: once a second, or as soon as 64 KiB wait or an attempt has ended.
 *
 * <p>A store that is slow or down holds nothing up. Lines wait in at most {@value #MAX_BUFFER} bytes of memory, a log's own middle left
 * out first; for what comes then there is no room, and a line in the log says how much was lost. One writer per process and store.
 * Thread-safe.
 */
public final class LogWriter implements AutoCloseable {

    /** The most bytes of lines that wait. */
    static final int MAX_BUFFER = 16 * 1024 * 1024;

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int ENOUGH = 64 * 1024;
    private static final int MOST_AT_ONCE = 1024 * 1024;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final RunStore store;
    private final int maxBuffer;
    private final Duration lastWords;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<AttemptLog> waiting = new ArrayDeque<>();
    private long buffered;
    private long firstWaits;
    private boolean urgent;
    private boolean closing;
    private long closeBy;
    private @Nullable Thread thread;

    /** Writes to a store. Its thread begins with the first line. */
    public LogWriter(RunStore store) {
        this(store, MAX_BUFFER, LAST_WORDS);
    }

    LogWriter(RunStore store, int maxBuffer, Duration lastWords) {
        this.store = store;
        this.maxBuffer = maxBuffer;
        this.lastWords = lastWords;
    }

    /**
     * The logs of a run's attempts.
     *
     * @param lease the right to advance the run: who has lost it appends nothing more
     */
    public TaskLogs of(RunLease lease) {
        return (attempt, generation) -> new AttemptLog(this, lease, attempt, generation);
    }

    /** Stores what waits, for at most five seconds; what could not be stored by then is lost, and said to be. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closing = true;
            closeBy = System.nanoTime() + lastWords.toNanos();
            changed.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return;
        }
        boolean interrupted = false;
        try {
            running.join(lastWords.toMillis() + 100);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        tellLosses();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void write(AttemptLog log, List<LogLine> lines) {
        lock.lock();
        try {
            if (log.isStale() || closing) {
                return;
            }
            for (LogLine line : lines) {
                int size = line.bytes();
                if (buffered + size > maxBuffer) {
                    log.lose(size);
                } else {
                    buffered += log.add(line, size);
                }
            }
            enqueue(log);
            if (buffered >= ENOUGH) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void end(AttemptLog log) {
        lock.lock();
        try {
            if (log.queued) {
                urgent = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(AttemptLog log) {
        if (log.queued) {
            return;
        }
        log.queued = true;
        if (waiting.isEmpty()) {
            firstWaits = System.nanoTime();
            changed.signalAll();
        }
        waiting.add(log);
        if (thread == null && !closing) {
            var writing = new Thread(this::run, "onedag-logs");
            writing.setDaemon(true);
            writing.start();
            thread = writing;
        }
    }

    // ---- the writer's thread

    /** What is stored together: parts of logs of one run. */
    private record Batch(RunLease lease, List<AttemptLog> logs, List<LogChunk> parts, long bytes) {}

    private void run() {
        try {
            for (Batch batch = next(); batch != null; batch = next()) {
                store(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does this: the thread is the writer's own
        }
    }

    private @Nullable Batch next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (closing) {
                    return null;
                }
                changed.await();
            }
            while (!urgent && !closing && buffered < ENOUGH) {
                long left = firstWaits + EVERY.toNanos() - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                changed.awaitNanos(left);
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    private Batch take() {
        RunLease lease = waiting.element().lease();
        var logs = new ArrayList<AttemptLog>();
        var parts = new ArrayList<LogChunk>();
        long bytes = 0;
        var left = new ArrayDeque<AttemptLog>();
        for (AttemptLog each = waiting.poll(); each != null; each = waiting.poll()) {
            if (!each.lease().equals(lease) || bytes >= MOST_AT_ONCE) {
                left.add(each);
                continue;
            }
            each.queued = false;
            buffered += each.admitLosses();
            logs.add(each);
            for (LogChunk part : each.take()) {
                parts.add(part);
                bytes += part.bytes();
            }
        }
        waiting.addAll(left);
        if (waiting.isEmpty()) {
            urgent = false;
        }
        firstWaits = System.nanoTime();
        return new Batch(lease, logs, parts, bytes);
    }

    /** Until the store has it, or never will. */
    private void store(Batch batch) throws InterruptedException {
        Duration pause = EVERY;
        for (boolean first = true; !batch.parts.isEmpty(); first = false) {
            try {
                store.appendLogs(batch.lease, batch.parts);
                batch.logs.forEach(AttemptLog::stored);
                break;
            } catch (StaleLeaseException e) {
                abandon(batch, "another process goes on with run " + batch.lease.runId());
                break;
            } catch (StoreException e) {
                if (first) {
                    warn("the logs of tasks could not be stored, next try in {}: {}", pause, e.getMessage());
                }
                if (!rest(pause)) {
                    abandon(batch, String.valueOf(e.getMessage()));
                    break;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } catch (RuntimeException e) {
                abandon(batch, e.toString());
                break;
            }
        }
        lock.lock();
        try {
            buffered -= batch.bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits before the next try. False: there is none, the writer is closed. */
    private boolean rest(Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        lock.lock();
        try {
            for (long left = pause.toNanos(); left > 0; left = until - System.nanoTime()) {
                if (closing) {
                    left = Math.min(left, closeBy - System.nanoTime());
                    if (left <= 0) {
                        return false;
                    }
                }
                changed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(200)));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void abandon(Batch batch, String why) {
        long lines = batch.parts.stream().mapToLong(LogChunk::lines).sum();
        lock.lock();
        try {
            for (AttemptLog each : batch.logs) {
                buffered -= each.abandon();
            }
        } finally {
            lock.unlock();
        }
        warn("{} lines of the logs of {} were lost: {}", lines, labels(batch.logs), why);
    }

    /** Of what nobody will store any more. */
    private void tellLosses() {
        lock.lock();
        try {
            if (buffered > 0) {
                warn("{} bytes of the logs of tasks were lost: the store did not take them in time", buffered);
            }
        } finally {
            lock.unlock();
        }
    }

    private static String labels(Iterable<AttemptLog> logs) {
        var labels = new ArrayList<String>();
        for (AttemptLog each : logs) {
            if (labels.size() == 5) {
                labels.add("others");
                break;
            }
            labels.add(each.label());
        }
        return String.join(", ", labels);
    }

    private static void warn(String pattern, Object... arguments) {
        LoggerFactory.getLogger(LogWriter.class).warn(pattern, arguments);
    }
}
