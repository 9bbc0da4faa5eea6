package io.onedag.tasks;

import io.onedag.tasks.shell.ShellType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command of the operating system. {@code uses: shell} in YAML. Immutable.
 *
 * <ul>
 *   <li>Each argument reaches the program as it is: no shell reads it, unless the program is one.
 *   <li>It runs in the definition's folder and inherits our environment.
 *   <li>What it writes to the file {@code $ONEDAG_RESULT_FILE}, one JSON value, is the task's output; nothing written: null.
 *   <li>Exit code 0 is a success, 99 skipped, 100, 126 and 127 fail for good, any other may be retried.
 * </ul>
 */
public final class Shell extends Spec<Shell> {

    private static final ShellType TYPE = new ShellType();

    private Shell(Map<String, @Nullable Object> with) {
        super(TYPE, with);
    }

    /** Runs a program with these arguments. Each may hold expressions. */
    public static Shell command(String program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(program);
        command.addAll(List.of(arguments));
        return new Shell(with(ShellType.COMMAND, List.copyOf(command)));
    }

    /** Sets an environment variable, which may hold expressions: the place for a {@code ${secret.NAME}}. */
    public Shell env(String name, String value) {
        return put(ShellType.ENV, name, value);
    }

    /** Runs it in this folder; a relative one starts at the definition's. */
    public Shell workdir(String folder) {
        return set(ShellType.WORKDIR, folder);
    }

    @Override
    Shell copy(Map<String, @Nullable Object> with) {
        return new Shell(with);
    }
}
