package io.onedag.cli;

import io.onedag.DefinitionException;
import io.onedag.Problem;
import io.onedag.cli.export.ExportConflictException;
import io.onedag.cli.export.ExportWriteException;
import io.onedag.cli.settings.Settings;
import io.onedag.cli.settings.SettingsException;
import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Terminal;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.OnedagVersion;
import io.onedag.engine.PipelineOwnedException;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.StaleLeaseException;
import io.onedag.engine.StoreException;
import io.onedag.json.Json;
import io.onedag.metrics.InvalidMetricsException;
import io.onedag.run.InvalidRunException;
import io.onedag.validation.Suggestions;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line: finds the command, calls it, and says what went wrong. */
final class Cli {

    private static final String DEBUG = "--debug";
    private static final String JSON = "--json";

    /** Its value may be left out, and what follows it is never its value. */
    private static final String STRICT = "--strict";

    private static final int MAX_HELP_COLUMNS = 100;

    private final Surroundings surroundings;

    Cli(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs it and returns the exit code. Doesn't throw. */
    int run(String... args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        while (!words.isEmpty() && words.get(0).equals(DEBUG)) {
            words.remove(0);
            words.add(DEBUG);
        }
        try {
            return dispatch(words);
        } catch (Throwable e) {
            return report(e, words);
        } finally {
            surroundings.out().flush();
            surroundings.err().flush();
        }
    }

    private int dispatch(List<String> words) throws Exception {
        String first = words.isEmpty() || words.equals(List.of(DEBUG)) ? "" : words.get(0);
        switch (first) {
            case "" -> {
                Help.overview(errStyle()).forEach(surroundings.err()::println);
                return ExitCode.USAGE;
            }
            case "help" -> {
                words.remove(0);
                words.add("--help");
                return dispatch(words);
            }
            case "-h", "--help" -> {
                Help.overview(outStyle()).forEach(surroundings.out()::println);
                return ExitCode.DONE;
            }
            case "-V", "--version" -> {
                surroundings.out().println("onedag " + OnedagVersion.current() + " (Java " + Runtime.version() + ")");
                return ExitCode.DONE;
            }
            default -> {
                if (first.startsWith("-")) {
                    return call(Commands.find(Commands.RUN).orElseThrow(), words);
                }
            }
        }
        String second = words.size() > 1 ? words.get(1) : "";
        var twoWords = Commands.find(first + " " + second);
        if (twoWords.isPresent()) {
            return call(twoWords.get(), words.subList(2, words.size()));
        }
        var oneWord = Commands.find(first);
        if (oneWord.isPresent()) {
            return call(oneWord.get(), words.subList(1, words.size()));
        }
        if (Commands.all().anyMatch(entry -> entry.head().equals(first))) {
            return group(first, second);
        }
        throw unknownCommand(first);
    }

    private int group(String head, String second) {
        if (second.equals("-h") || second.equals("--help")) {
            Help.group(outStyle(), head).forEach(surroundings.out()::println);
            return ExitCode.DONE;
        }
        if (second.isEmpty() || second.startsWith("-")) {
            Help.group(errStyle(), head).forEach(surroundings.err()::println);
            return ExitCode.USAGE;
        }
        List<String> known = Commands.all()
                .filter(entry -> entry.head().equals(head))
                .map(entry -> entry.name().substring(head.length() + 1))
                .toList();
        throw new UsageException(
                "unknown command \"" + head + " " + second + "\"",
                Objects.requireNonNullElse(
                        Suggestions.hint(second, known), "see " + ShellCommand.onedag(head, "--help")));
    }

    private UsageException unknownCommand(String word) {
        String nearest = Suggestions.nearest(
                word, Commands.all().map(Commands.Entry::head).toList());
        String hint;
        if (nearest != null) {
            hint = "did you mean \"" + ShellCommand.onedag(nearest) + "\"?";
        } else if (DefinitionFinder.looksLikeFile(word, surroundings.folder())
                || surroundings.catalog().names().contains(word)) {
            hint = "did you mean \"" + ShellCommand.onedag("run", word) + "\"?";
        } else {
            hint = ShellCommand.onedag("--help") + " lists the commands";
        }
        return new UsageException("unknown command \"" + word + "\"", hint);
    }

    private int call(Commands.Entry entry, List<String> args) throws Exception {
        CliCommand command = Commands.create(entry, surroundings);
        CommandSpec spec = CommandSpec.create();
        var arguments = new Arguments(spec);
        command.declare(arguments);
        command.declareCommon(arguments);
        describe(spec, entry, command.footer());
        CommandLine line = new CommandLine(spec).setExpandAtFiles(false).setUsageHelpWidth(helpColumns());
        CommandLine.ParseResult parsed = line.parseArgs(args.stream()
                .map(arg -> arg.equals(STRICT) ? STRICT + "=outcome" : arg)
                .toArray(String[]::new));
        if (line.isUsageHelpRequested()) {
            surroundings.out().print(line.getUsageMessage(colors(outStyle())));
            return ExitCode.DONE;
        }
        arguments.take(parsed);
        return command.call();
    }

    private static void describe(CommandSpec spec, Commands.Entry entry, List<String> footer) {
        spec.name("onedag " + entry.name());
        var usage = spec.usageMessage();
        if (usage.description().length == 0) {
            usage.description(entry.summary() + ".");
        }
        usage.synopsisHeading("Usage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .footerHeading("%n")
                .footer(footer.toArray(String[]::new))
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .adjustLineBreaksForWideCJKCharacters(true);
    }

    private int helpColumns() {
        int columns = surroundings.terminal().outIsTerminal()
                ? surroundings.terminal().size().columns()
                : Terminal.DEFAULT_COLUMNS;
        return Math.max(Terminal.DEFAULT_COLUMNS, Math.min(columns, MAX_HELP_COLUMNS));
    }

    private static ColorScheme colors(Style style) {
        return CommandLine.Help.defaultColorScheme(
                style.isColoured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF);
    }

    private Style outStyle() {
        return Style.of(surroundings.terminal().outIsTerminal(), surroundings.environment());
    }

    private Style errStyle() {
        return Style.of(surroundings.terminal().errIsTerminal(), surroundings.environment());
    }

    /** Says what went wrong: to people on standard error, and as the JSON document where one was asked for. */
    private int report(Throwable thrown, List<String> words) {
        Fault fault = Fault.of(thrown);
        if (fault.problems().isEmpty()) {
            String[] lines = Text.printable(fault.message()).split("\\R");
            surroundings.err().println(errStyle().red("onedag: ") + lines[0]);
            Arrays.stream(lines).skip(1).forEach(line -> surroundings.err().println("        " + line));
            if (fault.hint() != null) {
                surroundings.err().println("        " + Text.printable(fault.hint()));
            }
        } else {
            fault.problems()
                    .forEach(problem ->
                            surroundings.err().println(errStyle().red("error: ") + Text.printable(problem.toString())));
        }
        boolean debug = words.contains(DEBUG) || Settings.isOn(surroundings.environment(), Settings.DEBUG);
        if (debug) {
            thrown.printStackTrace(surroundings.err());
        } else if (fault.kind().equals("internal")) {
            surroundings.err().println("        This is probably a bug of Onedag. --debug shows where it comes from.");
        }
        if (words.contains(JSON)) {
            surroundings.out().println(Json.write(fault.toJson()));
        }
        return fault.exitCode();
    }

    /**
     * What went wrong.
     *
     * @param problems of a definition; empty: it is something else
     */
    private record Fault(
            int exitCode,
            String kind,
            String message,
            @Nullable String hint,
            List<Problem> problems) {

        static Fault of(Throwable thrown) {
            if (thrown instanceof UsageException e) {
                return new Fault(ExitCode.USAGE, "usage", String.valueOf(e.getMessage()), e.hint(), List.of());
            }
            if (thrown instanceof ParameterException e) {
                return new Fault(ExitCode.USAGE, "usage", usage(e), hint(e), List.of());
            }
            if (thrown instanceof DefinitionException e) {
                return new Fault(ExitCode.USAGE, "definition", String.valueOf(e.getMessage()), null, e.problems());
            }
            if (thrown instanceof SettingsException || thrown instanceof InvalidMetricsException) {
                return new Fault(ExitCode.USAGE, "settings", String.valueOf(thrown.getMessage()), null, List.of());
            }
            if (thrown instanceof InvalidRunException || thrown instanceof PipelineOwnedException) {
                return new Fault(ExitCode.USAGE, "run", String.valueOf(thrown.getMessage()), null, List.of());
            }
            if (thrown instanceof StaleLeaseException) {
                return new Fault(
                        ExitCode.UNREACHABLE,
                        "store",
                        String.valueOf(thrown.getMessage()),
                        "it goes on there; " + ShellCommand.onedag("status") + " shows it",
                        List.of());
            }
            if (thrown instanceof StoreException) {
                return new Fault(ExitCode.UNREACHABLE, "store", String.valueOf(thrown.getMessage()), null, List.of());
            }
            if (thrown instanceof ExportConflictException e) {
                return new Fault(ExitCode.USAGE, "export", String.valueOf(e.getMessage()), e.hint(), List.of());
            }
            if (thrown instanceof ExportWriteException e) {
                return new Fault(
                        ExitCode.FAILED, "export", unfinished(e), "make room or way, and export again", List.of());
            }
            if (thrown instanceof FileSystemException e) {
                return new Fault(
                        ExitCode.FAILED,
                        "file",
                        e.getFile() + ": " + e.getClass().getSimpleName().replace("Exception", "")
                                + (e.getReason() == null ? "" : ", " + e.getReason()),
                        "look at the file, its folder and their permissions",
                        List.of());
            }
            return new Fault(ExitCode.FAILED, "internal", "unexpected: " + thrown, null, List.of());
        }

        private static String unfinished(ExportWriteException e) {
            return e.getMessage()
                    + System.lineSeparator()
                    + (e.written().isEmpty()
                            ? "nothing was changed"
                            : "written: " + String.join(", ", e.written()) + System.lineSeparator()
                                    + "still as they were: " + String.join(", ", e.missing()));
        }

        private static String usage(ParameterException e) {
            String words = e.getCommandLine().getCommandName().substring("onedag ".length());
            if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
                return words + " has no option " + unmatched.getUnmatched().get(0);
            }
            String message = String.valueOf(e.getMessage());
            return words + ": " + Character.toLowerCase(message.charAt(0)) + message.substring(1);
        }

        private static String hint(ParameterException e) {
            CommandSpec spec = e.getCommandLine().getCommandSpec();
            if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
                String option = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
                Collection<String> known = spec.optionsMap().keySet();
                String nearest = Suggestions.nearest(option, known);
                if (nearest != null) {
                    return "did you mean " + nearest + "?";
                }
            }
            return ShellCommand.program() + spec.name().substring("onedag".length()) + " --help says how it is used";
        }

        Map<String, @Nullable Object> toJson() {
            var error = new LinkedHashMap<String, @Nullable Object>();
            error.put("kind", kind);
            error.put("message", message);
            error.put("hint", hint);
            if (!problems.isEmpty()) {
                error.put("problems", problems.stream().map(Documents::problem).toList());
            }
            var document = new LinkedHashMap<String, @Nullable Object>();
            document.put("error", error);
            return document;
        }
    }
}
