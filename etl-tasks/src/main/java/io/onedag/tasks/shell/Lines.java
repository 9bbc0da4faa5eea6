package io.onedag.tasks.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads what a process prints, line by line, in a thread of its own, and remembers the last few lines. */
final class Lines {

    /** The most bytes of a line that are shown. */
    static final int MAX_LINE_BYTES = 8 * 1024;

    private static final int REMEMBERED = 10;

    private final InputStream stream;
    private final Consumer<String> sink;
    private final Deque<String> last = new ArrayDeque<>();
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private final Thread thread;
    private long length;
    private boolean closed;

    private Lines(InputStream stream, Consumer<String> sink, String threadName) {
        this.stream = stream;
        this.sink = sink;
        this.thread = new Thread(this::read, threadName);
        thread.setDaemon(true);
    }

    /** Begins to read. */
    static Lines of(InputStream stream, String threadName, Consumer<String> sink) {
        var lines = new Lines(stream, sink, threadName);
        lines.thread.start();
        return lines;
    }

    /** Waits for the end of the stream, which an escaped process may keep open: not longer than a second after its process ended. */
    void finish() {
        boolean interrupted = false;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (thread.isAlive() && System.nanoTime() < until) {
            try {
                thread.join(100);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        synchronized (this) {
            closed = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last few lines that were not blank. */
    synchronized List<String> last() {
        return List.copyOf(last);
    }

    private void read() {
        var buffer = new byte[8 * 1024];
        try (stream) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        emit();
                    } else {
                        if (length < MAX_LINE_BYTES) {
                            line[(int) length] = buffer[i];
                        }
                        length++;
                    }
                }
            }
        } catch (IOException e) {
            // the process was ended, and its stream closed, while we read
        }
        if (length > 0) {
            emit();
        }
    }

    private synchronized void emit() {
        int shown = (int) Math.min(length, MAX_LINE_BYTES);
        long dropped = length - shown;
        length = 0;
        if (dropped == 0 && shown > 0 && line[shown - 1] == '\r') {
            shown--;
        }
        String text = new String(line, 0, shown, StandardCharsets.UTF_8);
        if (dropped > 0) {
            String whole = text.endsWith("\uFFFD") ? text.substring(0, text.length() - 1) : text;
            text = whole + "... (" + dropped + " bytes more)";
        }
        if (closed) {
            return;
        }
        if (!text.isBlank()) {
            last.addLast(text);
            if (last.size() > REMEMBERED) {
                last.removeFirst();
            }
        }
        sink.accept(text);
    }
}
