package io.onedag.engine;

import java.util.regex.Pattern;

/**
 * A command of ours as a person can type it: what messages tell to do next. It begins with the way in which this process's command was
 * called (the system property {@value #PROGRAM}, which the command sets; {@code onedag} where there is none), and survives a shell,
 * whatever its words are.
 */
public final class ShellCommand {

    /** The system property that says what to type for {@code onedag}, as it is typed. */
    public static final String PROGRAM = "onedag.command";

    private static final String DEFAULT = "onedag";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:=@%+,-]*");

    private ShellCommand() {}

    /** A command with its words. Words that a shell would read otherwise are quoted. */
    public static String onedag(String... words) {
        var command = new StringBuilder(program());
        for (String word : words) {
            command.append(' ').append(quoted(word));
        }
        return command.toString();
    }

    /** What to type for {@code onedag}. */
    public static String program() {
        String program = System.getProperty(PROGRAM, "");
        return program.isBlank() ? DEFAULT : program;
    }

    /** A word as a POSIX shell reads it back. */
    public static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
