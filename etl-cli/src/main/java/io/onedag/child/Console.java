package io.onedag.child;

import io.onedag.Problem;
import io.onedag.attempt.FailureBlock;
import io.onedag.cli.settings.Settings;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What an attempt says to people: its log and what became of it, on standard error. */
final class Console implements RunListener {

    private final PrintStream err;
    private final boolean debug;

    Console(Host host) {
        this.err = host.err();
        this.debug = Settings.isOn(host.environment(), Settings.DEBUG);
    }

    @Override
    public void log(TaskEvent event, Level level, String message) {
        if (level.toInt() >= Level.INFO.toInt()) {
            say(level + " " + message);
        }
    }

    @Override
    public boolean wantsDebug() {
        return debug;
    }

    void say(String line) {
        err.println(Text.printable(line));
    }

    /** A failed attempt, as it is told everywhere. */
    void failed(List<String> block) {
        for (String line : block) {
            say(line);
        }
    }

    /** An attempt that failed for a reason of its surroundings. */
    void failed(TaskEvent event, Failure failure) {
        failed(FailureBlock.facts(event, failure, io.onedag.Rows.NONE, false));
    }

    /** What keeps the attempt from being begun. */
    void refused(String message, @Nullable String hint) {
        String[] lines = message.split("\\R");
        for (int i = 0; i < lines.length; i++) {
            say((i == 0 ? "onedag: " : "        ") + lines[i]);
        }
        if (hint != null) {
            say("        " + hint);
        }
    }

    /** What is wrong with the definition. */
    void wrong(List<Problem> problems) {
        for (Problem problem : problems) {
            say("error: " + problem);
        }
    }

    void trace(Throwable thrown) {
        if (debug) {
            thrown.printStackTrace(err);
        }
    }

    void flush() {
        err.flush();
    }
}
