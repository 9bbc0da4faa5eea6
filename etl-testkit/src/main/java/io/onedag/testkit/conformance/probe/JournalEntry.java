package io.onedag.testkit.conformance.probe;

import io.onedag.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of a {@link Journal}.
 *
 * @param kind what happened
 * @param runKey the key of the run; empty for what no run did
 * @param task the task's name, or the gate's
 * @param mapIndex the index of a mapped instance; -1: not mapped
 * @param round the round
 * @param attempt the attempt within its round
 * @param at when, by the machine's clock
 * @param pid the process that wrote it, or that an attempt started
 * @param text {@link Kind#START}: what the attempt saw, as compact JSON; {@link Kind#END}: how the body ended; else null
 */
public record JournalEntry(
        Kind kind,
        String runKey,
        String task,
        int mapIndex,
        int round,
        int attempt,
        Instant at,
        long pid,
        @Nullable String text) {

    /** What happened. */
    public enum Kind {
        /** The body of an attempt started. */
        START,
        /** The body of an attempt ended. */
        END,
        /** An attempt started an operating-system process. */
        PROCESS,
        /** A gate was opened. */
        GATE
    }

    /** {@code name}, or {@code name[index]}. */
    public String label() {
        return mapIndex < 0 ? task : task + "[" + mapIndex + "]";
    }

    String line() {
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("kind", kind.name());
        line.put("run", runKey);
        line.put("task", task);
        line.put("index", mapIndex);
        line.put("round", round);
        line.put("attempt", attempt);
        line.put("at", at.toString());
        line.put("pid", pid);
        line.put("text", text);
        return Json.write(line);
    }

    static JournalEntry parse(String line) {
        if (!(Json.parse(line) instanceof Map<?, ?> map)) {
            throw new IllegalStateException("no line of a journal: " + line);
        }
        Object text = map.get("text");
        return new JournalEntry(
                Kind.valueOf(String.valueOf(map.get("kind"))),
                String.valueOf(map.get("run")),
                String.valueOf(map.get("task")),
                number(map, "index").intValue(),
                number(map, "round").intValue(),
                number(map, "attempt").intValue(),
                Instant.parse(String.valueOf(map.get("at"))),
                number(map, "pid").longValue(),
                text == null ? null : text.toString());
    }

    private static Number number(Map<?, ?> map, String key) {
        return map.get(key) instanceof Number number ? number : -1;
    }

    @Override
    public String toString() {
        String where = kind == Kind.GATE ? task : label() + " round " + round + " attempt " + attempt;
        return at + " " + kind + " " + where + (text == null ? "" : " " + text);
    }
}
