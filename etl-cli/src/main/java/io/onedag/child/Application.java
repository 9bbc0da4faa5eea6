package io.onedag.child;

import io.onedag.Child;
import io.onedag.cli.Main;
import io.onedag.engine.OnedagVersion;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The application that this process is: pipelines in a store belong to it.
 *
 * @param name that of its jar without the version, or of its main class
 * @param version that of its jar; {@code unknown} where it has none
 */
public record Application(String name, String version) {

    private static final Pattern JAR = Pattern.compile("(.+?)(?:-(\\d[\\w.+-]*?))?(?:-all|-shaded)?\\.jar");
    private static final Pattern PATH = Pattern.compile("^(.*?\\.jar)(?: |$)");
    private static final Pattern CLASS =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");
    private static final String UNKNOWN = "unknown";

    /** This process's application. */
    public static Application current() {
        return of(System.getProperty("sun.java.command", ""), System.getProperty("java.class.path", ""));
    }

    /**
     * The application that a JVM was started for with this command line. A child is the one whose jar is first on its class path: it is
     * to have the name that {@code java -jar} of the same jar has.
     */
    public static Application of(String javaCommand, String classPath) {
        String main = main(javaCommand);
        if (main.equals(Child.class.getName())) {
            int end = classPath.indexOf(File.pathSeparatorChar);
            String first = end < 0 ? classPath : classPath.substring(0, end);
            main = first.endsWith(".jar") ? first : "";
        }
        if (main.isEmpty() || main.equals(Main.class.getName())) {
            return new Application("onedag", OnedagVersion.current());
        }
        if (main.endsWith(".jar")) {
            Matcher jar = JAR.matcher(String.valueOf(Path.of(main).getFileName()));
            if (jar.matches()) {
                return new Application(jar.group(1), jar.group(2) == null ? UNKNOWN : jar.group(2));
            }
        }
        return new Application(main.substring(main.lastIndexOf('.') + 1), UNKNOWN);
    }

    /** The jar that a JVM was started for with this command line; empty: it was started for a class. */
    public static Optional<String> jar(String javaCommand) {
        return Optional.of(main(javaCommand)).filter(main -> main.endsWith(".jar"));
    }

    private static String main(String javaCommand) {
        String command = javaCommand.strip();
        String first = command.split(" ", 2)[0];
        Matcher path = PATH.matcher(command);
        // The path of a jar may contain spaces, and ends where its arguments begin.
        return first.endsWith(".jar") || CLASS.matcher(first).matches() || !path.find() ? first : path.group(1);
    }
}
