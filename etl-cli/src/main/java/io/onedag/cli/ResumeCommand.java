package io.onedag.cli;

import io.onedag.Pipeline;
import io.onedag.engine.Engine;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.run.RoundPreview;
import org.jspecify.annotations.Nullable;

/** {@code onedag resume}: goes on with a run. */
final class ResumeCommand extends RunningCommand {

    private String run = "";
    private @Nullable String pipeline;
    private @Nullable String runKey;
    private boolean preview;

    ResumeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .argument("RUN", Texts.RUN, value -> run = value)
                .optionalArgument("PIPELINE|FILE", Texts.DEFINITION_NOW, value -> pipeline = value)
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
            return driver.drive(store, service -> service.resume(found, now, runs, user()));
        }
    }

    private int preview() {
        try (RunStore store = openStore(Mode.READ)) {
            RunRecord found = new RunFinder(store).find(run, runKey);
            @Nullable Pipeline now = new DefinitionFinder(surroundings).of(found, pipeline);
            RoundPreviewReport.show(this, found, RoundPreview.ofResume(store, found, now), "resume");
            return ExitCode.DONE;
        }
    }
}
