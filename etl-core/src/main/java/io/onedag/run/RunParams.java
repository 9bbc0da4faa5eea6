package io.onedag.run;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.validation.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings what a run was given to the parameters that its pipeline declares. */
public final class RunParams {

    private RunParams() {}

    /**
     * The parameters of a run, in the order of the definition, defaults filled in.
     *
     * @param given values by name; a value that is a {@link Text} is read according to the parameter's type
     * @throws InvalidRunException with everything that is wrong, a line each
     */
    public static Map<String, @Nullable Object> resolve(Pipeline pipeline, Map<String, ?> given) {
        List<String> wrong = new ArrayList<>();
        for (String name : given.keySet()) {
            if (!pipeline.params().containsKey(name)) {
                String hint = Suggestions.hint(name, pipeline.params().keySet());
                wrong.add("pipeline \"" + pipeline.name() + "\" has no parameter \"" + name + "\""
                        + (hint == null ? pipeline.params().isEmpty() ? "; it has none" : "" : "; " + hint));
            }
        }
        var resolved = new LinkedHashMap<String, @Nullable Object>();
        for (Map.Entry<String, Param> each : pipeline.params().entrySet()) {
            String name = each.getKey();
            try {
                resolved.put(name, value(name, each.getValue(), given));
            } catch (IllegalArgumentException e) {
                wrong.add("parameter \"" + name + "\": " + e.getMessage());
            }
        }
        if (!wrong.isEmpty()) {
            throw new InvalidRunException(String.join(System.lineSeparator(), wrong));
        }
        return resolved;
    }

    private static @Nullable Object value(String name, Param param, Map<String, ?> given) {
        if (!given.containsKey(name)) {
            if (param.required()) {
                throw new IllegalArgumentException("it is required; set it, like --param " + name + "=…");
            }
            return param.check(param.defaultValue());
        }
        Object value = given.get(name);
        return value instanceof Text text ? param.parse(text.value()) : param.check(value);
    }

    /** A value as text, to be read according to its parameter's type. */
    public record Text(String value) {}
}
