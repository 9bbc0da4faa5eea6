package io.onedag.definition;

import io.onedag.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON for people: what fits in a line stands in one. */
final class IndentedJson {

    private static final int WIDTH = 120;

    private IndentedJson() {}

    static String write(@Nullable Object value) {
        var text = new StringBuilder();
        write(Json.normalize(value), 0, 0, text);
        return text.append('\n').toString();
    }

    private static void write(@Nullable Object value, int indent, int column, StringBuilder text) {
        if (value instanceof Map<?, ?> map && !map.isEmpty() && (indent == 0 || !fits(value, column))) {
            var entries = new ArrayList<Map.Entry<?, ?>>(map.entrySet());
            block('{', '}', entries, indent, text, entry -> {
                String key = Json.write(entry.getKey()) + ": ";
                text.append(key);
                write(entry.getValue(), indent + 1, 2 * (indent + 1) + key.length(), text);
            });
        } else if (value instanceof List<?> list && !list.isEmpty() && !fits(value, column)) {
            block('[', ']', list, indent, text, item -> write(item, indent + 1, 2 * (indent + 1), text));
        } else {
            text.append(line(value));
        }
    }

    private static <T> void block(
            char open, char close, List<T> items, int indent, StringBuilder text, java.util.function.Consumer<T> each) {
        text.append(open);
        for (int i = 0; i < items.size(); i++) {
            text.append(i == 0 ? "\n" : ",\n").append("  ".repeat(indent + 1));
            each.accept(items.get(i));
        }
        text.append('\n').append("  ".repeat(indent)).append(close);
    }

    private static boolean fits(Object value, int column) {
        return isShort(value, WIDTH - column) && column + line(value).length() < WIDTH;
    }

    /** Whether a value could fit at all: a look at it that ends early, so that large documents are not written once for each level. */
    private static boolean isShort(@Nullable Object value, int room) {
        if (value instanceof Map<?, ?> map) {
            return map.size() * 4 <= room && map.values().stream().allMatch(each -> isShort(each, room));
        }
        if (value instanceof List<?> list) {
            return list.size() * 2 <= room && list.stream().allMatch(each -> isShort(each, room));
        }
        return !(value instanceof String text) || text.length() <= room;
    }

    private static String line(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            var entries = map.entrySet().stream()
                    .map(entry -> Json.write(entry.getKey()) + ": " + line(entry.getValue()))
                    .toList();
            return "{" + String.join(", ", entries) + "}";
        }
        if (value instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(IndentedJson::line).toList()) + "]";
        }
        return Json.write(value);
    }
}
