package io.onedag.testkit;

import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.TaskState;
import io.onedag.attempt.GatheredOutputs;
import io.onedag.engine.Failure;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import io.onedag.plan.Explainer;
import io.onedag.plan.Explanation;
import io.onedag.plan.TaskRunState;
import io.onedag.run.Records;
import io.onedag.testkit.manual.ManualRun;
import io.onedag.validation.Suggestions;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The task runs of one run as they stand: what the plan says of each, and what is on record besides. */
final class Views {

    private final PipelineGraph graph;
    private final Map<String, TaskRunRecord> records = new HashMap<>();
    private final Explainer explainer;

    private Views(PipelineGraph graph, Collection<TaskRunRecord> records, Explainer explainer) {
        this.graph = graph;
        records.forEach(each -> this.records.put(Labels.of(each.task(), each.mapIndex()), each));
        this.explainer = explainer;
    }

    static Views of(RunStore store, RunRecord run, Pipeline pipeline, @Nullable ManualRun manual) {
        List<TaskRunRecord> records = store.taskRuns(run.id());
        PipelineGraph graph = manual == null ? PipelineGraph.of(pipeline) : manual.graph();
        Collection<TaskRunState> states = manual == null ? Records.states(graph, records) : manual.states();
        return new Views(graph, records, Explainer.of(graph, states, manual == null ? null : manual.cut()));
    }

    /** All of them, of mapped tasks their instances. */
    List<TaskRunView> all() {
        return explainer.all().stream().map(this::view).toList();
    }

    Map<String, TaskState> states() {
        var states = new LinkedHashMap<String, TaskState>();
        all().forEach(each -> states.put(each.label(), each.state()));
        return states;
    }

    TaskRunView one(String label) {
        String task = Labels.task(label);
        if (!graph.pipeline().hasTask(task)) {
            String hint = Suggestions.hint(
                    task,
                    graph.pipeline().tasks().stream().map(each -> each.name()).toList());
            throw new IllegalArgumentException("pipeline \"" + graph.pipeline().name() + "\" has no task \"" + task
                    + "\"" + (hint == null ? "" : "; " + hint));
        }
        return view(explainer.explain(task, Labels.mapIndex(label)));
    }

    private TaskRunView view(Explanation of) {
        String label = Labels.of(of.task(), of.mapIndex());
        TaskRunRecord record = records.get(label);
        int instances = of.mapIndex() < 0 ? explainer.instances(of.task()) : -1;
        Failure failure = record == null ? null : record.error();
        String message = failure == null ? null : failure.message();
        return new TaskRunView(
                label,
                of.state(),
                of.reason(),
                message == null ? of.sentence() : of.sentence() + "; last failure: " + message,
                record == null ? attempts(of.task(), instances) : record.attempts(),
                instances > 0 ? gathered(of.task(), instances) : parsed(record),
                record == null ? null : record.branch(),
                failure,
                record != null && record.allowedFailure(),
                record == null ? Rows.NONE : record.rows(),
                record == null ? null : record.startedAt(),
                record == null ? null : record.endedAt(),
                record == null ? null : record.retryAt(),
                instances);
    }

    private int attempts(String task, int instances) {
        int attempts = 0;
        for (int i = 0; i < instances; i++) {
            TaskRunRecord record = records.get(Labels.of(task, i));
            attempts += record == null ? 0 : record.attempts();
        }
        return attempts;
    }

    private @Nullable Object gathered(String task, int instances) {
        int index = graph.index(task);
        var outputs = new GatheredOutputs(graph);
        outputs.expand(index, instances);
        for (int i = 0; i < instances; i++) {
            TaskRunRecord record = records.get(Labels.of(task, i));
            outputs.put(index, i, record == null ? null : record.output());
        }
        String json = outputs.output(index);
        return json == null ? null : Json.parse(json);
    }

    private static @Nullable Object parsed(@Nullable TaskRunRecord record) {
        return record == null || record.output() == null ? null : Json.parse(record.output());
    }
}
