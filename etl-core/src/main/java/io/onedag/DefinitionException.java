package io.onedag;

import java.util.List;
import java.util.stream.Collectors;

/** A definition that isn't valid: all that is wrong with it at once, a line each. */
public final class DefinitionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public DefinitionException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the definition. */
    public List<Problem> problems() {
        return problems;
    }
}
