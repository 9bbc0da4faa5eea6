package io.onedag.cli.drawing;

import io.onedag.ForEach;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.TriggerRule;
import io.onedag.cli.drawing.RunLook.TaskLook;
import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Text;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's graph as text: a row for each task, with its layer, the rails that lead to it, and what is special about it. Graphs
 * too wide for rails are listed by layer, each task with what it needs. Immutable.
 */
public final class GraphDrawing {

    private static final int MAX_RAILS = 24;
    private static final int LISTED_NEEDS = 4;
    private static final int MAX_NAME = 40;

    private final PipelineGraph graph;
    private final int[] layers;
    private final List<String> criticalPath;
    private final BitSet critical = new BitSet();

    /** Prepares a drawing. */
    public GraphDrawing(PipelineGraph graph) {
        this.graph = graph;
        this.layers = new int[graph.size()];
        for (int task : graph.order()) {
            int layer = 1;
            for (int upstream : graph.upstreams(task)) {
                layer = Math.max(layer, layers[upstream] + 1);
            }
            layers[task] = layer;
        }
        this.criticalPath = graph.criticalPath(task -> 1);
        criticalPath.forEach(name -> critical.set(graph.index(name)));
    }

    /** The layer of a task, from 1: one more than the highest layer of its upstreams. */
    public int layer(int task) {
        return layers[task];
    }

    /** How many layers there are. */
    public int depth() {
        int depth = 0;
        for (int layer : layers) {
            depth = Math.max(depth, layer);
        }
        return depth;
    }

    /** The most tasks of one layer. */
    public int width() {
        int[] sizes = new int[depth() + 1];
        int width = 0;
        for (int layer : layers) {
            width = Math.max(width, ++sizes[layer]);
        }
        return width;
    }

    /** The longest chain of tasks. */
    public List<String> criticalPath() {
        return criticalPath;
    }

    /** Whether a task is on the longest chain. */
    public boolean isCritical(int task) {
        return critical.get(task);
    }

    /**
     * Draws it.
     *
     * @param columns the columns of the terminal, to which lines are cut; 0: as wide as they get
     */
    public List<String> lines(Style style, int columns) {
        return lines(style, columns, null);
    }

    /**
     * Draws it as a run of it stands.
     *
     * @param columns the columns of the terminal, to which lines are cut; 0: as wide as they get
     * @param look how the run stands; null: the definition alone
     */
    public List<String> lines(Style style, int columns, @Nullable RunLook look) {
        List<Rails.Row> rows = Rails.draw(graph, critical::get);
        int rails = rows.stream().mapToInt(row -> row.rails().length()).max().orElse(0);
        var lines = rails <= MAX_RAILS ? withRails(rows, rails, style, look) : byLayer(style, look);
        return columns > 0 ? lines.stream().map(line -> Text.fit(line, columns)).toList() : lines;
    }

    private List<String> withRails(List<Rails.Row> rows, int railsWidth, Style style, @Nullable RunLook look) {
        int number = String.valueOf(depth()).length();
        int name = nameColumns();
        var lines = new ArrayList<String>();
        for (Rails.Row row : rows) {
            String rails = Text.padRight(row.rails(), railsWidth);
            if (row.task() < 0) {
                lines.add((" ".repeat(number) + "  " + rails).stripTrailing());
            } else {
                lines.add(style.dim(Text.padLeft(String.valueOf(layers[row.task()]), number)) + "  " + rails + "  "
                        + task(row.task(), name, about(graph.task(row.task()), style, look), style));
            }
        }
        return lines;
    }

    private List<String> byLayer(Style style, @Nullable RunLook look) {
        int number = String.valueOf(depth()).length();
        int name = nameColumns();
        var byLayer = new ArrayList<List<Integer>>();
        for (int layer = 0; layer < depth(); layer++) {
            byLayer.add(new ArrayList<>());
        }
        for (int task = 0; task < graph.size(); task++) {
            byLayer.get(layers[task] - 1).add(task);
        }
        var lines = new ArrayList<String>();
        for (int layer = 1; layer <= byLayer.size(); layer++) {
            if (layer > 1) {
                lines.add("");
            }
            boolean first = true;
            for (int task : byLayer.get(layer - 1)) {
                String margin = first ? String.valueOf(layer) : "";
                first = false;
                List<String> about = new ArrayList<>(about(graph.task(task), style, look));
                if (!graph.task(task).needs().isEmpty()) {
                    about.add("needs " + needs(graph.task(task).needs()));
                }
                lines.add(style.dim(Text.padLeft(margin, number)) + "  " + (critical.get(task) ? "●" : "○") + " "
                        + task(task, name, about, style));
            }
        }
        return lines;
    }

    private String task(int task, int nameColumns, List<String> about, Style style) {
        String name = graph.task(task).name();
        String padded = Text.padRight(name, nameColumns).substring(name.length());
        return ((critical.get(task) ? style.bold(name) : name) + padded + "  " + String.join(" · ", about))
                .stripTrailing();
    }

    private int nameColumns() {
        return Math.min(
                MAX_NAME,
                graph.pipeline().tasks().stream()
                        .mapToInt(task -> Text.width(task.name()))
                        .max()
                        .orElse(0));
    }

    private static String needs(List<String> names) {
        return names.size() <= LISTED_NEEDS
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, LISTED_NEEDS - 1)) + " and " + (names.size() - LISTED_NEEDS + 1)
                        + " more";
    }

    /** How a task stands in a run, else what is special about it. */
    private static List<String> about(TaskDefinition task, Style style, @Nullable RunLook look) {
        TaskLook own = look == null ? null : look.tasks().get(task.name());
        if (own == null) {
            return about(task);
        }
        String words = DrawnWords.of(task, own);
        String word = DrawnWords.word(own.state());
        return List.of(words.replaceFirst(word, style.state(own.state())));
    }

    /** What is special about a task, the type first. */
    public static List<String> about(TaskDefinition task) {
        var about = new ArrayList<String>();
        about.add(type(task));
        ForEach forEach = task.forEach();
        if (forEach != null) {
            about.add("for each of " + forEach.task()
                    + forEach.path().stream().map(part -> "." + part).collect(Collectors.joining()));
        }
        if (task.isBranching()) {
            about.add("branches to " + String.join(" | ", task.branch()));
        }
        if (task.when() != TriggerRule.ALL_SUCCESS) {
            about.add("when " + task.when().yamlName());
        }
        if (task.allowFailure()) {
            about.add("may fail");
        }
        if (task.retry().maxAttempts() > 1) {
            about.add(task.retry().maxAttempts() + " attempts");
        }
        if (task.pool() != null) {
            about.add("pool " + task.pool());
        }
        return about;
    }

    /** The type of a task: that of {@code uses}, or the simple name of its Java class; {@code lambda} for one without a name. */
    public static String type(TaskDefinition task) {
        if (task.body() instanceof TaskBody.Typed typed) {
            return typed.type();
        }
        String name = ((TaskBody.Code) task.body()).className();
        if (name.contains("$$Lambda")) {
            return "lambda";
        }
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
}
