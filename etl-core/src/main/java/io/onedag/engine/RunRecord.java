package io.onedag.engine;

import io.onedag.Interval;
import io.onedag.RunState;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as the store has it.
 *
 * @param id UUIDv7
 * @param key unique among the pipeline's runs
 * @param pipeline the pipeline's name
 * @param state where it stands
 * @param reason why it ended as it did, for people; null: nothing to say
 * @param createdAt when it was asked for, by the store's clock
 * @param startedAt when its first task could start; null: not yet
 * @param endedAt when it ended; null: not yet
 * @param interval what it covers, or null
 * @param params the parameters as JSON
 * @param planHash of its definition
 * @param rulesVersion the version of the planner's rules
 * @param definition its definition as JSON
 * @param driver who advances it: an engine of ours, or {@code airflow}, {@code prefect}, {@code luigi}
 * @param application the application that started it
 * @param applicationVersion that application's version
 * @param onedagVersion Onedag's version then
 * @param round 1, and one more for each resume or rerun
 * @param roundBy who asked for the current round; null in round 1
 * @param owner the process that holds its lease, or null
 * @param leaseGeneration grows with each change of hands
 * @param cancelRequested why someone wants it cancelled, or null
 * @param testMode whether readers stop after {@code limit} rows
 * @param limit rows per reader in test mode; 0: no limit
 */
public record RunRecord(
        UUID id,
        String key,
        String pipeline,
        RunState state,
        @Nullable String reason,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Interval interval,
        String params,
        String planHash,
        int rulesVersion,
        String definition,
        String driver,
        String application,
        String applicationVersion,
        String onedagVersion,
        int round,
        @Nullable String roundBy,
        @Nullable ProcessInfo owner,
        long leaseGeneration,
        @Nullable String cancelRequested,
        boolean testMode,
        long limit) {

    /** The driver of who calls attempts and doesn't say who it is. */
    public static final String EXTERNAL = "external";

    private static final Set<String> OUTSIDE = Set.of("airflow", "prefect", "luigi", EXTERNAL);

    /** Whether a driver isn't one of our engines: {@code airflow}, {@code prefect}, {@code luigi}, {@code external}. */
    public static boolean isOutside(String driver) {
        return OUTSIDE.contains(driver);
    }

    /** This record with its definition, where it was read without. */
    public RunRecord withDefinition(String full) {
        return new RunRecord(
                id,
                key,
                pipeline,
                state,
                reason,
                createdAt,
                startedAt,
                endedAt,
                interval,
                params,
                planHash,
                rulesVersion,
                full,
                driver,
                application,
                applicationVersion,
                onedagVersion,
                round,
                roundBy,
                owner,
                leaseGeneration,
                cancelRequested,
                testMode,
                limit);
    }

    /** Whether an engine that isn't ours drives it; our processes never take it over, resume, rerun or cancel it. */
    public boolean isDrivenFromOutside() {
        return isOutside(driver);
    }
}
