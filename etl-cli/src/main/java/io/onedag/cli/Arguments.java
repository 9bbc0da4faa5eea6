package io.onedag.cli;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The options and arguments that a command declares, and what takes their values. Declared by calls rather than by annotations, whose
 * reading would take longer than many a command.
 */
final class Arguments {

    private final CommandSpec spec;
    private final Map<String, List<String>> candidates;
    private final Map<ArgSpec, Consumer<List<String>>> takers = new IdentityHashMap<>();

    Arguments(CommandSpec spec) {
        this(spec, Map.of());
    }

    /**
     * Arguments of which the shell is to complete values.
     *
     * @param candidates the values that may be, by the label that stands for them in the help
     */
    Arguments(CommandSpec spec, Map<String, List<String>> candidates) {
        this.spec = spec;
        this.candidates = candidates;
    }

    /** An argument that has to be there. */
    Arguments argument(String label, String description, Consumer<String> taker) {
        return positional("1", label, description, taker);
    }

    /** An argument that may be left out. */
    Arguments optionalArgument(String label, String description, Consumer<String> taker) {
        return positional("0..1", label, description, taker);
    }

    /** An argument that may be given several times, or left out. */
    Arguments repeatableArgument(String label, String description, Consumer<String> taker) {
        PositionalParamSpec positional = positional("0..*", label, description);
        takers.put(positional, values -> values.forEach(taker));
        return this;
    }

    /** An option without a value. */
    Arguments flag(String names, String description, Runnable taker) {
        return add(builder(names, description).type(boolean.class).arity("0").build(), values -> taker.run());
    }

    /** An option with a value. */
    Arguments option(String names, String label, String description, Consumer<String> taker) {
        return add(
                builder(names, description)
                        .type(String.class)
                        .arity("1")
                        .paramLabel(label)
                        .completionCandidates(candidates.get(label))
                        .build(),
                values -> taker.accept(values.get(0)));
    }

    /** An option with a value that has to be there. */
    Arguments requiredOption(String names, String label, String description, Consumer<String> taker) {
        return add(
                builder(names, description)
                        .type(String.class)
                        .arity("1")
                        .paramLabel(label)
                        .completionCandidates(candidates.get(label))
                        .required(true)
                        .build(),
                values -> taker.accept(values.get(0)));
    }

    /** An option with a value that may be given several times. */
    Arguments repeatableOption(String names, String label, String description, Consumer<String> taker) {
        return add(
                builder(names, description)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .paramLabel(label)
                        .completionCandidates(candidates.get(label))
                        .build(),
                values -> values.forEach(taker));
    }

    /** The option that shows the help; it needs no taker. */
    Arguments help(String names, String description) {
        spec.addOption(builder(names, description).usageHelp(true).arity("0").build());
        return this;
    }

    /**
     * Hands the values of a command line to their takers.
     *
     * @throws UsageException when a taker refuses one
     */
    void take(CommandLine.ParseResult line) {
        line.matchedOptionsSet().forEach(option -> {
            Consumer<List<String>> taker = takers.get(option);
            if (taker != null) {
                taker.accept(option.stringValues());
            }
        });
        line.matchedPositionals().forEach(each -> takers.get(each).accept(each.stringValues()));
    }

    /**
     * A whole number.
     *
     * @throws UsageException when it is none, or less than {@code least}
     */
    static long number(String option, String text, long least) {
        try {
            long number = Long.parseLong(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered like a number that is too small.
        }
        throw new UsageException(option + " is \"" + text + "\"", "give a whole number of at least " + least);
    }

    /**
     * One of an enum's constants, in any letter case.
     *
     * @throws UsageException when it is none of them
     */
    static <E extends Enum<E>> E oneOf(String option, String text, Class<E> type) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equalsIgnoreCase(text)) {
                return each;
            }
        }
        var names = new StringBuilder();
        for (E each : type.getEnumConstants()) {
            names.append(names.isEmpty() ? "" : ", ").append(each.name().toLowerCase(Locale.ROOT));
        }
        throw new UsageException(option + " is \"" + text + "\"", "give one of: " + names);
    }

    private Arguments positional(String arity, String label, String description, Consumer<String> taker) {
        PositionalParamSpec positional = positional(arity, label, description);
        takers.put(positional, values -> taker.accept(values.get(0)));
        return this;
    }

    private PositionalParamSpec positional(String arity, String label, String description) {
        boolean several = arity.endsWith("*");
        int index = spec.positionalParameters().size();
        PositionalParamSpec positional = PositionalParamSpec.builder()
                .index(several ? index + "..*" : String.valueOf(index))
                .arity(arity)
                .required(!arity.startsWith("0"))
                .type(several ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .completionCandidates(candidates.get(label))
                .description(description)
                .build();
        spec.addPositional(positional);
        return positional;
    }

    private Arguments add(OptionSpec option, Consumer<List<String>> taker) {
        spec.addOption(option);
        takers.put(option, taker);
        return this;
    }

    private static OptionSpec.Builder builder(String names, String description) {
        String[] each = names.split(", ");
        String[] more = each.length == 1 ? new String[0] : new String[] {each[1]};
        return OptionSpec.builder(each[0], more).description(description);
    }
}
