package io.onedag.conformance.airflow.kit;

import io.onedag.engine.Support;
import io.onedag.engine.Support.Approximate;
import io.onedag.testkit.conformance.Operation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Airflow has no operation for, and where it is known to differ for a reason that no capability of a pipeline names. */
final class Declared {

    /** Why an operation is missing. */
    static final Map<Operation, String> LACKS = lacks();

    /** How scenarios differ. */
    private static final Map<String, Approximate> DIFFERS = differs();

    /** Every scenario. */
    private static final Approximate LATE = new Approximate(
            Support.Kind.TIMING, "a task starts when the scheduler gets to it, and so does its next attempt");

    /** How they differ on Airflow 2. */
    private static final Map<String, Approximate> DIFFERS_ON_2 = Map.of(
            "parallel_tasks_of_each_run",
            outcome("Airflow 2 holds max_active_tasks for all runs of a DAG together"),
            "rerun_with_another_list",
            outcome("Airflow 2 keeps the instances of a list that was longer before it was cleared"));

    private Declared() {}

    /** How a scenario differs on a version. */
    static Optional<Approximate> differs(String scenario, boolean airflow2) {
        Approximate there = airflow2 ? DIFFERS_ON_2.get(scenario) : null;
        return Optional.of(there == null ? DIFFERS.getOrDefault(scenario, LATE) : there);
    }

    private static Map<Operation, String> lacks() {
        var lacks = new EnumMap<Operation, String>(Operation.class);
        lacks.put(
                Operation.START_AGAIN,
                "Airflow refuses a run id that it has: it neither follows the run nor returns it");
        lacks.put(
                Operation.TEST_MODE, "Airflow knows no run that is a test; try the pipeline by onedag run --test-mode");
        lacks.put(
                Operation.RESUME,
                "a person chooses in Airflow what to clear; it has no operation that puts back what failed or was cut off");
        lacks.put(
                Operation.CHANGED_DEFINITION,
                "a DAG file holds for all runs at once: a child of another plan is told so and waits for its jar");
        lacks.put(
                Operation.KILL_DRIVER,
                "its scheduler advances all runs together; killing it has a test of its own, beside the scenarios");
        return lacks;
    }

    private static Map<String, Approximate> differs() {
        var differs = new HashMap<String, Approximate>();
        String unheard =
                "nothing of the run is under way when Airflow ends it: our record learns of it with the next child";
        differs.put("cancel_while_waiting_for_a_retry", outcome(unheard));
        differs.put("cancel_a_queued_run", outcome(unheard));
        String ended = "Airflow has marked the task before it ends the process, and gives it three seconds";
        differs.put("cancel_and_succeed_all_the_same", outcome(ended));
        differs.put("cancel_and_fail_then", outcome(ended + "; what ends by itself before it hears of that says so"));
        differs.put("cancel_that_leaves_nothing_undone", outcome(ended));
        differs.put("param_null", outcome("Airflow refuses null for a parameter whose default is another value"));
        differs.put(
                "param_refused",
                outcome("Airflow knows less of types than Onedag: what it lets through fails the first task for good"));
        differs.put("param_refused_together", outcome("Airflow names the first parameter that is wrong"));
        differs.put("value_nul", outcome("the database of Airflow 3 takes no NUL in what a run is given"));
        differs.put("expression_run", outcome("a run id in Airflow has letters, digits and _.~:+- alone"));
        differs.put(
                "rerun_from_an_unknown_task",
                outcome("Airflow clears nothing when there is no such task, and says so"));
        String order = "among equal priorities Airflow starts tasks in any order";
        for (String each : List.of("one_at_a_time", "pool_of_one", "equal_priorities")) {
            differs.put(each, new Approximate(Support.Kind.TIMING, order));
        }
        return differs;
    }

    private static Approximate outcome(String differs) {
        return new Approximate(Support.Kind.OUTCOME, differs);
    }
}
