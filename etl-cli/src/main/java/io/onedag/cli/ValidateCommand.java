package io.onedag.cli;

import io.onedag.Pipeline;
import io.onedag.validation.Validation;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** {@code onedag validate}: all that is wrong with a definition. */
final class ValidateCommand extends CliCommand {

    private @Nullable String pipeline;
    private @Nullable String engine;

    ValidateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument("FILE|PIPELINE", Texts.PIPELINE, value -> pipeline = value)
                .option(
                        "--engine",
                        "ENGINE|TARGET",
                        "Check too whether this engine can do what the pipeline needs, or whether it can be exported for"
                                + " it. Default: no engine in particular.",
                        value -> engine = value);
    }

    @Override
    String jsonForm() {
        return "{valid, errors: [{file, line, column, what, message, hint}], warnings, pipeline, plan_hash}";
    }

    @Override
    public Integer call() {
        Validation validation = new DefinitionFinder(surroundings).check(pipeline);
        if (engine != null) {
            validation = EngineValidation.of(validation, engine);
        }
        Pipeline valid = validation.errors().isEmpty() ? validation.pipeline() : null;
        if (json) {
            var document = new LinkedHashMap<String, @Nullable Object>();
            document.put("valid", valid != null);
            document.put(
                    "errors",
                    validation.errors().stream().map(Documents::problem).toList());
            document.put(
                    "warnings",
                    validation.warnings().stream().map(Documents::problem).toList());
            document.put("pipeline", valid == null ? null : valid.name());
            document.put("plan_hash", valid == null ? null : valid.planHash());
            print(document);
        } else {
            validation.errors().forEach(error -> people().println(style().red("error: ") + error));
            validation.warnings().forEach(warning -> people().println(style().yellow("warning: ") + warning));
            people().println(summary(validation, valid));
        }
        return valid == null ? ExitCode.USAGE : ExitCode.DONE;
    }

    private String summary(Validation validation, @Nullable Pipeline valid) {
        if (valid == null) {
            return style().red("Not valid") + ": " + count(validation.errors().size(), "error") + warnings(validation);
        }
        return style().green("Valid") + ": pipeline " + style().bold(valid.name()) + ", "
                + count(valid.tasks().size(), "task") + warnings(validation);
    }

    private static String warnings(Validation validation) {
        int warnings = validation.warnings().size();
        return warnings == 0 ? "" : ", " + count(warnings, "warning");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
