package io.onedag.testing;

import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.engine.Setting;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import java.util.List;

/** A type with a required list, and a check of its own. */
public final class EchoType implements TaskType {

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public String description() {
        return "Answers with what it is given.";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.required("command", Setting.Kind.TEXT_LIST, "What to say."),
                Setting.optional("env", Setting.Kind.TEXT_MAP, null, "Variables."));
    }

    @Override
    public void check(io.onedag.TaskDefinition task, io.onedag.TaskBody.Typed body, Report report) {
        if (body.with().get("command") instanceof List<?> words) {
            if (words.isEmpty()) {
                report.error("command", "command of task \"" + task.name() + "\" is empty", "write a word");
            }
            if (words.toString().contains("${secret.")) {
                report.warning("command", "a secret in a command is seen by everyone on the machine", "use env");
            }
        }
    }

    @Override
    public Task create(TaskSettings with) {
        return context -> TaskResult.success(with.texts("command"));
    }
}
