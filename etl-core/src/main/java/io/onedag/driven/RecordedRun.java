package io.onedag.driven;

import io.onedag.ForEach;
import io.onedag.TaskState;
import io.onedag.attempt.GatheredOutputs;
import io.onedag.attempt.Inputs;
import io.onedag.attempt.Outputs;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Reason;
import io.onedag.run.Records;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The task runs of a run as they are on record, in one transaction. */
final class RecordedRun {

    static final int NOT_MAPPED = -1;
    private static final int UNKNOWN = -1;

    private final PipelineGraph graph;
    private final List<TaskRunRecord> rows;

    private RecordedRun(PipelineGraph graph, List<TaskRunRecord> rows) {
        this.graph = graph;
        this.rows = rows;
    }

    /** Reads a run, with the outputs that its plan and an attempt of one task need. */
    static RecordedRun read(DrivenRun run, PipelineGraph graph, String task) {
        var outputsOf = new ArrayList<String>();
        outputsOf.add(task);
        if (graph.pipeline().hasTask(task)) {
            outputsOf.addAll(graph.pipeline().task(task).needs());
        }
        for (int each = 0; each < graph.size(); each++) {
            int producer = graph.producer(each);
            if (producer >= 0 && !outputsOf.contains(graph.task(producer).name())) {
                outputsOf.add(graph.task(producer).name());
            }
        }
        return new RecordedRun(graph, run.taskRuns(outputsOf));
    }

    List<TaskRunRecord> rows() {
        return rows;
    }

    /** What is on record of a task run, or null. */
    @Nullable
    TaskRunRecord find(String task, int mapIndex) {
        for (TaskRunRecord each : rows) {
            if (each.mapIndex() == mapIndex && each.task().equals(task)) {
                return each;
            }
        }
        return null;
    }

    /** How many instances a mapped task has, by the list on record; -1: there is none (yet). */
    int instances(int mapped) {
        int task = mapped;
        int producer = graph.producer(task);
        while (graph.producer(producer) >= 0) {
            TaskRunRecord whole = find(graph.task(producer).name(), NOT_MAPPED);
            if (whole != null && whole.state().isFinal()) {
                return UNKNOWN;
            }
            task = producer;
            producer = graph.producer(task);
        }
        TaskRunRecord row = find(graph.task(producer).name(), NOT_MAPPED);
        if (row == null || row.state() != TaskState.SUCCEEDED) {
            return UNKNOWN;
        }
        if (row.reason() == Reason.DRIVER) {
            return 0;
        }
        Integer length = Outputs.lengths(graph, producer, row.output())
                .get(graph.task(task).name());
        return length == null ? UNKNOWN : length;
    }

    /** Whether a task run belongs to the run: an instance whose index the list on record doesn't have doesn't. */
    boolean hasPlaceFor(int task, int mapIndex) {
        return mapIndex < 0 || (graph.producer(task) >= 0 && mapIndex < instances(task));
    }

    /** What an attempt of a task reads. */
    Inputs inputs(int task) {
        int[] upstreams = graph.upstreams(task);
        if (upstreams.length == 0) {
            return Inputs.NONE;
        }
        var outputs = new GatheredOutputs(graph);
        for (int upstream : upstreams) {
            put(upstream, outputs);
        }
        ForEach list = graph.task(task).forEach();
        if (list != null) {
            put(graph.index(list.task()), outputs);
        }
        return outputs;
    }

    private void put(int upstream, GatheredOutputs outputs) {
        String name = graph.task(upstream).name();
        TaskRunRecord whole = find(name, NOT_MAPPED);
        if (graph.producer(upstream) < 0) {
            if (whole != null && whole.state() == TaskState.SUCCEEDED) {
                outputs.put(upstream, NOT_MAPPED, whole.output());
            }
            return;
        }
        if (whole != null && whole.state().isFinal()) {
            if (whole.reason() == Reason.EMPTY_MAP) {
                outputs.expand(upstream, 0);
            }
            return;
        }
        int instances = instances(upstream);
        if (instances < 0) {
            return;
        }
        outputs.expand(upstream, instances);
        for (TaskRunRecord each : rows) {
            if (each.state() == TaskState.SUCCEEDED
                    && each.mapIndex() >= 0
                    && each.task().equals(name)) {
                outputs.put(upstream, each.mapIndex(), each.output());
            }
        }
    }

    /** The run as its plan sees it. */
    PlannedRun planned() {
        return new PlannedRun(graph, Records.states(graph, rows));
    }
}
