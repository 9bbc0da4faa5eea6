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

/** {@code onedag runs}: runs, newest first. */
final class RunsCommand extends StoreCommandBase {

    private @Nullable String pipeline;
    private @Nullable RunState state;
    private int limit = 20;

    RunsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .option("--pipeline", "PIPELINE", "Those of one pipeline. Default: of all.", value -> pipeline = value)
                .option(
                        "--state",
                        "STATE",
                        "Those in one state: queued, running, succeeded, failed or cancelled. Default: in any.",
                        value -> state = Arguments.oneOf("--state", value, RunState.class))
                .option("--limit", "N", "At most so many. Default: 20.", this::limit);
    }

    private void limit(String value) {
        limit = (int) Math.min(Integer.MAX_VALUE, Arguments.number("--limit", value, 1));
    }

    @Override
    public Integer call() {
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
