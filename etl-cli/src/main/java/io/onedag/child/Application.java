package io.onedag.child;

import io.onedag.engine.OnedagVersion;
import java.io.File;
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

    private static final String CHILD = "io.onedag.Child";
    private static final String COMMAND = "io.onedag.cli.Main";
    private static final String SUFFIX = ".jar";
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
        String main;
        if (javaCommand.equals(CHILD) || javaCommand.startsWith(CHILD + " ")) {
            int end = classPath.indexOf(File.pathSeparatorChar);
            String first = end < 0 ? classPath : classPath.substring(0, end);
            main = first.endsWith(SUFFIX) ? first : "";
        } else {
            main = JavaCommand.main(javaCommand);
        }
        if (main.isEmpty() || main.equals(COMMAND)) {
            return new Application("onedag", OnedagVersion.current());
        }
        return main.endsWith(SUFFIX)
                ? ofJar(main.substring(Math.max(main.lastIndexOf('/'), main.lastIndexOf(File.separatorChar)) + 1))
                : new Application(main.substring(main.lastIndexOf('.') + 1), UNKNOWN);
    }

    /** The version begins at the first hyphen that a digit follows; what builds append to it is no part of it. */
    private static Application ofJar(String file) {
        String name = file.substring(0, file.length() - SUFFIX.length());
        for (String kind : new String[] {"-all", "-shaded"}) {
            if (name.endsWith(kind) && name.length() > kind.length()) {
                name = name.substring(0, name.length() - kind.length());
                break;
            }
        }
        for (int hyphen = name.indexOf('-', 1); hyphen > 0; hyphen = name.indexOf('-', hyphen + 1)) {
            if (hyphen + 1 < name.length()
                    && Character.isDigit(name.charAt(hyphen + 1))
                    && isVersion(name, hyphen + 1)) {
                return new Application(name.substring(0, hyphen), name.substring(hyphen + 1));
            }
        }
        return new Application(name, UNKNOWN);
    }

    private static boolean isVersion(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '.' && c != '_' && c != '+' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** The jar that a JVM was started for with this command line; empty: it was started for a class. */
    public static Optional<String> jar(String javaCommand) {
        return Optional.of(JavaCommand.main(javaCommand)).filter(main -> main.endsWith(SUFFIX));
    }

    /** What a JVM was started for. */
    private static final class JavaCommand {
        private static final Pattern PATH = Pattern.compile("^(.*?\\.jar)(?: |$)");
        private static final Pattern CLASS =
                Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

        private JavaCommand() {}

        static String main(String javaCommand) {
            String command = javaCommand.strip();
            String first = command.split(" ", 2)[0];
            Matcher path = PATH.matcher(command);
            // The path of a jar may contain spaces, and ends where its arguments begin.
            return first.endsWith(SUFFIX) || CLASS.matcher(first).matches() || !path.find() ? first : path.group(1);
        }
    }
}
