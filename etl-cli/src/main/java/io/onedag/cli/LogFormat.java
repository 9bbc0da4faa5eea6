package io.onedag.cli;

import io.onedag.cli.settings.Settings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a run is told while it runs. */
enum LogFormat {
    /** For people. */
    TEXT,
    /** A JSON line per event, on standard error. */
    JSON;

    private static final String OPTION = "--log-format";

    /**
     * What the option says, else the setting, else {@link #TEXT}.
     *
     * @throws UsageException when that is no format
     */
    static LogFormat of(@Nullable String option, Settings settings) {
        return option != null
                ? Arguments.oneOf(OPTION, option, LogFormat.class)
                : settings.get(Settings.LOG_FORMAT)
                        .map(value -> Arguments.oneOf(Settings.LOG_FORMAT, value, LogFormat.class))
                        .orElse(TEXT);
    }

    /** Whether a command line asks for JSON, before it is parsed: a logging framework is there once and for all. */
    static boolean isJson(List<String> arguments, Map<String, String> environment) {
        int at = arguments.indexOf(OPTION);
        String value = environment.get(Settings.LOG_FORMAT);
        if (at >= 0 && at + 1 < arguments.size()) {
            value = arguments.get(at + 1);
        }
        for (String argument : arguments) {
            if (argument.startsWith(OPTION + "=")) {
                value = argument.substring(OPTION.length() + 1);
            }
        }
        return JSON.name().equalsIgnoreCase(value);
    }
}
