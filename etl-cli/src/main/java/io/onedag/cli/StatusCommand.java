package io.onedag.cli;

import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code onedag status}: a run and its tasks. */
final class StatusCommand extends StoreCommandBase {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = Texts.RUN + " Left out: the latest run of all.")
    @Nullable
    String run;

    @Option(names = "--run-key", paramLabel = "KEY", order = 3, description = Texts.RUN_KEY)
    @Nullable
    String runKey;

    @Option(names = "--all", order = 4, description = "List all tasks. Default: at most 60, failed ones first.")
    boolean all;

    StatusCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        try (RunStore store = openStore(Mode.READ)) {
            RunView view = RunView.load(store, find(store));
            if (json) {
                print(Documents.run(view.run(), view.tasks()));
            } else {
                new RunReport(people(), style(), columns(), surroundings.clock().instant()).status(view, all);
            }
            return ExitCode.DONE;
        }
    }

    private RunRecord find(RunStore store) {
        if (run != null) {
            return new RunFinder(store).find(run, runKey);
        }
        return new RunFinder(store)
                .latest()
                .orElseThrow(() -> new UsageException(
                        "there are no runs yet in " + store.describe(), "onedag run PIPELINE starts one"));
    }
}
