package io.onedag.cli;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.Schedule;
import io.onedag.cli.progress.BackfillProgress;
import io.onedag.cli.terminal.Signals;
import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Table;
import io.onedag.engine.Engine;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.ShellCommand;
import io.onedag.metrics.Metrics;
import io.onedag.run.Admission;
import io.onedag.run.Backfill;
import io.onedag.run.RunService;
import io.onedag.schedule.InvalidScheduleException;
import io.onedag.schedule.Moment;
import io.onedag.schedule.Timetable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code onedag backfill}: runs a pipeline for the intervals of its schedule that begin in a stretch of time. */
final class BackfillCommand extends StoreCommandBase {

    private static final long DEFAULT_LIMIT = 10_000;
    private static final long MOST_AT_ONCE = 64;
    private static final int MOST_LISTED = 10;
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm XXX", Locale.ROOT);

    private final ParamOptions params;
    private @Nullable String pipeline;
    private @Nullable String from;
    private @Nullable String to;
    private String engine = Engines.DEFAULT;
    private long atOnce;
    private long limit = DEFAULT_LIMIT;
    private boolean rerunFailed;
    private boolean dryRun;
    private boolean quiet;

    BackfillCommand(Surroundings surroundings) {
        super(surroundings);
        this.params = new ParamOptions(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument("PIPELINE|FILE", Texts.PIPELINE, value -> pipeline = value)
                .option(
                        "--from",
                        "TIME",
                        "The first interval begins at or after it: 2026-01-31, 2026-01-31T06:00 (in the schedule's"
                                + " zone) or 2026-01-31T06:00:00Z.",
                        value -> from = value)
                .option("--to", "TIME", "No interval begins at or after it.", value -> to = value)
                .option(
                        "--max-active",
                        "N",
                        "How many runs may be under way at once, at most 64. Default: the pipeline's max_active_runs.",
                        value -> atOnce = atOnce(value))
                .flag(
                        "--rerun-failed",
                        "Resume runs that failed or were cancelled; what succeeded in them isn't run again.",
                        () -> rerunFailed = true)
                .flag("--dry-run", "List the intervals and what would be done, and do nothing.", () -> dryRun = true)
                .option(
                        "--limit",
                        "N",
                        "Refuse more intervals than so many. Default: 10000.",
                        value -> limit = Arguments.number("--limit", value, 1));
        params.declare(arguments)
                .option(
                        "--engine",
                        "ENGINE",
                        "The engine that runs them; onedag engines lists them. Default: local.",
                        value -> engine = value)
                .flag("-q, --quiet", "Show only what didn't succeed.", () -> quiet = true);
    }

    private static long atOnce(String value) {
        long number = Arguments.number("--max-active", value, 1);
        if (number > MOST_AT_ONCE) {
            throw new UsageException("--max-active is " + number, "give a number from 1 to " + MOST_AT_ONCE);
        }
        return number;
    }

    @Override
    String jsonForm() {
        return "[" + Documents.RUN_FORM.substring(0, Documents.RUN_FORM.length() - 1) + ", action, error}]";
    }

    @Override
    public Integer call() throws InterruptedException {
        Pipeline found = new DefinitionFinder(surroundings).get(pipeline);
        Schedule schedule = found.schedule()
                .orElseThrow(() -> new UsageException(
                        "pipeline \"" + found.name() + "\" has no schedule, so it has no intervals to run",
                        "give it one: schedule: {cron: \"5 0 * * *\"}, or run it for one interval with onedag run"
                                + " --interval-start … --interval-end …"));
        List<Interval> intervals = intervals(found, schedule);
        try (Engine runs = Engines.get(engine)) {
            Admission.check(found, runs.name(), runs::support, Admission.Strictness.NONE);
            try (RunStore store = openStore(dryRun ? Mode.READ : Mode.WRITE)) {
                Backfill backfill = Backfill.plan(store, found, params.given(), intervals, rerunFailed);
                if (dryRun) {
                    list(found, schedule, backfill);
                    return ExitCode.DONE;
                }
                return run(store, found, schedule, runs, backfill);
            }
        }
    }

    private List<Interval> intervals(Pipeline found, Schedule schedule) {
        if (from == null || to == null) {
            throw new UsageException(
                    "a backfill has two ends", "give both --from and --to, like --from 2026-01-01 --to 2026-02-01");
        }
        Instant now = surroundings.clock().instant();
        var intervals = new ArrayList<Interval>();
        boolean later = false;
        try {
            Iterator<Interval> all = Timetable.of(schedule)
                    .backfill(Moment.parse(from), Moment.parse(to))
                    .iterator();
            while (all.hasNext() && !later) {
                Interval next = all.next();
                later = next.end().isAfter(now);
                if (!later) {
                    intervals.add(next);
                }
                if (intervals.size() > limit) {
                    throw new UsageException(
                            "from " + from + " to " + to + " there are more than " + limit + " intervals of \""
                                    + schedule.cron() + "\"",
                            "choose a shorter time, or raise --limit");
                }
            }
        } catch (InvalidScheduleException e) {
            throw new UsageException("--from, --to: " + e.getMessage());
        }
        if (intervals.isEmpty()) {
            throw new UsageException(
                    "no interval of pipeline \"" + found.name() + "\" begins from " + from + " to " + to
                            + (later ? " and has ended" : ""),
                    ShellCommand.onedag("next", found.name(), "--from", from) + " lists when it fires");
        }
        if (later) {
            people().println(style().dim("Intervals that end after " + Times.moment(now)
                    + " UTC are left out: they are not over yet."));
        }
        return intervals;
    }

    private int run(RunStore store, Pipeline found, Schedule schedule, Engine runs, Backfill backfill)
            throws InterruptedException {
        int most = atOnce == 0 ? (int) Math.min(found.maxActiveRuns(), MOST_AT_ONCE) : (int) atOnce;
        int todo = (int) backfill.items().stream()
                .filter(item -> item.action() != Backfill.Action.KEEP)
                .count();
        List<Backfill.Ended> ends;
        boolean interrupted;
        try (var metrics = Metrics.start(settings().all(), this::warn);
                var progress = progress(found, schedule.zone(), todo);
                var service = new RunService(
                        store,
                        Processes.current(),
                        settings().all(),
                        Stores.home(surroundings.folder()),
                        List.of(),
                        metrics)) {
            if (atOnce > 0) {
                service.limitActiveRuns(most);
            }
            int kept = backfill.items().size() - todo;
            progress.say(found.name() + ": " + backfill.items().size() + " intervals of \"" + schedule.cron() + "\" "
                    + schedule.zone() + (kept == 0 ? "" : ", " + kept + " of them have been run before"));
            var interrupts = new Interrupts(progress);
            interrupts.of(() -> backfill.cancel(Interrupts.WHY));
            Runnable restore = surroundings.ownsProcess() ? Signals.on(Signals.INTERRUPT, interrupts::take) : () -> {};
            try {
                ends = backfill.run(
                        service,
                        found,
                        runs,
                        Admission.Strictness.NONE,
                        most,
                        "onedag backfill, " + RunningCommand.user(),
                        progress);
            } finally {
                restore.run();
            }
            interrupted = interrupts.isTaken();
        }
        return report(found, schedule.zone(), ends, interrupted);
    }

    private BackfillProgress progress(Pipeline found, ZoneId zone, int todo) {
        boolean live = peopleAreAtTerminal() && Style.isCapable(surroundings.environment()) && !quiet;
        var showing = new BackfillProgress.Showing(
                people(), live ? surroundings.terminal() : null, style(), quiet, surroundings.ownsProcess());
        return new BackfillProgress(showing, surroundings.clock(), zone, found.name(), todo);
    }

    private void warn(String what) {
        surroundings.err().println(errStyle().yellow("warning: ") + what);
    }

    private int report(Pipeline found, ZoneId zone, List<Backfill.Ended> ends, boolean interrupted) {
        if (json) {
            print(ends.stream()
                    .map(end -> document(found, end.item(), end.run(), end.error()))
                    .toList());
        }
        Map<RunState, Integer> states = new EnumMap<>(RunState.class);
        int notRun = 0;
        for (Backfill.Ended end : ends) {
            if (end.error() != null || end.run() == null) {
                notRun++;
            } else {
                states.merge(end.run().state(), 1, Integer::sum);
            }
        }
        summary(found, zone, ends, states, notRun);
        boolean failed = states.containsKey(RunState.FAILED) || ends.stream().anyMatch(end -> end.error() != null);
        if (interrupted || (!failed && states.containsKey(RunState.CANCELLED))) {
            return ExitCode.CANCELLED;
        }
        return failed ? ExitCode.FAILED : ExitCode.DONE;
    }

    private void summary(
            Pipeline found, ZoneId zone, List<Backfill.Ended> ends, Map<RunState, Integer> states, int notRun) {
        String counts = states.entrySet().stream()
                .map(each -> each.getValue() + " " + style().state(each.getKey()))
                .collect(Collectors.joining(" · "));
        people().println();
        people().println(style().bold(found.name()) + "  " + ends.size() + " intervals   " + counts
                + (notRun == 0 ? "" : (counts.isEmpty() ? "" : " · ") + notRun + " not run"));
        List<Backfill.Ended> failed = ends.stream()
                .filter(end -> end.run() != null && end.run().state() != RunState.SUCCEEDED)
                .toList();
        var format = LOCAL.withZone(zone);
        for (Backfill.Ended end : failed.subList(0, Math.min(failed.size(), MOST_LISTED))) {
            RunRecord run = java.util.Objects.requireNonNull(end.run());
            people().println("  " + format.format(end.item().interval().start()) + "  " + style().state(run.state())
                    + "  " + ShellCommand.onedag("status", run.id().toString()));
        }
        if (failed.size() > MOST_LISTED) {
            people().println(style().dim("  … and " + (failed.size() - MOST_LISTED) + " more"));
        }
        if (!failed.isEmpty() || notRun > 0) {
            people().println("next: "
                    + style().bold(again(found, !failed.isEmpty()))
                    + "  " + style().dim("goes on; what succeeded isn't run again"));
        }
    }

    /** This command once more, with all that decides what runs. */
    private String again(Pipeline found, boolean resume) {
        var words = new ArrayList<String>(List.of("backfill", pipeline == null ? found.name() : pipeline));
        words.addAll(List.of("--from", String.valueOf(from), "--to", String.valueOf(to)));
        words.addAll(params.words());
        if (atOnce > 0) {
            words.addAll(List.of("--max-active", String.valueOf(atOnce)));
        }
        if (limit != DEFAULT_LIMIT) {
            words.addAll(List.of("--limit", String.valueOf(limit)));
        }
        if (!engine.equals(Engines.DEFAULT)) {
            words.addAll(List.of("--engine", engine));
        }
        if (resume || rerunFailed) {
            words.add("--rerun-failed");
        }
        return ShellCommand.onedag(words.toArray(String[]::new));
    }

    private void list(Pipeline found, Schedule schedule, Backfill backfill) {
        if (json) {
            print(backfill.items().stream()
                    .map(item -> document(found, item, item.run(), null))
                    .toList());
            return;
        }
        var format = LOCAL.withZone(schedule.zone());
        var table = new Table()
                .column("COVERS FROM")
                .column("TO")
                .column("KEY")
                .column("STATE")
                .column("WOULD BE");
        for (Backfill.Item item : backfill.items()) {
            RunRecord run = item.run();
            table.row(
                    format.format(item.interval().start()),
                    format.format(item.interval().end()),
                    item.key(),
                    run == null ? "" : style().state(run.state()),
                    words(item.action()));
        }
        table.print(people(), style(), "", columns());
    }

    private static String words(Backfill.Action action) {
        return switch (action) {
            case START -> "run";
            case CONTINUE -> "followed, or continued";
            case RESUME -> "resumed";
            case KEEP -> "kept";
        };
    }

    /** A run, as {@code runs --json} has it, with what was done for its interval. */
    private static Map<String, @Nullable Object> document(
            Pipeline found, Backfill.Item item, @Nullable RunRecord run, @Nullable String error) {
        var document = run == null
                ? Documents.of(
                        "run_id", null,
                        "run_key", item.key(),
                        "pipeline", found.name(),
                        "state", null,
                        "interval_start", item.interval().start().toString(),
                        "interval_end", item.interval().end().toString())
                : Documents.run(run);
        document.put("action", item.action().name().toLowerCase(Locale.ROOT));
        document.put("error", error);
        return document;
    }
}
