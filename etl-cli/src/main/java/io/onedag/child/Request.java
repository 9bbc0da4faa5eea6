package io.onedag.child;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.engine.OnedagVersion;
import io.onedag.engine.RunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.run.RunParams;
import io.onedag.validation.Suggestions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that an engine asks for.
 *
 * @param graph the pipeline
 * @param task the task's index
 * @param mapIndex the index of a mapped instance; -1: not mapped
 * @param driver who asks; {@code external} where it doesn't say
 * @param round the driver's round, from 0
 * @param attempt from 1 within the round
 * @param key the run's key
 * @param interval what the run covers, or null
 * @param params the run's parameters, defaults filled in
 * @param deadline until when the driver lets it run, or null
 */
record Request(
        PipelineGraph graph,
        int task,
        int mapIndex,
        String driver,
        int round,
        int attempt,
        String key,
        @Nullable Interval interval,
        Map<String, @Nullable Object> params,
        @Nullable Instant deadline) {

    /** The task's definition. */
    TaskDefinition definition() {
        return graph.task(task);
    }

    /** The task's name, with the index of a mapped instance. */
    String label() {
        return mapIndex < 0 ? definition().name() : definition().name() + "[" + mapIndex + "]";
    }

    /**
     * Reads it.
     *
     * @throws Refusal when it isn't complete, doesn't fit the pipeline, or is for another plan
     * @throws io.onedag.run.InvalidRunException when its parameters are wrong
     */
    static Request read(Pipeline pipeline, Variables variables) {
        checkPlan(pipeline, variables);
        TaskDefinition task = task(pipeline, variables);
        int mapIndex = mapIndex(task, variables);
        String key = variables.required(Variables.RUN_KEY);
        int round = variables.number(Variables.ROUND, 0, 0);
        int attempt = variables.number(Variables.ATTEMPT, 0, 1);
        Interval interval = interval(variables);
        var params = Collections.unmodifiableMap(RunParams.resolve(pipeline, variables.object(Variables.PARAMS_FILE)));
        var graph = PipelineGraph.of(pipeline);
        return new Request(
                graph,
                graph.index(task.name()),
                mapIndex,
                driver(variables),
                round,
                attempt,
                key,
                interval,
                params,
                variables.instant(Variables.DEADLINE));
    }

    /** A run whose driver is not known to be outside would be our processes' to take over, beside the one that drives it. */
    private static String driver(Variables variables) {
        String driver = variables.get(Variables.DRIVER);
        if (driver == null) {
            return RunRecord.EXTERNAL;
        }
        if (!RunRecord.isOutside(driver)) {
            throw Refusal.usage(
                    Variables.DRIVER + " is \"" + driver + "\"",
                    "say airflow, prefect, luigi or external; leave it out where none of them calls");
        }
        return driver;
    }

    private static void checkPlan(Pipeline pipeline, Variables variables) {
        String hash = variables.get(Variables.PLAN_HASH);
        if (hash == null || hash.equals(pipeline.planHash())) {
            return;
        }
        var application = Application.current();
        throw new Refusal(
                ChildExit.NOT_NOW,
                "plan",
                "pipeline \"" + pipeline.name() + "\" has plan " + pipeline.planHash() + " in " + application.name()
                        + " " + application.version() + " (Onedag " + OnedagVersion.current()
                        + "), and the engine's file was made for plan " + hash
                        + ": a deployment may be under way. Where it isn't, export the pipeline again",
                null);
    }

    private static TaskDefinition task(Pipeline pipeline, Variables variables) {
        String name = variables.required(Variables.TASK);
        if (!pipeline.hasTask(name)) {
            List<String> known = new ArrayList<>();
            for (TaskDefinition each : pipeline.tasks()) {
                known.add(each.name());
            }
            throw Refusal.usage(
                    "pipeline \"" + pipeline.name() + "\" has no task \"" + name + "\"", Suggestions.hint(name, known));
        }
        return pipeline.task(name);
    }

    private static int mapIndex(TaskDefinition task, Variables variables) {
        boolean given = variables.get(Variables.MAP_INDEX) != null;
        if (task.isMapped() && !given) {
            throw Refusal.usage(
                    "task \"" + task.name() + "\" is mapped, and " + Variables.MAP_INDEX + " is not set",
                    "set it to the instance's index, from 0");
        }
        if (!task.isMapped() && given) {
            throw Refusal.usage(
                    Variables.MAP_INDEX + " is set, and task \"" + task.name() + "\" is not mapped", "unset it");
        }
        return task.isMapped() ? variables.number(Variables.MAP_INDEX, -1, 0) : -1;
    }

    private static @Nullable Interval interval(Variables variables) {
        Instant start = variables.instant(Variables.INTERVAL_START);
        Instant end = variables.instant(Variables.INTERVAL_END);
        if (start == null && end == null) {
            return null;
        }
        if (start == null || end == null) {
            throw Refusal.usage(
                    "an interval has two ends", "set " + Variables.INTERVAL_START + " and " + Variables.INTERVAL_END);
        }
        try {
            return new Interval(start, end);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()), null);
        }
    }
}
