package io.onedag.cli;

import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Text;
import java.util.ArrayList;
import java.util.List;

/** The help of the command as a whole, and of commands that are several. */
final class Help {

    private static final int NAME_COLUMNS = 16;

    private Help() {}

    /** What there is. */
    static List<String> overview(Style style) {
        var lines = new ArrayList<String>();
        lines.add(style.bold("onedag") + " runs ETL pipelines: one definition, any engine.");
        lines.add("");
        lines.add(heading(style, "Usage") + "onedag COMMAND [OPTIONS] [ARGUMENTS]");
        lines.add("       onedag OPTIONS          the same as: onedag run OPTIONS");
        for (Commands.Group group : Commands.GROUPS) {
            lines.add("");
            lines.add(style.bold(group.title() + ":"));
            group.entries().forEach(entry -> lines.add(entry(style, entry)));
        }
        lines.add("");
        lines.add(style.bold("Options:"));
        lines.add(option(style, "--json", "One JSON document on standard output (all commands)"));
        lines.add(option(style, "--debug", "Show stack traces (also: ONEDAG_DEBUG=1)"));
        lines.add(option(style, "-h, --help", "Show this help, or that of a command"));
        lines.add(option(style, "-V, --version", "Show the version"));
        lines.add("");
        lines.add(style.bold("Settings") + " (environment, or a file .env in the current folder):");
        lines.add(option(style, "DATABASE_URL", "Where runs are recorded: postgresql://user:pw@host/db or"));
        lines.add(option(style, "", "a jdbc: URL. Default: an embedded database in .onedag/"));
        lines.add(option(style, "ONEDAG_SCHEMA", "The schema of Onedag's tables. Default: onedag"));
        lines.add(option(style, "ONEDAG_WORKDIR", "Where relative paths start. Default: the folder of the"));
        lines.add(option(style, "", "definition"));
        lines.add("");
        lines.add(heading(style, "Exit codes") + "0 done · 1 the run failed · 2 wrong usage or definition");
        lines.add("            3 store or engine not reachable · 130 cancelled");
        return lines;
    }

    /** What the commands are that begin with {@code head}. */
    static List<String> group(Style style, String head) {
        var lines = new ArrayList<String>();
        lines.add(heading(style, "Usage") + "onedag " + head + " COMMAND [OPTIONS]");
        lines.add("");
        lines.add(style.bold("Commands:"));
        Commands.all().filter(entry -> entry.head().equals(head)).forEach(entry -> lines.add(entry(style, entry)));
        lines.add("");
        lines.add("onedag " + head + " COMMAND --help says more.");
        return lines;
    }

    private static String heading(Style style, String title) {
        return style.bold(title + ":") + " ";
    }

    private static String entry(Style style, Commands.Entry entry) {
        return option(style, entry.name(), entry.summary());
    }

    private static String option(Style style, String name, String meaning) {
        return "  " + Text.padRight(style.cyan(name), NAME_COLUMNS) + meaning;
    }
}
