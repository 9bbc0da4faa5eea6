package io.onedag.run;

import io.onedag.ForEach;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.attempt.GatheredOutputs;
import io.onedag.attempt.Inputs;
import io.onedag.attempt.Outputs;
import io.onedag.engine.AttemptRecord;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt of the past read of its upstreams: their outputs as they were then, also where a later round has put them back. Used
 * once.
 */
final class RecordedInputs {

    private static final Set<TriggerRule> EARLY =
            EnumSet.of(TriggerRule.ONE_SUCCESS, TriggerRule.ONE_FAILED, TriggerRule.ONE_DONE, TriggerRule.ALWAYS);

    private final PipelineGraph graph;
    private final Map<TaskKey, TaskRunRecord> now = new HashMap<>();
    private final Map<TaskKey, List<AttemptRecord>> before = new HashMap<>();
    private final int round;
    private final @Nullable Instant early;

    private RecordedInputs(
            PipelineGraph graph,
            Collection<TaskRunRecord> taskRuns,
            Collection<AttemptRecord> attempts,
            int round,
            @Nullable Instant early) {
        this.graph = graph;
        this.round = round;
        this.early = early;
        taskRuns.forEach(each -> now.put(new TaskKey(each.task(), each.mapIndex()), each));
        attempts.forEach(each -> before.computeIfAbsent(
                        new TaskKey(each.task(), each.mapIndex()), key -> new java.util.ArrayList<>())
                .add(each));
    }

    /**
     * The inputs of an attempt.
     *
     * @param taskRuns the task runs on record
     * @param attempts the attempts in the history
     * @param task the attempt's task
     * @param round its round
     * @param startedAt when it started, or null where that isn't known
     * @throws InvalidRunException when an output is no longer kept
     */
    static Inputs of(
            PipelineGraph graph,
            Collection<TaskRunRecord> taskRuns,
            Collection<AttemptRecord> attempts,
            int task,
            int round,
            @Nullable Instant startedAt) {
        // Any other rule waits for the end of all upstreams: what succeeded was there, whatever the clocks of two
        // machines say.
        boolean startedEarly = EARLY.contains(graph.task(task).when());
        var recorded = new RecordedInputs(graph, taskRuns, attempts, round, startedEarly ? startedAt : null);
        var outputs = new GatheredOutputs(graph);
        for (String upstream : graph.task(task).needs()) {
            recorded.put(graph.index(upstream), outputs);
        }
        return outputs;
    }

    private void put(int upstream, GatheredOutputs outputs) {
        TaskDefinition definition = graph.task(upstream);
        if (!definition.isMapped()) {
            outputs.put(upstream, -1, seen(new TaskKey(definition.name(), -1)));
            return;
        }
        int instances = instances(upstream);
        if (instances >= 0) {
            outputs.expand(upstream, instances);
        }
        for (int i = 0; i < instances; i++) {
            outputs.put(upstream, i, seen(new TaskKey(definition.name(), i)));
        }
    }

    /** How many instances a mapped task had; -1: its producer gave it nothing to map over. */
    private int instances(int mapped) {
        ForEach over = graph.task(mapped).forEach();
        if (over == null) {
            return -1;
        }
        int producer = graph.index(over.task());
        if (graph.task(producer).isMapped()) {
            return instances(producer);
        }
        String list = seen(new TaskKey(over.task(), -1));
        return list == null
                ? -1
                : Outputs.lengths(graph, producer, list)
                        .getOrDefault(graph.task(mapped).name(), -1);
    }

    /** The output that a task run had when the attempt started; null: none. */
    private @Nullable String seen(TaskKey key) {
        TaskRunRecord latest = now.get(key);
        if (latest != null
                && latest.state() == TaskState.SUCCEEDED
                && (early == null ? latest.round() <= round : !isAfterStart(latest.endedAt()))) {
            return latest.output();
        }
        for (AttemptRecord each : before.getOrDefault(key, List.of())) {
            if (each.outcome() != TaskState.SUCCEEDED || each.round() > round || isAfterStart(each.endedAt())) {
                continue;
            }
            if (each.putBackIn() == 0) {
                throw new InvalidRunException("the output that task " + key.task()
                        + (key.mapIndex() < 0 ? "" : "[" + key.mapIndex() + "]") + " had in round " + each.round()
                        + " is gone: it was put back by a version of Onedag that did not keep it");
            }
            if (each.putBackIn() > round) {
                return each.output();
            }
        }
        return null;
    }

    private boolean isAfterStart(@Nullable Instant ended) {
        return early != null && ended != null && ended.isAfter(early);
    }
}
