package io.onedag.testkit.conformance;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rules that no running engine can show by itself, and the tests that hold them instead. */
final class UnitProofs {

    /**
     * A test.
     *
     * @param file from the project's folder
     * @param method the method
     */
    record Proof(String file, String method) {

        String className() {
            String name = Path.of(file).getFileName().toString();
            return name.substring(0, name.length() - ".java".length());
        }
    }

    private static final String CORE = "etl-core/src/test/java/io/onedag/";
    private static final String STORE = "etl-store/src/test/java/io/onedag/store/";
    private static final String LOCAL = "engine-local/src/test/java/io/onedag/local/";

    private UnitProofs() {}

    /** By the rule's anchor. */
    static Map<String, Proof> all() {
        var all = new LinkedHashMap<String, Proof>();
        all.put(
                "transitions",
                new Proof(CORE + "TaskStateTest.java", "a_task_run_may_become_what_the_table_says_and_nothing_else"));
        all.put(
                "effect-transactional",
                new Proof(
                        CORE + "attempt/AttemptResourcesTest.java",
                        "the_effect_of_a_transactional_task_waits_in_its_transaction_for_the_engine_to_commit"));
        all.put(
                "lease-run",
                new Proof(STORE + "RunStoreContract.java", "a_live_run_is_not_taken_over_and_a_finished_one_is"));
        all.put(
                "lease-fencing",
                new Proof(LOCAL + "RunServiceTest.java", "aSlowProcessThatLostItsRunWritesNothingMore"));
        all.put(
                "driver",
                new Proof(STORE + "RunStoreContract.java", "a_run_driven_from_outside_is_live_and_never_taken_over"));
        all.put(
                "capability-refused",
                new Proof(
                        LOCAL + "FaultyEngineTest.java",
                        "an_engine_that_refuses_says_why_and_what_to_do_before_anything_starts"));
        all.put(
                "capability-approximate",
                new Proof(LOCAL + "RunServiceTest.java", "aPipelineThatTheEngineOnlyApproximatesIsRefusedWhenStrict"));
        return all;
    }
}
