package io.onedag;

import io.onedag.child.ChildMain;
import io.onedag.child.Options;
import io.onedag.cli.Launcher;
import io.onedag.cli.NamedPipeline;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The {@code onedag} command, for an application's own {@code main}: its jar gets all of it from one line.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *     Onedag.main(args, Onedag.pipeline("nightly", Nightly::pipeline), Onedag.pipeline("hourly", Hourly::pipeline));
 * }
 * }</pre>
 *
 * <p>The pipelines that jars on the class path bring along ({@link io.onedag.engine.PipelineSource}) are known besides; one of the same
 * name that is passed here wins.
 */
public final class Onedag {

    private Onedag() {}

    /**
     * Names a pipeline, so that a process which needs another one doesn't build it.
     *
     * @param name the name that the pipeline has
     * @param pipeline builds it
     */
    public static Supplier<Pipeline> pipeline(String name, Supplier<Pipeline> pipeline) {
        return new Named(name, pipeline);
    }

    /**
     * Runs the command and ends the JVM with its exit code: 0 done, 1 the run failed, 2 wrong usage or definition, 3 store or engine not
     * reachable, 130 cancelled.
     *
     * @param args the command line
     * @param pipelines build the application's pipelines. Those made by {@link #pipeline} are built when they are needed, all others to
     *     learn their names
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static void main(String[] args, Supplier<Pipeline>... pipelines) {
        Options child =
                args.length >= 2 && args[0].equals("task") && args[1].equals("run") ? Options.parse(args, 2) : null;
        System.exit(child == null ? Launcher.launch(args, named(pipelines)) : ChildMain.run(child, named(pipelines)));
    }

    /**
     * Runs the command and returns its exit code. The environment and the current folder are the process's own.
     *
     * @param args the command line
     * @param out takes what was asked for
     * @param err takes what is said besides
     * @param pipelines as for {@link #main}
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static int run(String[] args, PrintStream out, PrintStream err, Supplier<Pipeline>... pipelines) {
        return Launcher.run(args, out, err, named(pipelines));
    }

    private static List<NamedPipeline> named(Supplier<Pipeline>[] pipelines) {
        var named = new ArrayList<NamedPipeline>();
        for (Supplier<Pipeline> each : pipelines) {
            named.add(
                    each instanceof Named own
                            ? new NamedPipeline(own.name(), own.pipeline())
                            : new NamedPipeline(null, each));
        }
        return named;
    }

    private record Named(String name, Supplier<Pipeline> pipeline) implements Supplier<Pipeline> {
        @Override
        public Pipeline get() {
            return pipeline.get();
        }
    }
}
