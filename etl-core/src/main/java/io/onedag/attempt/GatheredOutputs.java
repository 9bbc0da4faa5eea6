package io.onedag.attempt;

import io.onedag.ForEach;
import io.onedag.expr.Reference;
import io.onedag.expr.Template;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The outputs of one run, for an engine that keeps them at hand for the attempts that read them. Thread-safe. */
public final class GatheredOutputs implements Inputs {

    private final PipelineGraph graph;
    private final Map<Integer, String> single = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicReferenceArray<@Nullable String>> gathered = new ConcurrentHashMap<>();
    private final Map<Integer, List<?>> items = new ConcurrentHashMap<>();

    /** Of a run that has none yet. */
    public GatheredOutputs(PipelineGraph graph) {
        this.graph = graph;
    }

    /** A mapped task has so many instances from now on. */
    public void expand(int task, int instances) {
        if (!gathered.containsKey(task)) {
            gathered.putIfAbsent(task, new AtomicReferenceArray<>(instances));
        }
    }

    /** The output of a task run as compact JSON; null: it has none. */
    public void put(int task, int mapIndex, @Nullable String output) {
        if (output == null) {
            return;
        }
        if (mapIndex < 0) {
            single.put(task, output);
            return;
        }
        var all = gathered.get(task);
        if (all != null && mapIndex < all.length()) {
            all.set(mapIndex, output);
        }
    }

    @Override
    public @Nullable String output(int upstream) {
        var all = gathered.get(upstream);
        if (all == null) {
            return single.get(upstream);
        }
        var list = new StringBuilder("[");
        for (int i = 0; i < all.length(); i++) {
            String element = all.get(i);
            list.append(i == 0 ? "" : ",").append(element == null ? "null" : element);
        }
        return list.append(']').toString();
    }

    @Override
    public @Nullable Object item(int task, int mapIndex) {
        List<?> list = items.get(task);
        if (list == null) {
            list = list(task);
            items.put(task, list);
        }
        return list.get(mapIndex);
    }

    private List<?> list(int task) {
        ForEach forEach = graph.task(task).forEach();
        if (forEach == null) {
            throw new IllegalStateException("task " + graph.task(task).name() + " isn't mapped");
        }
        String output = output(graph.index(forEach.task()));
        var reference = new Reference(Reference.Kind.TASK_OUTPUT, forEach.task(), forEach.path(), forEach.expression());
        Object list = Template.follow(reference, output == null ? null : Json.parse(output));
        if (!(list instanceof List<?> elements)) {
            throw new IllegalStateException(
                    "the output that task " + graph.task(task).name() + " is mapped over is no list");
        }
        return elements;
    }
}
