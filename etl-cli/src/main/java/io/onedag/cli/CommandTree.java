package io.onedag.cli;

import io.onedag.RunState;
import io.onedag.engine.Engine;
import io.onedag.engine.Exporter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands as picocli knows them, for those who describe them: completion and documentation. */
final class CommandTree {

    private CommandTree() {}

    /** The command {@code onedag}, with all others below it. */
    static CommandLine of(Surroundings surroundings) {
        CommandSpec root = CommandSpec.create().name("onedag");
        Map<String, List<String>> candidates = candidates(surroundings);
        Commands.all().forEach(entry -> {
            CommandSpec spec = spec(entry, candidates, surroundings);
            if (entry.head().equals(entry.name())) {
                root.addSubcommand(entry.name(), spec);
            } else {
                CommandLine group = root.subcommands().get(entry.head());
                if (group == null) {
                    root.addSubcommand(entry.head(), CommandSpec.create().name(entry.head()));
                    group = root.subcommands().get(entry.head());
                }
                group.getCommandSpec()
                        .addSubcommand(entry.name().substring(entry.head().length() + 1), spec);
            }
        });
        return new CommandLine(root);
    }

    private static CommandSpec spec(
            Commands.Entry entry, Map<String, List<String>> candidates, Surroundings surroundings) {
        CommandSpec spec = CommandSpec.create();
        CliCommand command = Commands.create(entry, surroundings);
        var arguments = new Arguments(spec, candidates);
        command.declare(arguments);
        command.declareCommon(arguments);
        spec.usageMessage().description(entry.summary() + ".");
        return spec;
    }

    /** The values that may be given, by the labels of the help. */
    private static Map<String, List<String>> candidates(Surroundings surroundings) {
        List<String> pipelines = List.copyOf(surroundings.catalog().names());
        var candidates = new HashMap<String, List<String>>();
        if (!pipelines.isEmpty()) {
            for (String label : List.of("PIPELINE", "PIPELINE|FILE", "FILE|PIPELINE", "RUN")) {
                candidates.put(label, pipelines);
            }
        }
        candidates.put("ENGINE", Engines.all().stream().map(Engine::name).toList());
        candidates.put(
                "ENGINE|TARGET",
                Stream.concat(
                                Engines.all().stream().map(Engine::name),
                                Exporters.all().stream().map(Exporter::name))
                        .toList());
        candidates.put("TARGET", Exporters.all().stream().map(Exporter::name).toList());
        candidates.put(
                "VERSION",
                Exporters.all().stream()
                        .flatMap(each -> each.provenVersions().stream())
                        .toList());
        candidates.put("STATE", names(RunState.values()));
        candidates.put("LEVEL", names(Level.values()));
        candidates.put("FORMAT", List.of("text", "mermaid", "dot", "svg"));
        candidates.put("SHELL", List.of("bash", "zsh", "fish"));
        candidates.put("WHAT", List.of("outcome", "timing"));
        return candidates;
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
