package io.onedag.testkit.conformance.model;

import io.onedag.testkit.conformance.probe.JournalEntry;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** How many attempts were under way together. */
public final class Overlap {

    private Overlap() {}

    /** The most of those that {@code which} picks. An attempt that never ended (its process was killed) counts until its task run's next. */
    public static int most(List<JournalEntry> journal, Predicate<JournalEntry> which) {
        Set<String> running = new HashSet<>();
        int most = 0;
        for (JournalEntry entry : journal) {
            String who = entry.runKey() + ":" + entry.label();
            if (entry.kind() == Kind.START && which.test(entry)) {
                running.add(who);
                most = Math.max(most, running.size());
            } else if (entry.kind() == Kind.END) {
                running.remove(who);
            }
        }
        return most;
    }
}
