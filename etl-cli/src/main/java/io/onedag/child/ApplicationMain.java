package io.onedag.child;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The {@code main} of the application's jar, which knows pipelines that no {@link io.onedag.engine.PipelineSource} declares: it is called
 * with {@code task run}, and hands them on by {@link io.onedag.Onedag#main}.
 */
final class ApplicationMain {

    private static final String COMMAND = "io.onedag.cli.Main";

    private ApplicationMain() {}

    /** Calls it for a pipeline that was not found without it. Does not return where it ends the JVM, as {@code Onedag.main} does. */
    static int run(Host host, String[] options, PipelineFinder.UnknownPipelineException unknown) {
        var console = new Console(host);
        String main = mainClass();
        Refusal refusal = unknown.refusal();
        if (main == null || main.equals(COMMAND)) {
            console.refused(String.valueOf(refusal.getMessage()), refusal.hint());
            return refusal.exitCode();
        }
        String[] args = new String[options.length + 2];
        args[0] = "task";
        args[1] = "run";
        System.arraycopy(options, 0, args, 2, options.length);
        try {
            Method method = Class.forName(main).getMethod("main", String[].class);
            method.setAccessible(true);
            method.invoke(null, (Object) args);
            console.refused(
                    String.valueOf(refusal.getMessage()),
                    "the main of " + main + " was called with task run, and returned: let it call Onedag.main");
        } catch (InvocationTargetException e) {
            console.refused(
                    "the main of " + main + " threw " + e.getCause(),
                    "it is called to learn its pipelines; a PipelineSource declares them without it");
            console.trace(e);
        } catch (ReflectiveOperationException | LinkageError e) {
            console.refused(
                    String.valueOf(refusal.getMessage()), "the jar's Main-Class " + main + " can't be called: " + e);
        }
        return ChildExit.USAGE;
    }

    private static @Nullable String mainClass() {
        String classPath = System.getProperty("java.class.path", "");
        int end = classPath.indexOf(File.pathSeparatorChar);
        String first = end < 0 ? classPath : classPath.substring(0, end);
        if (!first.endsWith(".jar")) {
            return null;
        }
        try (var jar = new JarFile(first)) {
            Manifest manifest = jar.getManifest();
            return manifest == null ? null : manifest.getMainAttributes().getValue("Main-Class");
        } catch (IOException e) {
            return null;
        }
    }
}
