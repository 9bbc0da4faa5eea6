package io.onedag.cli;

import io.onedag.Effect;
import io.onedag.Rows;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.FailureBlock;
import io.onedag.attempt.ProcessTree;
import io.onedag.attempt.RunScope;
import io.onedag.attempt.Settlement;
import io.onedag.cli.settings.Settings;
import io.onedag.cli.terminal.Signals;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.ShellCommand;
import io.onedag.json.Json;
import io.onedag.metrics.AttemptMetrics;
import io.onedag.run.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * {@code onedag task run}: one attempt of one task, asked for by environment variables and files, answered by exit code and result file.
 */
final class TaskRunCommand extends StoreCommandBase {

    private static final int CONTRACT = 1;
    private static final int SKIPPED = 99;
    private static final int FATAL = 100;
    private static final int NOT_NOW = 75;
    private static final int TERMINATED = 143;
    private static final long GRACE_SECONDS = 10;
    private static final String PARENT_STDIN = "ONEDAG_PARENT_STDIN";
    /** Where datasets of replays go, in the folder of the embedded store. */
    private static final String REPLAYS = "replays";

    private static final int MOST_OUTPUT = 200;
    private static final String NO_STORE = "none";

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
                        "Write how the attempt ended to this file, as JSON. Default: the exit code alone tells.",
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
                "where it applies ONEDAG_ROUND, ONEDAG_MAP_INDEX, ONEDAG_INTERVAL_START and",
                "_END, ONEDAG_PLAN_HASH, and files with JSON: ONEDAG_ITEM_FILE,",
                "ONEDAG_PARAMS_FILE, ONEDAG_INPUTS_FILE. With ONEDAG_PARENT_STDIN=1 the attempt",
                "ends when standard input does.",
                "",
                "With --replay none of these is needed: the store has it all.",
                "",
                "Exit codes: 0 succeeded, 99 skipped, 100 failed and not to be tried again,",
                "2 wrong usage, 75 not now: another plan, any other: failed, may be tried again");
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
        checkStore();
        AttemptRequest request;
        try {
            request = AttemptRequest.read(surroundings);
        } catch (AttemptRequest.OtherPlanException e) {
            surroundings.err().println("onedag: " + e.getMessage());
            if (json) {
                print(Documents.of("error", Documents.of("kind", "plan", "message", e.getMessage(), "hint", null)));
            }
            return NOT_NOW;
        }
        ScheduledExecutorService timer = timer();
        Attempt attempt = attempt(request, timer);
        long began = System.nanoTime();
        AttemptResult result = run(attempt, timer, Attempt::run);
        tell(attempt, result);
        measure(request, attempt, result, Duration.ofNanos(System.nanoTime() - began));
        return answer(request.mapIndex(), result);
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
            ScheduledExecutorService timer = timer();
            Attempt attempt = again.prepare(
                    settings().all(),
                    Stores.home(surroundings.folder()).resolve(REPLAYS),
                    List.of(),
                    new LogToErr(),
                    timer);
            long began = System.nanoTime();
            AttemptResult result = run(attempt, timer, Replay::run);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            tell(attempt, result);
            Failure failure = again.past().failure();
            say("then: " + then(again.past().outcome())
                    + (failure == null ? "" : ", " + Text.oneLine(failure.message())));
            say("now:  " + now(result) + " in " + Times.duration(took));
            return answer(spec.which().mapIndex(), result);
        }
    }

    private static String then(TaskState outcome) {
        return switch (outcome) {
            case RETRY_WAIT -> "FAILED, and was retried";
            case READY -> "lost with its process";
            default -> outcome.toString();
        };
    }

    private static String now(AttemptResult result) {
        if (result instanceof AttemptResult.Succeeded done) {
            String output = done.output();
            return "SUCCEEDED"
                    + (output == null
                            ? ""
                            : ", output "
                                    + (output.length() > MOST_OUTPUT
                                            ? output.substring(0, MOST_OUTPUT) + "…"
                                            : output));
        }
        return result instanceof AttemptResult.Skipped
                ? "SKIPPED"
                : result instanceof AttemptResult.Failed ? "FAILED" : "INTERRUPTED";
    }

    private void say(String line) {
        surroundings.err().println(Text.printable(line));
    }

    private static ScheduledExecutorService timer() {
        return Executors.newSingleThreadScheduledExecutor(body -> {
            var thread = new Thread(body, "onedag-timer");
            thread.setDaemon(true);
            return thread;
        });
    }

    private AttemptResult run(
            Attempt attempt, ScheduledExecutorService timer, Function<Attempt, AttemptResult> running) {
        Runnable restore = endWithTheParent(attempt, timer);
        try {
            return running.apply(attempt);
        } finally {
            restore.run();
            timer.shutdownNow();
        }
    }

    private void checkStore() {
        if (store == null && settings().get(Settings.DATABASE_URL).isEmpty()) {
            throw new UsageException(
                    "DATABASE_URL is not set, and this attempt is to be recorded",
                    "set it to the store that all processes of the run share, or give --store none");
        }
        if (!NO_STORE.equals(store)) {
            throw new UsageException(
                    store == null
                            ? "attempts of other engines aren't recorded by this version"
                            : "--store is \"" + store + "\"",
                    "give --store none: exit code and result file are all there is then");
        }
    }

    private Attempt attempt(AttemptRequest request, ScheduledExecutorService timer) {
        var scope = new RunScope(
                request.graph(),
                request.run(),
                settings().all(),
                Stores.home(surroundings.folder()),
                null,
                List.of(),
                new LogToErr());
        return new Attempt(
                scope,
                request.task(),
                request.mapIndex(),
                request.round(),
                request.attempt(),
                request.inputs(),
                Attempt.plainSurroundings(() -> timer, process -> {}));
    }

    /** Ends the attempt, and with it all that it started, on SIGTERM, and when the parent is gone. */
    private Runnable endWithTheParent(Attempt attempt, ScheduledExecutorService timer) {
        if (Settings.isOn(surroundings.environment(), PARENT_STDIN)) {
            var watch = new Thread(
                    () -> {
                        awaitEndOfInput();
                        end(attempt, timer, "the process that asked for it has ended");
                    },
                    "onedag-parent");
            watch.setDaemon(true);
            watch.start();
        }
        return surroundings.ownsProcess()
                ? Signals.on(Signals.TERMINATE, () -> end(attempt, timer, "terminated by SIGTERM"))
                : () -> {};
    }

    /** A body that ignores its interrupt is not waited for: whoever runs the attempt again would run it beside this one. */
    private void end(Attempt attempt, ScheduledExecutorService timer, String why) {
        if (surroundings.ownsProcess()) {
            timer.schedule(TaskRunCommand::endAtOnce, GRACE_SECONDS, TimeUnit.SECONDS);
        }
        attempt.cancel(why);
    }

    private static void endAtOnce() {
        ProcessTree.endAll();
        Runtime.getRuntime().halt(TERMINATED);
    }

    private void awaitEndOfInput() {
        try {
            while (surroundings.in().read() >= 0) {
                // What the parent writes doesn't matter, only that it lives.
            }
        } catch (IOException e) {
            // As good as the end.
        }
    }

    private void tell(Attempt attempt, AttemptResult result) {
        if (result instanceof AttemptResult.Failed failed) {
            FailureBlock.facts(attempt.event(), failed.failure(), failed.rows(), false)
                    .forEach(line -> surroundings.err().println(Text.printable(line)));
        } else if (result instanceof AttemptResult.Skipped skipped) {
            surroundings
                    .err()
                    .println("task " + attempt.event().label() + " skipped itself: " + Text.printable(skipped.why()));
        } else if (result instanceof AttemptResult.Interrupted interrupted) {
            surroundings
                    .err()
                    .println("task " + attempt.event().label() + " was interrupted: "
                            + Text.printable(interrupted.why()));
        }
    }

    private void measure(AttemptRequest request, Attempt attempt, AttemptResult result, Duration took) {
        Map<String, String> settings = settings().all();
        if (!AttemptMetrics.isWanted(settings)) {
            return;
        }
        TaskDefinition task = request.graph().task(request.task());
        Settlement settled = Settlement.of(task, result, request.attempt(), 0, null, ThreadLocalRandom.current());
        var end = new RunListener.End(
                settled.state(),
                settled.reason(),
                took,
                settled.failure(),
                settled.retryIn(),
                null,
                settled.allowedFailure(),
                settled.rows());
        AttemptMetrics.tell(
                settings,
                request.graph().pipeline().name(),
                attempt.event(),
                end,
                warning -> surroundings.err().println("warning: " + warning));
    }

    private int answer(int mapIndex, AttemptResult result) throws IOException {
        if (result instanceof AttemptResult.Succeeded done) {
            Object output = done.output() == null ? null : Json.parse(done.output());
            write(mapIndex, "success", output, done.chosen(), done.rows(), null);
            return ExitCode.DONE;
        }
        if (result instanceof AttemptResult.Skipped skipped) {
            write(mapIndex, "skipped", null, null, skipped.rows(), skipped.why());
            return SKIPPED;
        }
        if (result instanceof AttemptResult.Failed failed) {
            boolean fatal = failed.failure().fatal();
            write(
                    mapIndex,
                    fatal ? "fatal" : "failed",
                    null,
                    null,
                    failed.rows(),
                    failed.failure().message());
            return fatal ? FATAL : ExitCode.FAILED;
        }
        write(mapIndex, "interrupted", null, null, Rows.NONE, ((AttemptResult.Interrupted) result).why());
        return TERMINATED;
    }

    private void write(
            int mapIndex,
            String outcome,
            @Nullable Object output,
            @Nullable List<String> branch,
            Rows rows,
            @Nullable String message)
            throws IOException {
        Map<String, @Nullable Object> document = Documents.of(
                "contract", CONTRACT,
                "outcome", outcome,
                "output", output,
                "branch", branch,
                "map_index", mapIndex < 0 ? null : mapIndex,
                "rows", Documents.rows(rows),
                "message", message);
        if (json) {
            print(document);
        }
        if (resultFile != null) {
            Path file = surroundings.folder().resolve(resultFile).toAbsolutePath();
            Path made = Files.createTempFile(file.getParent(), ".onedag-result", ".json");
            Files.writeString(made, Json.write(document));
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The attempt's log, on standard error. */
    private final class LogToErr implements RunListener {
        @Override
        public void log(TaskEvent event, Level level, String message) {
            if (level.toInt() >= Level.INFO.toInt()) {
                surroundings.err().println(level + " " + Text.printable(message));
            }
        }

        @Override
        public boolean wantsDebug() {
            return Settings.isOn(surroundings.environment(), Settings.DEBUG);
        }
    }
}
