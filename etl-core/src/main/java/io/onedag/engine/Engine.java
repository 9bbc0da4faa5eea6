package io.onedag.engine;

import io.onedag.RunState;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs pipelines itself. Found by {@link java.util.ServiceLoader}. Thread-safe; holds no threads before its first run. */
public interface Engine extends AutoCloseable {

    /** The name in {@code --engine}: lower case. */
    String name();

    /** How well it does what a pipeline may need. */
    Support support(Capability capability);

    /** Starts to advance a run, or goes on with one, and returns at once. */
    Execution start(EngineRun run);

    /** Ends the engine's threads; runs that are under way are left as they are. */
    @Override
    void close();

    /** A run under way. Thread-safe. */
    interface Execution {

        /**
         * Waits for the run to end.
         *
         * @return how it ended; null: not within that time
         * @throws StaleLeaseException when another process took the run over
         * @throws StoreException when the store failed: the run is unfinished on record and can be resumed
         */
        @Nullable
        Result await(long time, TimeUnit unit) throws InterruptedException;

        /** Cancels the run; returns at once. */
        void cancel(String reason);
    }

    /**
     * How a run ended.
     *
     * @param state a final state
     * @param reason why, for people; null: nothing to say
     */
    record Result(RunState state, @Nullable String reason) {}
}
