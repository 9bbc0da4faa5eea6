package io.onedag.testkit.conformance.model;

import io.onedag.Pipeline;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.probe.JournalEntry;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was seen of a scenario.
 *
 * <p>An attempt is named by its task run's label, {@code name} or {@code name[index]}; {@code key:name} is that of the run with this key.
 *
 * @param pipelines its pipelines by alias
 * @param journal what attempts did, in the order in which they did it
 * @param runs how its runs ended, by their names in the script
 * @param traces what the engine wrote on behalf of its runs
 * @param tolerance how much later than due the engine may do something
 */
public record Evidence(
        Map<String, Pipeline> pipelines,
        List<JournalEntry> journal,
        Map<String, ObservedRun> runs,
        List<String> traces,
        Duration tolerance) {

    /** The starts of a task run's attempts, in order. */
    public List<JournalEntry> starts(String label) {
        return of(Kind.START, label);
    }

    /** The ends of a task run's attempts, in order. */
    public List<JournalEntry> ends(String label) {
        return of(Kind.END, label);
    }

    /** What a task run's attempts did of this kind, in order. */
    public List<JournalEntry> of(Kind kind, String label) {
        int colon = label.lastIndexOf(':');
        String key = colon < 0 ? null : label.substring(0, colon);
        String own = label.substring(colon + 1);
        return journal.stream()
                .filter(entry -> entry.kind() == kind && entry.label().equals(own))
                .filter(entry -> key == null || entry.runKey().equals(key))
                .toList();
    }

    /** Where in the journal an entry is. */
    public int position(JournalEntry entry) {
        for (int i = 0; i < journal.size(); i++) {
            if (journal.get(i) == entry) {
                return i;
            }
        }
        throw new IllegalArgumentException(entry.toString());
    }

    /** A run by its name in the script. */
    public ObservedRun run(String name) {
        return Objects.requireNonNull(runs.get(name), () -> "there is no run " + name + " in the script");
    }
}
