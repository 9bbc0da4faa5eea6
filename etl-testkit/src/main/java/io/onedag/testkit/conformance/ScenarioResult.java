package io.onedag.testkit.conformance;

import io.onedag.engine.Capability;
import io.onedag.engine.Support;
import io.onedag.testkit.conformance.model.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The result of running one scenario on one engine.
 *
 * @param scenario the scenario
 * @param engine the engine's name
 * @param outcome the verdict
 * @param capabilities what the scenario needs of the engine
 * @param because what the verdict turned on: the engine's own words for what it refuses, lacks or approximates; empty for the others
 * @param differences what was expected and what was found instead
 * @param journal the journal's lines, for people
 * @param took how long it ran
 */
public record ScenarioResult(
        Scenario scenario,
        String engine,
        Outcome outcome,
        Set<Capability> capabilities,
        List<String> because,
        List<Difference> differences,
        List<String> journal,
        Duration took) {

    private static final int MOST_LINES = 60;

    /**
     * One thing that isn't as expected.
     *
     * @param kind whether a moment differs, or what came of it
     * @param message what was expected, and what was found
     * @param broken whether the scenario didn't get to its end: no capability covers that
     */
    public record Difference(Support.Kind kind, String message, boolean broken) {

        /** One that may have been declared. */
        public Difference(Support.Kind kind, String message) {
            this(kind, message, false);
        }
    }

    public ScenarioResult {
        capabilities = Set.copyOf(capabilities);
        because = List.copyOf(because);
        differences = List.copyOf(differences);
        journal = List.copyOf(journal);
    }

    /** For people: the scenario, what was expected, what was found, and the journal. */
    public String report() {
        var text = new StringBuilder("scenario ")
                .append(scenario.name())
                .append(" on ")
                .append(engine)
                .append(": ")
                .append(outcome)
                .append("\n  ")
                .append(scenario.shows())
                .append("\n  rules: ")
                .append(String.join(", ", scenario.rules()));
        because.forEach(each -> text.append("\n  because ").append(each));
        differences.forEach(each -> text.append("\n  - ").append(each.message().replace("\n", "\n    ")));
        if (!differences.isEmpty()) {
            text.append("\n  journal:");
            journal.stream()
                    .limit(MOST_LINES)
                    .forEach(line -> text.append("\n    ").append(line));
            if (journal.size() > MOST_LINES) {
                text.append("\n    … ").append(journal.size() - MOST_LINES).append(" more lines");
            }
        }
        return text.toString();
    }
}
