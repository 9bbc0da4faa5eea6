package io.onedag.cli;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.Engine;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.Support;
import io.onedag.run.Admission;
import io.onedag.run.RunRequest;
import io.onedag.schedule.InvalidScheduleException;
import io.onedag.schedule.Moment;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** {@code onedag run}: runs a pipeline and waits until it has ended. */
final class RunCommand extends RunningCommand {

    private static final int MAX_KEY = 250;

    private @Nullable String pipeline;
    private final ParamOptions params;
    private @Nullable String runKey;
    private @Nullable String intervalStart;
    private @Nullable String intervalEnd;
    private boolean testMode;
    private long limit;
    private final StrictOption strict = new StrictOption();

    RunCommand(Surroundings surroundings) {
        super(surroundings);
        this.params = new ParamOptions(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        params.declare(arguments.optionalArgument("PIPELINE|FILE", Texts.PIPELINE, value -> pipeline = value))
                .option(
                        "--run-key",
                        "KEY",
                        "The run's key. Where the pipeline has a run with it, that run goes on, is followed, or is"
                                + " returned as it ended. Default: the new run's id.",
                        value -> runKey = value)
                .option(
                        "--interval-start",
                        "TIME",
                        "The start of the interval that the run covers. Default: it covers none.",
                        value -> intervalStart = value)
                .option(
                        "--interval-end",
                        "TIME",
                        "The end of the interval that the run covers.",
                        value -> intervalEnd = value)
                .flag(
                        "--test-mode",
                        "Tell tasks that this is a trial: readers stop after --limit rows.",
                        () -> testMode = true)
                .option(
                        "--limit",
                        "N",
                        "Rows that each reader reads at most in --test-mode. Default: no limit.",
                        value -> limit = Arguments.number("--limit", value, 1));
        strict.declare(arguments, "the engine");
    }

    @Override
    String jsonForm() {
        return Documents.RUN_WITH_TASKS_FORM;
    }

    @Override
    public Integer call() throws InterruptedException {
        Pipeline found = new DefinitionFinder(surroundings).get(pipeline);
        RunRequest request = request(found);
        RunDriver driver = driver();
        found.warnings().forEach(warning -> driver.warn(warning.toString()));
        try (Engine runs = Engines.get(engine)) {
            Admission.check(found, runs.name(), runs::support, strict.value()).forEach((capability, almost) -> {
                if (almost.kind() == Support.Kind.OUTCOME) {
                    driver.warn("engine " + runs.name() + " only approximates " + capability.meaning() + ": "
                            + almost.differs());
                }
            });
            try (RunStore store = openStore(Mode.WRITE)) {
                return driver.drive(store, service -> service.start(found, runs, request, strict.value()));
            }
        }
    }

    private RunRequest request(Pipeline found) {
        if (limit > 0 && !testMode) {
            throw new UsageException("--limit is of --test-mode alone", "add --test-mode, or drop --limit");
        }
        if (runKey != null) {
            checkKey(runKey);
        }
        ZoneId zone = found.schedule().map(schedule -> schedule.zone()).orElse(ZoneOffset.UTC);
        return new RunRequest(params.given(), runKey, interval(zone), testMode, limit);
    }

    private static void checkKey(String key) {
        if (key.isBlank()) {
            throw new UsageException("--run-key is empty", "give a key, or drop the option");
        }
        boolean broken = key.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
        if (broken || key.length() > MAX_KEY || !Text.oneLine(key).equals(key)) {
            throw new UsageException(
                    "--run-key is no key", "a key is one line of at most " + MAX_KEY + " characters, without tabs");
        }
    }

    private @Nullable Interval interval(ZoneId zone) {
        if (intervalStart == null && intervalEnd == null) {
            return null;
        }
        if (intervalStart == null || intervalEnd == null) {
            throw new UsageException("an interval has two ends", "give both --interval-start and --interval-end");
        }
        try {
            return new Interval(
                    Moment.parse(intervalStart).in(zone),
                    Moment.parse(intervalEnd).in(zone));
        } catch (InvalidScheduleException e) {
            throw new UsageException("--interval-start, --interval-end: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
