package io.onedag.cli;

import io.onedag.TaskState;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Decisions;
import io.onedag.plan.Reason;
import io.onedag.plan.RunPlan;
import io.onedag.run.Definitions;
import io.onedag.run.Records;
import io.onedag.run.RunExplainer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run with its task runs, as they are shown: those on record, and those that are yet to come, which the plan knows.
 *
 * @param run the run
 * @param tasks its task runs in the order of its definition, instances by index
 * @param abandoned whether it is unfinished and nobody advances it: the process that did is gone
 */
record RunView(RunRecord run, List<TaskRow> tasks, boolean abandoned) {

    private static final Decisions NOBODY = new Decisions() {
        @Override
        public void ready(int task, int mapIndex) {}

        @Override
        public void decided(int task, int mapIndex, TaskState state, Reason reason) {}
    };

    /** When the present round began: its first attempt started; null: not yet. */
    @Nullable
    Instant roundStartedAt() {
        return roundStartedAt(
                run,
                tasks.stream().map(TaskRow::record).filter(Objects::nonNull).toList());
    }

    /** When a run's present round began. */
    static @Nullable Instant roundStartedAt(RunRecord run, Collection<TaskRunRecord> records) {
        if (run.round() == 1) {
            return run.startedAt();
        }
        return records.stream()
                .filter(each -> each.round() == run.round())
                .map(TaskRunRecord::startedAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Reads a run's task runs. Where its definition can't be read, those on record are all. */
    static RunView load(RunStore store, RunRecord run) {
        List<TaskRunRecord> records = store.taskRuns(run.id());
        boolean abandoned = RunExplainer.isAbandoned(store, run);
        try {
            return new RunView(run, rows(run, PipelineGraph.of(Definitions.toShow(run)), records), abandoned);
        } catch (IllegalArgumentException e) {
            return new RunView(
                    run,
                    records.stream()
                            .sorted(Comparator.comparing(TaskRunRecord::task).thenComparing(TaskRunRecord::mapIndex))
                            .map(each -> new TaskRow(each.task(), each.mapIndex(), each.state(), 0, each))
                            .toList(),
                    abandoned);
        }
    }

    private static List<TaskRow> rows(RunRecord run, PipelineGraph graph, List<TaskRunRecord> records) {
        RunPlan plan = RunPlan.restore(graph, Records.states(graph, records));
        plan.begin(NOBODY);
        Map<String, Map<Integer, TaskRunRecord>> byTask = new HashMap<>();
        records.forEach(record ->
                byTask.computeIfAbsent(record.task(), task -> new HashMap<>()).put(record.mapIndex(), record));
        var rows = new ArrayList<TaskRow>();
        for (int task = 0; task < graph.size(); task++) {
            String name = graph.task(task).name();
            int maxAttempts = graph.task(task).retry().maxAttempts();
            Map<Integer, TaskRunRecord> own = byTask.getOrDefault(name, Map.of());
            int instances = plan.instances(task);
            for (int index = instances > 0 ? 0 : -1; index < Math.max(instances, 0); index++) {
                TaskRunRecord record = own.get(index);
                TaskState state = record == null ? plan.state(task, index) : record.state();
                // What had not begun when a run was cut short may have no record.
                boolean cutOff = run.state().isFinal() && !state.isFinal();
                rows.add(new TaskRow(name, index, cutOff ? TaskState.CANCELLED : state, maxAttempts, record));
            }
        }
        return rows;
    }
}
