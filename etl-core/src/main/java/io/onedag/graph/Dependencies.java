package io.onedag.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.alg.shortestpath.BFSShortestPath;
import org.jgrapht.graph.AsSubgraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.jgrapht.traverse.TopologicalOrderIterator;

/**
 * Dependencies between names, as a JGraphT graph with an edge from each upstream to its successor. Self-loops, repeated needs and needs
 * that name nothing are left out; they are the validator's to report.
 */
public final class Dependencies {

    private final List<String> names;
    private final Graph<Integer, DefaultEdge> graph = new SimpleDirectedGraph<>(DefaultEdge.class);

    /**
     * Builds the graph.
     *
     * @param needs the direct upstreams of each name; its order breaks ties
     */
    public Dependencies(Map<String, ? extends Collection<String>> needs) {
        this.names = List.copyOf(needs.keySet());
        Map<String, Integer> index = new HashMap<>();
        for (String name : names) {
            index.put(name, index.size());
            graph.addVertex(index.size() - 1);
        }
        needs.forEach((name, upstreams) -> upstreams.forEach(upstream -> {
            Integer from = index.get(upstream);
            Integer to = index.get(name);
            if (from != null && to != null && !from.equals(to)) {
                graph.addEdge(from, to);
            }
        }));
    }

    /** One cycle of each knot of names that need each other, as a path that ends where it begins; empty: there is none. */
    public List<List<String>> cycles() {
        var cycles = new ArrayList<List<String>>();
        for (Set<Integer> knot : new KosarajuStrongConnectivityInspector<>(graph).stronglyConnectedSets()) {
            if (knot.size() > 1) {
                Integer first = knot.stream().min(Comparator.naturalOrder()).orElseThrow();
                var within = new AsSubgraph<>(graph, knot);
                var cycle = new ArrayList<String>();
                Integer second = within.outgoingEdgesOf(first).stream()
                        .map(within::getEdgeTarget)
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
                cycle.add(names.get(first));
                BFSShortestPath.findPathBetween(within, second, first)
                        .getVertexList()
                        .forEach(vertex -> cycle.add(names.get(vertex)));
                cycles.add(List.copyOf(cycle));
            }
        }
        cycles.sort(Comparator.comparingInt(cycle -> names.indexOf(cycle.get(0))));
        return cycles;
    }

    /** The indexes of all names, upstreams first; among equals the earlier defined first. There must be no cycle. */
    int[] order() {
        int[] order = new int[names.size()];
        int at = 0;
        for (var each = new TopologicalOrderIterator<>(graph, Comparator.<Integer>naturalOrder()); each.hasNext(); ) {
            order[at++] = each.next();
        }
        return order;
    }

    /** The path with the largest sum of weights. There must be no cycle. */
    List<String> heaviestPath(ToDoubleFunction<String> weight) {
        double[] sum = new double[names.size()];
        int[] before = new int[names.size()];
        int last = -1;
        for (int vertex : order()) {
            before[vertex] = -1;
            for (DefaultEdge edge : graph.incomingEdgesOf(vertex)) {
                int upstream = graph.getEdgeSource(edge);
                if (before[vertex] < 0 || sum[upstream] > sum[before[vertex]]) {
                    before[vertex] = upstream;
                }
            }
            sum[vertex] = weight.applyAsDouble(names.get(vertex)) + (before[vertex] < 0 ? 0 : sum[before[vertex]]);
            if (last < 0 || sum[vertex] > sum[last]) {
                last = vertex;
            }
        }
        var path = new ArrayList<String>();
        for (int vertex = last; vertex >= 0; vertex = before[vertex]) {
            path.add(names.get(vertex));
        }
        Collections.reverse(path);
        return path;
    }
}
