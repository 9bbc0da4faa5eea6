package io.onedag.definition;

import io.onedag.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What differs between two definitions, for people. */
public final class DefinitionDiff {

    private static final int LONGEST = 100;
    private static final int BEFORE_DIFFERENCE = 20;

    private final List<String> lines = new ArrayList<>();

    private DefinitionDiff() {}

    /**
     * Compares two documents of {@link DefinitionWriter}.
     *
     * @return a line for each difference: {@code tasks.load.with.table: "a" → "b"}, {@code tasks.report: added (uses shell)},
     *     {@code tasks.old: removed}; empty when they say the same
     * @throws IllegalArgumentException when one of them is no JSON
     */
    public static List<String> between(String before, String after) {
        var diff = new DefinitionDiff();
        diff.compare("", Json.parse(before), Json.parse(after));
        return List.copyOf(diff.lines);
    }

    private void compare(String path, @Nullable Object before, @Nullable Object after) {
        if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
            var keys = new LinkedHashSet<Object>(old.keySet());
            keys.addAll(now.keySet());
            for (Object key : keys) {
                String at = path.isEmpty() ? step(key) : path + "." + step(key);
                if (at.equals(Keys.FORMAT.name())) {
                    continue;
                }
                if (!now.containsKey(key)) {
                    lines.add(at + ": removed" + (isTask(path) ? "" : " " + shorten(Json.write(old.get(key)), 0)));
                } else if (!old.containsKey(key)) {
                    lines.add(at + ": added " + added(path, now.get(key)));
                } else {
                    compare(at, old.get(key), now.get(key));
                }
            }
        } else if (!Objects.equals(before, after)) {
            String old = Json.write(before);
            String now = Json.write(after);
            int common = commonPrefix(old, now);
            lines.add((path.isEmpty() ? "" : path + ": ") + shorten(old, common) + " → " + shorten(now, common));
        }
    }

    private static boolean isTask(String path) {
        return path.equals(Keys.TASKS.name());
    }

    private static String added(String path, @Nullable Object value) {
        if (isTask(path) && value instanceof Map<?, ?> task) {
            Object uses = task.get(Keys.USES.name());
            return uses == null ? "(class " + task.get(Keys.CLASS.name()) + ")" : "(uses " + uses + ")";
        }
        return shorten(Json.write(value), 0);
    }

    private static String step(Object key) {
        String name = key.toString();
        return name.indexOf('.') >= 0 || name.isBlank() ? Json.write(name) : name;
    }

    private static int commonPrefix(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    /** A text around where it begins to differ. */
    private static String shorten(String text, int difference) {
        int from = difference <= LONGEST / 2 || text.length() <= LONGEST ? 0 : difference - BEFORE_DIFFERENCE;
        int to = Math.min(text.length(), from + LONGEST);
        from -= from > 0 && Character.isLowSurrogate(text.charAt(from)) ? 1 : 0;
        to -= to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? 1 : 0;
        return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
    }
}
