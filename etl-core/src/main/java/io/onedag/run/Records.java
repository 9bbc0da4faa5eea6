package io.onedag.run;

import io.onedag.RunInfo;
import io.onedag.TaskState;
import io.onedag.attempt.Outputs;
import io.onedag.engine.RunRecord;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import io.onedag.plan.Reason;
import io.onedag.plan.TaskRunState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a plan off what a store has on record. */
public final class Records {

    private Records() {}

    /** The task runs that are not PENDING, as the plan reads them. */
    public static List<TaskRunState> states(PipelineGraph graph, Collection<TaskRunRecord> records) {
        var states = new ArrayList<TaskRunState>(records.size());
        for (TaskRunRecord record : records) {
            if (record.state() != TaskState.PENDING && graph.pipeline().hasTask(record.task())) {
                int task = graph.index(record.task());
                states.add(new TaskRunState(
                        record.task(),
                        record.mapIndex(),
                        record.state(),
                        record.reason(),
                        record.branch(),
                        lengths(graph, task, record)));
            }
        }
        return states;
    }

    /** For each task mapped over this one's output: the length of its list. */
    private static Map<String, Integer> lengths(PipelineGraph graph, int task, TaskRunRecord record) {
        if (record.state() != TaskState.SUCCEEDED || record.mapIndex() >= 0) {
            return Map.of();
        }
        return record.reason() == Reason.DRIVER
                ? Outputs.noLengths(graph, task)
                : Outputs.lengths(graph, task, record.output());
    }

    /** A run as its attempts see it. */
    public static RunInfo info(RunRecord run) {
        return info(run, run.params());
    }

    /** A run as the attempts of a round saw it that had these parameters. */
    static RunInfo info(RunRecord run, String json) {
        @SuppressWarnings("unchecked")
        var params = (Map<String, @Nullable Object>) Objects.requireNonNull(Json.parse(json));
        return new RunInfo(
                run.id(),
                run.key(),
                run.interval(),
                Collections.unmodifiableMap(new LinkedHashMap<>(params)),
                run.testMode(),
                run.limit());
    }
}
