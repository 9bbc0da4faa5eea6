package io.onedag.testkit.conformance.own;

import io.onedag.engine.RunListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.event.Level;

/** What the runs of a process say: their logs, and the failures of their attempts. Thread-safe. */
final class RunLog implements RunListener {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    public void log(TaskEvent event, Level level, String message) {
        lines.add(level + " " + event.label() + ": " + message);
    }

    @Override
    public void attemptEnded(TaskEvent event, End end) {
        if (end.failure() != null) {
            lines.add(event.label() + " failed: " + end.failure());
        }
    }

    @Override
    public boolean wantsDebug() {
        return true;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
