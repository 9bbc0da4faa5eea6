package io.onedag.log;

import io.onedag.engine.LogChunk;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunListener.TaskEvent;
import io.onedag.engine.TaskLogs;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The log of one attempt: the lines that wait for the store, and what the store has of it. Guarded by its writer's lock. */
final class AttemptLog implements TaskLogs.Log {

    /** The last part in the store grows up to this size; after that a new one begins. */
    private static final int GROWN_BYTES = 4 * 1024;

    private final LogWriter writer;
    private final RunLease lease;
    private final TaskEvent attempt;
    private final long generation;

    /** A line and its place in the whole log. */
    private record Waiting(LogLine line, long number, long at, int bytes) {}

    private final ArrayDeque<Waiting> head = new ArrayDeque<>();
    private final ArrayDeque<Waiting> tail = new ArrayDeque<>();
    private long tailBytes;
    private long lines;
    private long bytes;
    private long lostLines;
    private long lostBytes;
    private boolean stale;

    /** Whether its writer has it among those with something to store. */
    boolean queued;

    // For the writer's thread alone.
    private @Nullable Part stored;

    private @Nullable Part last;

    AttemptLog(LogWriter writer, RunLease lease, TaskEvent attempt, long generation) {
        this.writer = writer;
        this.lease = lease;
        this.attempt = attempt;
        this.generation = generation;
    }

    @Override
    public void write(Level level, String message) {
        Instant now = Instant.now();
        List<LogLine> all = message.isEmpty()
                ? List.of(new LogLine(now, level, ""))
                : message.lines()
                        .map(line -> new LogLine(now, level, LogLine.keepable(line)))
                        .toList();
        writer.write(this, all);
    }

    @Override
    public void end() {
        writer.end(this);
    }

    RunLease lease() {
        return lease;
    }

    String label() {
        return attempt.label();
    }

    /**
     * Nothing more is kept, for example because another process has the run.
     *
     * @return how many bytes waited
     */
    long abandon() {
        long waited = tailBytes + head.stream().mapToLong(Waiting::bytes).sum();
        stale = true;
        head.clear();
        tail.clear();
        tailBytes = 0;
        return waited;
    }

    boolean isStale() {
        return stale;
    }

    /**
     * Takes a line.
     *
     * @return by how many bytes the buffers grew: what a log would leave out anyway makes room at once
     */
    long add(LogLine line, int size) {
        var waiting = new Waiting(line, lines++, bytes, size);
        bytes += size;
        if (waiting.at < LogChunk.HEAD_BYTES) {
            head.add(waiting);
            return size;
        }
        tail.add(waiting);
        tailBytes += size;
        long grown = size;
        while (tailBytes > LogChunk.TAIL_BYTES) {
            int freed = tail.remove().bytes;
            tailBytes -= freed;
            grown -= freed;
        }
        return grown;
    }

    /** A line came for which there is no room. */
    void lose(int size) {
        lostLines++;
        lostBytes += size;
    }

    /** Says in the log itself what was lost, now that there is room again. */
    long admitLosses() {
        if (lostLines == 0) {
            return 0;
        }
        var line = new LogLine(
                Instant.now(),
                Level.WARN,
                "... " + lostLines + (lostLines == 1 ? " line" : " lines") + " of " + lostBytes
                        + " bytes were lost here: the store did not take them in time");
        lostLines = 0;
        lostBytes = 0;
        return add(line, line.bytes());
    }

    /** Takes all lines that wait, as parts for the store. */
    List<LogChunk> take() {
        var parts = new ArrayList<LogChunk>();
        Part open = stored != null && stored.heldBytes + stored.bytes < GROWN_BYTES ? stored.further() : null;
        for (ArrayDeque<Waiting> lane : List.of(head, tail)) {
            for (Waiting each = lane.poll(); each != null; each = lane.poll()) {
                if (open == null || !open.takes(each)) {
                    if (open != null && open.lines > 0) {
                        parts.add(chunk(open));
                    }
                    open = new Part(each.number, each.at, 0, 0);
                }
                open.add(each);
            }
        }
        tailBytes = 0;
        if (open != null && open.lines > 0) {
            parts.add(chunk(open));
            last = open;
        }
        return parts;
    }

    /** The store has what was taken. */
    void stored() {
        stored = last;
    }

    private LogChunk chunk(Part part) {
        return new LogChunk(
                attempt.task(),
                attempt.mapIndex(),
                generation,
                attempt.round(),
                attempt.attempt(),
                part.firstLine,
                part.firstByte,
                part.held,
                part.lines,
                part.bytes,
                part.text.toString());
    }

    /** A part that is being written. */
    private static final class Part {
        final long firstLine;
        final long firstByte;
        final int held;
        final int heldBytes;
        final StringBuilder text = new StringBuilder();
        int lines;
        int bytes;

        Part(long firstLine, long firstByte, int held, int heldBytes) {
            this.firstLine = firstLine;
            this.firstByte = firstByte;
            this.held = held;
            this.heldBytes = heldBytes;
        }

        /** The same part, which goes on after what it has. */
        Part further() {
            return new Part(firstLine, firstByte, held + lines, heldBytes + bytes);
        }

        boolean takes(Waiting next) {
            return next.number == firstLine + held + lines && heldBytes + bytes + next.bytes <= LogChunk.MAX_BYTES;
        }

        void add(Waiting next) {
            next.line.write(text);
            text.append('\n');
            lines++;
            bytes += next.bytes;
        }
    }
}
