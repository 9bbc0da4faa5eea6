package io.onedag.cli;

import io.onedag.child.Application;
import io.onedag.cli.logging.JsonLogging;
import io.onedag.cli.logging.QuietLogging;
import io.onedag.cli.terminal.SystemTerminal;
import io.onedag.cli.terminal.Terminal;
import io.onedag.engine.ShellCommand;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Starts the command in this process. */
public final class Launcher {

    /** Set by a script that starts the command: how it was called itself. */
    private static final String SCRIPT = "onedag.script";

    private Launcher() {}

    /**
     * Runs the command on the process's own streams, which are UTF-8 whatever the locale. What tasks print goes to standard error
     * where standard output belongs to a JSON document.
     *
     * @return the exit code
     */
    public static int launch(String[] args, List<NamedPipeline> pipelines) {
        QuietLogging.preset();
        preset(ShellCommand.PROGRAM, program());
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        System.setOut(List.of(args).contains("--json") ? err : out);
        System.setErr(err);
        if (LogFormat.isJson(List.of(args), System.getenv())) {
            JsonLogging.install(err);
        }
        return run(args, System.in, out, err, new SystemTerminal(), true, pipelines);
    }

    /**
     * Runs the command on streams that are no terminal.
     *
     * @return the exit code
     */
    public static int run(String[] args, PrintStream out, PrintStream err, List<NamedPipeline> pipelines) {
        return run(args, InputStream.nullInputStream(), out, err, Terminal.none(), false, pipelines);
    }

    private static int run(
            String[] args,
            InputStream in,
            PrintStream out,
            PrintStream err,
            Terminal terminal,
            boolean ownsProcess,
            List<NamedPipeline> pipelines) {
        var surroundings = new Surroundings(
                in,
                out,
                err,
                System.getenv(),
                Path.of(""),
                Clock.systemUTC(),
                terminal,
                ownsProcess,
                new Catalog(pipelines));
        return new Cli(surroundings).run(args);
    }

    /** What a person typed for this process: the script that started it, or its jar. */
    private static String program() {
        String script = System.getProperty(SCRIPT, "");
        return script.isEmpty()
                ? Application.jar(System.getProperty("sun.java.command", ""))
                        .map(jar -> "java -jar " + ShellCommand.quoted(jar))
                        .orElse("")
                : ShellCommand.quoted(script);
    }

    private static void preset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8192), true, StandardCharsets.UTF_8);
    }
}
