package io.onedag.cli;

import io.onedag.Effect;
import io.onedag.child.Attempting;
import io.onedag.child.Host;
import io.onedag.child.Options;
import io.onedag.child.Replaying;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.ShellCommand;
import io.onedag.run.Replay;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code onedag task run}: one attempt of one task, asked for by environment variables and files, answered by exit code and result file.
 */
final class TaskRunCommand extends StoreCommandBase {

    /** Where datasets of replays go, in the folder of the embedded store. */
    private static final String REPLAYS = "replays";

    private @Nullable String store;
    private @Nullable String resultFile;
    private @Nullable String replay;
    private @Nullable String pipeline;
    private boolean yes;

    TaskRunCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument(
                        "PIPELINE|FILE",
                        "With --replay, where the tasks are Java code: the pipeline that has it. Default: the one known"
                                + " by the run's pipeline's name.",
                        value -> pipeline = value)
                .option(
                        "--replay",
                        "ATTEMPT",
                        "Run an attempt of the past again, on the same inputs, and record nothing:"
                                + " RUN:TASK[INDEX]:ROUND.ATTEMPT, the index of a mapped task only.",
                        value -> replay = value)
                .flag("--yes", "With --replay: also where the task's effect may happen once only.", () -> yes = true)
                .option(
                        "--result-file",
                        "FILE",
                        "Write how the attempt ended to this file, as JSON. Default: the file that ONEDAG_RESULT_FILE"
                                + " names; without one the exit code alone tells.",
                        value -> resultFile = value)
                .option(
                        "--store",
                        "STORE",
                        "none: record nothing; exit code and result file are all. Default: the store of DATABASE_URL.",
                        value -> store = value);
    }

    @Override
    List<String> footer() {
        return List.of(
                "What to run is said by environment variables: ONEDAG_PIPELINE or",
                "ONEDAG_DEFINITION_FILE, ONEDAG_TASK, ONEDAG_RUN_KEY and ONEDAG_ATTEMPT (from 1);",
                "where it applies ONEDAG_ROUND (from 0), ONEDAG_MAP_INDEX, ONEDAG_INTERVAL_START",
                "and _END, ONEDAG_DRIVER, ONEDAG_PLAN_HASH, ONEDAG_DEADLINE, and files with JSON:",
                "ONEDAG_ITEM_FILE, ONEDAG_PARAMS_FILE, ONEDAG_INPUTS_FILE, ONEDAG_STATES_FILE.",
                "With ONEDAG_PARENT_STDIN=1 the attempt ends when standard input does.",
                "docs/child-contract.md has it all, and a caller of fifteen lines.",
                "",
                "The same, and faster: java -cp APP.jar io.onedag.Child",
                "",
                "With --replay none of these is needed: the store has it all.",
                "",
                "Exit codes: 0 succeeded, 99 skipped, 100 failed and not to be tried again,",
                "2 wrong usage, 3 the store can't be reached, 75 not now: another plan,",
                "143 interrupted, any other: failed, may be tried again");
    }

    @Override
    String jsonForm() {
        return "{contract, outcome, output, branch, map_index, rows: {read, written, rejected}, message}";
    }

    @Override
    public Integer call() throws IOException {
        if (replay != null) {
            return replay(ReplaySpec.parse(replay));
        }
        if (pipeline != null || yes) {
            throw new UsageException(
                    (yes ? "--yes" : "\"" + pipeline + "\"") + " is for --replay",
                    ShellCommand.onedag("task", "run", "--help") + " says how it is used");
        }
        return new Attempting(
                        host(),
                        new Options(resultFile, store, json),
                        surroundings.catalog().passed())
                .run();
    }

    private Host host() {
        return new Host(
                surroundings.in(),
                surroundings.out(),
                surroundings.err(),
                surroundings.environment(),
                surroundings.folder(),
                surroundings.ownsProcess());
    }

    private Integer replay(ReplaySpec spec) throws IOException {
        try (RunStore past = openStore(Mode.READ)) {
            RunRecord run = new RunFinder(past).find(spec.run(), null);
            Replay again = Replay.of(past, run, new DefinitionFinder(surroundings).of(run, pipeline), spec.which());
            Effect effect = again.task().effect();
            if (effect == Effect.ONCE && !yes) {
                throw new UsageException(
                        "task \"" + again.task().name()
                                + "\" has effect once: a replay does again what is to happen once",
                        "add --yes if it may happen again");
            }
            String name = spec.which() + " of run " + run.id() + " (" + run.pipeline() + ")";
            say("replaying " + name + ": nothing is recorded, and what its body does, it does again"
                    + (effect == Effect.TRANSACTIONAL ? "; its transaction is rolled back" : ""));
            return Replaying.run(
                    host(),
                    new Options(resultFile, null, json),
                    again,
                    spec.which(),
                    settings().all(),
                    Stores.home(surroundings.folder()).resolve(REPLAYS));
        }
    }

    private void say(String line) {
        surroundings.err().println(Text.printable(line));
    }
}
