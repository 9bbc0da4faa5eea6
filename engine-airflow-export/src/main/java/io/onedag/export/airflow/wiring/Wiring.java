package io.onedag.export.airflow.wiring;

import static io.onedag.TriggerRule.ALL_DONE;
import static io.onedag.TriggerRule.ALL_SUCCESS;
import static io.onedag.TriggerRule.NONE_FAILED;
import static io.onedag.TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS;

import io.onedag.ForEach;
import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.TriggerRule;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pipeline as a graph whose tasks Airflow starts, skips and fails as the pipeline says. What Airflow decides otherwise is put right by
 * gates, tasks that it passes without a process.
 */
public final class Wiring {

    private final Pipeline pipeline;
    private final PipelineGraph graph;
    private final AirflowIds ids;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Set<String> allowed = new LinkedHashSet<>();

    private Wiring(PipelineGraph graph, AirflowIds ids) {
        this.pipeline = graph.pipeline();
        this.graph = graph;
        this.ids = ids;
    }

    /** Wires a pipeline. */
    public static Wiring of(PipelineGraph graph, AirflowIds ids) {
        var wiring = new Wiring(graph, ids);
        for (int task : graph.order()) {
            wiring.add(graph.task(task));
        }
        Set<String> followed = wiring.successors().keySet();
        for (TaskDefinition task : wiring.pipeline.tasks()) {
            if (task.allowFailure() && !followed.contains(ids.of(task))) {
                wiring.allowed(task); // a last task that fails would fail the run
            }
        }
        return wiring;
    }

    /** All nodes by id, upstreams first. */
    public Map<String, Node> nodes() {
        return nodes;
    }

    /** The pipeline's tasks among them. */
    public List<Node.Work> work() {
        return of(Node.Work.class);
    }

    /** The gates among them. */
    public List<Node.Gate> gates() {
        return of(Node.Gate.class);
    }

    private <T extends Node> List<T> of(Class<T> type) {
        return nodes.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void add(TaskDefinition task) {
        String id = ids.of(task);
        if (task.needs().isEmpty()) {
            put(new Node.Work(id, task, ALL_SUCCESS, List.of(), List.of()));
            return;
        }
        switch (task.when()) {
            case ALL_SUCCESS -> allSuccess(id, task);
            case ALWAYS -> always(id, task);
            case NONE_FAILED, NONE_FAILED_MIN_ONE_SUCCESS, ONE_SUCCESS ->
                put(new Node.Work(id, task, task.when(), seen(task), List.of()));
            // What an allowed failure is to them doesn't differ from what the failure is to Airflow's.
            case ALL_FAILED, ALL_DONE, ALL_SKIPPED, ONE_FAILED, ONE_DONE, NONE_SKIPPED ->
                put(new Node.Work(id, task, task.when(), upstreams(task), List.of()));
        }
    }

    /** Where there is a failure and a skip, Airflow's own rule goes by which came first. */
    private void allSuccess(String id, TaskDefinition task) {
        List<String> seen = seen(task);
        boolean one =
                task.needs().size() == 1 && !pipeline.task(task.needs().get(0)).isMapped();
        if (one) {
            put(new Node.Work(id, task, ALL_SUCCESS, seen, List.of()));
        } else {
            // Under the other rule Airflow would map over what is left of a mapped task when all of it was skipped.
            TriggerRule rule = isMappedOverMapped(task) ? NONE_FAILED_MIN_ONE_SUCCESS : NONE_FAILED;
            put(new Node.Work(id, task, rule, seen, upstreams(task)));
        }
    }

    private boolean isMappedOverMapped(TaskDefinition task) {
        ForEach forEach = task.forEach();
        return forEach != null && pipeline.task(forEach.task()).isMapped();
    }

    /** It waits for nothing, but for what says whether it is there at all: branches, and the list that it is mapped over. */
    private void always(String id, TaskDefinition task) {
        TriggerRule rule = task.isMapped() || followsBranch(task) ? ALL_DONE : TriggerRule.ALWAYS;
        put(new Node.Work(id, task, rule, upstreams(task), List.of()));
    }

    private boolean followsBranch(TaskDefinition task) {
        return task.needs().stream().anyMatch(need -> pipeline.task(need).isBranching());
    }

    private List<String> upstreams(TaskDefinition task) {
        return task.needs().stream().map(ids::of).toList();
    }

    /** The upstreams of a task, gates in place of those whose failure is allowed. */
    private List<String> seen(TaskDefinition task) {
        var seen = new ArrayList<String>();
        for (String need : task.needs()) {
            TaskDefinition upstream = pipeline.task(need);
            seen.add(upstream.allowFailure() ? allowed(upstream) : ids.of(need));
        }
        return seen;
    }

    private String allowed(TaskDefinition task) {
        String id = ids.of(task);
        if (allowed.add(id)) {
            AllowedGates.of(id, task.isMapped()).forEach(this::put);
        }
        return AllowedGates.gateOf(id);
    }

    private void put(Node node) {
        nodes.put(node.id(), node);
    }

    /** The ids of the tasks whose failure would not fail the run, because nothing passes it on to a last task. */
    public List<String> quiet() {
        Map<String, List<Node>> next = successors();
        var backwards = new ArrayList<>(nodes.values());
        Collections.reverse(backwards);
        var loud = new HashSet<String>();
        for (Node node : backwards) {
            List<Node> after = next.getOrDefault(node.id(), List.of());
            if (after.isEmpty() || after.stream().anyMatch(each -> loud.contains(each.id()) && passesOn(each, node))) {
                loud.add(node.id());
            }
        }
        return nodes.values().stream()
                .filter(node ->
                        node instanceof Node.Work work && !work.task().allowFailure() && !loud.contains(node.id()))
                .map(Node::id)
                .toList();
    }

    private Map<String, List<Node>> successors() {
        var successors = new HashMap<String, List<Node>>();
        for (Node node : nodes.values()) {
            for (String upstream : node.upstreams()) {
                successors.computeIfAbsent(upstream, each -> new ArrayList<>()).add(node);
            }
        }
        return successors;
    }

    /** Whether a node is upstream_failed whenever {@code from} failed, whatever else there is upstream. */
    private boolean passesOn(Node node, Node from) {
        if (node instanceof Node.Work work) {
            boolean leftOut = work.task().needs().stream()
                    .anyMatch(need ->
                            pipeline.task(need).isBranching() && !ids.of(need).equals(from.id()));
            boolean mapped = work.task().isMapped() && work.upstreams().size() > 1;
            if (leftOut || mapped) {
                return false;
            }
        }
        return switch (node.rule()) {
            case NONE_FAILED, NONE_FAILED_MIN_ONE_SUCCESS -> true;
            case ALL_SUCCESS ->
                node.upstreams().size() == 1
                        && !(from instanceof Node.Work work && work.task().isMapped());
            default -> false;
        };
    }

    /** The pipeline's own graph. */
    public PipelineGraph graph() {
        return graph;
    }
}
