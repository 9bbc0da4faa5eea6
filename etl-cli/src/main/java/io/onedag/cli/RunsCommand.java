package io.onedag.cli;

import io.onedag.RunState;
import io.onedag.cli.terminal.Table;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.schedule.InvalidScheduleException;
import io.onedag.schedule.Moment;
import io.onedag.units.Durations;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code onedag runs}: runs, newest first. */
final class RunsCommand extends StoreCommandBase {

    private @Nullable String pipeline;
    private @Nullable RunState state;
    private @Nullable String key;
    private @Nullable Instant since;
    private @Nullable Instant until;
    private @Nullable String after;
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
                .option(
                        "--key",
                        "KEY",
                        "Those whose key begins so, as with sched:2026-01. Default: with any.",
                        value -> key = value)
                .option(
                        "--since",
                        "TIME",
                        "Those that were asked for then or later: a time in UTC, or how long ago, as with 12h or 7d."
                                + " Default: from the first.",
                        value -> since = moment("--since", value))
                .option(
                        "--until",
                        "TIME",
                        "Those that were asked for before then. Default: up to the latest.",
                        value -> until = moment("--until", value))
                .option(
                        "--after",
                        "RUN",
                        "Those that come after this one in the list: the next page. Default: from the top.",
                        value -> after = value)
                .option("--limit", "N", "At most so many. Default: 20.", this::limit);
    }

    private void limit(String value) {
        limit = (int) Math.min(Integer.MAX_VALUE, Arguments.number("--limit", value, 1));
    }

    private Instant moment(String option, String text) {
        try {
            return surroundings.clock().instant().minus(Durations.parse(text));
        } catch (IllegalArgumentException e) {
            // A time, then.
        }
        try {
            return Moment.parse(text).in(ZoneOffset.UTC);
        } catch (InvalidScheduleException e) {
            throw new UsageException(
                    option + " is \"" + text + "\"", "give a time, as 2026-01-31T06:00, or how long ago, as 12h");
        }
    }

    @Override
    String jsonForm() {
        return "[" + Documents.RUN_FORM + "]";
    }

    @Override
    public Integer call() {
        try (RunStore store = openStore(Mode.READ)) {
            RunRecord last = after == null ? null : new RunFinder(store).find(after, null);
            var filter = new RunFilter(pipeline, state, key, since, until, last, limit);
            List<RunRecord> runs = store.runs(filter);
            if (json) {
                print(runs.stream().map(Documents::run).toList());
            } else if (!runs.isEmpty()) {
                show(store, runs);
            }
            if (runs.isEmpty()) {
                boolean all = filter.equals(new RunFilter(null, null, limit));
                surroundings.err().println("No runs" + (all ? " yet" : " like that") + " in " + store.describe() + ".");
            } else if (runs.size() == limit) {
                surroundings
                        .err()
                        .println(errStyle()
                                .dim("There may be more: --after "
                                        + RunFinder.shortId(runs.get(runs.size() - 1), runs)));
            }
            return ExitCode.DONE;
        }
    }

    private void show(RunStore store, List<RunRecord> runs) {
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
                    Times.between(started(store, run), run.endedAt(), now),
                    run.key().equals(run.id().toString()) ? "" : Text.oneLine(run.key()));
        }
        table.print(people(), style(), "", columns());
    }

    /** When its present round began. */
    private static @Nullable Instant started(RunStore store, RunRecord run) {
        return run.round() == 1 ? run.startedAt() : RunView.roundStartedAt(run, store.taskRuns(run.id()));
    }
}
