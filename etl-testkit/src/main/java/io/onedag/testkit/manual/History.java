package io.onedag.testkit.manual;

import io.onedag.engine.RunListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.Level;

/** The order in which attempts started and ended, and what tasks wrote to their logs. Thread-safe. */
public final class History {

    /**
     * A line of a task's log.
     *
     * @param label the task run
     * @param level its level
     * @param text what it says; secrets are masked
     */
    public record Line(String label, Level level, String text) {

        /** {@code INFO load: 3 rows}. */
        @Override
        public String toString() {
            return level + " " + label + ": " + text;
        }
    }

    private final Map<String, Long> started = new HashMap<>();
    private final Map<String, Long> ended = new HashMap<>();
    private final List<String> starts = new ArrayList<>();
    private final List<Line> log = new ArrayList<>();
    private long moment;

    /** A history in which nothing happened. */
    public History() {}

    /** The moment at which the latest attempt of a task run started, to be compared with others; 0: never. */
    public synchronized long started(String label) {
        return started.getOrDefault(label, 0L);
    }

    /** The moment at which the latest attempt of a task run ended, to be compared with others; 0: never. */
    public synchronized long ended(String label) {
        return ended.getOrDefault(label, 0L);
    }

    /** The task runs in the order in which their attempts started; one for each attempt. */
    public synchronized List<String> starts() {
        return List.copyOf(starts);
    }

    /** What the tasks wrote to their logs. */
    public synchronized List<Line> log() {
        return List.copyOf(log);
    }

    synchronized void start(String label) {
        started.put(label, ++moment);
        starts.add(label);
    }

    synchronized void end(String label) {
        ended.put(label, ++moment);
    }

    /** A listener that keeps the log and tells another one what attempts say. */
    public RunListener keepingLog(RunListener other) {
        return new RunListener() {
            @Override
            public void log(TaskEvent event, Level level, String message) {
                synchronized (History.this) {
                    log.add(new Line(event.label(), level, message));
                }
                other.log(event, level, message);
            }

            @Override
            public void progress(TaskEvent event, long done, long total) {
                other.progress(event, done, total);
            }

            @Override
            public boolean wantsDebug() {
                return other.wantsDebug();
            }
        };
    }
}
