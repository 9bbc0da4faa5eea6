package io.onedag.cli.progress;

import io.onedag.Pipeline;
import io.onedag.cli.logging.JsonLines;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.log.Events;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** A JSON line for each event, for those who collect logs. Thread-safe. */
public final class JsonProgress implements Progress {

    private final JsonLines lines;
    private final Clock clock;
    private final Level level;
    private final @Nullable CapturedOutput captured;

    /**
     * Writes to {@code lines}.
     *
     * @param level the lowest level of tasks' log lines that are written
     * @param captures whether what the process's code prints becomes lines too, since it would stand between them
     */
    public JsonProgress(JsonLines lines, Clock clock, Level level, boolean captures) {
        this.lines = lines;
        this.clock = clock;
        this.level = level;
        this.captured = captures
                ? new CapturedOutput(text -> lines.write(Level.INFO, "output", Map.of(), text, Map.of()))
                : null;
    }

    @Override
    public RunListener forRun(RunRecord run, Pipeline pipeline) {
        return new Events(run, clock, event -> {
            if (!event.name().equals("task_log") || event.level().toInt() >= level.toInt()) {
                lines.write(event);
            }
        });
    }

    @Override
    public boolean wantsDebug() {
        return level.toInt() <= Level.DEBUG.toInt();
    }

    @Override
    public void say(String line) {
        lines.write(Level.INFO, "note", Map.of(), line, Map.of());
    }

    @Override
    public void close() {
        if (captured != null) {
            captured.close();
        }
    }
}
