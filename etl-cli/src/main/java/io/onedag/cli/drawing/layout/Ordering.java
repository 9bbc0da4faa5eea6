package io.onedag.cli.drawing.layout;

import io.onedag.cli.drawing.layout.Network.Vertex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders the vertices of each layer so that few edges cross: sweeps to and fro, each vertex going to the mean place of its neighbours
 * in the layer before; then neighbours change places where that helps. A group's vertices stay together, and groups stand in the same
 * order in all layers.
 */
final class Ordering {

    private static final int SWEEPS = 24;
    private static final int MOST_EDGES_TO_TRANSPOSE = 3000;

    private final Network network;
    private final Map<Integer, Double> groupPlaces = new LinkedHashMap<>();

    private Ordering(Network network) {
        this.network = network;
    }

    static void improve(Network network) {
        new Ordering(network).improve();
    }

    private void improve() {
        for (int layer = 0; layer < network.layers.size(); layer++) {
            place(layer, true);
        }
        List<List<Vertex>> best = copy();
        long fewest = crossings();
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean forth = sweep % 2 == 0;
            placeGroups();
            for (int k = 0; k < network.layers.size(); k++) {
                place(forth ? k : network.layers.size() - 1 - k, forth);
            }
            transpose();
            long now = crossings();
            if (now < fewest) {
                fewest = now;
                best = copy();
            }
        }
        for (int layer = 0; layer < best.size(); layer++) {
            network.layers.set(layer, best.get(layer));
        }
        network.rank();
    }

    private List<List<Vertex>> copy() {
        var copy = new ArrayList<List<Vertex>>();
        network.layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
        return copy;
    }

    /** Where each group stands among all, by the relative places of its vertices. */
    private void placeGroups() {
        var sums = new LinkedHashMap<Integer, double[]>();
        for (Vertex each : network.vertices) {
            if (each.group >= 0) {
                double[] sum = sums.computeIfAbsent(each.group, group -> new double[2]);
                sum[0] += (each.rank + 0.5) / network.layers.get(each.layer).size();
                sum[1]++;
            }
        }
        sums.forEach((group, sum) -> groupPlaces.put(group, sum[0] / sum[1]));
    }

    private void place(int index, boolean forth) {
        List<Vertex> layer = network.layers.get(index);
        var wanted = new LinkedHashMap<Vertex, Double>();
        var ofGroup = new LinkedHashMap<Integer, double[]>();
        for (Vertex each : layer) {
            double place = mean(forth ? each.before : each.after, each.rank);
            wanted.put(each, place);
            if (each.group >= 0) {
                double[] sum = ofGroup.computeIfAbsent(each.group, group -> new double[2]);
                sum[0] += place;
                sum[1]++;
            }
        }
        // Each group takes a place of the groups' places in this layer, in the order of all groups.
        var groups = new ArrayList<>(ofGroup.keySet());
        groups.sort(Comparator.comparingDouble((Integer group) -> groupPlaces.getOrDefault(group, (double) group))
                .thenComparing(Comparator.naturalOrder()));
        List<Double> places =
                ofGroup.values().stream().map(sum -> sum[0] / sum[1]).sorted().toList();
        var placeOf = new LinkedHashMap<Integer, Double>();
        for (int i = 0; i < groups.size(); i++) {
            // Equal places would mix two groups, so that each gets one of its own.
            placeOf.put(groups.get(i), places.get(i) + i * 1e-6);
        }
        layer.sort(
                Comparator.comparingDouble((Vertex each) -> each.group < 0 ? wanted.get(each) : placeOf.get(each.group))
                        .thenComparingInt(each -> each.group)
                        .thenComparingDouble(wanted::get)
                        .thenComparingInt(each -> each.rank));
        for (int i = 0; i < layer.size(); i++) {
            layer.get(i).rank = i;
        }
    }

    private static double mean(List<Vertex> neighbours, int otherwise) {
        if (neighbours.isEmpty()) {
            return otherwise;
        }
        double sum = 0;
        for (Vertex each : neighbours) {
            sum += each.rank;
        }
        return sum / neighbours.size();
    }

    private void transpose() {
        if (network.routes.size() > MOST_EDGES_TO_TRANSPOSE) {
            return;
        }
        for (List<Vertex> layer : network.layers) {
            for (int i = 0; i + 1 < layer.size(); i++) {
                Vertex left = layer.get(i);
                Vertex right = layer.get(i + 1);
                if (left.group == right.group
                        && crossed(left.before, right.before) + crossed(left.after, right.after)
                                > crossed(right.before, left.before) + crossed(right.after, left.after)) {
                    layer.set(i, right);
                    layer.set(i + 1, left);
                    right.rank = i;
                    left.rank = i + 1;
                }
            }
        }
    }

    /** How many edges cross between two neighbours that stand in this order. */
    private static long crossed(List<Vertex> left, List<Vertex> right) {
        long crossed = 0;
        for (Vertex one : left) {
            for (Vertex other : right) {
                crossed += one.rank > other.rank ? 1 : 0;
            }
        }
        return crossed;
    }

    /** How many edges cross: inversions, counted with a Fenwick tree for each pair of layers. */
    long crossings() {
        long crossings = 0;
        for (int index = 1; index < network.layers.size(); index++) {
            int width = network.layers.get(index - 1).size();
            long[] tree = new long[width + 1];
            long seen = 0;
            for (Vertex each : network.layers.get(index)) {
                for (Vertex upstream : each.before) {
                    long notAfter = 0;
                    for (int k = upstream.rank + 1; k > 0; k -= k & -k) {
                        notAfter += tree[k];
                    }
                    crossings += seen - notAfter;
                }
                for (Vertex upstream : each.before) {
                    for (int k = upstream.rank + 1; k <= width; k += k & -k) {
                        tree[k]++;
                    }
                    seen++;
                }
            }
        }
        return crossings;
    }
}
