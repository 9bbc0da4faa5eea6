package io.onedag.testkit.conformance;

import io.onedag.Pipeline;
import io.onedag.engine.Capability;
import io.onedag.engine.Exporter.Need;
import io.onedag.engine.Support;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An engine as the conformance kit sees it. This is all that a new engine implements to be judged.
 *
 * <p>Several scenarios run at once, each with pipelines of its own names. Thread-safe.
 */
public interface EngineUnderTest extends AutoCloseable {

    /** Its name in reports: of the engine, and of what it runs on. */
    String name();

    /** How well it does what a pipeline may need, as a rule. */
    Support support(Capability capability);

    /** What a pipeline needs, and how well it is done: by default what {@link #support} says of each. */
    default List<Need> needs(Pipeline pipeline) {
        return Capability.neededBy(pipeline).entrySet().stream()
                .map(need -> new Need(need.getKey(), need.getValue(), support(need.getKey())))
                .toList();
    }

    /** Why it lacks an operation; empty, as by default: it has it. */
    default Optional<String> lacks(Operation operation) {
        return Optional.empty();
    }

    /** Whether its task runs say what their final state came from; by default they do. */
    default boolean tellsReasons() {
        return true;
    }

    /** How much later than due it may do something; by default 2 seconds. It may never be earlier. */
    default Duration tolerance() {
        return Duration.ofSeconds(2);
    }

    /** How long a scenario waits for something to happen; by default a minute. */
    default Duration patience() {
        return Duration.ofMinutes(1);
    }

    /** How many scenarios may be under way at once; by default 32. */
    default int parallelism() {
        return 32;
    }

    /** What scenarios are fitted to; by default they are as they are written. */
    default Pace pace() {
        return Pace.QUICK;
    }

    /** Whether it refuses a run in our words; by default it does. Else a refusal is all that is judged. */
    default boolean refusesInOurWords() {
        return true;
    }

    /**
     * How a scenario is known to differ there, for a reason that no capability names; empty, as by default: not at all. A difference of
     * that kind is declared so.
     */
    default Optional<Support.Approximate> differs(String scenario) {
        return Optional.empty();
    }

    /**
     * Gets to know all pipelines before the first run: for an engine that wants them at once.
     *
     * @param root where the relative paths of all of them start: attempts in other processes have to find it
     */
    default void prepare(Path root, List<Pipeline> pipelines) {}

    /**
     * Starts a run and returns at once.
     *
     * @throws RefusedException when it can't, or won't: nothing has started then
     */
    RunUnderTest start(Pipeline pipeline, StartRequest request);

    @Override
    void close();

    /** A run under way. */
    interface RunUnderTest {

        /**
         * Waits until the run has ended, or its driver was killed.
         *
         * @return false: not within that time
         */
        boolean await(Duration atMost) throws InterruptedException;

        /** The run as it is on record; null: it isn't yet. */
        @Nullable
        ObservedRun read();

        /** Cancels it; returns at once. Of {@link Operation#CANCEL}. */
        default void cancel() {
            throw new UnsupportedOperationException();
        }

        /**
         * Resumes it; returns at once. Of {@link Operation#RESUME}.
         *
         * @param now the pipeline as it is now
         * @param killable whether the process that goes on with it will be killed
         * @throws RefusedException when the run can't be resumed
         */
        default void resume(Pipeline now, boolean killable) {
            throw new UnsupportedOperationException();
        }

        /**
         * Runs a task and all after it again; returns at once. Of {@link Operation#RERUN}.
         *
         * @throws RefusedException when that can't be done
         */
        default void rerun(Pipeline now, String task) {
            throw new UnsupportedOperationException();
        }

        /** Kills the process that advances it, as the operating system does; returns when it is gone. Of {@link Operation#KILL_DRIVER}. */
        default void killDriver() throws InterruptedException {
            throw new UnsupportedOperationException();
        }

        /** Texts that the engine wrote on behalf of the run: records, logs, files. No secret may show in them. */
        default List<String> traces() {
            return List.of();
        }

        /** Where the engine's own records and what {@link #read} gave contradict each other, a sentence each; none by default. */
        default List<String> contradictions() {
            return List.of();
        }
    }

    /** The engine refused what was asked of it; the message says why. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** With the reason, as a user would read it. */
        public RefusedException(@Nullable String message) {
            super(message);
        }
    }
}
