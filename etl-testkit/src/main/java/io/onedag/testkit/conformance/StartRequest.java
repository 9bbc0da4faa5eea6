package io.onedag.testkit.conformance;

import io.onedag.Interval;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a scenario starts a run.
 *
 * @param params values by name: JSON values, or {@link io.onedag.run.RunParams.Text}s to be read by the parameter's type
 * @param key the run's key; null: it has none of its own
 * @param interval what it covers; null: it is a manual run
 * @param testMode whether readers stop after {@code limit} rows
 * @param limit rows per reader in test mode; 0: no limit
 * @param killable whether the process that advances it will be killed
 */
public record StartRequest(
        Map<String, ?> params,
        @Nullable String key,
        @Nullable Interval interval,
        boolean testMode,
        long limit,
        boolean killable) {

    /** A manual run with the default of every parameter. */
    public static final StartRequest PLAIN = new StartRequest(Map.of(), null, null, false, 0, false);

    /** With these parameters. */
    public StartRequest with(Map<String, ?> values) {
        return new StartRequest(values, key, interval, testMode, limit, killable);
    }

    /** With this key. */
    public StartRequest key(String own) {
        return new StartRequest(params, own, interval, testMode, limit, killable);
    }

    /** For the interval from {@code start} to {@code end}. */
    public StartRequest interval(String start, String end) {
        var covered = new Interval(Instant.parse(start), Instant.parse(end));
        return new StartRequest(params, key, covered, testMode, limit, killable);
    }

    /** In test mode. */
    public StartRequest testMode(long rows) {
        return new StartRequest(params, key, interval, true, rows, killable);
    }

    /** In a process that can be killed. */
    public StartRequest inProcessToKill() {
        return new StartRequest(params, key, interval, testMode, limit, true);
    }
}
