package io.onedag.cli;

import io.onedag.ForEach;
import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.cli.drawing.DotGraph;
import io.onedag.cli.drawing.GraphDrawing;
import io.onedag.cli.drawing.MermaidGraph;
import io.onedag.cli.drawing.RunLook;
import io.onedag.cli.drawing.RunLook.TaskLook;
import io.onedag.cli.drawing.svg.SvgGraph;
import io.onedag.cli.drawing.svg.SvgTimeline;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.graph.PipelineGraph;
import io.onedag.run.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code onedag graph}: a pipeline's tasks and what they wait for, or when what happened in a run. */
final class GraphCommand extends StoreCommandBase {

    /** How a graph is written. */
    private enum Format {
        TEXT("txt"),
        MERMAID("mmd", "mermaid"),
        DOT("dot", "gv"),
        SVG("svg");

        private final List<String> extensions;

        Format(String... extensions) {
            this.extensions = List.of(extensions);
        }
    }

    private @Nullable String pipeline;
    private @Nullable Format format;
    private @Nullable String run;
    private @Nullable String runKey;
    private @Nullable String out;
    private boolean timeline;

    GraphCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument(
                        "PIPELINE|FILE",
                        Texts.PIPELINE + " With --run: left out for the definition that the run has.",
                        value -> pipeline = value)
                .option(
                        "--format",
                        "FORMAT",
                        "How it is written: text, mermaid, dot or svg. Default: what the name of --out says, else text.",
                        value -> format = Arguments.oneOf("--format", value, Format.class))
                .option(
                        "--run",
                        "RUN",
                        "Show how a run stands: " + Texts.RUN.substring(0, 1).toLowerCase(Locale.ROOT)
                                + Texts.RUN.substring(1),
                        value -> run = value)
                .option("--run-key", "KEY", Texts.RUN_KEY, value -> runKey = value)
                .flag("--timeline", "Draw when what happened in the run instead, as svg.", () -> timeline = true)
                .option("--out", "FILE", "Write it to a file. Default: standard output.", value -> out = value);
    }

    @Override
    String jsonForm() {
        return "{pipeline, layers, width, critical_path, tasks: [{task, type, layer, needs, when, for_each, branch, allow_failure, pool,"
                + " group, critical, state}], format, content, file}";
    }

    @Override
    public Integer call() {
        Format chosen = format();
        if (run == null) {
            if (timeline || runKey != null) {
                throw new UsageException(
                        (timeline ? "--timeline" : "--run-key") + " is of a run", "add --run RUN, a run or a pipeline");
            }
            write(chosen, PipelineGraph.of(new DefinitionFinder(surroundings).get(pipeline)), null, null);
            return ExitCode.DONE;
        }
        Instant now = surroundings.clock().instant();
        try (RunStore store = openStore(Mode.READ)) {
            RunRecord found = new RunFinder(store).find(run, runKey);
            RunView view = RunView.load(store, found);
            PipelineGraph graph = PipelineGraph.of(
                    pipeline == null ? Definitions.toShow(found) : new DefinitionFinder(surroundings).get(pipeline));
            String drawn = timeline
                    ? SvgTimeline.draw(TimelineReader.read(store, view, graph, Looks.caption(view, now), now))
                    : null;
            write(chosen, graph, Looks.of(view, now), drawn);
        }
        return ExitCode.DONE;
    }

    private Format format() {
        if (timeline && format != null && format != Format.SVG) {
            throw new UsageException("--timeline is drawn as svg alone", "drop --format, or --timeline");
        }
        if (format != null || timeline) {
            return format == null ? Format.SVG : format;
        }
        if (out != null) {
            String name = out.toLowerCase(Locale.ROOT);
            for (Format each : Format.values()) {
                if (each.extensions.stream().anyMatch(extension -> name.endsWith("." + extension))) {
                    return each;
                }
            }
        }
        return Format.TEXT;
    }

    private void write(Format chosen, PipelineGraph graph, @Nullable RunLook look, @Nullable String drawn) {
        String content = drawn == null ? content(chosen, graph, look) : drawn;
        if (out != null) {
            toFile(out, content);
            surroundings.err().println("wrote " + out);
        }
        if (json) {
            var document = document(graph, new GraphDrawing(graph), look);
            document.put("format", chosen.name().toLowerCase(Locale.ROOT));
            document.put("content", chosen == Format.TEXT || out != null ? null : content);
            document.put("file", out);
            print(document);
        } else if (out == null) {
            people().print(content);
        }
    }

    private String content(Format chosen, PipelineGraph graph, @Nullable RunLook look) {
        return switch (chosen) {
            case TEXT -> text(graph, look);
            case MERMAID -> MermaidGraph.write(graph, look);
            case DOT -> DotGraph.write(graph, look);
            case SVG -> SvgGraph.draw(graph, look);
        };
    }

    private void toFile(String name, String content) {
        try {
            Path file = surroundings.folder().resolve(name);
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, content);
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("--out " + name + " can't be written: " + e, "give a file in a folder of yours");
        }
    }

    private String text(PipelineGraph graph, @Nullable RunLook look) {
        var drawing = new GraphDrawing(graph);
        var style = out == null ? style() : io.onedag.cli.terminal.Style.plain();
        String line = System.lineSeparator();
        return style.bold(graph.pipeline().name()) + "  "
                + (look == null
                        ? count(graph.size(), "task") + " in " + count(drawing.depth(), "layer") + ", at most "
                                + drawing.width() + " side by side"
                        : look.caption())
                + line + line
                + String.join(line, drawing.lines(style, out == null ? columns() : 0, look))
                + line + line
                + "● longest chain, " + count(drawing.criticalPath().size(), "task") + ": "
                + String.join(" → ", drawing.criticalPath()) + line;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static Map<String, @Nullable Object> document(
            PipelineGraph graph, GraphDrawing drawing, @Nullable RunLook look) {
        Pipeline pipeline = graph.pipeline();
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("pipeline", pipeline.name());
        document.put("layers", drawing.depth());
        document.put("width", drawing.width());
        document.put("critical_path", drawing.criticalPath());
        document.put(
                "tasks",
                pipeline.tasks().stream()
                        .map(task -> task(task, graph, drawing, look))
                        .toList());
        return document;
    }

    private static Map<String, @Nullable Object> task(
            TaskDefinition task, PipelineGraph graph, GraphDrawing drawing, @Nullable RunLook look) {
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
        TaskLook own = look == null ? null : look.tasks().get(task.name());
        document.put("state", own == null ? null : own.state().name());
        return document;
    }
}
