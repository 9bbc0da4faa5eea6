package io.onedag.cli.drawing;

import io.onedag.TaskDefinition;
import io.onedag.cli.drawing.RunLook.TaskLook;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pipeline's graph in DOT, the language of Graphviz. Names stand in quoted labels alone, escaped for both DOT and its entities. */
public final class DotGraph {

    private DotGraph() {}

    /**
     * Writes it.
     *
     * @param run how a run of it stands; null: the definition alone
     */
    public static String write(PipelineGraph graph, @Nullable RunLook run) {
        var lines = new ArrayList<String>();
        String title = graph.pipeline().title() + (run == null ? "" : "\n" + run.caption());
        lines.add("digraph " + quoted(graph.pipeline().name()) + " {");
        lines.add("  graph [rankdir=LR, charset=\"UTF-8\", fontname=\"Helvetica\", labelloc=t, labeljust=l, label="
                + quoted(title) + "]");
        lines.add("  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f6f8fa\", color=\"#afb8c1\","
                + " fontname=\"Helvetica\", fontsize=12]");
        lines.add("  edge [color=\"#8c959f\", arrowsize=0.7]");
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int task = 0; task < graph.size(); task++) {
            String group = graph.task(task).group();
            if (group == null) {
                lines.add("  " + node(graph, task, run));
            } else {
                groups.computeIfAbsent(group, each -> new ArrayList<>()).add(task);
            }
        }
        int number = 0;
        for (Map.Entry<String, List<Integer>> group : groups.entrySet()) {
            lines.add("  subgraph cluster_" + number++ + " {");
            lines.add("    label=" + quoted(group.getKey()) + "; color=\"#d1d9e0\"; style=\"rounded\"");
            group.getValue().forEach(task -> lines.add("    " + node(graph, task, run)));
            lines.add("  }");
        }
        for (int task = 0; task < graph.size(); task++) {
            for (int upstream : graph.upstreams(task)) {
                boolean choice =
                        graph.task(upstream).branch().contains(graph.task(task).name());
                lines.add("  t" + upstream + " -> t" + task + (choice ? " [style=dashed]" : ""));
            }
        }
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private static String node(PipelineGraph graph, int index, @Nullable RunLook run) {
        TaskDefinition task = graph.task(index);
        TaskLook look = run == null ? null : run.tasks().get(task.name());
        var attributes = new ArrayList<String>();
        attributes.add("label=" + quoted(task.name() + "\n" + DrawnWords.of(task, look)));
        if (task.isBranching()) {
            attributes.add("shape=hexagon");
        } else if (task.isMapped()) {
            attributes.add("peripheries=2");
        }
        if (look != null) {
            attributes.add("fillcolor=\"" + DrawnWords.fill(look.state()) + "\"");
            attributes.add("color=\"" + DrawnWords.line(look.state()) + "\"");
        }
        return "t" + index + " [" + String.join(", ", attributes) + "]";
    }

    /** A quoted string: quotes and backslashes escaped, an ampersand as an entity, since Graphviz reads those in labels. */
    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '&' -> quoted.append("&amp;");
                default -> {
                    if (Character.isISOControl(c)) {
                        quoted.append(' ');
                    } else {
                        quoted.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
