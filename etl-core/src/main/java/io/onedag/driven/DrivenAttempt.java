package io.onedag.driven;

import io.onedag.RunInfo;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Inputs;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.graph.PipelineGraph;
import io.onedag.run.Records;
import java.util.List;
import java.util.UUID;

/**
 * An attempt that an engine outside drives, claimed in the store. {@link #begin} and each end are one transaction, in which nobody else
 * changes the run; no connection is held between them. Not thread-safe, but {@link #interrupted} may be called from another thread than
 * {@link #end}: the first of them counts.
 */
public final class DrivenAttempt implements Begun {

    /** The process that the lease of a run driven from outside names: none of ours. */
    public static final UUID NOBODY = new UUID(0, 0);

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
        throw new UnsupportedOperationException("not yet");
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
        return new RunLease(run.id(), NOBODY, 1);
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

    /**
     * Puts the attempt's end on record, with all that follows from it; the transaction of a transactional success commits with it.
     *
     * @throws io.onedag.engine.StoreException when that isn't known to have happened (exit 3)
     */
    public Ended end(AttemptResult result) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Puts on record that the attempt was cut off, as the driver's word has it. */
    public Ended interrupted(DriversWord word) {
        throw new UnsupportedOperationException("not yet");
    }
}
