package io.onedag.expr;

import io.onedag.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A text with expressions {@code ${…}}; <code>$${</code> is a literal <code>${</code>.
 *
 * <p>An expression that is the whole text keeps its type. Within text a string stays as it is, null is empty, and all else is compact
 * JSON. Immutable, thread-safe.
 */
public final class Template {

    private static final List<String> RUN_FIELDS = List.of("id", "key", "interval_start", "interval_end");

    private final List<Object> parts;

    private Template(List<Object> parts) {
        this.parts = parts;
    }

    /** Whether a text may hold an expression at all. */
    public static boolean isPlain(String text) {
        return text.indexOf("${") < 0;
    }

    /**
     * Reads a text.
     *
     * @throws ExpressionException when an expression is malformed; the message says what is expected
     */
    public static Template parse(String text) {
        var parts = new ArrayList<Object>();
        var literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf("${", at);
            if (open < 0) {
                literal.append(text, at, text.length());
                break;
            }
            if (open > at && text.charAt(open - 1) == '$') {
                literal.append(text, at, open - 1).append("${");
                at = open + 2;
                continue;
            }
            literal.append(text, at, open);
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new ExpressionException("\"" + text + "\" has a ${ without a }; write $${ for a literal ${");
            }
            if (literal.length() > 0) {
                parts.add(literal.toString());
                literal.setLength(0);
            }
            parts.add(reference(text.substring(open + 2, close)));
            at = close + 1;
        }
        if (literal.length() > 0) {
            parts.add(literal.toString());
        }
        return new Template(List.copyOf(parts));
    }

    /** The references of this text, in order. */
    public List<Reference> references() {
        return parts.stream()
                .filter(Reference.class::isInstance)
                .map(Reference.class::cast)
                .toList();
    }

    /** Calls {@code action} with each reference in a JSON-like value: in its texts, lists and maps (not their keys). */
    public static void forEachReference(@Nullable Object value, Consumer<Reference> action) {
        if (value instanceof String text) {
            if (!isPlain(text)) {
                parse(text).references().forEach(action);
            }
        } else if (value instanceof List<?> list) {
            list.forEach(each -> forEachReference(each, action));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(each -> forEachReference(each, action));
        }
    }

    /** Replaces the expressions in a JSON-like value: in its texts, lists and maps (not their keys). */
    public static @Nullable Object resolve(@Nullable Object value, Scope scope) {
        if (value instanceof String text) {
            return isPlain(text) ? text : parse(text).resolve(scope);
        }
        if (value instanceof List<?> list) {
            var resolved = new ArrayList<@Nullable Object>(list.size());
            for (Object each : list) {
                resolved.add(resolve(each, scope));
            }
            return resolved;
        }
        if (value instanceof Map<?, ?> map) {
            var resolved = new LinkedHashMap<Object, @Nullable Object>();
            for (Map.Entry<?, ?> each : map.entrySet()) {
                resolved.put(each.getKey(), resolve(each.getValue(), scope));
            }
            return resolved;
        }
        return value;
    }

    /**
     * This text's value.
     *
     * @throws ExpressionException when an expression has no value
     */
    public @Nullable Object resolve(Scope scope) {
        if (parts.isEmpty()) {
            return "";
        }
        if (parts.size() == 1) {
            return parts.get(0) instanceof Reference reference ? value(reference, scope) : parts.get(0);
        }
        var text = new StringBuilder();
        for (Object part : parts) {
            text.append(part instanceof Reference reference ? text(value(reference, scope)) : part);
        }
        return text.toString();
    }

    /** A value within text: a string as it is, null empty, all else compact JSON. */
    public static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof String text ? text : Json.write(value);
    }

    private static @Nullable Object value(Reference reference, Scope scope) {
        return follow(reference, scope.value(reference));
    }

    /**
     * Follows a reference's path into {@code root}.
     *
     * @throws ExpressionException when the path leads nowhere; the message says where it ends
     */
    public static @Nullable Object follow(Reference reference, @Nullable Object root) {
        Object value = root;
        for (int i = 0; i < reference.path().size(); i++) {
            String step = reference.path().get(i);
            if (value instanceof Map<?, ?> map && map.containsKey(step)) {
                value = map.get(step);
            } else if (value instanceof List<?> list && isIndex(step) && Integer.parseInt(step) < list.size()) {
                value = list.get(Integer.parseInt(step));
            } else {
                throw new ExpressionException(
                        "${" + reference.text() + "} leads nowhere: there is no \"" + step + "\" in " + shorten(value));
            }
        }
        return value;
    }

    private static String shorten(@Nullable Object value) {
        String json = Json.write(value);
        return json.length() <= 120 ? json : json.substring(0, 117) + "...";
    }

    private static boolean isIndex(String step) {
        return step.length() <= 9 && step.chars().allMatch(c -> c >= '0' && c <= '9') && !step.isEmpty();
    }

    private static Reference reference(String text) {
        String[] steps = text.strip().split("\\.", -1);
        for (String step : steps) {
            if (step.isBlank() || !step.equals(step.strip())) {
                throw malformed(text, "it has an empty part");
            }
        }
        return switch (steps[0]) {
            case "params" -> named(Reference.Kind.PARAM, steps, text, true);
            case "env" -> named(Reference.Kind.ENV, steps, text, false);
            case "secret" -> named(Reference.Kind.SECRET, steps, text, false);
            case "run" -> {
                Reference reference = named(Reference.Kind.RUN, steps, text, false);
                if (!RUN_FIELDS.contains(reference.name())) {
                    throw malformed(text, "a run has " + String.join(", ", RUN_FIELDS));
                }
                yield reference;
            }
            case "tasks" -> {
                if (steps.length < 3 || !steps[2].equals("output")) {
                    throw malformed(text, "write ${tasks.NAME.output} or ${tasks.NAME.output.PATH}");
                }
                yield new Reference(Reference.Kind.TASK_OUTPUT, steps[1], tail(steps, 3), text);
            }
            case "item" -> new Reference(Reference.Kind.ITEM, "", tail(steps, 1), text);
            case "item_index" -> single(Reference.Kind.ITEM_INDEX, steps, text);
            case "attempt" -> single(Reference.Kind.ATTEMPT, steps, text);
            default ->
                throw malformed(
                        text,
                        "it begins with params, tasks, run, item, item_index, attempt, env or secret; write $${ for a literal ${");
        };
    }

    private static Reference named(Reference.Kind kind, String[] steps, String text, boolean withPath) {
        if (steps.length < 2 || (steps.length > 2 && !withPath)) {
            throw malformed(text, "write ${" + steps[0] + ".NAME}");
        }
        return new Reference(kind, steps[1], tail(steps, 2), text);
    }

    private static Reference single(Reference.Kind kind, String[] steps, String text) {
        if (steps.length > 1) {
            throw malformed(text, "${" + steps[0] + "} has no parts");
        }
        return new Reference(kind, "", List.of(), text);
    }

    private static List<String> tail(String[] steps, int from) {
        return Arrays.asList(steps).subList(from, steps.length);
    }

    private static ExpressionException malformed(String text, String why) {
        return new ExpressionException("${" + text + "} is no expression: " + why);
    }
}
