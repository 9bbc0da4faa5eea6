package io.onedag.cli;

import io.onedag.run.Admission.Strictness;
import java.util.Locale;

/** The option {@code --strict}. */
final class StrictOption {

    private Strictness strictness = Strictness.NONE;

    /**
     * Declares it.
     *
     * @param who what approximates: {@code the engine}
     */
    void declare(Arguments arguments, String who) {
        arguments.option(
                "--strict",
                "WHAT",
                "Refuse what " + who + " only approximates: outcome (also: --strict alone) where states,"
                        + " outputs or rows may differ, timing where only moments do.",
                value -> strictness = parse(value));
    }

    /** What was given. */
    Strictness value() {
        return strictness;
    }

    private static Strictness parse(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "outcome" -> Strictness.OUTCOME;
            case "timing" -> Strictness.TIMING;
            default -> throw new UsageException("--strict is \"" + value + "\"", "give outcome or timing");
        };
    }
}
