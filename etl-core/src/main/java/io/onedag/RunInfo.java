package io.onedag;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The run that an attempt belongs to.
 *
 * @param id UUIDv7
 * @param key unique among the runs of the pipeline; a manual run without a key of its own has its id as key
 * @param interval what a scheduled run covers; a manual run has none
 * @param params the run's parameters, defaults filled in, by name: JSON values
 * @param testMode whether readers stop after {@code limit} rows
 * @param limit rows per reader in test mode; 0: no limit
 */
public record RunInfo(
        UUID id,
        String key,
        @Nullable Interval interval,
        Map<String, @Nullable Object> params,
        boolean testMode,
        long limit) {}
