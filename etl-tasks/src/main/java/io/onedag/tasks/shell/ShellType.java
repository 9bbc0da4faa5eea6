package io.onedag.tasks.shell;

import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Reference;
import io.onedag.expr.Template;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code shell}: runs a command of the operating system. */
public final class ShellType implements TaskType {

    public static final String COMMAND = "command";
    public static final String ENV = "env";
    public static final String WORKDIR = "workdir";

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(
                    COMMAND,
                    Kind.TEXT_LIST,
                    "The program and its arguments, one element each; no shell reads them unless the program is one."),
            Setting.optional(ENV, Kind.TEXT_MAP, null, "Environment variables, besides those inherited."),
            Setting.optional(
                    WORKDIR, Kind.TEXT, null, "The folder to run it in. Left out: the folder of the definition."));

    @Override
    public String name() {
        return "shell";
    }

    @Override
    public String description() {
        return "Runs a command; what it writes to $ONEDAG_RESULT_FILE is its output.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public void check(TaskDefinition task, TaskBody.Typed body, Report report) {
        Object command = body.with().get(COMMAND);
        checkCommand(command, report);
        if (holdsSecret(command)) {
            report.warning(
                    COMMAND,
                    "the command of task \"" + task.name()
                            + "\" has a secret among its arguments, which every user of the machine can list",
                    "hand it over in the environment: env: {NAME: \"${secret.NAME}\"}");
        }
        if (body.with().get(ENV) instanceof Map<?, ?> env) {
            for (Object name : env.keySet()) {
                String problem = Environment.problem(String.valueOf(name));
                if (problem != null) {
                    report.error(ENV, problem, "use letters, digits and _");
                }
            }
        }
    }

    private static void checkCommand(@Nullable Object command, Report report) {
        if (command instanceof List<?> list && list.isEmpty()) {
            report.error(COMMAND, "the command is empty", "name a program: command: [sh, -c, \"echo hello\"]");
        } else if (command instanceof String program && Template.isPlain(program)) {
            if (program.isBlank()) {
                report.error(COMMAND, "the command is empty", "name a program: command: [sh, -c, \"echo hello\"]");
            } else if (program.strip().chars().anyMatch(Character::isWhitespace)) {
                report.warning(
                        COMMAND,
                        "the command is one text, so all of it is the name of a program",
                        "write a list, one element for each argument: [sh, -c, \"...\"] for a line of shell");
            }
        }
    }

    private static boolean holdsSecret(@Nullable Object command) {
        boolean[] found = {false};
        try {
            Template.forEachReference(command, each -> found[0] |= each.kind() == Reference.Kind.SECRET);
        } catch (ExpressionException e) {
            return false; // reported as an error of its own
        }
        return found[0];
    }

    @Override
    public Task create(TaskSettings with) {
        return new ShellTask(
                with.texts(COMMAND),
                with.textMap(ENV),
                with.optionalText(WORKDIR).orElse("."));
    }
}
