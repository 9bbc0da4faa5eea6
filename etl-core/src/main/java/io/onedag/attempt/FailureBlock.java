package io.onedag.attempt;

import io.onedag.Rows;
import io.onedag.engine.Failure;
import io.onedag.engine.RunListener;
import io.onedag.engine.ShellCommand;
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
 *   replay onedag task run --replay 0193…:load:1.2
 * </pre>
 *
 * <p>A line of a failure's message that begins with {@value #NEXT} is its own way out, and stands in place of the general advice.
 */
public final class FailureBlock {

    /** What begins the line of a failure's message that says what to do. */
    public static final String NEXT = "next: ";

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
        List<String> lines = facts(event, failure, rows, allowed);
        if (retryIn != null) {
            lines.add("  next   tried again in " + Durations.format(retryIn.truncatedTo(ChronoUnit.MILLIS)));
        } else if (allowed) {
            lines.add("  next   the run goes on: this failure is allowed");
        } else if (!hasWayOut(failure)) {
            lines.add("  next   mend the cause, then: " + ShellCommand.onedag("resume", run.toString()));
        }
        lines.add(replay(run, event));
        return lines;
    }

    /** What failed, why and where, with the failure's own way out; without what happens next. */
    public static List<String> facts(RunListener.TaskEvent event, Failure failure, Rows rows, boolean allowed) {
        var lines = new ArrayList<String>();
        String kind = failure.fatal() ? "failed for good, no retry can mend it" : "failed";
        lines.add("task " + event.label() + ", attempt " + event.attempt() + " of " + event.maxAttempts() + ": " + kind
                + (allowed ? " (allowed)" : ""));
        List<String> message = failure.message().lines().toList();
        List<String> why =
                message.stream().filter(line -> !line.startsWith(NEXT)).toList();
        for (int i = 0; i < why.size(); i++) {
            lines.add((i == 0 ? "  why    " : "         ") + why.get(i));
        }
        if (failure.where() != null) {
            lines.add("  where  " + failure.where());
        }
        if (!rows.isNone()) {
            lines.add("  rows   read " + rows.read() + ", written " + rows.written() + ", rejected " + rows.rejected());
        }
        message.stream()
                .filter(line -> line.startsWith(NEXT))
                .forEach(line -> lines.add("  next   " + line.substring(NEXT.length())));
        return lines;
    }

    /** The line that says how to run the attempt again, on the same inputs, without a trace. */
    public static String replay(UUID run, RunListener.TaskEvent event) {
        String attempt = run + ":" + event.label() + ":" + event.round() + "." + event.attempt();
        return "  replay " + ShellCommand.onedag("task", "run", "--replay", attempt);
    }

    /** Whether a failure says itself what to do. */
    public static boolean hasWayOut(Failure failure) {
        return failure.message().lines().anyMatch(line -> line.startsWith(NEXT));
    }
}
