package io.onedag.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the page of the command: usage, options and defaults as the commands declare them, the form of their JSON, and the prose of
 * {@code src/docs/cli}, a file for each command. A line {@code <!-- options -->} or {@code <!-- json -->} of the prose says where these go.
 */
final class CommandPage {

    private static final Path PROSE = Path.of("src", "docs", "cli");
    private static final String OPTIONS = "<!-- options -->";
    private static final String JSON = "<!-- json -->";

    /** Told once, for all commands. */
    private static final Set<String> SHARED = Set.of("--json", "--debug", "--help", "--database-url", "--schema");

    private CommandPage() {}

    static String write(Surroundings surroundings) {
        var page = new StringBuilder(
                "<!-- Generated from the commands and from etl-cli/src/docs/cli; do not edit. -->\n\n");
        page.append(prose("head"));
        page.append("\n## The commands\n\n");
        for (Commands.Group group : Commands.GROUPS) {
            page.append("| ").append(group.title()).append(" | |\n|---|---|\n");
            group.entries()
                    .forEach(entry -> page.append("| [`onedag ")
                            .append(entry.name())
                            .append("`](#onedag-")
                            .append(entry.name().replace(' ', '-'))
                            .append(") | ")
                            .append(entry.summary())
                            .append(" |\n"));
            page.append('\n');
        }
        for (Commands.Group group : Commands.GROUPS) {
            for (Commands.Entry entry : group.entries()) {
                page.append("## `onedag ").append(entry.name()).append("`\n\n");
                page.append(section(entry, surroundings)).append('\n');
            }
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static String section(Commands.Entry entry, Surroundings surroundings) {
        CliCommand command = Commands.create(entry, surroundings);
        CommandSpec spec = CommandSpec.create();
        var arguments = new Arguments(spec);
        command.declare(arguments);
        command.declareCommon(arguments);
        String prose = prose(entry.name().replace(' ', '-'));
        if (prose.isEmpty()) {
            prose = entry.summary() + ".\n";
        }
        if (!prose.contains(OPTIONS)) {
            int end = prose.indexOf("\n\n");
            prose = end < 0
                    ? prose + "\n" + OPTIONS + "\n"
                    : prose.substring(0, end) + "\n\n" + OPTIONS + prose.substring(end);
        }
        if (!prose.contains(JSON)) {
            prose = prose + "\n" + JSON + "\n";
        }
        String form = command.jsonForm();
        return prose.replace(OPTIONS, usage(entry, spec))
                        .replace(JSON, form.isEmpty() ? "" : "`--json`: `" + form + "`")
                        .stripTrailing()
                + "\n";
    }

    private static String usage(Commands.Entry entry, CommandSpec spec) {
        var lines = new ArrayList<String>();
        String arguments = spec.positionalParameters().stream()
                .map(each -> (each.arity().min() == 0 ? " [" + each.paramLabel() + "]" : " " + each.paramLabel())
                        + (each.arity().isVariable() ? "…" : ""))
                .collect(Collectors.joining());
        String required = spec.options().stream()
                .filter(OptionSpec::required)
                .map(each -> " " + each.longestName() + " " + each.paramLabel())
                .collect(Collectors.joining());
        lines.add("```text");
        lines.add("onedag " + entry.name() + arguments + required + " [OPTIONS]");
        lines.add("```");
        var rows = new ArrayList<String>();
        for (PositionalParamSpec each : spec.positionalParameters()) {
            rows.add(row("`" + cell(each.paramLabel()) + "`", each.description()));
        }
        for (OptionSpec each : spec.options()) {
            if (!SHARED.contains(each.longestName())) {
                String names = String.join("`, `", each.names());
                boolean value = each.arity().max() > 0;
                rows.add(row("`" + names + (value ? " " + cell(each.paramLabel()) : "") + "`", each.description()));
            }
        }
        if (!rows.isEmpty()) {
            lines.add("");
            lines.add("| option | meaning | default |");
            lines.add("|---|---|---|");
            lines.addAll(rows);
        }
        return String.join("\n", lines);
    }

    /** A row; what the description says after "Default:" or "Left out:" is the default. */
    private static String row(String name, String[] description) {
        String text = String.join(" ", description);
        String fallback = "";
        for (String mark : List.of(" Default: ", " Left out: ")) {
            int at = text.lastIndexOf(mark);
            if (at >= 0 && fallback.isEmpty()) {
                fallback = text.substring(at + mark.length()).replaceFirst("\\.$", "");
                text = text.substring(0, at);
            }
        }
        return "| " + name + " | " + cell(text) + " | " + cell(fallback) + " |";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }

    private static String prose(String name) {
        Path file = PROSE.resolve(name + ".md");
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
