package io.onedag.cli;

import org.slf4j.event.Level;

/** A command that runs tasks in this process. */
abstract class RunningCommand extends StoreCommandBase {

    String engine = Engines.DEFAULT;
    private boolean quiet;
    private Level level = Level.INFO;

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
                        value -> level = Arguments.oneOf("--log", value, Level.class));
        super.declareCommon(arguments);
    }

    final RunDriver driver() {
        return new RunDriver(this, level, quiet);
    }

    /** Who asks, for the record. */
    static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
