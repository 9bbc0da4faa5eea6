package io.onedag.cli;

import java.util.Locale;
import org.slf4j.event.Level;
import picocli.CommandLine.Option;

/** A command that runs tasks in this process. */
abstract class RunningCommand extends StoreCommandBase {

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = Engines.DEFAULT,
            order = 10,
            description = "The engine that runs it; onedag engines lists them. Default: ${DEFAULT-VALUE}.")
    String engine = Engines.DEFAULT;

    @Option(
            names = {"-q", "--quiet"},
            order = 80,
            description = "Show only how the run ends.")
    boolean quiet;

    @Option(
            names = "--log",
            paramLabel = "LEVEL",
            defaultValue = "info",
            order = 81,
            description = "The lowest level of tasks' log lines to show: debug, info, warn or error. Default:"
                    + " ${DEFAULT-VALUE}.")
    String log = "info";

    RunningCommand(Surroundings surroundings) {
        super(surroundings);
    }

    final RunDriver driver() {
        return new RunDriver(this, level(), quiet);
    }

    /** Who asks, for the record. */
    static String user() {
        return System.getProperty("user.name", "unknown");
    }

    private Level level() {
        try {
            return Level.valueOf(log.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--log is \"" + log + "\"", "give debug, info, warn or error");
        }
    }
}
