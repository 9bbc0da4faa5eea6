package io.onedag.cli;

import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import org.jspecify.annotations.Nullable;

/** {@code onedag status}: a run and its tasks. */
final class StatusCommand extends StoreCommandBase {

    private @Nullable String run;
    private @Nullable String runKey;
    private boolean all;

    StatusCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument("RUN", Texts.RUN + " Left out: the latest run of all.", value -> run = value)
                .option("--run-key", "KEY", Texts.RUN_KEY, value -> runKey = value)
                .flag("--all", "List all tasks. Default: at most 60, failed ones first.", () -> all = true);
    }

    @Override
    String jsonForm() {
        return Documents.RUN_WITH_TASKS_FORM;
    }

    @Override
    public Integer call() {
        try (RunStore store = openStore(Mode.READ)) {
            RunView view = RunView.load(store, new RunFinder(store).findOrLatest(run, runKey));
            if (json) {
                print(Documents.run(view));
            } else {
                new RunReport(people(), style(), columns(), surroundings.clock().instant()).status(view, all);
            }
            return ExitCode.DONE;
        }
    }
}
