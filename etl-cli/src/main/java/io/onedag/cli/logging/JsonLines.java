package io.onedag.cli.logging;

import io.onedag.json.Json;
import io.onedag.log.Event;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Writes log records as JSON, one line each, whatever they contain:
 * {@code {"timestamp", "level", "event", "pipeline", "run_id", "task", …, "message", …}}. Thread-safe.
 */
public final class JsonLines {

    private final PrintStream out;
    private final InstantSource clock;

    /** Writes to {@code out}. */
    public JsonLines(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /** An event of a run. */
    public void write(Event event) {
        write(event.level(), event.name(), event.context(), event.message(), event.fields());
    }

    /**
     * A record.
     *
     * @param event what kind of record it is
     * @param context which run, task and attempt
     * @param fields what there is to say besides; those without a value are left out
     */
    public void write(
            Level level,
            String event,
            Map<String, ?> context,
            String message,
            Map<String, ? extends @Nullable Object> fields) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("timestamp", now.toString());
        line.put("level", level.name());
        line.put("event", event);
        line.putAll(context);
        line.put("message", whole(message));
        fields.forEach((key, value) -> {
            if (value != null) {
                line.putIfAbsent(key, value);
            }
        });
        out.print(Json.write(line) + "\n"); // at once, or the lines of two threads would mix
        out.flush();
    }

    /** Half a surrogate pair has no place in UTF-8. */
    private static String whole(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                ? text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                : text;
    }
}
