package io.onedag.cli.drawing.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * A graph whose edges lead from each layer to the next: an edge over several layers passes through a vertex of its own in each of
 * them, and a group has one in each layer that it spans.
 */
final class Network {

    /** No group. */
    static final int NONE = -1;

    /** Vertices by layer, in the order in which they stand. */
    final List<List<Vertex>> layers = new ArrayList<>();

    /** All vertices; the first ones are the boxes. */
    final List<Vertex> vertices = new ArrayList<>();

    /** The vertices that each edge passes, both ends included. */
    final List<List<Vertex>> routes = new ArrayList<>();

    /** A place in a layer: a box, a bend of an edge, or a gap that keeps others out of a group. */
    static final class Vertex {
        final int layer;
        final double size;
        final int group;
        final boolean box;
        final List<Vertex> before = new ArrayList<>();
        final List<Vertex> after = new ArrayList<>();
        /** Its index within its layer. */
        int rank;
        /** Its index among the unknowns of {@link Positions}. */
        int unknown;

        Vertex(int layer, double size, int group, boolean box) {
            this.layer = layer;
            this.size = size;
            this.group = group;
            this.box = box;
        }
    }

    Network(LayeredLayout.Input input, int[] layerOf) {
        int depth = 0;
        for (int layer : layerOf) {
            depth = Math.max(depth, layer + 1);
        }
        for (int layer = 0; layer < depth; layer++) {
            layers.add(new ArrayList<>());
        }
        for (int i = 0; i < layerOf.length; i++) {
            add(new Vertex(
                    layerOf[i],
                    input.boxes().get(i).across(),
                    input.boxes().get(i).group(),
                    true));
        }
        for (LayeredLayout.Edge edge : input.edges()) {
            route(vertices.get(edge.from()), vertices.get(edge.to()));
        }
        keepGroupsWhole();
        rank();
    }

    private Vertex add(Vertex vertex) {
        vertices.add(vertex);
        layers.get(vertex.layer).add(vertex);
        return vertex;
    }

    private void route(Vertex from, Vertex to) {
        int group = from.group == to.group ? from.group : NONE;
        var route = new ArrayList<Vertex>();
        route.add(from);
        for (int layer = from.layer + 1; layer < to.layer; layer++) {
            route.add(add(new Vertex(layer, 0, group, false)));
        }
        route.add(to);
        for (int i = 1; i < route.size(); i++) {
            route.get(i - 1).after.add(route.get(i));
            route.get(i).before.add(route.get(i - 1));
        }
        routes.add(route);
    }

    private void keepGroupsWhole() {
        int groups = 0;
        for (Vertex each : vertices) {
            groups = Math.max(groups, each.group + 1);
        }
        for (int group = 0; group < groups; group++) {
            int first = Integer.MAX_VALUE;
            int last = -1;
            var present = new java.util.BitSet();
            for (Vertex each : vertices) {
                if (each.group == group) {
                    first = Math.min(first, each.layer);
                    last = Math.max(last, each.layer);
                    present.set(each.layer);
                }
            }
            for (int layer = first; layer <= last; layer++) {
                if (!present.get(layer)) {
                    add(new Vertex(layer, 0, group, false));
                }
            }
        }
    }

    /** Numbers the vertices of each layer as they stand. */
    void rank() {
        for (List<Vertex> layer : layers) {
            for (int i = 0; i < layer.size(); i++) {
                layer.get(i).rank = i;
            }
        }
    }
}
