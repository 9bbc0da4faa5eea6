package io.onedag.tasks.shell;

import io.onedag.TaskFailedException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Makes sure that a command's texts reach it as they are: neither cut nor with characters replaced. */
final class Passable {

    /** The longest argument or variable that Linux takes, with the zero byte at its end: 128 KiB. */
    private static final int MAX_BYTES = 128 * 1024;

    private final Charset charset;

    Passable(Charset charset) {
        this.charset = charset;
    }

    /** For the encoding in which this JVM hands texts to a process. */
    static Passable here() {
        String name = Runtime.version().feature() >= 18 ? System.getProperty("sun.jnu.encoding") : null;
        return new Passable(name == null ? Charset.defaultCharset() : Charset.forName(name));
    }

    /**
     * Checks all texts of a command.
     *
     * @throws TaskFailedException fatal, naming the text that can't be passed on
     */
    void check(List<String> command, Map<String, String> environment) {
        for (int i = 0; i < command.size(); i++) {
            check(i == 0 ? "the program's name" : "argument " + i + " of the command", command.get(i), 1);
        }
        environment.forEach((name, value) -> {
            String problem = Environment.problem(name);
            if (problem != null) {
                throw TaskFailedException.fatal(problem);
            }
            check("environment variable " + name, value, name.length() + 2);
        });
    }

    private void check(String what, String text, int besides) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw TaskFailedException.fatal(what + " has a NUL character (at index " + nul
                    + "), which no process can be given; take it out, or hand the text over in a file");
        }
        if (!charset.newEncoder().canEncode(text)) {
            throw TaskFailedException.fatal(
                    what + " has characters that this JVM can't pass on: its locale's encoding is " + charset.name()
                            + "; start it with LC_ALL=C.UTF-8");
        }
        int bytes =
                text.length() * 4 + besides <= MAX_BYTES ? 0 : text.getBytes(StandardCharsets.UTF_8).length + besides;
        if (bytes > MAX_BYTES) {
            throw TaskFailedException.fatal(what + " has " + bytes + " bytes, and the operating system takes at most "
                    + MAX_BYTES + "; hand it over in a file or a dataset");
        }
    }
}
