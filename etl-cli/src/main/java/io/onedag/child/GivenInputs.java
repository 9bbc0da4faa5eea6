package io.onedag.child;

import io.onedag.Effect;
import io.onedag.TaskDefinition;
import io.onedag.attempt.Inputs;
import io.onedag.json.Json;
import io.onedag.validation.Suggestions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an attempt without a store reads of its upstreams: what its caller gives it in files. */
final class GivenInputs implements Inputs {

    private final Request request;
    private final Map<String, @Nullable Object> outputs;
    private final @Nullable Object item;

    private GivenInputs(Request request, Map<String, @Nullable Object> outputs, @Nullable Object item) {
        this.request = request;
        this.outputs = outputs;
        this.item = item;
    }

    /**
     * Reads the files.
     *
     * @throws Refusal when they don't fit the task, or it needs a store
     */
    static GivenInputs read(Request request, Variables variables) {
        TaskDefinition task = request.definition();
        if (task.effect() != Effect.REPEATABLE) {
            throw Refusal.usage(
                    "task \"" + task.name() + "\" has effect " + task.effect().yamlName() + ", which needs a store",
                    "run it with a store, or make it repeatable");
        }
        Map<String, @Nullable Object> outputs = variables.object(Variables.INPUTS_FILE);
        for (String name : outputs.keySet()) {
            if (!task.needs().contains(name)) {
                throw Refusal.usage(
                        Variables.INPUTS_FILE + " has an output of \"" + name + "\", which task \"" + task.name()
                                + "\" doesn't need",
                        Suggestions.hint(name, task.needs()));
            }
        }
        boolean given = variables.get(Variables.ITEM_FILE) != null;
        if (task.isMapped() && !given) {
            throw Refusal.usage(
                    "task \"" + task.name() + "\" is mapped, and " + Variables.ITEM_FILE + " is not set",
                    "set it to a file with the instance's element as JSON");
        }
        return new GivenInputs(request, outputs, given ? variables.json(Variables.ITEM_FILE) : null);
    }

    @Override
    public @Nullable String output(int upstream) {
        Object output = outputs.get(request.graph().task(upstream).name());
        return output == null ? null : Json.write(output);
    }

    @Override
    public @Nullable Object item(int task, int mapIndex) {
        return item;
    }
}
