package io.onedag.cli.drawing.svg;

import static io.onedag.cli.drawing.svg.Svg.n;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.cli.drawing.GraphDrawing;
import io.onedag.cli.drawing.RunLook;
import io.onedag.cli.drawing.RunLook.TaskLook;
import io.onedag.cli.drawing.Twins;
import io.onedag.cli.drawing.layout.LayeredLayout;
import io.onedag.cli.drawing.layout.LayeredLayout.Area;
import io.onedag.cli.drawing.layout.LayeredLayout.Box;
import io.onedag.cli.drawing.layout.LayeredLayout.Edge;
import io.onedag.cli.drawing.layout.LayeredLayout.Point;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's graph as SVG, with the states of a run if there is one: boxes in layers from left to right, or from top to bottom where
 * that fits better. Its text is what the definition says, escaped; what is too long is cut and told in full by a tooltip.
 */
public final class SvgGraph {

    private static final double MARGIN = 28;
    private static final double HEADER = 58;
    private static final double GROUP_GAP = 14;
    private static final double GROUP_LABEL = 14;
    private static final double BEST_ASPECT = 1.7;

    private final PipelineGraph graph;
    private final @Nullable RunLook run;
    private final List<Card> cards = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    /** The card of each task. */
    private final int[] nodes;

    private boolean across;

    private SvgGraph(PipelineGraph graph, @Nullable RunLook run) {
        this.graph = graph;
        this.run = run;
        double width = 0;
        this.nodes = new int[graph.size()];
        for (List<TaskDefinition> tasks : Twins.of(graph)) {
            String group = tasks.get(0).group();
            if (group != null && !groups.contains(group)) {
                groups.add(group);
            }
            tasks.forEach(task -> nodes[graph.index(task.name())] = cards.size());
            var card = Card.of(tasks, look(tasks));
            cards.add(card);
            width = Math.max(width, card.width());
        }
        for (Card card : cards) {
            card.widen(width);
        }
    }

    private @Nullable TaskLook look(List<TaskDefinition> tasks) {
        if (run == null) {
            return null;
        }
        List<TaskLook> looks = tasks.stream()
                .map(task -> run.tasks().get(task.name()))
                .filter(Objects::nonNull)
                .toList();
        return looks.size() == 1 ? looks.get(0) : looks.isEmpty() ? null : TaskLook.together(looks);
    }

    /**
     * Draws it.
     *
     * @param run how a run of it stands; null: the definition alone
     */
    public static String draw(PipelineGraph graph, @Nullable RunLook run) {
        return new SvgGraph(graph, run).draw();
    }

    private String draw() {
        List<Edge> edges = edges();
        across = isBetterFromLeftToRight();
        LayeredLayout.Result layout = LayeredLayout.of(input(edges));
        double width = across ? layout.along() : layout.across();
        double height = across ? layout.across() : layout.along();
        var svg = new Svg();
        double legend = run == null ? 0 : Legend.width(counts());
        double titleWidth = Math.max(Lettering.width(graph.pipeline().title(), 19), Lettering.width(caption(), 12));
        double whole = Math.max(width, Math.max(legend, Math.min(titleWidth, 900))) + 2 * MARGIN;
        double left = (whole - width) / 2;
        header(svg, whole);
        double top = MARGIN + HEADER;
        layout.groups().forEach((group, area) -> group(svg, groups.get(group), place(area), left, top));
        for (int i = 0; i < edges.size(); i++) {
            edge(svg, edges.get(i), layout.routes().get(i), left, top);
        }
        for (int i = 0; i < cards.size(); i++) {
            Area area = place(layout.boxes().get(i));
            cards.get(i).draw(svg, left + area.along(), top + area.across());
        }
        double bottom = top + height + MARGIN;
        if (run != null) {
            Legend.draw(svg, counts(), MARGIN, bottom);
            bottom += Legend.HEIGHT + MARGIN * 0.6;
        }
        String label = "Graph of pipeline " + graph.pipeline().name() + (run == null ? "" : ", " + run.caption());
        return svg.document(whole, bottom, label);
    }

    private void header(Svg svg, double width) {
        double most = width - 2 * MARGIN;
        svg.text(
                MARGIN,
                MARGIN + 17,
                19,
                "font-weight=\"650\" " + Palette.fill(Palette.TEXT, "text"),
                Lettering.fit(graph.pipeline().title(), 19, most));
        svg.text(MARGIN, MARGIN + 38, 12, Palette.fill(Palette.MUTED, "muted"), Lettering.fit(caption(), 12, most));
    }

    private String caption() {
        if (run != null) {
            return run.caption();
        }
        var drawing = new GraphDrawing(graph);
        return count(graph.size(), "task") + " in " + count(drawing.depth(), "layer")
                + graph.pipeline()
                        .schedule()
                        .map(schedule -> "  ·  " + schedule.cron() + " " + schedule.zone())
                        .orElse("");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private Map<TaskState, Integer> counts() {
        var counts = new LinkedHashMap<TaskState, Integer>();
        for (TaskState state : TaskState.values()) {
            int count = 0;
            for (Card card : cards) {
                TaskLook look = card.look();
                if (look != null) {
                    count += look.instances().isEmpty()
                            ? (look.state() == state ? 1 : 0)
                            : look.instances().getOrDefault(state, 0);
                }
            }
            if (count > 0) {
                counts.put(state, count);
            }
        }
        return counts;
    }

    // ---- layout

    private List<Edge> edges() {
        var edges = new LinkedHashSet<Edge>();
        for (int task = 0; task < graph.size(); task++) {
            for (int upstream : graph.upstreams(task)) {
                edges.add(new Edge(nodes[upstream], nodes[task]));
            }
        }
        return List.copyOf(edges);
    }

    private LayeredLayout.Input input(List<Edge> edges) {
        var boxes = new ArrayList<Box>();
        for (Card card : cards) {
            String group = card.group();
            int index = group == null ? -1 : groups.indexOf(group);
            boxes.add(
                    across ? new Box(card.width(), card.height(), index) : new Box(card.height(), card.width(), index));
        }
        double room = 44 + 3.0 * edges.size() / Math.max(1, new GraphDrawing(graph).depth());
        double layerGap = Math.max(62, Math.min(room, 130)) + (groups.isEmpty() ? 0 : GROUP_GAP);
        return new LayeredLayout.Input(
                boxes, edges, order(), layerGap, across ? 20 : 28, GROUP_GAP, GROUP_LABEL, across);
    }

    /** The cards, upstreams first. */
    private int[] order() {
        return Arrays.stream(graph.order()).map(task -> nodes[task]).distinct().toArray();
    }

    /** The most cards that can stand in one layer. */
    private int mostInALayer() {
        int[] layers = new int[cards.size()];
        int[] sizes = new int[cards.size() + 1];
        int most = 0;
        for (int task : graph.order()) {
            for (int upstream : graph.upstreams(task)) {
                layers[nodes[task]] = Math.max(layers[nodes[task]], layers[nodes[upstream]] + 1);
            }
        }
        for (int layer : layers) {
            most = Math.max(most, ++sizes[layer]);
        }
        return most;
    }

    private boolean isBetterFromLeftToRight() {
        var drawing = new GraphDrawing(graph);
        double width = cards.isEmpty() ? 1 : cards.get(0).width();
        double height = cards.stream().mapToDouble(Card::height).max().orElse(1);
        int side = mostInALayer();
        double toTheRight = drawing.depth() * (width + 70) / (side * (height + 20));
        double down = side * (width + 28) / (drawing.depth() * (height + 56));
        return Math.abs(Math.log(toTheRight / BEST_ASPECT)) <= Math.abs(Math.log(down / BEST_ASPECT)) + 0.5;
    }

    /** An area of the layout on the page: along is x then, across y. */
    private Area place(Area area) {
        return across ? area : new Area(area.across(), area.along(), area.acrossSize(), area.alongSize());
    }

    // ---- groups and edges

    private static void group(Svg svg, String name, Area area, double left, double top) {
        double x = left + area.along();
        double y = top + area.across();
        svg.open(name);
        svg.rect(
                x,
                y,
                area.alongSize(),
                area.acrossSize(),
                12,
                Palette.shape(Palette.GROUP, "group", Palette.GRID, "grid", 1.2));
        svg.text(
                x + 12,
                y + 18,
                11.5,
                "font-weight=\"600\" " + Palette.fill(Palette.MUTED, "muted"),
                Lettering.fit(name, 11.5, area.alongSize() - 24));
        svg.close();
    }

    private void edge(Svg svg, Edge edge, List<Point> route, double left, double top) {
        String attributes = line(edge);
        var points = new ArrayList<double[]>();
        for (Point point : route) {
            points.add(
                    across
                            ? new double[] {left + point.along(), top + point.across()}
                            : new double[] {left + point.across(), top + point.along()});
        }
        double[] last = points.get(points.size() - 1);
        double back = 7;
        double endX = last[0] - (across ? back : 0);
        double endY = last[1] - (across ? 0 : back);
        var path = new StringBuilder();
        double x = points.get(0)[0];
        double y = points.get(0)[1];
        path.append('M').append(n(x)).append(' ').append(n(y));
        for (int i = 1; i < points.size(); i++) {
            boolean end = i == points.size() - 1;
            double toX = end ? endX : points.get(i)[0];
            double toY = end ? endY : points.get(i)[1];
            if (i % 2 == 1) { // between two layers
                double half = across ? (toX - x) / 2 : (toY - y) / 2;
                path.append('C')
                        .append(n(across ? x + half : x))
                        .append(' ')
                        .append(n(across ? y : y + half))
                        .append(' ')
                        .append(n(across ? toX - half : toX))
                        .append(' ')
                        .append(n(across ? toY : toY - half))
                        .append(' ')
                        .append(n(toX))
                        .append(' ')
                        .append(n(toY));
            } else { // past a layer
                path.append('L').append(n(toX)).append(' ').append(n(toY));
            }
            x = toX;
            y = toY;
        }
        svg.path(path.toString(), attributes);
        String tip = across
                ? "M" + n(last[0]) + " " + n(last[1]) + "l-8 -4v8z"
                : "M" + n(last[0]) + " " + n(last[1]) + "l-4 -8h8z";
        svg.path(tip, tip(edge));
    }

    private TaskState state(int task) {
        TaskLook look = cards.get(task).look();
        return look == null ? TaskState.PENDING : look.state();
    }

    /** How an edge looks: as a failure that is passed on, as not taken, or plain. */
    private String line(Edge edge) {
        if (passesFailureOn(edge)) {
            return Palette.stroke(Palette.strong(TaskState.UPSTREAM_FAILED), "upstream-failed", 1.7);
        }
        if (isIdle(edge)) {
            return Palette.stroke(Palette.BOX_LINE, "box-line", 1.3) + " stroke-dasharray=\"4 4\"";
        }
        return Palette.stroke(Palette.LINE, "line", 1.5);
    }

    private String tip(Edge edge) {
        if (passesFailureOn(edge)) {
            return Palette.fill(Palette.strong(TaskState.UPSTREAM_FAILED), "upstream-failed");
        }
        return isIdle(edge) ? Palette.fill(Palette.BOX_LINE, "box-line") : Palette.fill(Palette.LINE, "line");
    }

    private boolean passesFailureOn(Edge edge) {
        if (run == null || state(edge.to()) != TaskState.UPSTREAM_FAILED) {
            return false;
        }
        TaskLook look = cards.get(edge.from()).look();
        TaskState from = state(edge.from());
        return (from == TaskState.FAILED && look != null && !look.allowedFailure())
                || from == TaskState.UPSTREAM_FAILED
                || from == TaskState.CANCELLED;
    }

    private boolean isIdle(Edge edge) {
        if (run == null) {
            return false;
        }
        return switch (state(edge.to())) {
            case SKIPPED, UPSTREAM_FAILED, CANCELLED, PENDING -> true;
            default -> state(edge.from()) == TaskState.SKIPPED;
        };
    }
}
