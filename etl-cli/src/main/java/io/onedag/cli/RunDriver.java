package io.onedag.cli;

import io.onedag.RunState;
import io.onedag.cli.logging.JsonLines;
import io.onedag.cli.progress.JsonProgress;
import io.onedag.cli.progress.LiveProgress;
import io.onedag.cli.progress.PlainProgress;
import io.onedag.cli.progress.Progress;
import io.onedag.cli.progress.QuietProgress;
import io.onedag.cli.terminal.Signals;
import io.onedag.cli.terminal.Style;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.metrics.Metrics;
import io.onedag.run.RunHandle;
import io.onedag.run.RunService;
import io.onedag.units.Durations;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.event.Level;

/** Sees a run of this process through: shows it, takes Ctrl-C for it, and reports its end. */
final class RunDriver {

    /** After it, people are told what the command is waiting for. */
    private static final Duration NOTIFYING = Duration.ofSeconds(1);

    private final CliCommand command;
    private final Level level;
    private final boolean quiet;
    private final LogFormat format;

    /**
     * Makes a driver for a command.
     *
     * @param level the lowest level of tasks' log lines that are shown
     * @param quiet whether only the end is shown
     * @param format how the run is told
     */
    RunDriver(CliCommand command, Level level, boolean quiet, LogFormat format) {
        this.command = command;
        this.level = level;
        this.quiet = quiet;
        this.format = format;
    }

    /**
     * Asks for a run and waits for its end.
     *
     * @param request asks the service for it
     * @return the exit code that the run's end means
     */
    int drive(RunStore store, Function<RunService, RunHandle> request) throws InterruptedException {
        try (var metrics = measure()) {
            int exitCode = drive(store, request, metrics);
            if (!metrics.lingers().isZero()) {
                command.surroundings
                        .err()
                        .println("waiting for a scrape of its metrics, " + Durations.format(metrics.lingers())
                                + " at most (METRICS_LINGER)");
            }
            return exitCode;
        }
    }

    private int drive(RunStore store, Function<RunService, RunHandle> request, RunListener metrics)
            throws InterruptedException {
        RunRecord ended;
        try (Progress progress = progress();
                var service = new RunService(
                        store,
                        Processes.current(),
                        command.settings().all(),
                        Stores.home(command.surroundings.folder()),
                        List.of(),
                        RunListener.all(progress, metrics))) {
            var interrupts = new Interrupts(progress);
            Runnable restore =
                    command.surroundings.ownsProcess() ? Signals.on(Signals.INTERRUPT, interrupts::take) : () -> {};
            UUID run;
            try {
                RunHandle handle = request.apply(service);
                run = handle.id();
                announce(handle, progress);
                interrupts.of(() -> handle.cancel(Interrupts.WHY));
                handle.await();
                if (!service.awaitNotifications(NOTIFYING)) {
                    progress.say("The run has ended; its notifications are being sent.");
                }
            } finally {
                restore.run();
            }
            ended = store.run(run).orElseThrow();
        }
        return report(store, ended);
    }

    private Metrics measure() {
        return Metrics.start(command.settings().all(), this::warn);
    }

    /** Warns on standard error. */
    void warn(String what) {
        if (format == LogFormat.JSON) {
            lines().write(Level.WARN, "note", Map.of(), what, Map.of());
        } else {
            command.surroundings.err().println(command.errStyle().yellow("warning: ") + what);
        }
    }

    private JsonLines lines() {
        return new JsonLines(command.surroundings.err(), command.surroundings.clock());
    }

    /** Reports a run as it is now. */
    int report(RunStore store, RunRecord run) {
        RunView view = RunView.load(store, run);
        if (command.json) {
            command.print(Documents.run(view));
        }
        if (format == LogFormat.JSON) {
            return exitCode(run.state());
        }
        new RunReport(
                        command.people(),
                        command.style(),
                        command.columns(),
                        command.surroundings.clock().instant())
                .summary(view);
        return exitCode(run.state());
    }

    static int exitCode(RunState state) {
        return switch (state) {
            case SUCCEEDED -> ExitCode.DONE;
            case FAILED -> ExitCode.FAILED;
            case CANCELLED -> ExitCode.CANCELLED;
            case QUEUED, RUNNING -> throw new IllegalStateException("the run has not ended: " + state);
        };
    }

    private static void announce(RunHandle handle, Progress progress) {
        switch (handle.origin()) {
            case STARTED -> {}
            case TAKEN_OVER ->
                progress.say("Run " + handle.id() + " has this key, and its process is gone: it goes on here.");
            case RESUMED -> DefinitionNews.lines(handle.differences()).forEach(progress::say);
            case FOLLOWED -> progress.say("Run " + handle.id() + " has this key and is under way: following it.");
            case FINISHED -> progress.say("Run " + handle.id() + " has ended before: nothing was run again.");
        }
    }

    private Progress progress() {
        Surroundings world = command.surroundings;
        PrintStream out = command.people();
        if (format == LogFormat.JSON) {
            return new JsonProgress(lines(), world.clock(), quiet ? Level.ERROR : level, world.ownsProcess());
        }
        if (quiet) {
            return new QuietProgress(out);
        }
        boolean live = command.peopleAreAtTerminal() && Style.isCapable(world.environment());
        return live
                ? new LiveProgress(out, world.terminal(), command.style(), world.clock(), level, world.ownsProcess())
                : new PlainProgress(out, world.clock(), level);
    }
}
