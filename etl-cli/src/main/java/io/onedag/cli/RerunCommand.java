package io.onedag.cli;

import io.onedag.Pipeline;
import io.onedag.engine.Engine;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.run.RoundPreview;
import org.jspecify.annotations.Nullable;

/** {@code onedag rerun}: runs a task of a run, and all after it, once more. */
final class RerunCommand extends RunningCommand {

    private String run = "";
    private @Nullable String pipeline;
    private @Nullable String runKey;
    private boolean preview;
    private String from = "";

    RerunCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .argument("RUN", Texts.RUN, value -> run = value)
                .optionalArgument("PIPELINE|FILE", Texts.DEFINITION_NOW, value -> pipeline = value)
                .requiredOption(
                        "--from",
                        "TASK",
                        "The first task to run again; all that come after it follow.",
                        value -> from = value)
                .option("--run-key", "KEY", Texts.RUN_KEY, value -> runKey = value)
                .flag(
                        "--preview",
                        "Say what would run again and what would stay, and do nothing.",
                        () -> preview = true);
    }

    @Override
    String jsonForm() {
        return Documents.RUN_WITH_TASKS_FORM;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (preview) {
            return preview();
        }
        RunDriver driver = driver();
        try (Engine runs = Engines.get(engine);
                RunStore store = openStore(Mode.WRITE)) {
            RunRecord found = new RunFinder(store).find(run, runKey);
            @Nullable Pipeline now = new DefinitionFinder(surroundings).of(found, pipeline);
            return driver.drive(store, service -> service.rerun(found, now, runs, from, user()));
        }
    }

    private int preview() {
        try (RunStore store = openStore(Mode.READ)) {
            RunRecord found = new RunFinder(store).find(run, runKey);
            @Nullable Pipeline now = new DefinitionFinder(surroundings).of(found, pipeline);
            RoundPreviewReport.show(this, found, RoundPreview.ofRerun(store, found, now, from), "rerun");
            return ExitCode.DONE;
        }
    }
}
