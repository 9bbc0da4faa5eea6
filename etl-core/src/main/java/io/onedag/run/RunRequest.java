package io.onedag.run;

import io.onedag.Interval;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What someone asks for: a run of a pipeline.
 *
 * @param params values by name; see {@link RunParams#resolve}
 * @param key unique among the pipeline's runs; null: the interval's key, or the run's id
 * @param interval what it covers, or null
 * @param testMode whether readers stop after {@code limit} rows
 * @param limit rows per reader in test mode; 0: no limit
 */
public record RunRequest(
        Map<String, ?> params,
        @Nullable String key,
        @Nullable Interval interval,
        boolean testMode,
        long limit) {

    /** A manual run with these parameters. */
    public static RunRequest of(Map<String, ?> params) {
        return new RunRequest(params, null, null, false, 0);
    }
}
