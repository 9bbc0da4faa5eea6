package io.onedag.attempt;

import io.onedag.TaskDefinition;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Template;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what an attempt answers, alike for every engine. */
public final class Outputs {

    /** The largest output, as compact JSON in UTF-8: 48 KiB. */
    public static final int MAX_BYTES = 48 * 1024;

    private static final int MOST_BYTES_PER_CHAR = 3;

    private Outputs() {}

    /**
     * An output as compact JSON.
     *
     * @throws TaskFailedException fatal, when it is no JSON value or too large
     */
    static @Nullable String json(@Nullable Object output, Masking masking) {
        if (output == null) {
            return null;
        }
        String json;
        try {
            json = Json.write(masking.mask(Json.normalize(output)));
        } catch (IllegalArgumentException e) {
            throw TaskFailedException.fatal("its output can't be kept: " + e.getMessage());
        }
        int bytes = json.length() * MOST_BYTES_PER_CHAR <= MAX_BYTES ? json.length() : Json.utf8Length(json);
        if (bytes > MAX_BYTES) {
            throw TaskFailedException.fatal("its output has " + bytes + " bytes as JSON; at most " + MAX_BYTES
                    + " fit. Write the rows to a dataset (TaskContext.newDatasetFile) and answer with its reference");
        }
        return json;
    }

    /**
     * What a branching task chose, or null for another task.
     *
     * @throws TaskFailedException fatal, when the answer doesn't fit the definition
     */
    static @Nullable List<String> chosen(TaskDefinition task, TaskResult result) {
        if (result instanceof TaskResult.Branch branch) {
            if (!task.isBranching()) {
                throw TaskFailedException.fatal(
                        "it answers with a branch but declares none; declare branch: " + branch.chosen());
            }
            for (String name : branch.chosen()) {
                if (!task.branch().contains(name)) {
                    throw TaskFailedException.fatal(
                            "it chose \"" + name + "\", which its branch " + task.branch() + " doesn't declare");
                }
            }
            return branch.chosen();
        }
        if (task.isBranching()) {
            throw TaskFailedException.fatal("it declares branch " + task.branch()
                    + " but did not choose; answer with TaskResult.branch(...), none is an answer too");
        }
        return null;
    }

    /**
     * The lengths of the lists that other tasks are mapped over.
     *
     * @throws TaskFailedException fatal, when there is no list, or a longer one than allowed
     */
    public static Map<String, Integer> lengths(PipelineGraph graph, int task, @Nullable String output) {
        PreparedTask.Consumer[] consumers = PreparedTask.consumers(graph, task);
        return consumers.length == 0 ? Map.of() : lengths(consumers, output == null ? null : Json.parse(output));
    }

    /** The lengths of a success that came without an output: someone marked it so. Nothing is there to map over. */
    public static Map<String, Integer> noLengths(PipelineGraph graph, int task) {
        var lengths = new HashMap<String, Integer>();
        for (PreparedTask.Consumer consumer : PreparedTask.consumers(graph, task)) {
            lengths.put(consumer.task(), 0);
        }
        return lengths;
    }

    static Map<String, Integer> lengths(PreparedTask.Consumer[] consumers, @Nullable Object output) {
        if (consumers.length == 0) {
            return Map.of();
        }
        Object value = Json.normalize(output);
        var lengths = new HashMap<String, Integer>();
        for (PreparedTask.Consumer consumer : consumers) {
            Object list;
            try {
                list = Template.follow(consumer.list(), value);
            } catch (ExpressionException e) {
                throw TaskFailedException.fatal(
                        "task \"" + consumer.task() + "\" is mapped over its output: " + e.getMessage());
            }
            if (!(list instanceof List<?> elements)) {
                throw TaskFailedException.fatal("task \"" + consumer.task() + "\" is mapped over ${"
                        + consumer.list().text() + "}, which has to be a list and is " + shorten(Json.write(list)));
            }
            if (elements.size() > consumer.maxLength()) {
                throw TaskFailedException.fatal("task \"" + consumer.task() + "\" is mapped over ${"
                        + consumer.list().text() + "}, which has " + elements.size() + " elements; at most "
                        + consumer.maxLength() + " are allowed (max_map_length)");
            }
            lengths.put(consumer.task(), elements.size());
        }
        return lengths;
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
