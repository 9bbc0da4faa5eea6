package io.onedag.store;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Outputs;
import io.onedag.driven.Begun;
import io.onedag.driven.DrivenAttempt;
import io.onedag.driven.DrivenRequest;
import io.onedag.driven.DriverStates;
import io.onedag.engine.Failure;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a driver does to a store by its children, one after the other, without an Airflow. */
final class Airflow {

    private final RunStore store;
    private final PipelineGraph graph;
    private String key = "manual__1";
    private String params = "{}";
    private DriverStates states;

    Airflow(RunStore store, Pipeline pipeline) {
        this.store = store;
        this.graph = PipelineGraph.of(pipeline);
    }

    /** Another run from now on. */
    Airflow run(String runKey) {
        key = runKey;
        return this;
    }

    /** Other parameters from now on. */
    Airflow params(String json) {
        params = json;
        return this;
    }

    /** What Airflow says of the run's tasks, long after all that is on record: {@code null} is not started. */
    Airflow says(String json) {
        return says(json, Instant.now().plusSeconds(3600));
    }

    Airflow says(String json, Instant at) {
        states = DriverStates.of((Map<?, ?>) Json.parse(json), at);
        return this;
    }

    Airflow saysNothing() {
        states = null;
        return this;
    }

    DrivenRequest request(String task, int mapIndex, int round, int attempt) {
        return new DrivenRequest(
                graph,
                graph.pipeline().planHash(),
                "airflow",
                "app",
                "1.2",
                key,
                key.startsWith("sched:") ? new Interval(Instant.EPOCH, Instant.parse(key.substring(6))) : null,
                params,
                task,
                mapIndex,
                round,
                attempt,
                null,
                states);
    }

    Begun start(String task, int mapIndex, int round, int attempt) {
        return DrivenAttempt.begin(store, request(task, mapIndex, round, attempt));
    }

    DrivenAttempt begin(String task) {
        return begin(task, -1, 0, 1);
    }

    DrivenAttempt begin(String task, int round, int attempt) {
        return begin(task, -1, round, attempt);
    }

    DrivenAttempt begin(String task, int mapIndex, int round, int attempt) {
        return (DrivenAttempt) start(task, mapIndex, round, attempt);
    }

    /** Runs tasks, each its first attempt, to a success. */
    void succeed(String... tasks) {
        for (String task : tasks) {
            begin(task).end(success(null));
        }
    }

    AttemptResult success(String output) {
        return new AttemptResult.Succeeded(output, null, Map.of(), Rows.NONE, null);
    }

    /** A success whose output others are mapped over. */
    AttemptResult listed(String task, String output) {
        return new AttemptResult.Succeeded(
                output, null, new HashMap<>(Outputs.lengths(graph, graph.index(task), output)), Rows.NONE, null);
    }

    static AttemptResult chose(String... branches) {
        return new AttemptResult.Succeeded(null, List.of(branches), Map.of(), Rows.NONE, null);
    }

    static AttemptResult failure() {
        return new AttemptResult.Failed(new Failure("E", "it broke", null, false), false, Rows.NONE);
    }

    static AttemptResult fatal() {
        return new AttemptResult.Failed(new Failure("E", "it broke for good", null, true), false, Rows.NONE);
    }

    RunRecord run() {
        return store.run(graph.pipeline().name(), key).orElseThrow();
    }

    UUID id() {
        return run().id();
    }

    TaskRunRecord row(String task) {
        return row(task, -1);
    }

    TaskRunRecord row(String task, int mapIndex) {
        return store.taskRuns(id()).stream()
                .filter(each -> each.task().equals(task) && each.mapIndex() == mapIndex)
                .findFirst()
                .orElse(null);
    }

    /** {@code a SUCCEEDED, b[0] FAILED}: what is on record, by name. */
    String states() {
        return String.join(
                ", ",
                store.taskRuns(id()).stream()
                        .map(each -> each.task() + (each.mapIndex() < 0 ? "" : "[" + each.mapIndex() + "]") + " "
                                + each.state())
                        .sorted()
                        .toList());
    }
}
