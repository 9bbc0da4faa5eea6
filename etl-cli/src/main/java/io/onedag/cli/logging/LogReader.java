package io.onedag.cli.logging;

import io.onedag.engine.LogChunk;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.TaskLog;
import io.onedag.log.LogLine;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the logs of a run's attempts in the order of time, a part of each at a time, and later on from where it stopped. */
public final class LogReader {

    private static final int PARTS = 2;

    private final RunStore store;
    private final UUID run;
    private final Predicate<TaskLog> wanted;
    private final Map<String, Source> sources = new HashMap<>();

    /**
     * A line of a log, or what is missing before the next one.
     *
     * @param log whose it is
     * @param number the line's number in its log, from 0; of what is missing, that of its first line
     * @param line the line; of what is missing, the time and level of the line after it
     * @param leftOut how many lines are missing; 0: this is a line
     * @param leftOutBytes how many bytes they had
     */
    public record Entry(TaskLog log, long number, LogLine line, long leftOut, long leftOutBytes) {}

    /**
     * Reads logs of a run.
     *
     * @param wanted which attempts
     */
    public LogReader(RunStore store, UUID run, Predicate<TaskLog> wanted) {
        this.store = store;
        this.run = run;
        this.wanted = wanted;
    }

    /**
     * Reads what is there now and wasn't read before.
     *
     * @return whether there was anything
     */
    public boolean read(Consumer<Entry> sink) {
        var queue = new PriorityQueue<Source>(
                Comparator.comparing((Source each) -> each.next().line().at())
                        .thenComparing(each -> each.log.task())
                        .thenComparing(each -> each.log.mapIndex())
                        .thenComparing(each -> each.log.generation()));
        for (TaskLog log : store.taskLogs(run)) {
            if (wanted.test(log)) {
                Source source = sources.computeIfAbsent(log.label() + " " + log.generation(), key -> new Source(log));
                if (source.advance()) {
                    queue.add(source);
                }
            }
        }
        boolean any = !queue.isEmpty();
        for (Source first = queue.poll(); first != null; first = queue.poll()) {
            sink.accept(first.next());
            if (first.advance()) {
                queue.add(first);
            }
        }
        return any;
    }

    /** One attempt's log. */
    private final class Source {
        final TaskLog log;
        private final ArrayDeque<Entry> ready = new ArrayDeque<>();
        private long line;
        private long at;
        private @Nullable Entry next;

        Source(TaskLog log) {
            this.log = log;
        }

        Entry next() {
            return java.util.Objects.requireNonNull(next);
        }

        boolean advance() {
            if (ready.isEmpty()) {
                load();
            }
            next = ready.poll();
            return next != null;
        }

        private void load() {
            List<LogChunk> parts =
                    store.readLog(run, new TaskKey(log.task(), log.mapIndex()), log.generation(), line, PARTS);
            for (LogChunk part : parts) {
                Iterator<String> lines = part.text().lines().iterator();
                for (long number = part.firstLine(); lines.hasNext(); number++) {
                    LogLine read = LogLine.read(lines.next());
                    if (number < line) {
                        continue;
                    }
                    if (number > line) {
                        ready.add(new Entry(log, line, read, number - line, Math.max(0, part.firstByte() - at)));
                    }
                    ready.add(new Entry(log, number, read, 0, 0));
                    line = number + 1;
                }
                at = part.nextByte();
            }
        }
    }
}
