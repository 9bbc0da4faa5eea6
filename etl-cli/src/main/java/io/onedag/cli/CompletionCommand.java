package io.onedag.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code onedag completion}: a script that has a shell complete commands, options, their values and the names of pipelines. */
final class CompletionCommand extends CliCommand {

    /** A shell. */
    private enum Shell {
        BASH,
        ZSH,
        FISH
    }

    private @Nullable Shell shell;

    CompletionCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments.argument(
                "SHELL", "bash, zsh or fish.", value -> shell = Arguments.oneOf("SHELL", value, Shell.class));
    }

    @Override
    List<String> footer() {
        return List.of(
                "bash: source <(onedag completion bash)      in ~/.bashrc",
                "zsh:  source <(onedag completion zsh)       in ~/.zshrc, after compinit",
                "fish: onedag completion fish > ~/.config/fish/completions/onedag.fish",
                "",
                "Names of pipelines are those known now; make the script anew when they change.");
    }

    @Override
    String jsonForm() {
        return "{shell, script}";
    }

    @Override
    public Integer call() {
        Shell chosen = java.util.Objects.requireNonNull(shell);
        CommandLine root = CommandTree.of(surroundings);
        String script = chosen == Shell.FISH ? fish(root.getCommandSpec()) : bash(root);
        if (json) {
            print(Documents.of("shell", chosen.name().toLowerCase(Locale.ROOT), "script", script));
        } else {
            surroundings.out().print(script);
        }
        return ExitCode.DONE;
    }

    /** The script that picocli writes, for bash and for zsh's emulation of it, with file names where it has nothing better. */
    private static String bash(CommandLine root) {
        String script = AutoComplete.bash("onedag", root);
        int end = script.lastIndexOf("complete -F ");
        return script.substring(0, end) + "complete -F _complete_onedag -o default onedag\n";
    }

    private static String fish(CommandSpec root) {
        var script = new StringBuilder("# Completion of onedag for fish.\ncomplete -c onedag -f\n");
        for (CommandLine first : root.subcommands().values()) {
            CommandSpec spec = first.getCommandSpec();
            line(script, "__fish_use_subcommand", "-a " + spec.name(), summary(spec));
            String seen = "__fish_seen_subcommand_from " + spec.name();
            if (spec.subcommands().isEmpty()) {
                options(script, seen, spec);
            }
            for (CommandLine second : spec.subcommands().values()) {
                CommandSpec own = second.getCommandSpec();
                line(script, seen, "-a " + own.name(), summary(own));
                options(script, seen + "; and __fish_seen_subcommand_from " + own.name(), own);
            }
        }
        return script.toString();
    }

    private static void options(StringBuilder script, String when, CommandSpec spec) {
        for (OptionSpec option : spec.options()) {
            var words = new StringBuilder();
            for (String name : option.names()) {
                words.append(words.isEmpty() ? "" : " ")
                        .append(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1));
            }
            boolean takesValue = option.arity().max() > 0;
            words.append(takesValue ? " -r" : "");
            Iterable<String> values = option.completionCandidates();
            words.append(values == null ? (takesValue ? " -F" : "") : " -fa " + quoted(String.join(" ", values)));
            line(script, when, words.toString(), String.join(" ", option.description()));
        }
        for (ArgSpec argument : spec.positionalParameters()) {
            Iterable<String> values = argument.completionCandidates();
            if (values != null) {
                line(script, when, "-a " + quoted(String.join(" ", values)), "");
            }
            if (argument.paramLabel().contains("FILE")) {
                line(script, when, "-F", "");
            }
        }
    }

    private static void line(StringBuilder script, String when, String words, String about) {
        script.append("complete -c onedag -n ").append(quoted(when)).append(' ').append(words);
        if (!about.isEmpty()) {
            int end = about.indexOf(". ");
            script.append(" -d ").append(quoted(end < 0 ? about : about.substring(0, end)));
        }
        script.append('\n');
    }

    private static String summary(CommandSpec spec) {
        return String.join(" ", spec.usageMessage().description());
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
