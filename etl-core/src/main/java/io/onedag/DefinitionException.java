package io.onedag;

import java.util.List;
import java.util.stream.Collectors;

/** A definition that isn't valid: all that is wrong with it at once. The message has a line for each of the first hundred. */
public final class DefinitionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 100;

    private final transient List<Problem> problems;

    public DefinitionException(List<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    private static String message(List<Problem> problems) {
        String shown = problems.stream()
                .limit(SHOWN)
                .map(Problem::toString)
                .collect(Collectors.joining(System.lineSeparator()));
        int more = problems.size() - SHOWN;
        return more > 0 ? shown + System.lineSeparator() + "… and " + more + " more" : shown;
    }

    /** What is wrong, in the order of the definition. */
    public List<Problem> problems() {
        return problems;
    }
}
