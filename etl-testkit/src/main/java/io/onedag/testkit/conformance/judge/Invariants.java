package io.onedag.testkit.conformance.judge;

import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.engine.Support;
import io.onedag.plan.Reason;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.ObservedRun.ObservedTask;
import io.onedag.testkit.conformance.ScenarioResult.Difference;
import io.onedag.testkit.conformance.model.Evidence;
import io.onedag.testkit.conformance.model.ExpectedRun;
import io.onedag.testkit.conformance.model.ExpectedTask;
import io.onedag.testkit.conformance.model.Overlap;
import io.onedag.testkit.conformance.probe.JournalEntry;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every run of every scenario:
 *
 * <ul>
 *   <li>a task run has as many attempts as bodies were started (one without may have failed it for good), and a body that runs again does so after its last one has ended
 *   <li>attempts are numbered from 1 in each round, one after the other
 *   <li>a task whose rule waits for all its upstreams starts after they have ended
 *   <li>{@code max_parallel_tasks}, the slots of each pool and {@code max_active_runs} are kept
 *   <li>only a success has an output
 * </ul>
 */
public final class Invariants {

    private static final Set<TriggerRule> EARLY =
            EnumSet.of(TriggerRule.ALWAYS, TriggerRule.ONE_DONE, TriggerRule.ONE_FAILED, TriggerRule.ONE_SUCCESS);

    private Invariants() {}

    /** What doesn't hold. */
    static List<Difference> violated(Evidence seen, Map<String, ExpectedRun> expected) {
        var found = new ArrayList<Difference>();
        seen.runs().forEach((name, run) -> attempts(seen, run, expected.get(name), found));
        numbers(seen, found);
        Map<String, Pipeline> byName = new HashMap<>();
        seen.pipelines().values().forEach(pipeline -> byName.putIfAbsent(pipeline.name(), pipeline));
        if (byName.size() == 1) { // with several, the journal doesn't say whose a task is
            Pipeline only = byName.values().iterator().next();
            order(seen, only, found);
            limits(seen, only, found);
        }
        return found;
    }

    private static void attempts(
            Evidence seen, ObservedRun run, @Nullable ExpectedRun expected, List<Difference> found) {
        for (ObservedTask task : run.tasks()) {
            int bodies = seen.starts(run.key() + ":" + task.label()).size();
            int due = due(task, expected);
            int without = couldFailBeforeItsBody(task) ? 1 : 0;
            if (task.state().isFinal() && (bodies > task.attempts() || bodies < due - without)) {
                found.add(outcome(task.label() + " has " + task.attempts() + " attempts on record, and its body ran "
                        + bodies + " times, expected " + due));
            }
            if (task.state() != TaskState.SUCCEEDED && task.output() != null) {
                found.add(outcome(task.label() + " is " + task.state() + " and has an output"));
            }
        }
    }

    /** An expression without a value fails an attempt for good, before its body starts. */
    private static boolean couldFailBeforeItsBody(ObservedTask task) {
        return task.state() == TaskState.FAILED
                && (task.reason() == null || task.reason().equals(Reason.FATAL.name()));
    }

    private static int due(ObservedTask task, @Nullable ExpectedRun expected) {
        return expected == null
                ? task.attempts()
                : expected.tasks().stream()
                        .filter(each -> each.label().equals(task.label()))
                        .mapToInt(ExpectedTask::bodies)
                        .findFirst()
                        .orElse(task.attempts());
    }

    private static void numbers(Evidence seen, List<Difference> found) {
        Map<String, JournalEntry> last = new HashMap<>();
        Set<String> running = new HashSet<>();
        for (JournalEntry entry : seen.journal()) {
            String who = entry.runKey() + ":" + entry.label();
            if (entry.kind() == Kind.END) {
                running.remove(who + entry.pid());
            }
            if (entry.kind() != Kind.START) {
                continue;
            }
            if (!running.add(who + entry.pid())) {
                found.add(outcome("two attempts of " + entry.label() + " ran at once"));
            }
            JournalEntry before = last.put(who, entry);
            boolean next = before == null
                    ? entry.attempt() == 1
                    : entry.round() == before.round()
                            ? entry.attempt() == before.attempt() + 1
                            : entry.round() > before.round() && entry.attempt() == 1;
            if (!next) {
                found.add(outcome("attempt " + entry.attempt() + " of round " + entry.round() + " of " + entry.label()
                        + " came after " + (before == null ? "none" : before.round() + "." + before.attempt())));
            }
        }
    }

    /** Rounds start over, so only what happens in one is told apart. */
    private static void order(Evidence seen, Pipeline pipeline, List<Difference> found) {
        Map<String, Integer> lastEnd = new HashMap<>();
        Map<String, Integer> firstStart = new HashMap<>();
        Set<String> rounds = new HashSet<>();
        for (int i = 0; i < seen.journal().size(); i++) {
            JournalEntry entry = seen.journal().get(i);
            String who = entry.runKey() + ":" + entry.round() + ":" + entry.task();
            if (entry.kind() == Kind.START) {
                firstStart.putIfAbsent(who, i);
                rounds.add(entry.runKey() + ":" + entry.round());
            } else if (entry.kind() == Kind.END) {
                lastEnd.put(who, i);
            }
        }
        for (String round : rounds) {
            for (TaskDefinition task : pipeline.tasks()) {
                Integer start = firstStart.get(round + ":" + task.name());
                if (start == null || EARLY.contains(task.when())) {
                    continue;
                }
                for (String need : task.needs()) {
                    Integer end = lastEnd.get(round + ":" + need);
                    if (end != null && end > start) {
                        found.add(outcome(task.name() + " started before " + need + " had ended"));
                    }
                }
            }
        }
    }

    private static void limits(Evidence seen, Pipeline pipeline, List<Difference> found) {
        Set<String> keys = new HashSet<>();
        seen.journal().stream().filter(entry -> entry.kind() == Kind.START).forEach(entry -> keys.add(entry.runKey()));
        for (String key : keys) {
            int most = Overlap.most(seen.journal(), entry -> entry.runKey().equals(key));
            if (most > pipeline.maxParallelTasks()) {
                found.add(outcome(most + " tasks ran together, max_parallel_tasks is " + pipeline.maxParallelTasks()));
            }
        }
        pipeline.pools().forEach((pool, slots) -> {
            int most = Overlap.most(
                    seen.journal(),
                    entry -> pool.equals(pipeline.task(entry.task()).pool()));
            if (most > slots) {
                found.add(outcome(most + " tasks of pool " + pool + " ran together, it has " + slots + " slots"));
            }
        });
        activeRuns(seen, pipeline, found);
    }

    private static void activeRuns(Evidence seen, Pipeline pipeline, List<Difference> found) {
        Map<String, Integer> first = new HashMap<>();
        Map<String, Integer> last = new HashMap<>();
        boolean oneRound = true;
        for (int i = 0; i < seen.journal().size(); i++) {
            JournalEntry entry = seen.journal().get(i);
            if (entry.kind() == Kind.START || entry.kind() == Kind.END) {
                first.putIfAbsent(entry.runKey(), i);
                last.put(entry.runKey(), i);
                oneRound &= entry.round() == 1;
            }
        }
        for (String key : first.keySet()) {
            long active = first.keySet().stream()
                    .filter(other -> first.get(other) <= first.get(key) && last.get(other) >= first.get(key))
                    .count();
            if (oneRound && active > pipeline.maxActiveRuns()) {
                found.add(
                        outcome(active + " runs were active together, max_active_runs is " + pipeline.maxActiveRuns()));
            }
        }
    }

    private static Difference outcome(String message) {
        return new Difference(Support.Kind.OUTCOME, message);
    }
}
