package io.onedag.engine;

import java.util.Collection;
import java.util.List;

/**
 * A run that an engine outside drives, within one transaction of its store: nobody else changes it meanwhile. Used by one thread, up to
 * the transaction's end.
 *
 * @see RunStore#drive
 */
public interface DrivenRun {

    /** The run as it stands in this transaction. Its {@linkplain RunRecord#definition definition} may be left empty. */
    RunRecord run();

    /** The definition that the run started with. */
    String definition();

    /**
     * All task runs on record, in no special order.
     *
     * @param outputsOf the tasks whose outputs are wanted; those of others may be left out
     */
    List<TaskRunRecord> taskRuns(Collection<String> outputsOf);

    /**
     * Begins a new round, as {@link RunStore#beginRound} does.
     *
     * @param by who asked for it
     * @param params the parameters from this round on, as JSON
     */
    void beginRound(String by, String params, Collection<RunStore.TaskKey> putBack);

    /**
     * Applies a change.
     *
     * @throws StaleLeaseException when a write doesn't fit what is on record; the transaction is to be given up
     */
    void apply(RunChange change);

    /** What is done in the transaction; it may be done again, from the start, when it met another one. */
    @FunctionalInterface
    interface Work<T> {
        T with(DrivenRun run);
    }

    /** A run to make. Its {@linkplain NewRun#engine engine} is the driver. */
    record Start(NewRun run, String application, String applicationVersion) {}
}
