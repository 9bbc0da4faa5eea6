package io.onedag.cli.drawing.layout;

import io.onedag.cli.drawing.layout.Network.Vertex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each vertex its coordinate across the edges. The order within the layers, and the borders of groups, are constraints of the
 * form {@code b >= a + distance}; within them each vertex is drawn to the mean of its neighbours, bends of one edge most, so that long
 * edges are straight.
 */
final class Positions {

    private static final int ROUNDS = 60;
    private static final double BEND_GAP = 12;
    private static final double SMALL = 9;

    /** {@code greater >= less + distance}. */
    private record Constraint(int less, int greater, double distance) {}

    private final Network network;
    private final double gap;
    private final double groupGap;
    private final double label;
    private final List<List<Constraint>> below = new ArrayList<>();
    private final List<List<Constraint>> above = new ArrayList<>();
    private final Map<Integer, int[]> borders = new LinkedHashMap<>();
    private double[] at = new double[0];

    Positions(Network network, LayeredLayout.Input input) {
        this.network = network;
        this.gap = input.gap();
        this.groupGap = input.groupGap();
        this.label = input.labelAcross() ? input.label() : 0;
    }

    /** The coordinates of the vertices' middles, in the order of {@link Network#vertices}. */
    double[] solve() {
        int count = 0;
        for (Vertex each : network.vertices) {
            each.unknown = count++;
        }
        for (Vertex each : network.vertices) {
            if (each.group >= 0 && !borders.containsKey(each.group)) {
                borders.put(each.group, new int[] {count++, count++});
            }
        }
        for (int i = 0; i < count; i++) {
            below.add(new ArrayList<>());
            above.add(new ArrayList<>());
        }
        network.layers.forEach(this::constrain);
        int[] order = order(count);
        at = new double[count];
        for (int each : order) {
            at[each] = Math.max(0, least(each));
        }
        for (int round = 0; round < ROUNDS; round++) {
            boolean forth = round % 2 == 1;
            for (int k = 0; k < count; k++) {
                move(order[forth ? k : count - 1 - k]);
            }
            if (round >= ROUNDS / 2) {
                network.routes.forEach(this::straighten);
            }
        }
        network.layers.forEach(layer -> layer.forEach(each -> align(each, each.before)));
        return at;
    }

    /** Takes out what is left between a vertex and the only one before it: a kink too small to mean anything. */
    private void align(Vertex vertex, List<Vertex> before) {
        if (before.size() == 1) {
            double line = at[before.get(0).unknown];
            if (Math.abs(at[vertex.unknown] - line) < SMALL
                    && line >= least(vertex.unknown)
                    && line <= most(vertex.unknown)) {
                at[vertex.unknown] = line;
            }
        }
    }

    /** Puts the bends of a long edge on one line, where nothing is in its way. */
    private void straighten(List<Vertex> route) {
        if (route.size() < 4) {
            return;
        }
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.POSITIVE_INFINITY;
        double sum = 0;
        for (Vertex each : route.subList(1, route.size() - 1)) {
            least = Math.max(least, least(each.unknown));
            most = Math.min(most, most(each.unknown));
            sum += at[each.unknown];
        }
        if (least <= most) {
            double line = Math.max(least, Math.min(most, sum / (route.size() - 2)));
            for (Vertex each : route.subList(1, route.size() - 1)) {
                at[each.unknown] = line;
            }
        }
    }

    private void constrain(List<Vertex> layer) {
        for (int i = 0; i < layer.size(); i++) {
            Vertex each = layer.get(i);
            Vertex next = i + 1 < layer.size() ? layer.get(i + 1) : null;
            boolean first = i == 0 || layer.get(i - 1).group != each.group;
            if (first && each.group >= 0) {
                add(border(each, 0), each.unknown, groupGap + label + each.size / 2);
            }
            boolean last = next == null || next.group != each.group;
            if (last && each.group >= 0) {
                add(each.unknown, border(each, 1), groupGap + each.size / 2);
            }
            if (next == null) {
                continue;
            }
            if (!last) {
                double space =
                        each.box && next.box ? gap : each.box || next.box ? Math.max(BEND_GAP, gap * 0.7) : BEND_GAP;
                add(each.unknown, next.unknown, (each.size + next.size) / 2 + space);
            } else {
                int from = each.group >= 0 ? border(each, 1) : each.unknown;
                int to = next.group >= 0 ? border(next, 0) : next.unknown;
                add(from, to, (each.group >= 0 ? 0 : each.size / 2) + (next.group >= 0 ? 0 : next.size / 2) + gap);
            }
        }
    }

    private int border(Vertex vertex, int side) {
        int[] own = borders.get(vertex.group);
        return own == null ? vertex.unknown : own[side];
    }

    private void add(int less, int greater, double distance) {
        var constraint = new Constraint(less, greater, distance);
        above.get(less).add(constraint);
        below.get(greater).add(constraint);
    }

    /** The unknowns in an order in which constraints lead from earlier to later ones. */
    private int[] order(int count) {
        int[] open = new int[count];
        var free = new ArrayDeque<Integer>();
        for (int i = 0; i < count; i++) {
            open[i] = below.get(i).size();
            if (open[i] == 0) {
                free.add(i);
            }
        }
        int[] order = new int[count];
        int done = 0;
        while (!free.isEmpty()) {
            int each = free.remove();
            order[done++] = each;
            for (Constraint constraint : above.get(each)) {
                if (--open[constraint.greater()] == 0) {
                    free.add(constraint.greater());
                }
            }
        }
        if (done < count) {
            throw new IllegalStateException("the groups of a layout stand in different orders in two layers");
        }
        return order;
    }

    private void move(int unknown) {
        double least = least(unknown);
        double most = most(unknown);
        double wanted;
        if (unknown >= network.vertices.size()) {
            // A border is drawn to what it encloses.
            boolean lower = borders.values().stream().anyMatch(own -> own[0] == unknown);
            wanted = lower ? most : least;
        } else {
            wanted = wanted(network.vertices.get(unknown));
        }
        if (!Double.isInfinite(wanted)) {
            at[unknown] = Math.max(least, Math.min(most, wanted));
        }
    }

    private double wanted(Vertex vertex) {
        double sum = 0;
        double weight = 0;
        for (List<Vertex> side : List.of(vertex.before, vertex.after)) {
            for (Vertex each : side) {
                double own = each.box && vertex.box ? 1 : each.box || vertex.box ? 2 : 8;
                sum += own * at[each.unknown];
                weight += own;
            }
        }
        return weight == 0 ? at[vertex.unknown] : sum / weight;
    }

    private double least(int unknown) {
        double least = Double.NEGATIVE_INFINITY;
        for (Constraint each : below.get(unknown)) {
            least = Math.max(least, at[each.less()] + each.distance());
        }
        return least;
    }

    private double most(int unknown) {
        double most = Double.POSITIVE_INFINITY;
        for (Constraint each : above.get(unknown)) {
            most = Math.min(most, at[each.greater()] - each.distance());
        }
        return most;
    }
}
