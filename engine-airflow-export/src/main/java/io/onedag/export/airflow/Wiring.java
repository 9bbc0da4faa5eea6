package io.onedag.export.airflow;

import static io.onedag.TriggerRule.ALL_DONE;
import static io.onedag.TriggerRule.ALL_SUCCESS;
import static io.onedag.TriggerRule.NONE_FAILED;
import static io.onedag.TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS;
import static io.onedag.TriggerRule.NONE_SKIPPED;
import static io.onedag.TriggerRule.ONE_FAILED;

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
import java.util.Objects;
import java.util.Set;

/**
 * A pipeline as a graph whose tasks Airflow starts, skips and fails as the pipeline says. What Airflow decides otherwise is put right by
 * gates, tasks that it passes without a process.
 */
final class Wiring {

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
    static Wiring of(PipelineGraph graph, AirflowIds ids) {
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
    Map<String, Node> nodes() {
        return nodes;
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
        } else if (task.isMapped()) {
            // Without a gate each instance would be skipped by itself.
            put(new Node.Work(id, task, ALL_SUCCESS, List.of(producer(task), succeeded(id, seen)), List.of()));
        } else {
            put(new Node.Work(id, task, NONE_FAILED, seen, upstreams(task)));
        }
    }

    /** A gate that succeeds if all upstreams do, is skipped if one is and none failed, and has failed if one has, in whatever order. */
    private String succeeded(String task, List<String> upstreams) {
        String unfailed = gate(task, "unfailed", NONE_FAILED, upstreams);
        String failed = gate(task, "failed", ONE_FAILED, List.of(unfailed));
        String skipped =
                gate(task, "skipped", ALL_SUCCESS, List.of(unfailed, failed)); // or upstream_failed, if one failed
        String unskipped = gate(task, "unskipped", NONE_SKIPPED, upstreams);
        return gate(task, "ready", NONE_FAILED_MIN_ONE_SUCCESS, List.of(skipped, unskipped));
    }

    /** It waits for nothing but what says whether it is there at all: branches, and the list that it is mapped over. */
    private void always(String id, TaskDefinition task) {
        List<String> awaited = awaited(task);
        if (awaited.isEmpty()) {
            put(new Node.Work(id, task, TriggerRule.ALWAYS, upstreams(task), List.of()));
        } else {
            put(new Node.Work(id, task, ALL_DONE, awaited, List.of()));
        }
    }

    private List<String> awaited(TaskDefinition task) {
        return task.needs().stream()
                .filter(need -> pipeline.task(need).isBranching() || isProducer(need, task))
                .map(ids::of)
                .toList();
    }

    private static boolean isProducer(String need, TaskDefinition task) {
        return task.forEach() != null && need.equals(task.forEach().task());
    }

    private String producer(TaskDefinition task) {
        return ids.of(Objects.requireNonNull(task.forEach()).task());
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

    private String gate(String task, String name, TriggerRule rule, List<String> upstreams) {
        String id = ids.gate(task + "__" + name);
        put(new Node.Gate(id, rule, upstreams, ""));
        return id;
    }

    private void put(Node node) {
        nodes.put(node.id(), node);
    }

    /** The ids of the tasks whose failure would not fail the run, because nothing passes it on to a last task. */
    List<String> quiet() {
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

    PipelineGraph graph() {
        return graph;
    }
}
