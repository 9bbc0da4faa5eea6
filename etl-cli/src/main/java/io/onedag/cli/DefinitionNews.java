package io.onedag.cli;

import java.util.List;
import java.util.stream.Stream;

/** Tells that a run goes on with another definition than today's. */
final class DefinitionNews {

    private DefinitionNews() {}

    /** The lines that tell it; none where there is no difference. */
    static List<String> lines(List<String> differences) {
        return differences.isEmpty()
                ? List.of()
                : Stream.concat(
                                Stream.of("The run goes on with the definition that it started with; today's differs:"),
                                differences.stream().map(line -> "  " + line))
                        .toList();
    }
}
