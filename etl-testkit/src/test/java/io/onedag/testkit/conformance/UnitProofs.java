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
    private static final String DRIVEN = STORE + "DrivenRunContract.java";
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
        all.put("driven-end", new Proof(DRIVEN, "what_will_never_start_is_decided_by_the_commit_that_settles_it"));
        all.put(
                "driven-fencing",
                new Proof(DRIVEN, "a_retry_takes_over_at_once_and_the_earlier_attempt_changes_nothing"));
        all.put("driven-answer", new Proof(DRIVEN, "a_recorded_success_is_returned_to_the_next_attempt_as_it_was"));
        all.put("driven-round", new Proof(DRIVEN, "a_cleared_task_with_its_successors_is_one_round"));
        all.put("driven-mark", new Proof(DRIVEN, "a_mark_changes_an_end_on_record"));
        all.put("driven-news", new Proof(DRIVEN, "what_the_driver_said_before_an_attempt_began_says_nothing_of_it"));
        all.put("driven-interrupted", new Proof(DRIVEN, "a_cancelled_run_ends_with_all_that_was_left_of_it"));
        all.put("driven-map", new Proof(DRIVEN, "a_shorter_list_after_a_clear_leaves_the_removed_instances_out"));
        all.put("driven-once", new Proof(DRIVEN, "an_effect_that_may_happen_once_is_not_begun_twice_in_a_round"));
        all.put("driven-plan", new Proof(DRIVEN, "a_run_goes_on_with_the_definition_that_it_began_with"));
        all.put(
                "driven-elsewhere",
                new Proof(DRIVEN, "the_key_of_a_run_that_another_engine_ended_gives_back_what_it_has"));
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
