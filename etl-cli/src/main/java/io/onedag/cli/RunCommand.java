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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code onedag run}: runs a pipeline and waits until it has ended. */
final class RunCommand extends RunningCommand {

    private static final int MAX_KEY = 250;

    @Parameters(arity = "0..1", paramLabel = "PIPELINE|FILE", description = Texts.PIPELINE)
    @Nullable
    String pipeline;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            order = 1,
            description = "Set a parameter; may be repeated. Numbers, booleans, lists and objects are read as JSON.")
    List<String> params = new ArrayList<>();

    @Option(
            names = "--params-file",
            paramLabel = "FILE",
            order = 2,
            description = "Read parameters from a JSON object in a file (-: standard input). --param wins.")
    @Nullable
    String paramsFile;

    @Option(
            names = "--run-key",
            paramLabel = "KEY",
            order = 3,
            description = "The run's key. Where the pipeline has a run with it, that run goes on, is followed, or is"
                    + " returned as it ended. Default: the new run's id.")
    @Nullable
    String runKey;

    @Option(
            names = "--interval-start",
            paramLabel = "TIME",
            order = 4,
            description = "The start of the interval that the run covers. Default: it covers none.")
    @Nullable
    String intervalStart;

    @Option(
            names = "--interval-end",
            paramLabel = "TIME",
            order = 5,
            description = "The end of the interval that the run covers.")
    @Nullable
    String intervalEnd;

    @Option(
            names = "--test-mode",
            order = 11,
            description = "Tell tasks that this is a trial: readers stop after --limit rows.")
    boolean testMode;

    @Option(
            names = "--limit",
            paramLabel = "N",
            order = 12,
            description = "Rows that each reader reads at most in --test-mode. Default: no limit.")
    @Nullable
    Long limit;

    @Option(
            names = "--strict",
            paramLabel = "WHAT",
            order = 13,
            description = "Refuse what the engine only approximates: outcome (also: --strict alone) where states,"
                    + " outputs or rows may differ, timing where only moments do.")
    @Nullable
    String strict;

    RunCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        Pipeline found = new DefinitionFinder(surroundings).get(pipeline);
        RunRequest request = request(found);
        Strictness strictness = strictness();
        RunDriver driver = driver();
        try (Engine runs = Engines.get(engine)) {
            Admission.check(found, runs.name(), runs::support, strictness).forEach((capability, almost) -> {
                if (almost.kind() == Support.Kind.OUTCOME) {
                    surroundings
                            .err()
                            .println(errStyle().yellow("warning: ") + "engine " + runs.name() + " only approximates "
                                    + capability.meaning() + ": " + almost.differs());
                }
            });
            try (RunStore store = openStore(Mode.WRITE)) {
                return driver.drive(store, service -> service.start(found, runs, request, strictness));
            }
        }
    }

    private RunRequest request(Pipeline found) {
        if (limit != null && !testMode) {
            throw new UsageException("--limit is of --test-mode alone", "add --test-mode, or drop --limit");
        }
        if (limit != null && limit < 1) {
            throw new UsageException("--limit is " + limit, "give a number of at least 1");
        }
        if (runKey != null) {
            checkKey(runKey);
        }
        ZoneId zone = found.schedule().map(schedule -> schedule.zone()).orElse(ZoneOffset.UTC);
        return new RunRequest(given(), runKey, interval(zone), testMode, limit == null ? 0 : limit);
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

    private Strictness strictness() {
        if (strict == null) {
            return Strictness.NONE;
        }
        return switch (strict.toLowerCase(Locale.ROOT)) {
            case "outcome" -> Strictness.OUTCOME;
            case "timing" -> Strictness.TIMING;
            default -> throw new UsageException("--strict is \"" + strict + "\"", "give outcome or timing");
        };
    }
}
