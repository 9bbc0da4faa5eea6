package io.onedag.cli;

import io.onedag.RunState;
import io.onedag.cli.terminal.Table;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code onedag runs}: runs, newest first. */
final class RunsCommand extends StoreCommandBase {

    @Option(
            names = "--pipeline",
            paramLabel = "PIPELINE",
            order = 1,
            description = "Those of one pipeline. Default: of all.")
    @Nullable
    String pipeline;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            order = 2,
            description = "Those in one state: queued, running, succeeded, failed or cancelled. Default: in any.")
    @Nullable
    RunState state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            order = 3,
            description = "At most so many. Default: ${DEFAULT-VALUE}.")
    int limit;

    RunsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new UsageException("--limit is " + limit, "give a number of at least 1");
        }
        try (RunStore store = openStore(Mode.READ)) {
            List<RunRecord> runs = store.runs(new RunFilter(pipeline, state, limit));
            if (json) {
                print(runs.stream().map(Documents::run).toList());
            } else if (runs.isEmpty()) {
                people().println("No runs" + (pipeline == null && state == null ? " yet" : " like that") + " in "
                        + store.describe() + ".");
            } else {
                show(runs);
            }
            return ExitCode.DONE;
        }
    }

    private void show(List<RunRecord> runs) {
        Instant now = surroundings.clock().instant();
        var table = new Table()
                .column("RUN")
                .column("PIPELINE")
                .column("STATE")
                .column("STARTED (UTC)")
                .column("TOOK", Table.Align.RIGHT)
                .column("KEY");
        for (RunRecord run : runs) {
            table.row(
                    RunFinder.shortId(run, runs),
                    run.pipeline(),
                    style().state(run.state()),
                    Times.moment(run.startedAt()),
                    Times.between(run.startedAt(), run.endedAt(), now),
                    run.key().equals(run.id().toString()) ? "" : Text.oneLine(run.key()));
        }
        table.print(people(), style(), "", columns());
    }
}
