package io.onedag.cli;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.Engine;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.Support;
import io.onedag.json.Json;
import io.onedag.run.Admission;
import io.onedag.run.Admission.Strictness;
import io.onedag.run.RunParams;
import io.onedag.run.RunRequest;
import io.onedag.schedule.InvalidScheduleException;
import io.onedag.schedule.Moment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code onedag run}: runs a pipeline and waits until it has ended. */
final class RunCommand extends RunningCommand {

    private static final int MAX_KEY = 250;

    private @Nullable String pipeline;
    private final List<String> params = new ArrayList<>();
    private @Nullable String paramsFile;
    private @Nullable String runKey;
    private @Nullable String intervalStart;
    private @Nullable String intervalEnd;
    private boolean testMode;
    private long limit;
    private Strictness strictness = Strictness.NONE;

    RunCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument("PIPELINE|FILE", Texts.PIPELINE, value -> pipeline = value)
                .repeatableOption(
                        "-p, --param",
                        "NAME=VALUE",
                        "Set a parameter; may be repeated. Numbers, booleans, lists and objects are read as JSON.",
                        params::add)
                .option(
                        "--params-file",
                        "FILE",
                        "Read parameters from a JSON object in a file (-: standard input). --param wins.",
                        value -> paramsFile = value)
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
                        value -> limit = Arguments.number("--limit", value, 1))
                .option(
                        "--strict",
                        "WHAT",
                        "Refuse what the engine only approximates: outcome (also: --strict alone) where states,"
                                + " outputs or rows may differ, timing where only moments do.",
                        value -> strictness = strictness(value));
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
        try (Engine runs = Engines.get(engine)) {
            Admission.check(found, runs.name(), runs::support, strictness).forEach((capability, almost) -> {
                if (almost.kind() == Support.Kind.OUTCOME) {
                    driver.warn("engine " + runs.name() + " only approximates " + capability.meaning() + ": "
                            + almost.differs());
                }
            });
            try (RunStore store = openStore(Mode.WRITE)) {
                return driver.drive(store, service -> service.start(found, runs, request, strictness));
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
        return new RunRequest(given(), runKey, interval(zone), testMode, limit);
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

    private Map<String, @Nullable Object> given() {
        var given = new LinkedHashMap<String, @Nullable Object>();
        if (paramsFile != null) {
            given.putAll(read(paramsFile));
        }
        var seen = new ArrayList<String>();
        for (String param : params) {
            int equals = param.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--param " + param + " has no value", "write --param NAME=VALUE");
            }
            String name = param.substring(0, equals);
            if (seen.contains(name)) {
                throw new UsageException("--param " + name + " is given twice", "give it once");
            }
            seen.add(name);
            given.put(name, new RunParams.Text(param.substring(equals + 1)));
        }
        return given;
    }

    private Map<String, @Nullable Object> read(String file) {
        String text;
        try {
            text = file.equals("-")
                    ? new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(surroundings.folder().resolve(file));
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("--params-file " + file + " can't be read: " + e, "give a JSON file in UTF-8");
        }
        try {
            if (Json.parse(text) instanceof Map<?, ?> map) {
                var params = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((name, value) -> params.put(String.valueOf(name), value));
                return params;
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException("--params-file " + file + ": " + e.getMessage());
        }
        throw new UsageException("--params-file " + file + " is no JSON object", "write {\"name\": value, …} into it");
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

    private static Strictness strictness(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "outcome" -> Strictness.OUTCOME;
            case "timing" -> Strictness.TIMING;
            default -> throw new UsageException("--strict is \"" + value + "\"", "give outcome or timing");
        };
    }
}
