package io.onedag.cli.drawing.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places the boxes of a DAG in layers, so that all edges point one way, few cross and most are straight (Sugiyama's method: layers,
 * {@linkplain Ordering order within them}, {@linkplain Positions coordinates}). Deterministic.
 *
 * <p>It speaks of two directions: <em>along</em> the edges, from layer to layer, and <em>across</em> them.
 */
public final class LayeredLayout {

    private static final int TIGHTENINGS = 8;

    private LayeredLayout() {}

    /**
     * A box to be placed.
     *
     * @param along its size in the direction of the edges
     * @param across its size across
     * @param group the group that it belongs to, from 0; -1: none
     */
    public record Box(double along, double across, int group) {}

    /** An edge between two boxes, by their indexes. */
    public record Edge(int from, int to) {}

    /** A point. */
    public record Point(double along, double across) {}

    /** A rectangle, by its least corner. */
    public record Area(double along, double across, double alongSize, double acrossSize) {}

    /**
     * What is to be laid out.
     *
     * @param order the boxes in an order in which edges lead from earlier to later ones
     * @param layerGap the space between layers
     * @param gap the space between boxes of a layer
     * @param groupGap the space between a group's border and what is inside
     * @param label the space for a group's label besides
     * @param labelAcross whether the label takes its space across the edges rather than along them
     */
    public record Input(
            List<Box> boxes,
            List<Edge> edges,
            int[] order,
            double layerGap,
            double gap,
            double groupGap,
            double label,
            boolean labelAcross) {}

    /**
     * Where things are.
     *
     * @param boxes a rectangle for each box
     * @param routes for each edge the points that it passes: leaving its first box, both sides of each layer between, entering the last
     * @param groups a rectangle for each group
     * @param along the size of the whole
     * @param across the size of the whole
     */
    public record Result(
            List<Area> boxes, List<List<Point>> routes, Map<Integer, Area> groups, double along, double across) {}

    /** Lays a graph out. */
    public static Result of(Input input) {
        int[] layers = layers(input);
        var network = new Network(input, layers);
        Ordering.improve(network);
        double[] across = new Positions(network, input).solve();
        return result(input, network, layers, across);
    }

    /** The layer of each box: as early as its upstreams allow, then as near to its successors as shortens its edges. */
    static int[] layers(Input input) {
        int size = input.boxes().size();
        var before = new ArrayList<List<Integer>>();
        var after = new ArrayList<List<Integer>>();
        for (int i = 0; i < size; i++) {
            before.add(new ArrayList<>());
            after.add(new ArrayList<>());
        }
        for (Edge edge : input.edges()) {
            before.get(edge.to()).add(edge.from());
            after.get(edge.from()).add(edge.to());
        }
        int[] layers = new int[size];
        for (int box : input.order()) {
            for (int upstream : before.get(box)) {
                layers[box] = Math.max(layers[box], layers[upstream] + 1);
            }
        }
        boolean changed = true;
        for (int round = 0; changed && round < TIGHTENINGS; round++) {
            changed = false;
            for (int k = size - 1; k >= 0; k--) {
                int box = input.order()[k];
                // A group stays as short as it can be.
                if (input.boxes().get(box).group() < 0
                        && after.get(box).size() > before.get(box).size()) {
                    int latest = Integer.MAX_VALUE;
                    for (int successor : after.get(box)) {
                        latest = Math.min(latest, layers[successor] - 1);
                    }
                    changed |= latest != layers[box];
                    layers[box] = latest;
                }
            }
        }
        return layers;
    }

    private static Result result(Input input, Network network, int[] layers, double[] across) {
        int depth = network.layers.size();
        double[] thickness = new double[depth];
        for (int i = 0; i < layers.length; i++) {
            thickness[layers[i]] =
                    Math.max(thickness[layers[i]], input.boxes().get(i).along());
        }
        double[] start = new double[depth];
        double end = 0;
        for (int layer = 0; layer < depth; layer++) {
            start[layer] = end;
            end += thickness[layer] + (layer + 1 < depth ? input.layerGap() : 0);
        }
        var boxes = new ArrayList<Area>();
        for (int i = 0; i < layers.length; i++) {
            Box box = input.boxes().get(i);
            double at = start[layers[i]] + (thickness[layers[i]] - box.along()) / 2;
            boxes.add(new Area(at, across[i] - box.across() / 2, box.along(), box.across()));
        }
        var groups = groups(input, boxes);
        double least = 0;
        double most = 0;
        double first = 0;
        var all = new ArrayList<>(boxes);
        all.addAll(groups.values());
        for (Area area : all) {
            first = Math.min(first, area.along());
            end = Math.max(end, area.along() + area.alongSize());
        }
        for (int i = 0; i < network.vertices.size(); i++) {
            double half = network.vertices.get(i).size / 2;
            least = i == 0 ? across[i] - half : Math.min(least, across[i] - half);
            most = i == 0 ? across[i] + half : Math.max(most, across[i] + half);
        }
        for (Area area : groups.values()) {
            least = Math.min(least, area.across());
            most = Math.max(most, area.across() + area.acrossSize());
        }
        double up = -first;
        double left = -least;
        var routes = new ArrayList<List<Point>>();
        for (List<Network.Vertex> route : network.routes) {
            routes.add(points(route, boxes, network, start, thickness, across, up, left));
        }
        var shifted = new LinkedHashMap<Integer, Area>();
        groups.forEach((group, area) -> shifted.put(group, shift(area, up, left)));
        return new Result(
                boxes.stream().map(area -> shift(area, up, left)).toList(), routes, shifted, end + up, most - least);
    }

    private static List<Point> points(
            List<Network.Vertex> route,
            List<Area> boxes,
            Network network,
            double[] start,
            double[] thickness,
            double[] across,
            double up,
            double left) {
        var points = new ArrayList<Point>();
        for (int i = 0; i < route.size(); i++) {
            Network.Vertex vertex = route.get(i);
            double at = across[vertex.unknown] + left;
            if (i == 0) {
                Area box = boxes.get(vertex.unknown);
                points.add(new Point(box.along() + box.alongSize() + up, at));
            } else if (i == route.size() - 1) {
                points.add(new Point(boxes.get(vertex.unknown).along() + up, at));
            } else {
                points.add(new Point(start[vertex.layer] + up, at));
                points.add(new Point(start[vertex.layer] + thickness[vertex.layer] + up, at));
            }
        }
        return points;
    }

    private static Map<Integer, Area> groups(Input input, List<Area> boxes) {
        var corners = new LinkedHashMap<Integer, double[]>();
        for (int i = 0; i < boxes.size(); i++) {
            int group = input.boxes().get(i).group();
            if (group >= 0) {
                Area box = boxes.get(i);
                double[] own = corners.computeIfAbsent(group, each -> {
                    double[] fresh = new double[4];
                    Arrays.fill(fresh, 0, 2, Double.MAX_VALUE);
                    Arrays.fill(fresh, 2, 4, -Double.MAX_VALUE);
                    return fresh;
                });
                own[0] = Math.min(own[0], box.along());
                own[1] = Math.min(own[1], box.across());
                own[2] = Math.max(own[2], box.along() + box.alongSize());
                own[3] = Math.max(own[3], box.across() + box.acrossSize());
            }
        }
        var groups = new LinkedHashMap<Integer, Area>();
        double pad = input.groupGap();
        double along = pad + (input.labelAcross() ? 0 : input.label());
        double across = pad + (input.labelAcross() ? input.label() : 0);
        corners.forEach((group, c) -> groups.put(
                group, new Area(c[0] - along, c[1] - across, c[2] - c[0] + along + pad, c[3] - c[1] + across + pad)));
        return groups;
    }

    private static Area shift(Area area, double up, double left) {
        return new Area(area.along() + up, area.across() + left, area.alongSize(), area.acrossSize());
    }
}
