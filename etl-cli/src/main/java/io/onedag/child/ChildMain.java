package io.onedag.child;

import io.onedag.cli.NamedPipeline;
import io.onedag.cli.logging.QuietLogging;
import io.onedag.cli.settings.Settings;
import io.onedag.engine.ShellCommand;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Starts one attempt that has this process to itself. */
public final class ChildMain {

    private ChildMain() {}

    /**
     * Runs it.
     *
     * @param args the options alone
     * @return the exit code
     */
    public static int run(String[] args) {
        Options options = Options.parse(args, 0);
        if (options == null) {
            System.err.println(
                    "onedag: io.onedag.Child takes --result-file FILE, --store none and --json, and no other words");
            return ChildExit.USAGE;
        }
        Host host = host(options);
        try {
            return new Attempting(host, options, List.of()).runOrThrow();
        } catch (PipelineFinder.UnknownPipelineException e) {
            return ApplicationMain.run(host, args, e);
        } finally {
            host.err().flush();
        }
    }

    /**
     * Runs it with the pipelines of an application's {@code main}.
     *
     * @return the exit code
     */
    public static int run(Options options, List<NamedPipeline> passed) {
        return new Attempting(host(options), options, passed).run();
    }

    private static Host host(Options options) {
        String databaseUrl = System.getenv(Settings.DATABASE_URL);
        if (databaseUrl != null && options.store() == null) {
            Ahead.start(databaseUrl);
        }
        QuietLogging.preset();
        presetProgram();
        PrintStream err = stream(FileDescriptor.err);
        PrintStream out = stream(FileDescriptor.out);
        InputStream in = System.in;
        System.setErr(err);
        System.setOut(options.json() ? err : out);
        if (Settings.isOn(System.getenv(), Variables.PARENT_STDIN)) {
            System.setIn(InputStream.nullInputStream()); // the parent speaks there to us, not to the task
        }
        return new Host(in, out, err, System.getenv(), Path.of(""), true);
    }

    /** What a person types for the command where this child runs: hints begin with it. */
    private static void presetProgram() {
        String classPath = System.getProperty("java.class.path", "");
        int end = classPath.indexOf(File.pathSeparatorChar);
        String first = end < 0 ? classPath : classPath.substring(0, end);
        if (first.endsWith(".jar") && System.getProperty(ShellCommand.PROGRAM) == null) {
            System.setProperty(
                    ShellCommand.PROGRAM, "java -jar " + (isPlain(first) ? first : ShellCommand.quoted(first)));
        }
    }

    private static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!(Character.isLetterOrDigit(c) || c == '/' || c == '.' || c == '-' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8192), true, StandardCharsets.UTF_8);
    }
}
