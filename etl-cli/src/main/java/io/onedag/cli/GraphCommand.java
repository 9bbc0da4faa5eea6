package io.onedag.cli;

import io.onedag.ForEach;
import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.cli.drawing.GraphDrawing;
import io.onedag.graph.PipelineGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code onedag graph}: a pipeline's tasks and what they wait for. */
final class GraphCommand extends CliCommand {

    /** How a graph is written. */
    private enum Format {
        TEXT
    }

    private @Nullable String pipeline;

    GraphCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument("PIPELINE|FILE", Texts.PIPELINE, value -> pipeline = value)
                .option(
                        "--format",
                        "FORMAT",
                        "How it is written: text. Default: text.",
                        value -> Arguments.oneOf("--format", value, Format.class));
    }

    @Override
    public Integer call() {
        PipelineGraph graph = PipelineGraph.of(new DefinitionFinder(surroundings).get(pipeline));
        var drawing = new GraphDrawing(graph);
        if (json) {
            print(document(graph, drawing));
        } else {
            show(graph, drawing);
        }
        return ExitCode.DONE;
    }

    private void show(PipelineGraph graph, GraphDrawing drawing) {
        Pipeline found = graph.pipeline();
        people().println(style().bold(found.name()) + "  " + count(graph.size(), "task") + " in "
                + count(drawing.depth(), "layer") + ", at most " + drawing.width() + " side by side");
        people().println();
        drawing.lines(style(), columns()).forEach(people()::println);
        people().println();
        people().println("● longest chain, " + count(drawing.criticalPath().size(), "task") + ": "
                + String.join(" → ", drawing.criticalPath()));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static Map<String, @Nullable Object> document(PipelineGraph graph, GraphDrawing drawing) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("pipeline", graph.pipeline().name());
        document.put("layers", drawing.depth());
        document.put("width", drawing.width());
        document.put("critical_path", drawing.criticalPath());
        document.put(
                "tasks",
                graph.pipeline().tasks().stream()
                        .map(task -> task(task, graph, drawing))
                        .toList());
        return document;
    }

    private static Map<String, @Nullable Object> task(TaskDefinition task, PipelineGraph graph, GraphDrawing drawing) {
        int index = graph.index(task.name());
        ForEach forEach = task.forEach();
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("task", task.name());
        document.put("type", GraphDrawing.type(task));
        document.put("layer", drawing.layer(index));
        document.put("needs", task.needs());
        document.put("when", task.when().yamlName());
        document.put("for_each", forEach == null ? null : forEach.expression());
        document.put("branch", task.branch());
        document.put("allow_failure", task.allowFailure());
        document.put("pool", task.pool());
        document.put("group", task.group());
        document.put("critical", drawing.isCritical(index));
        return document;
    }
}
