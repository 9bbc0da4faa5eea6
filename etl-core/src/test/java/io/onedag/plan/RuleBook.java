package io.onedag.plan;

import io.onedag.ForEach;
import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules, read off their text without any bookkeeping: every question looks at all that has ended so far. Trigger rules are looked
 * up in the measured table.
 */
final class RuleBook {

    /** What the book says of a task. */
    enum Says {
        WAIT,
        RUN,
        SKIPPED,
        UPSTREAM_FAILED
    }

    private static final TruthTable MEASURED = TruthTable.parse(TruthTable.MEASURED);
    private static final Set<TriggerRule> START_EARLY =
            Set.of(TriggerRule.ONE_SUCCESS, TriggerRule.ONE_FAILED, TriggerRule.ONE_DONE, TriggerRule.ALWAYS);

    private final Pipeline pipeline;
    private final Map<At, TaskRunState> ended;

    /**
     * Opens the book.
     *
     * @param ended what has ended, final states alone; the book sees later changes of it
     */
    RuleBook(Pipeline pipeline, Map<At, TaskRunState> ended) {
        this.pipeline = pipeline;
        this.ended = ended;
    }

    Says says(String name) {
        TaskDefinition task = pipeline.task(name);
        boolean allOver = task.needs().stream().allMatch(this::isOver);
        for (String upstream : task.needs()) {
            if (pipeline.task(upstream).isBranching() && !isOver(upstream)) {
                return Says.WAIT;
            }
        }
        if (task.needs().stream().anyMatch(upstream -> isLeftOut(upstream, name))) {
            return allOver ? Says.SKIPPED : Says.WAIT;
        }
        ForEach forEach = task.forEach();
        if (forEach != null) {
            String producer = forEach.task();
            if (!isOver(producer)) {
                return Says.WAIT;
            }
            if (rowsOf(name).noneMatch(row -> row.mapIndex() >= 0) && instances(name) == 0) {
                if (!allOver) {
                    return Says.WAIT;
                }
                boolean failed = rowsOf(producer).anyMatch(this::isFailure);
                return failed || byTable(task) == 'u' ? Says.UPSTREAM_FAILED : Says.SKIPPED;
            }
        }
        if (task.needs().isEmpty() || task.when() == TriggerRule.ALWAYS) {
            return Says.RUN;
        }
        boolean anyEnd = task.needs().stream().flatMap(this::rowsOf).findAny().isPresent();
        if (START_EARLY.contains(task.when()) && anyEnd && byTable(task) == 'R') {
            return Says.RUN;
        }
        if (!allOver) {
            return Says.WAIT;
        }
        return switch (byTable(task)) {
            case 'R' -> Says.RUN;
            case 's' -> Says.SKIPPED;
            default -> Says.UPSTREAM_FAILED;
        };
    }

    /** How many instances a task has whose producer is over; 0: none, one row stands for it. */
    int instances(String name) {
        ForEach forEach = pipeline.task(name).forEach();
        if (forEach == null) {
            return 0;
        }
        boolean anyOutput =
                rowsOf(forEach.task()).anyMatch(row -> row.state() == TaskState.SUCCEEDED || isAllowed(row));
        return anyOutput ? listLength(name) : 0;
    }

    /** The length of the list that the first of a chain of mapped tasks is mapped over; 0: there is none. */
    private int listLength(String name) {
        String producer = pipeline.task(name).forEach().task();
        if (pipeline.task(producer).isMapped()) {
            return listLength(producer);
        }
        TaskRunState row = ended.get(new At(producer, -1));
        return row == null ? 0 : row.lengths().getOrDefault(name, 0);
    }

    boolean isOver(String name) {
        if (!pipeline.task(name).isMapped() || ended.containsKey(new At(name, -1))) {
            return ended.containsKey(new At(name, -1));
        }
        return rowsOf(name).findAny().isPresent() && rowsOf(name).count() == listLength(name);
    }

    /** Whether a task run fails its run. */
    boolean isFailure(TaskRunState row) {
        return (row.state() == TaskState.FAILED && !isAllowed(row))
                || row.state() == TaskState.UPSTREAM_FAILED
                || row.state() == TaskState.CANCELLED;
    }

    private boolean isAllowed(TaskRunState row) {
        return row.state() == TaskState.FAILED && pipeline.task(row.task()).allowFailure();
    }

    private boolean isLeftOut(String branching, String successor) {
        TaskDefinition task = pipeline.task(branching);
        TaskRunState row = ended.get(new At(branching, -1));
        if (!task.isBranching() || row == null) {
            return false;
        }
        if (isAllowed(row)) {
            return task.branch().contains(successor);
        }
        return row.state() == TaskState.SUCCEEDED
                && row.chosen().stream().noneMatch(chosen -> leadsTo(chosen, successor, new HashSet<>()));
    }

    private boolean leadsTo(String from, String to, Set<String> seen) {
        return from.equals(to)
                || pipeline.task(to).needs().stream().anyMatch(need -> seen.add(need) && leadsTo(from, need, seen));
    }

    private char byTable(TaskDefinition task) {
        boolean seesAllowed = task.when() == TriggerRule.ONE_FAILED || task.when() == TriggerRule.ALL_FAILED;
        Set<Character> letters = new TreeSet<>(java.util.Comparator.comparing("SFKU"::indexOf));
        task.needs().stream()
                .flatMap(this::rowsOf)
                .forEach(row -> letters.add(
                        switch (row.state()) {
                            case SUCCEEDED -> 'S';
                            case FAILED -> isAllowed(row) && !seesAllowed ? 'S' : 'F';
                            case SKIPPED -> 'K';
                            default -> 'U';
                        }));
        var ends = new StringBuilder();
        letters.forEach(ends::append);
        return MEASURED.decision(task.when(), ends.toString());
    }

    private java.util.stream.Stream<TaskRunState> rowsOf(String name) {
        return List.copyOf(ended.values()).stream().filter(row -> row.task().equals(name));
    }
}
