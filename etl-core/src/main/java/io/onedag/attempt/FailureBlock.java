package io.onedag.attempt;

import io.onedag.Rows;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A failed attempt told the same way everywhere: on a terminal, in an engine's log, in a notification.
 *
 * <pre>
 * task load, attempt 2 of 3: failed
 *   why    connection refused
 *   where  com.acme.Load.execute (Load.java:31)
 *   rows   read 10, written 8, rejected 1
 *   next   tried again in 4s
 *   replay onedag rerun 0193… --from load
 * </pre>
 */
public final class FailureBlock {

    private FailureBlock() {}

    /**
     * The block's lines.
     *
     * @param run the run's id
     * @param event the attempt
     * @param failure why it failed
     * @param rows row counts
     * @param retryIn the delay before the next attempt; null: there is none
     * @param allowed whether the failure is allowed
     */
    public static List<String> lines(
            UUID run,
            RunListener.TaskEvent event,
            Failure failure,
            Rows rows,
            @Nullable Duration retryIn,
            boolean allowed) {
        var lines = new ArrayList<String>();
        String kind = failure.fatal() ? "failed for good, no retry can mend it" : "failed";
        lines.add("task " + event.label() + ", attempt " + event.attempt() + " of " + event.maxAttempts() + ": " + kind
                + (allowed ? " (allowed)" : ""));
        List<String> why = failure.message().lines().toList();
        for (int i = 0; i < why.size(); i++) {
            lines.add((i == 0 ? "  why    " : "         ") + why.get(i));
        }
        if (failure.where() != null) {
            lines.add("  where  " + failure.where());
        }
        if (!rows.isNone()) {
            lines.add("  rows   read " + rows.read() + ", written " + rows.written() + ", rejected " + rows.rejected());
        }
        if (retryIn != null) {
            lines.add("  next   tried again in " + Durations.format(retryIn.truncatedTo(ChronoUnit.MILLIS)));
        } else if (allowed) {
            lines.add("  next   the run goes on: this failure is allowed");
        } else {
            lines.add("  next   mend the cause, then: onedag resume " + run);
        }
        lines.add("  replay onedag rerun " + run + " --from " + event.task());
        return lines;
    }
}
