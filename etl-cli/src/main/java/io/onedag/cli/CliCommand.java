package io.onedag.cli;

import io.onedag.cli.settings.Settings;
import io.onedag.cli.terminal.Style;
import io.onedag.json.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A command: its options are fields, its work is {@link #call}, whose answer is the exit code. Used once. */
abstract class CliCommand implements Callable<Integer> {

    boolean json;
    final Surroundings surroundings;
    private @Nullable Settings settings;

    CliCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Declares its own options and arguments. */
    abstract void declare(Arguments arguments);

    /** Declares the options of every command, which come last. */
    void declareCommon(Arguments arguments) {
        arguments
                .flag("--json", "Print one JSON document on standard output, and nothing else.", () -> json = true)
                .flag("--debug", "Show stack traces (also: ONEDAG_DEBUG=1).", () -> {})
                .help("-h, --help", "Show this help.");
    }

    /** What the help says at its end. */
    List<String> footer() {
        return List.of();
    }

    /** The form of its JSON document: names, {@code …} for what another command says; empty: it has none. */
    String jsonForm() {
        return "";
    }

    /** Where text for people goes: standard error where standard output belongs to a JSON document. */
    final PrintStream people() {
        return json ? surroundings.err() : surroundings.out();
    }

    /** The style of text for people. */
    final Style style() {
        return Style.of(peopleAreAtTerminal(), surroundings.environment());
    }

    /** The style of what goes to standard error. */
    final Style errStyle() {
        return Style.of(surroundings.terminal().errIsTerminal(), surroundings.environment());
    }

    /** The columns to which text is cut; 0: as wide as it gets. */
    final int columns() {
        return peopleAreAtTerminal() ? surroundings.terminal().size().columns() : 0;
    }

    final boolean peopleAreAtTerminal() {
        return json
                ? surroundings.terminal().errIsTerminal()
                : surroundings.terminal().outIsTerminal();
    }

    /** Writes the JSON document. */
    final void print(@Nullable Object document) {
        surroundings.out().println(Json.write(document));
    }

    /** The settings, flags included. */
    final Settings settings() {
        if (settings == null) {
            settings = Settings.load(surroundings.folder(), surroundings.environment(), flags());
        }
        return settings;
    }

    /** What this command's options set, by the names of the variables. */
    Map<String, String> flags() {
        return Map.of();
    }
}
