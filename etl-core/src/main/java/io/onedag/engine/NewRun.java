package io.onedag.engine;

import io.onedag.Interval;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run to start.
 *
 * @param id UUIDv7
 * @param pipeline the pipeline's name
 * @param key unique among the pipeline's runs
 * @param interval what it covers, or null
 * @param params the parameters, defaults filled in, as JSON
 * @param planHash of the definition
 * @param rulesVersion the version of the planner's rules that the run keeps
 * @param definition the definition as JSON, which the run goes on with
 * @param engine the name of the engine that drives it
 * @param testMode whether readers stop after {@code limit} rows
 * @param limit rows per reader in test mode; 0: no limit
 */
public record NewRun(
        UUID id,
        String pipeline,
        String key,
        @Nullable Interval interval,
        String params,
        String planHash,
        int rulesVersion,
        String definition,
        String engine,
        boolean testMode,
        long limit) {}
