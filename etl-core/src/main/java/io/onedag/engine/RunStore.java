package io.onedag.engine;

import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where runs are on record. Thread-safe.
 *
 * <p>A change is durable when its method returns. Every change of a run carries its {@linkplain RunLease lease} in the same statement;
 * one that is stale changes nothing and throws {@link StaleLeaseException}. Leases run by the store's clock.
 *
 * <p>Every method may throw {@link StoreException} when the store can't be reached.
 */
public interface RunStore extends AutoCloseable {

    /** How often a process beats. */
    Duration BEAT = Duration.ofSeconds(2);

    /** A process that hasn't beaten for so long is dead. */
    Duration LEASE = Duration.ofSeconds(10);

    /** What and where it is, for people; passwords masked. */
    String describe();

    /** Registers a process, before it holds anything, and beats for the first time. */
    void join(ProcessInfo me);

    /** Beats: every lease of the process lives on. False when the process was never registered, or was declared dead. */
    boolean beat(UUID process);

    /** The process ends in good order; its leases are free at once. */
    void leave(UUID process);

    /**
     * Whether a process lives: it beat within {@link #LEASE}, and it isn't a process of this machine that is known to have ended.
     */
    boolean isAlive(ProcessInfo process);

    /** Starts a run, or says what became of the run that has its key. */
    Opening open(NewRun run, UUID process);

    /**
     * Takes over an unfinished or finished run for a resume or rerun.
     *
     * @return the lease; empty when a live process, or a driver outside, has it
     */
    Optional<RunLease> takeOver(UUID runId, UUID process);

    /**
     * Lets a {@code QUEUED} run start when fewer than {@code maxActiveRuns} runs of its pipeline with live drivers are
     * {@code RUNNING} and no older one is queued by a live process. The run becomes {@code RUNNING}.
     *
     * @return whether it may start (also when it was {@code RUNNING} before)
     */
    boolean activate(RunLease lease, int maxActiveRuns);

    /** Applies a change, all of it or nothing. */
    void commit(RunLease lease, RunChange change);

    /**
     * Begins a new round: the run becomes {@code RUNNING} in round {@code round}, its end and its cancel request are forgotten, the
     * ended attempts of {@code putBack} go to the history and these task runs become {@code PENDING} with a new generation;
     * one that was never claimed has no record then.
     *
     * @param by who asked for it
     */
    void beginRound(RunLease lease, int round, String by, Collection<TaskKey> putBack);

    /** A task run's key within its run; map index -1: not mapped. */
    record TaskKey(String task, int mapIndex) {}

    /**
     * Works on a run that an engine outside drives, in one transaction. It is found by its pipeline's name and its key, and made where
     * there is none: then it is {@code RUNNING} at once, and its lease is {@link RunLease#ofDriver}. A run of this key that one of our
     * engines drives is handed over as well: {@code work} looks at its driver first, and changes nothing.
     *
     * @param start asked for the run to make
     * @throws PipelineOwnedException when the run is to be made and another application registered the pipeline's name
     */
    <T> T drive(String pipeline, String key, Supplier<DrivenRun.Start> start, DrivenRun.Work<T> work);

    /**
     * Works on a run that an engine outside drives, in one transaction.
     *
     * @throws IllegalArgumentException when there is no such run
     */
    <T> T drive(UUID runId, DrivenRun.Work<T> work);

    /** The parameters that a round of a run had, as JSON; those of the run, unless a later round brought others. */
    String params(RunRecord run, int round);

    /** Asks whoever advances the run to cancel it. False when it has ended. */
    boolean requestCancel(UUID runId, String why);

    /** Why someone wants the run cancelled; empty: nobody does. */
    Optional<String> cancelRequest(UUID runId);

    /** A run by id. */
    Optional<RunRecord> run(UUID runId);

    /** A run by its pipeline's name and its key. */
    Optional<RunRecord> run(String pipeline, String key);

    /** The runs whose id begins with {@code prefix}, newest first, at most {@code limit}. */
    List<RunRecord> runsByIdPrefix(String prefix, int limit);

    /** Runs, newest first. Their {@linkplain RunRecord#definition definition} may be left empty. */
    List<RunRecord> runs(RunFilter filter);

    /**
     * The task runs on record, in no special order. Those of a run that has ended are over: what a round put back and didn't need again
     * (an instance of a list that is shorter now) is left out.
     */
    List<TaskRunRecord> taskRuns(UUID runId);

    /** The attempts kept in the history, oldest first. */
    List<AttemptRecord> attempts(UUID runId);

    /**
     * Appends to the logs of a run's attempts, all parts or none, and leaves out of each log what {@link LogChunk#isLeftOut} says. A part
     * that was appended before is left as it is, so that one whose fate is unknown can be appended again.
     *
     * @throws StaleLeaseException when the run has changed hands; a lease whose run has merely ended still appends
     */
    void appendLogs(RunLease lease, List<LogChunk> parts);

    /** The logs of a run's attempts, in no special order. */
    List<TaskLog> taskLogs(UUID runId);

    /**
     * Reads one attempt's log.
     *
     * @param generation the task run's generation in that attempt
     * @param fromLine the number of the first line that is wanted; the first part may begin before it
     * @param limit how many parts at most
     * @return its parts, in order
     */
    List<LogChunk> readLog(UUID runId, TaskKey key, long generation, long fromLine, int limit);

    /**
     * Begins a transaction in which a task's effect and its outcome commit together.
     *
     * @return empty when this store has no database
     */
    Optional<EffectTransaction> beginEffect(RunLease lease);

    /** A transaction of a {@link io.onedag.Effect#TRANSACTIONAL} attempt. Used by one thread. */
    interface EffectTransaction extends AutoCloseable {

        /** The transaction's connection; auto-commit is off. The task neither commits nor closes it. */
        Connection connection();

        /** Commits the effect together with its outcome. */
        void commit(RunChange outcome);

        /**
         * Commits the effect together with what {@code work} does to the run, which an engine outside drives. Nothing is committed when
         * {@code work} throws.
         */
        default <T> T commit(DrivenRun.Work<T> work) {
            throw new UnsupportedOperationException("this store drives no runs from outside");
        }

        /** Rolls back what wasn't committed. */
        @Override
        void close();
    }

    /** Whether there is a database that tasks can work in; as by default, there is. */
    default boolean hasDatabase() {
        return true;
    }

    /** Opens a connection of its own to this store's database, auto-commit on; null: there is none. */
    @Nullable
    Connection openConnection();

    @Override
    void close();
}
