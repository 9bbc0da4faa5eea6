package io.onedag.run;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Explainer;
import io.onedag.plan.Explanation;
import io.onedag.plan.Reason;
import io.onedag.plan.Rounds;
import io.onedag.plan.TaskRunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a resume or a rerun would do, without doing it.
 *
 * @param round the round that the run would be in; the present one: nothing is put back
 * @param tasks all task runs in the order of the definition, instances by index
 * @param differences how the definition that the run goes on with differs from the present one, a line each
 */
public record RoundPreview(int round, List<TaskRun> tasks, List<String> differences) {

    /** What would become of a task run. */
    public enum Then {
        /** It is put back: it runs again if its rule lets it. */
        AGAIN,
        /** It is unfinished and goes on. */
        GOES_ON,
        /** It stays as it ended. */
        STAYS
    }

    /**
     * A task run.
     *
     * @param mapIndex the index of a mapped instance; -1: not mapped
     * @param state as it is on record
     * @param why for people
     */
    public record TaskRun(String task, int mapIndex, TaskState state, Then then, String why) {}

    public RoundPreview {
        tasks = List.copyOf(tasks);
        differences = List.copyOf(differences);
    }

    /** Whether there is nothing to run. */
    public boolean isEmpty() {
        return tasks.stream().allMatch(each -> each.then() == Then.STAYS);
    }

    /**
     * What {@link RunService#resume} would do now.
     *
     * @param now the pipeline as it is defined now; null: there is none
     * @throws InvalidRunException when it would refuse
     */
    public static RoundPreview ofResume(RunStore store, RunRecord run, @Nullable Pipeline now) {
        return of(store, run, now, null);
    }

    /**
     * What {@link RunService#rerun} would do now.
     *
     * @param now the pipeline as it is defined now; null: there is none
     * @param from the first task to run again
     * @throws InvalidRunException when it would refuse
     */
    public static RoundPreview ofRerun(RunStore store, RunRecord run, @Nullable Pipeline now, String from) {
        return of(store, run, now, from);
    }

    private static RoundPreview of(RunStore store, RunRecord run, @Nullable Pipeline now, @Nullable String from) {
        RunService.refuseOutside(run, from == null ? "resume" : "rerun");
        if (!run.state().isFinal() && !RunExplainer.isAbandoned(store, run)) {
            throw new InvalidRunException("run " + run.id() + " of pipeline \"" + run.pipeline()
                    + "\" is being advanced by " + run.owner() + ", which is alive. Wait for it, or: "
                    + ShellCommand.onedag("cancel", run.id().toString()));
        }
        Pipeline own = Definitions.forRun(run, now);
        if (from != null) {
            RunService.requireTask(run, own, from);
        }
        PipelineGraph graph = PipelineGraph.of(own);
        List<TaskRunRecord> records = store.taskRuns(run.id());
        List<TaskRunState> states = recovered(graph, records);
        // What is only now found to be given up stays so in this resume, as whoever asks doesn't know of it yet.
        Set<RunStore.TaskKey> givenUp = new HashSet<>();
        records.stream().filter(each -> each.state() == TaskState.RUNNING).forEach(each -> givenUp.add(key(each)));
        List<TaskRunState> back = from == null
                ? Rounds.forResume(
                        graph,
                        states.stream()
                                .filter(each -> !each.state().isFinal() || !givenUp.contains(key(each)))
                                .toList())
                : Rounds.forRerun(graph, states, from);
        Set<RunStore.TaskKey> again = new HashSet<>();
        back.forEach(each -> again.add(key(each)));
        Map<RunStore.TaskKey, TaskRunRecord> byKey = new HashMap<>();
        records.forEach(each -> byKey.put(key(each), each));
        var tasks = new ArrayList<TaskRun>();
        Reason cut = run.state() == RunState.CANCELLED || run.state() == RunState.FAILED ? Reason.CANCELLED : null;
        for (Explanation each : Explainer.of(graph, states, cut).all()) {
            var key = new RunStore.TaskKey(each.task(), each.mapIndex());
            // What a cut left without a record is merely unfinished.
            TaskRunRecord record = byKey.get(key);
            boolean unfinished = record == null && each.state() == TaskState.CANCELLED;
            Then then = again.contains(key)
                    ? Then.AGAIN
                    : each.state().isFinal() && !unfinished ? Then.STAYS : Then.GOES_ON;
            TaskState state = record == null || each.state().isFinal() ? each.state() : record.state();
            tasks.add(new TaskRun(each.task(), each.mapIndex(), state, then, why(each, then, from, record)));
        }
        boolean begins = !back.isEmpty()
                || (run.state().isFinal() && tasks.stream().anyMatch(each -> each.then() == Then.GOES_ON));
        return new RoundPreview(run.round() + (begins ? 1 : 0), tasks, Definitions.differences(run, now));
    }

    private static RunStore.TaskKey key(TaskRunRecord record) {
        return new RunStore.TaskKey(record.task(), record.mapIndex());
    }

    private static RunStore.TaskKey key(TaskRunState state) {
        return new RunStore.TaskKey(state.task(), state.mapIndex());
    }

    /** The states as they are once the attempts that were lost with their process have been taken account of. */
    private static List<TaskRunState> recovered(PipelineGraph graph, List<TaskRunRecord> records) {
        Map<RunStore.TaskKey, RunChange.Outcome> lost = new HashMap<>();
        for (RunChange.Write write : Recovery.of(graph, records, "its process", Instant.EPOCH)) {
            if (write instanceof RunChange.Outcome outcome) {
                lost.put(new RunStore.TaskKey(outcome.task(), outcome.mapIndex()), outcome);
            }
        }
        return Records.states(graph, records).stream()
                .map(each -> {
                    RunChange.Outcome outcome = lost.get(key(each));
                    return outcome == null
                            ? each
                            : new TaskRunState(
                                    each.task(),
                                    each.mapIndex(),
                                    outcome.state(),
                                    outcome.reason(),
                                    each.chosen(),
                                    each.lengths());
                })
                .toList();
    }

    private static String why(Explanation each, Then then, @Nullable String from, @Nullable TaskRunRecord record) {
        if (then == Then.GOES_ON) {
            return record != null && record.state() == TaskState.RUNNING
                    ? "its attempt was lost with its process"
                    : record != null && record.state() == TaskState.RETRY_WAIT
                            ? "its next attempt is due"
                            : "it has not run yet";
        }
        if (then == Then.AGAIN && from != null) {
            return each.task().equals(from) ? "named by --from" : "it comes after " + from;
        }
        if (record != null && record.state() == TaskState.RUNNING) {
            return "its attempt was lost with its process, and it is given up: the next resume runs it again";
        }
        return switch (each.state()) {
            case FAILED ->
                each.allowedFailure() && then == Then.STAYS
                        ? "its failure is allowed"
                        : "it failed"
                                + (record == null || record.error() == null
                                        ? ""
                                        : ": "
                                                + record.error()
                                                        .message()
                                                        .lines()
                                                        .findFirst()
                                                        .orElse(""));
            case UPSTREAM_FAILED ->
                then == Then.AGAIN ? "it could not run" : "it could not run, and its upstreams stay";
            case CANCELLED -> "it was cut off";
            case SKIPPED ->
                then == Then.AGAIN
                        ? "it was skipped, which an upstream that runs again may change"
                        : each.reason() == Reason.SELF ? "it skipped itself" : "it would be skipped again";
            case SUCCEEDED -> "it succeeded";
            default -> "it is " + each.state();
        };
    }
}
