package io.onedag.run;

import io.onedag.engine.RunRecord;
import io.onedag.engine.TaskRunRecord;
import java.time.Instant;
import java.util.Optional;

/** What people are told of runs that an engine outside drives: what they do there instead, and who has gone silent. */
public final class DriversWay {

    private DriversWay() {}

    /**
     * What to do at the driver instead of a command of ours.
     *
     * @param verb {@code cancel}, {@code resume}, {@code rerun} or {@code backfill}
     */
    public static String insteadOf(RunRecord run, String verb) {
        if (!run.driver().equals("airflow")) {
            return verb + " it there";
        }
        return switch (verb) {
            case "cancel" ->
                "cancel it there: mark the run as failed in Airflow's UI, or by its REST API (PATCH dagRuns/RUN_ID with"
                        + " {\"state\": \"failed\"})";
            case "resume" ->
                "clear its failed tasks there: Clear, only failed, in Airflow's UI, or by its REST API with"
                        + " \"only_failed\": true";
            case "rerun" ->
                "clear the task and what comes after it there: Clear, with downstream, in Airflow's UI, or by its REST"
                        + " API (clearTaskInstances)";
            case "backfill" -> "clear it there, or backfill it with Airflow's own command";
            default -> verb + " it there";
        };
    }

    /** A refusal of a command, with what to do instead. */
    static InvalidRunException refusal(RunRecord run, String verb) {
        return new InvalidRunException("run " + run.id() + " of pipeline \"" + run.pipeline() + "\" is driven by "
                + run.driver() + "; " + insteadOf(run, verb));
    }

    /**
     * Since when nothing was heard of an attempt that is under way: since it began, once its deadline has passed; without a deadline,
     * always. Empty for one of ours, which beats, and for one that isn't under way.
     */
    public static Optional<Instant> silentSince(RunRecord run, TaskRunRecord attempt, Instant now) {
        boolean silent = run.isDrivenFromOutside()
                && !run.state().isFinal()
                && attempt.state() == io.onedag.TaskState.RUNNING
                && (attempt.deadline() == null || now.isAfter(attempt.deadline()));
        return silent ? Optional.ofNullable(attempt.startedAt()) : Optional.empty();
    }
}
