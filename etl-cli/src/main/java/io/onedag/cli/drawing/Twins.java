package io.onedag.cli.drawing;

import io.onedag.TaskDefinition;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Finds tasks that look the same in a graph: of the same kind, after the same tasks and before the same ones. Many of them are drawn as
 * one, since a wall of equal boxes says no more.
 */
public final class Twins {

    /** So many stand side by side as they are. */
    private static final int MOST = 12;

    private Twins() {}

    /** All tasks in the order of the definition, those that are drawn as one together. */
    public static List<List<TaskDefinition>> of(PipelineGraph graph) {
        var alike = new LinkedHashMap<String, List<TaskDefinition>>();
        for (int task = 0; task < graph.size(); task++) {
            alike.computeIfAbsent(key(graph, task), each -> new ArrayList<>()).add(graph.task(task));
        }
        var nodes = new ArrayList<List<TaskDefinition>>();
        alike.values().forEach(tasks -> {
            if (tasks.size() > MOST) {
                nodes.add(tasks);
            } else {
                tasks.forEach(each -> nodes.add(List.of(each)));
            }
        });
        return nodes;
    }

    private static String key(PipelineGraph graph, int task) {
        TaskDefinition definition = graph.task(task);
        int[] upstreams = graph.upstreams(task).clone();
        Arrays.sort(upstreams);
        boolean alone = definition.isBranching() || definition.isMapped();
        return (alone ? definition.name() + " " : "")
                + Arrays.toString(upstreams)
                + Arrays.toString(graph.successors(task))
                + definition.group() + " " + GraphDrawing.about(definition);
    }
}
