package io.onedag.cli;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** A command that runs tasks in this process. */
abstract class RunningCommand extends StoreCommandBase {

    String engine = Engines.DEFAULT;
    private boolean quiet;
    private Level level = Level.INFO;
    private @Nullable String logFormat;

    RunningCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    final void declareCommon(Arguments arguments) {
        arguments
                .option(
                        "--engine",
                        "ENGINE",
                        "The engine that runs it; onedag engines lists them. Default: local.",
                        value -> engine = value)
                .flag("-q, --quiet", "Show only how the run ends.", () -> quiet = true)
                .option(
                        "--log",
                        "LEVEL",
                        "The lowest level of tasks' log lines to show: debug, info, warn or error. Default: info.",
                        value -> level = Arguments.oneOf("--log", value, Level.class))
                .option(
                        "--log-format",
                        "FORMAT",
                        "How the run is told: text, or json for a JSON line per event on standard error. Default:"
                                + " ONEDAG_LOG_FORMAT, else text.",
                        value -> logFormat = value);
        super.declareCommon(arguments);
    }

    final RunDriver driver() {
        return new RunDriver(this, level, quiet, LogFormat.of(logFormat, settings()));
    }

    /** Who asks, for the record. */
    static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
