package io.onedag.cli.drawing;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.cli.drawing.RunLook.TaskLook;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's graph as a Mermaid flowchart, which GitHub, GitLab and many editors draw. Names stand in labels alone, every character
 * that could mean something there as an entity.
 */
public final class MermaidGraph {

    private static final String HARMLESS = " .,()_-/:";

    private MermaidGraph() {}

    /**
     * Writes it.
     *
     * @param run how a run of it stands; null: the definition alone
     */
    public static String write(PipelineGraph graph, @Nullable RunLook run) {
        var lines = new ArrayList<String>();
        lines.add("---");
        String title = graph.pipeline().title() + (run == null ? "" : " – " + run.caption());
        lines.add("title: " + Json.write(title)); // a JSON string is a YAML one; Mermaid shows it as plain text
        lines.add("---");
        lines.add("flowchart LR");
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
            lines.add("  subgraph g" + number++ + "[\"" + label(group.getKey()) + "\"]");
            group.getValue().forEach(task -> lines.add("    " + node(graph, task, run)));
            lines.add("  end");
        }
        for (int task = 0; task < graph.size(); task++) {
            for (int upstream : graph.upstreams(task)) {
                boolean choice =
                        graph.task(upstream).branch().contains(graph.task(task).name());
                lines.add("  t" + upstream + (choice ? " -.-> " : " --> ") + "t" + task);
            }
        }
        if (run != null) {
            classes(graph, run, lines);
        }
        return String.join("\n", lines) + "\n";
    }

    private static String node(PipelineGraph graph, int index, @Nullable RunLook run) {
        TaskDefinition task = graph.task(index);
        TaskLook look = run == null ? null : run.tasks().get(task.name());
        String text = label(task.name()) + "<br/><small>" + label(DrawnWords.of(task, look)) + "</small>";
        if (task.isBranching()) {
            return "t" + index + "{{\"" + text + "\"}}";
        }
        return "t" + index + (task.isMapped() ? "[[\"" + text + "\"]]" : "(\"" + text + "\")");
    }

    private static void classes(PipelineGraph graph, RunLook run, List<String> lines) {
        var byState = new EnumMap<TaskState, List<String>>(TaskState.class);
        for (int task = 0; task < graph.size(); task++) {
            TaskLook look = run.tasks().get(graph.task(task).name());
            if (look != null) {
                byState.computeIfAbsent(look.state(), state -> new ArrayList<>())
                        .add("t" + task);
            }
        }
        byState.forEach((state, nodes) -> {
            lines.add("  classDef " + state + " fill:" + DrawnWords.fill(state) + ",stroke:" + DrawnWords.line(state)
                    + ",color:#1f2328");
            lines.add("  class " + String.join(",", nodes) + " " + state);
        });
    }

    /** Text of a label: letters, digits and blanks as they are, all that Mermaid, Markdown or HTML could read as an entity. */
    static String label(String text) {
        var label = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                label.append(' ');
            } else if (c >= 0x80 || Character.isLetterOrDigit(c) || HARMLESS.indexOf(c) >= 0) {
                label.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c);
            } else {
                label.append('#').append(c).append(';');
            }
        });
        return label.toString();
    }
}
