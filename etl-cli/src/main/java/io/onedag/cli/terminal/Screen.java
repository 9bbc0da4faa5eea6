package io.onedag.cli.terminal;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lower end of a terminal that is drawn over and over: lines above it scroll, those of the region stay in place. Thread-safe.
 *
 * <p>Each drawing is one write, so that the terminal never shows half of it.
 */
public final class Screen implements AutoCloseable {

    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String CLEAR_DOWN = "\u001b[J";
    private static final String CLEAR_LINE = "\u001b[K";

    private final PrintStream out;
    private int drawn;
    private boolean closed;

    /** Draws on {@code out}, from where the cursor is. */
    public Screen(PrintStream out) {
        this.out = out;
    }

    /**
     * Draws the region anew.
     *
     * @param above lines to scroll away above it; they may be wider than the terminal
     * @param region its lines, none wider than the terminal, fewer than it has rows
     */
    public synchronized void draw(List<String> above, List<String> region) {
        if (closed) {
            return;
        }
        var text = new StringBuilder(drawn == 0 ? HIDE_CURSOR : "");
        home(text);
        if (!above.isEmpty()) {
            text.append(CLEAR_DOWN);
            above.forEach(line -> text.append(line).append('\n'));
        }
        region.forEach(line -> text.append(line).append(CLEAR_LINE).append('\n'));
        text.append(CLEAR_DOWN);
        drawn = region.size();
        write(text);
    }

    /** Removes the region and gives the cursor back; later drawings are ignored. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            var text = new StringBuilder();
            home(text);
            write(text.append(CLEAR_DOWN).append(SHOW_CURSOR));
        }
    }

    private void home(StringBuilder text) {
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append('A');
        }
        text.append('\r');
    }

    private void write(@Nullable CharSequence text) {
        out.append(text);
        out.flush();
    }
}
