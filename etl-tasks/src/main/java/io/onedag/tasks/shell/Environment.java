package io.onedag.tasks.shell;

import io.onedag.Interval;
import io.onedag.TaskContext;
import io.onedag.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command finds in its environment. */
final class Environment {

    /**
     * What an attempt that is itself a child process was told, and an outer attempt's variables: they would mislead an {@code onedag}
     * that the command calls.
     */
    private static final List<String> NOT_INHERITED = List.of(
            "ONEDAG_ATTEMPT",
            "ONEDAG_DEADLINE",
            "ONEDAG_DEFINITION_FILE",
            "ONEDAG_DRIVER",
            "ONEDAG_INPUTS_FILE",
            "ONEDAG_INTERVAL_END",
            "ONEDAG_INTERVAL_START",
            "ONEDAG_ITEM",
            "ONEDAG_ITEM_FILE",
            "ONEDAG_MAP_INDEX",
            "ONEDAG_PARAMS_FILE",
            "ONEDAG_PARENT_STDIN",
            "ONEDAG_PIPELINE",
            "ONEDAG_PLAN_HASH",
            "ONEDAG_RESULT_FILE",
            "ONEDAG_ROUND",
            "ONEDAG_RUN_ID",
            "ONEDAG_RUN_KEY",
            "ONEDAG_TASK");

    private Environment() {}

    /** Turns an inherited environment into the command's. */
    static void fill(Map<String, String> environment, TaskContext context, Path resultFile, Map<String, String> own) {
        environment.keySet().removeAll(NOT_INHERITED);
        environment.putAll(of(context, resultFile));
        environment.putAll(own);
    }

    private static Map<String, String> of(TaskContext context, Path resultFile) {
        var variables = new LinkedHashMap<String, String>();
        variables.put("ONEDAG_PIPELINE", context.pipeline());
        variables.put("ONEDAG_TASK", context.task());
        variables.put("ONEDAG_RUN_ID", context.run().id().toString());
        variables.put("ONEDAG_RUN_KEY", context.run().key());
        variables.put("ONEDAG_ATTEMPT", Integer.toString(context.attempt()));
        variables.put("ONEDAG_ROUND", Integer.toString(context.round()));
        variables.put("ONEDAG_RESULT_FILE", resultFile.toString());
        if (context.mapIndex() >= 0) {
            variables.put("ONEDAG_MAP_INDEX", Integer.toString(context.mapIndex()));
            variables.put("ONEDAG_ITEM", Json.write(context.item()));
        }
        Interval interval = context.run().interval();
        if (interval != null) {
            variables.put("ONEDAG_INTERVAL_START", interval.start().toString());
            variables.put("ONEDAG_INTERVAL_END", interval.end().toString());
        }
        return variables;
    }

    /** Why a variable can't have this name; null: it can. */
    static @Nullable String problem(String name) {
        if (name.isEmpty()) {
            return "an environment variable has no name";
        }
        if (name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            return "environment variable " + Json.write(name) + " can't be set: its name holds "
                    + (name.indexOf('=') >= 0 ? "an equals sign" : "a NUL character");
        }
        return null;
    }
}
