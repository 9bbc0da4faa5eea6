package io.onedag.run;

import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.TaskFailedException;
import io.onedag.TaskState;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Inputs;
import io.onedag.attempt.RunScope;
import io.onedag.attempt.Settlement;
import io.onedag.engine.AttemptRecord;
import io.onedag.engine.Failure;
import io.onedag.engine.ResourceProvider;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.graph.PipelineGraph;
import io.onedag.validation.Suggestions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Runs an attempt of the past again, on the same inputs: the definition that its run keeps, its parameters and interval, its element, the
 * outputs of its upstreams as they were then, its number.
 *
 * <p>Nothing is recorded: no state, no log, no metric. What the body does, it does again; but the transaction of a transactional task is
 * rolled back, however it ends, and datasets go to a folder of the replay's own.
 */
public final class Replay {

    private final RunStore store;
    private final RunRecord run;
    private final PipelineGraph graph;
    private final int task;
    private final Which which;
    private final Past past;
    private final Inputs inputs;

    /**
     * Which attempt.
     *
     * @param task the task's name
     * @param mapIndex the index of a mapped instance; -1: not mapped
     * @param round its round
     * @param attempt its number within the round
     */
    public record Which(String task, int mapIndex, int round, int attempt) {

        /** {@code name 1.2} or {@code name[index] 1.2}. */
        @Override
        public String toString() {
            return task + (mapIndex < 0 ? "" : "[" + mapIndex + "]") + " " + round + "." + attempt;
        }
    }

    /**
     * How it ended.
     *
     * @param outcome {@code RETRY_WAIT}: it was retried; {@code READY}: it was lost with its process
     * @param startedAt when it started, or null
     * @param failure why it failed, or null
     */
    public record Past(
            TaskState outcome,
            @Nullable Instant startedAt,
            @Nullable Failure failure) {}

    private Replay(
            RunStore store, RunRecord run, PipelineGraph graph, int task, Which which, Past past, Inputs inputs) {
        this.store = store;
        this.run = run;
        this.graph = graph;
        this.task = task;
        this.which = which;
        this.past = past;
        this.inputs = inputs;
    }

    /**
     * Finds an attempt and what it read.
     *
     * @param now the pipeline as it is defined now, which has the Java code of its tasks; null: there is none
     * @throws InvalidRunException when there was no such attempt, it is under way, or what it read is no longer kept
     */
    public static Replay of(RunStore store, RunRecord run, @Nullable Pipeline now, Which which) {
        PipelineGraph graph = PipelineGraph.of(Definitions.forRun(run, now));
        Pipeline pipeline = graph.pipeline();
        if (!pipeline.hasTask(which.task())) {
            String hint = Suggestions.hint(
                    which.task(),
                    pipeline.tasks().stream().map(TaskDefinition::name).toList());
            throw new InvalidRunException("run " + run.id() + " of pipeline \"" + run.pipeline() + "\" has no task \""
                    + which.task() + "\"" + (hint == null ? "" : "; " + hint));
        }
        boolean mapped = pipeline.task(which.task()).isMapped();
        if (mapped != (which.mapIndex() >= 0)) {
            throw new InvalidRunException("task \"" + which.task() + "\" of run " + run.id()
                    + (mapped
                            ? " is mapped: name one instance, as in " + which.task() + "[0]"
                            : " is not mapped: leave the index out"));
        }
        List<TaskRunRecord> taskRuns = store.taskRuns(run.id());
        List<AttemptRecord> attempts = store.attempts(run.id());
        Past past = past(run, taskRuns, attempts, which);
        int task = graph.index(which.task());
        Inputs inputs = RecordedInputs.of(graph, taskRuns, attempts, task, which.round(), past.startedAt());
        return new Replay(store, run, graph, task, which, past, inputs);
    }

    private static Past past(RunRecord run, List<TaskRunRecord> taskRuns, List<AttemptRecord> attempts, Which which) {
        var known = new ArrayList<String>();
        for (AttemptRecord each : attempts) {
            if (each.task().equals(which.task()) && each.mapIndex() == which.mapIndex()) {
                if (each.round() == which.round() && each.attempt() == which.attempt()) {
                    return new Past(each.outcome(), each.startedAt(), each.error());
                }
                known.add(each.round() + "." + each.attempt());
            }
        }
        for (TaskRunRecord each : taskRuns) {
            if (each.task().equals(which.task()) && each.mapIndex() == which.mapIndex() && each.attempt() > 0) {
                if (each.round() == which.round() && each.attempt() == which.attempt()) {
                    if (each.state() == TaskState.RUNNING && !run.state().isFinal()) {
                        throw new InvalidRunException("attempt " + which + " of run " + run.id()
                                + " is under way: a replay would run beside it. Wait for its end, or cancel the run");
                    }
                    return new Past(each.state(), each.startedAt(), each.error());
                }
                String latest = each.round() + "." + each.attempt();
                if (!known.contains(latest)) {
                    known.add(latest);
                }
            }
        }
        throw new InvalidRunException("run " + run.id() + " has no attempt " + which + "; "
                + (known.isEmpty() ? "that task run never began" : "on record are " + String.join(", ", known)));
    }

    /** The task's definition. */
    public TaskDefinition task() {
        return graph.task(task);
    }

    /** The run. */
    public RunRecord run() {
        return run;
    }

    /** How the attempt ended then. */
    public Past past() {
        return past;
    }

    /**
     * Prepares it.
     *
     * @param environment variables for expressions
     * @param home a folder of the replay's own: where its datasets go
     * @param resources what the application provides to its tasks
     * @param listener hears its log
     * @param timer runs its timeout
     */
    public Attempt prepare(
            Map<String, String> environment,
            Path home,
            List<ResourceProvider<?>> resources,
            RunListener listener,
            ScheduledExecutorService timer) {
        String params = store.params(run, which.round());
        var scope = new RunScope(graph, Records.info(run, params), environment, home, store, resources, listener);
        return new Attempt(
                scope, task, which.mapIndex(), which.round(), which.attempt(), inputs, new Surroundings(timer));
    }

    /** Runs what was prepared, in this thread; a transaction is rolled back. */
    public static AttemptResult run(Attempt attempt) {
        AttemptResult result = attempt.run();
        RunStore.EffectTransaction effect = Settlement.effect(result);
        if (effect != null) {
            effect.close();
        }
        return result;
    }

    private final class Surroundings implements Attempt.Surroundings {
        private final ScheduledExecutorService timer;

        Surroundings(ScheduledExecutorService timer) {
            this.timer = timer;
        }

        @Override
        public ScheduledExecutorService timer() {
            return timer;
        }

        @Override
        public RunStore.EffectTransaction beginEffect() {
            // Nobody has this lease: even a commit by mistake would change nothing.
            return store.beginEffect(new RunLease(run.id(), new UUID(0, 0), 0))
                    .orElseThrow(() -> TaskFailedException.fatal("the store has no database for effect transactional"));
        }

        @Override
        public void processStarted(Attempt attempt, ProcessHandle process) {
            Objects.requireNonNull(process); // not on record: a recovery of the run must not end it
        }
    }
}
