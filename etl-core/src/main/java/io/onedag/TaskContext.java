package io.onedag;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What one attempt of one task run can ask for. An instance belongs to one attempt; its methods may be called from any thread that
 * the attempt starts, until the attempt ends.
 */
public interface TaskContext {

    /** The pipeline's name. */
    String pipeline();

    /** The task's name. */
    String task();

    /** The run: id, key, interval, parameters. */
    RunInfo run();

    /** The number of this attempt within its round, from 1. */
    int attempt();

    /** How many attempts this round has at most; those lost with their process come on top. */
    int maxAttempts();

    /** The round: 1, and one more for each resume or rerun that put this task back. */
    int round();

    /** The index of this mapped instance, from 0; -1 for a task that isn't mapped. */
    int mapIndex();

    /** The element that this mapped instance works on, as a JSON value; null for a task that isn't mapped. */
    @Nullable
    Object item();

    /**
     * A parameter's value.
     *
     * @throws IllegalArgumentException when the pipeline declares no such parameter, or it isn't of this type
     */
    <T> T param(String name, Class<T> type);

    /** All parameters, defaults filled in. */
    Map<String, @Nullable Object> params();

    /**
     * The output of a task that this one needs, as a JSON value: null, Boolean, Long, BigInteger, BigDecimal, String, List, Map. A
     * mapped task's outputs are gathered in index order, null where an instance has none. Null when it has no output (yet).
     *
     * @throws IllegalArgumentException when this task doesn't need {@code task}
     */
    @Nullable
    Object output(String task);

    /**
     * The output of a task that this one needs.
     *
     * @throws IllegalArgumentException when it is null or not of this type
     */
    <T> T output(String task, Class<T> type);

    /** Writes to this attempt's log; secrets are masked. */
    Logger logger();

    /** Says how far this attempt is: {@code done} of {@code total} (0: unknown). Cheap, may be called for every row. */
    void progress(long done, long total);

    /** Adds to the row counts of this attempt. */
    void addRows(Rows rows);

    /** Whether this attempt was cancelled or timed out; a long loop looks at it now and then. */
    boolean isCancelled();

    /**
     * Throws when this attempt was cancelled or timed out.
     *
     * @throws InterruptedException then
     */
    void checkCancelled() throws InterruptedException;

    /**
     * Registers what ends something this thread can't be interrupted in (a running statement, a connection). Called at most once,
     * from another thread; at once when the attempt is cancelled already.
     *
     * @return closes the registration
     */
    AutoCloseable onCancel(Runnable action);

    /**
     * A resource of this attempt, opened at its first use and closed with the attempt: {@code java.sql.Connection} (the
     * transaction's in a {@link Effect#TRANSACTIONAL} task, else one of its own to the store's database), Hibernate's
     * {@code Session} where {@code etl-hibernate} is on the class path, or what the application registered.
     *
     * <p>What a resource wrote is committed when the attempt succeeds and rolled back otherwise.
     *
     * @throws IllegalArgumentException when nobody provides this type; the message lists what is provided
     */
    <T> T resource(Class<T> type) throws Exception;

    /** Resolves a path of the definition: relative ones start at the definition's folder ({@code ONEDAG_WORKDIR} overrides). */
    Path path(String path);

    /** A new file for a dataset of this attempt; another attempt gets another file. */
    Path newDatasetFile(String suffix) throws java.io.IOException;

    /** The limits this task declares. */
    Resources resources();

    /**
     * Records the operating-system process that this attempt started, so that whoever runs it again after a crash first ends what
     * is left of it.
     */
    void processStarted(ProcessHandle process);

    /** The names of the direct upstreams, in the order of the definition. */
    List<String> needs();

    /** The direct successors that this task chooses among, see {@link TaskResult#branch(String...)}; none: it doesn't branch. */
    List<String> branch();
}
