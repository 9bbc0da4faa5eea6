package io.onedag.driven;

import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.RunInfo;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Failures;
import io.onedag.attempt.Inputs;
import io.onedag.attempt.Masking;
import io.onedag.attempt.ProcessTree;
import io.onedag.attempt.Settlement;
import io.onedag.engine.DrivenRun;
import io.onedag.engine.Failure;
import io.onedag.engine.NewRun;
import io.onedag.engine.OsProcess;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.StaleLeaseException;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.RunPlan;
import io.onedag.run.Definitions;
import io.onedag.run.Records;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * An attempt that an engine outside drives, claimed in the store. {@link #begin} and each end are one transaction, in which nobody else
 * changes the run; no connection is held between them. Not thread-safe, but {@link #interrupted} may be called from another thread than
 * {@link #end}: the first of them counts.
 */
public final class DrivenAttempt implements Begun {

    private final RunStore store;
    private final DrivenRequest request;
    private final RunRecord run;
    private final PipelineGraph graph;
    private final int round;
    private final long generation;
    private final Inputs inputs;
    private final List<String> differences;

    DrivenAttempt(
            RunStore store,
            DrivenRequest request,
            RunRecord run,
            PipelineGraph graph,
            int round,
            long generation,
            Inputs inputs,
            List<String> differences) {
        this.store = store;
        this.request = request;
        this.run = run;
        this.graph = graph;
        this.round = round;
        this.generation = generation;
        this.inputs = inputs;
        this.differences = differences;
    }

    /**
     * Looks up the task run and claims it: makes the run where there is none with its key, lets the record follow what the driver did
     * meanwhile, fences an attempt that is still on record as running, and ends what is left of its process on this machine.
     *
     * @throws io.onedag.engine.StoreException when the store can't be reached or has no schema for this version (exit 3); nothing was
     *     changed
     * @throws io.onedag.engine.PipelineOwnedException when another application registered the pipeline's name (exit 2)
     */
    public static Begun begin(RunStore store, DrivenRequest request) {
        Pipeline pipeline = request.graph().pipeline();
        if (pipeline.task(request.task()).isMapped() != request.mapIndex() >= 0) {
            throw new IllegalArgumentException("task " + request.task() + " of pipeline " + pipeline.name()
                    + (request.mapIndex() < 0
                            ? " is mapped: say which instance it is (ONEDAG_MAP_INDEX)"
                            : " is not mapped: it has no instance " + request.mapIndex()));
        }
        var claiming = new Claiming(store, request, Instant.now());
        Begun begun = store.drive(pipeline.name(), request.runKey(), new ToMake(request), claiming);
        OsProcess remains = claiming.remains();
        if (remains != null) {
            ProcessTree.endRemains(remains);
        }
        if (claiming.tookOver() && begun instanceof DrivenAttempt attempt) {
            // It may have started one and not lived to put it on record.
            ProcessTree.endRemains(attempt.run().id(), request.task(), request.mapIndex());
        }
        return begun;
    }

    /** The run, where there is none yet. */
    private record ToMake(DrivenRequest request) implements Supplier<DrivenRun.Start> {
        @Override
        public DrivenRun.Start get() {
            Pipeline pipeline = request.graph().pipeline();
            return new DrivenRun.Start(
                    new NewRun(
                            RunIds.next(),
                            pipeline.name(),
                            request.runKey(),
                            request.interval(),
                            request.params(),
                            request.planHash(),
                            RunPlan.RULES_VERSION,
                            Definitions.write(pipeline),
                            request.driver(),
                            false,
                            0),
                    request.application(),
                    request.applicationVersion());
        }
    }

    /** The run as it is on record. */
    public RunRecord run() {
        return run;
    }

    /** The run as its attempts see it, with the parameters of its present round. */
    public RunInfo info() {
        return Records.info(run);
    }

    /** The definition that the run goes on with; the request's, unless the run began with another plan. */
    public PipelineGraph graph() {
        return graph;
    }

    /** The task's index in the {@linkplain #graph graph}. */
    public int task() {
        return graph.index(request.task());
    }

    /** How the definition that the run goes on with differs from the present one, a line each; empty: it doesn't. */
    public List<String> differences() {
        return differences;
    }

    /** For {@link RunStore#beginEffect}, {@link RunStore#appendLogs} and {@link RunStore#commit} (of a started process). */
    public RunLease lease() {
        return RunLease.ofDriver(run.id());
    }

    /** The task run's generation in this attempt. */
    public long generation() {
        return generation;
    }

    /** The round, from 1, as the store counts. */
    public int round() {
        return round;
    }

    /** The attempt's number within its round. */
    public int attempt() {
        return request.attempt();
    }

    /** What its upstreams put out, and its element: read from the store by {@link #begin}. */
    public Inputs inputs() {
        return inputs;
    }

    /** As {@link #end(AttemptResult, Masking)}, where no secret is known. */
    public Ended end(AttemptResult result) {
        return end(result, new Masking());
    }

    /**
     * Puts the attempt's end on record, with all that follows from it; the transaction of a transactional success commits with it.
     *
     * @param masking hides secrets in the error of a transaction that can't commit
     * @throws io.onedag.engine.StoreException when that isn't known to have happened (exit 3)
     */
    public Ended end(AttemptResult result, Masking masking) {
        if (result instanceof AttemptResult.Interrupted) {
            return interrupted(DriversWord.NONE);
        }
        RunStore.EffectTransaction effect = Settlement.effect(result);
        try {
            return effect == null ? finish(result) : commit(result, effect, masking);
        } catch (StaleLeaseException e) {
            return Ended.tooLate();
        }
    }

    private Ended finish(AttemptResult result) {
        return store.drive(run.id(), new Finishing(graph, request, generation, result, Instant.now()));
    }

    /** An effect that can't commit is a failure like any other; one whose fate is unknown is told by the record. */
    private Ended commit(AttemptResult result, RunStore.EffectTransaction effect, Masking masking) {
        Failure why;
        try (effect) {
            return effect.commit(new Finishing(graph, request, generation, result, Instant.now()));
        } catch (StaleLeaseException e) {
            throw e;
        } catch (RuntimeException e) {
            why = Failures.of(e, masking);
        }
        Ended committed = store.drive(run.id(), new Committed(request, generation));
        return committed == null ? finish(new AttemptResult.Failed(why, false, Rows.NONE)) : committed;
    }

    /** Puts on record that the attempt was cut off, as the driver's word has it. */
    public Ended interrupted(DriversWord word) {
        try {
            return store.drive(run.id(), new Interrupting(graph, request, generation, word, Instant.now()));
        } catch (StaleLeaseException e) {
            return Ended.tooLate();
        }
    }
}
