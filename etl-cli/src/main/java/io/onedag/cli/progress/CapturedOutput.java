package io.onedag.cli.progress;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes what the process's code writes to {@link System#out} and {@link System#err}, line by line, until it is closed. */
public final class CapturedOutput implements AutoCloseable {

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Lines lines;

    /** Captures from now on. */
    public CapturedOutput(Consumer<String> to) {
        this.lines = new Lines(to);
        var stream = new PrintStream(lines, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
    }

    /** Gives both streams back; a line that was begun is handed on. */
    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
        lines.close();
    }

    private static final class Lines extends OutputStream {
        private final Consumer<String> to;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(Consumer<String> to) {
            this.to = to;
        }

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                hand();
            } else if (b != '\r') {
                line.write(b);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            for (int i = 0; i < length; i++) {
                write(bytes[offset + i]);
            }
        }

        @Override
        public synchronized void close() {
            if (line.size() > 0) {
                hand();
            }
        }

        private void hand() {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            to.accept(text);
        }
    }
}
