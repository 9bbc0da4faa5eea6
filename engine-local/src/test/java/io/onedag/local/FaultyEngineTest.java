package io.onedag.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.Capability;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.Support;
import io.onedag.json.Json;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.EngineUnderTest.RefusedException;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.ObservedRun.ObservedTask;
import io.onedag.testkit.conformance.Outcome;
import io.onedag.testkit.conformance.ScenarioResult;
import io.onedag.testkit.conformance.judge.Conformance;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.own.OwnEngine;
import io.onedag.testkit.conformance.scenarios.Environments;
import io.onedag.testkit.conformance.scenarios.Scenarios;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios can fail: an engine that is broken in some way fails those that show it. */
class FaultyEngineTest {

    private static final String DELAYS = "\"delay\":\"[0-9a-z]+\"";

    @TempDir
    Path folder;

    private final LocalEngine engine = new LocalEngine();
    private int roots;

    @AfterEach
    void close() {
        engine.close();
    }

    @TestFactory
    Stream<DynamicTest> a_broken_engine_fails_the_scenarios_that_show_it() {
        var faults = new LinkedHashMap<String, UnaryOperator<FaultyEngine>>();
        faults.put(
                "ignores delays: delays_fixed delays_grow delays_shrink",
                it -> it.reading(DELAYS, "\"delay\":\"1ms\""));
        faults.put(
                "waits too long: delays_fixed delays_capped",
                it -> it.reading(DELAYS, "\"delay\":\"1s\"")
                        .reading("\"max_delay\":\"[0-9a-z]+\"", "\"max_delay\":\"1s\""));
        faults.put(
                "makes one attempt more: retries_exhausted map_instances_retry_by_themselves",
                it -> it.reading("\"max_attempts\":3", "\"max_attempts\":4"));
        faults.put(
                "knows one rule: rule_all_done rule_one_failed rule_none_failed rule_all_skipped clean_up_hides_no_failure",
                it -> it.reading("\"when\":\"[a-z_]+\"", "\"when\":\"all_success\""));
        faults.put(
                "allows no failure: allow_failure allow_failure_of_instances allow_failure_under_every_rule",
                it -> it.reading("\"allow_failure\":true", "\"allow_failure\":false"));
        faults.put(
                "knows no priority: priority_in_a_pool one_at_a_time",
                it -> it.reading("\"priority\":-?[0-9]+", "\"priority\":0"));
        faults.put(
                "knows no limit: one_at_a_time three_at_a_time",
                it -> it.reading("\"max_parallel_tasks\":[0-9]+", "\"max_parallel_tasks\":64"));
        faults.put(
                "has pools without end: pool_of_one pool_across_runs pool_of_mapped_instances",
                it -> it.reading("(\"pools\":\\{\"[a-z_]+\":)[0-9]+", "$164"));
        faults.put(
                "starts all runs at once: one_active_run queued_runs_keep_their_order",
                it -> it.reading("\"max_active_runs\":1", "\"max_active_runs\":9"));
        faults.put(
                "has no timeouts: attempt_timeout_ignored",
                it -> it.reading("\"timeout\":\"200ms\"", "\"timeout\":\"1h\""));
        faults.put(
                "has another limit of lists: map_over_its_limit",
                it -> it.reading("\"max_map_length\":2", "\"max_map_length\":3"));
        faults.put(
                "drops a skip: skip_cascade branch map_empty",
                it -> it.tellingTasks(task -> task.state() == TaskState.SKIPPED
                        ? with(task, TaskState.SUCCEEDED, null, task.output(), task.attempts())
                        : task));
        faults.put(
                "loses skipped tasks: skip_cascade branch",
                it -> it.tellingTasks(task -> task.state() == TaskState.SKIPPED ? null : task));
        faults.put(
                "sorts keys: outputs_keep_key_order",
                it -> it.tellingTasks(
                        task -> with(task, task.state(), task.reason(), sorted(task.output()), task.attempts())));
        faults.put(
                "mixes up instances: map map_gathers_in_index_order",
                it -> it.tellingTasks(task -> task.mapIndex() < 0
                        ? task
                        : new ObservedTask(
                                task.task(),
                                Math.max(0, task.mapIndex() ^ 1),
                                task.state(),
                                task.reason(),
                                task.attempts(),
                                task.output(),
                                task.allowedFailure(),
                                task.error(),
                                0)));
        faults.put(
                "counts the last attempt alone: retry_then_success",
                it -> it.tellingTasks(
                        task -> with(task, task.state(), task.reason(), task.output(), Math.min(1, task.attempts()))));
        faults.put(
                "tells other reasons: fatal_stops_retry branch",
                it -> it.tellingTasks(task -> with(
                        task, task.state(), task.reason() == null ? null : "RULE", task.output(), task.attempts())));
        faults.put(
                "keeps outputs of failures: failure_cascade",
                it -> it.tellingTasks(task -> with(
                        task,
                        task.state(),
                        task.reason(),
                        task.state() == TaskState.FAILED ? "1" : task.output(),
                        task.attempts())));
        faults.put(
                "hides a failure: clean_up_hides_no_failure independent_parts",
                it -> it.telling(run -> new ObservedRun(
                        run.id(), run.key(), RunState.SUCCEEDED, run.reason(), run.params(), run.tasks())));
        faults.put("repeats a finished key: key_of_a_finished_run interval_that_has_run", it -> {
            var keys = new java.util.concurrent.atomic.AtomicInteger();
            return it.starting(asked -> asked.key("k" + keys.incrementAndGet()));
        });
        faults.put(
                "runs all again: resume_after_a_failure resume_leaves_clean_ups",
                it -> it.doing(run -> new FaultyEngine.Delegating(run) {
                    @Override
                    public void resume(Pipeline now, boolean killable) {
                        super.rerun(now, now.tasks().get(0).name());
                    }
                }));
        faults.put(
                "ignores cancels: cancel_while_running",
                it -> it.doing(run -> new FaultyEngine.Delegating(run) {
                    @Override
                    public void cancel() {}
                }));
        faults.put(
                "writes secrets: secret_shows_nowhere",
                it -> it.doing(run -> new FaultyEngine.Delegating(run) {
                    @Override
                    public List<String> traces() {
                        return List.of("password " + Environments.SECRET);
                    }
                }));
        return faults.entrySet().stream()
                .map(fault -> DynamicTest.dynamicTest(
                        fault.getKey(),
                        () -> assertCaught(
                                fault.getValue(),
                                fault.getKey()
                                        .substring(fault.getKey().indexOf(':') + 1)
                                        .strip()
                                        .split(" "))));
    }

    @Test
    void an_engine_that_refuses_says_why_and_what_to_do_before_anything_starts() throws Exception {
        FaultyEngine declares = FaultyEngine.of(local())
                .declaring(capability -> capability == Capability.BRANCH
                        ? new Support.Refused("no branches here", "use trigger rules")
                        : null);
        assertThat(judge(declares, "branch").outcome())
                .as("it starts what it refuses")
                .isEqualTo(Outcome.DIFFERENT);
        assertThat(judge(declares, "chain").outcome()).isEqualTo(Outcome.EQUAL);
        FaultyEngine silent = declares.starting(asked -> {
            throw new RefusedException("no");
        });
        assertThat(judge(silent, "branch").outcome()).as("it doesn't say why").isEqualTo(Outcome.DIFFERENT);
        assertThat(judge(silent, "chain").outcome())
                .as("it never declared that")
                .isEqualTo(Outcome.DIFFERENT);
        FaultyEngine refuses = declares.starting(asked -> {
            throw new RefusedException("pipeline branch, task fork: BRANCH: no branches here; use trigger rules");
        });
        ScenarioResult result = judge(refuses, "branch");
        assertThat(result.outcome()).as(result.report()).isEqualTo(Outcome.REFUSED);
        assertThat(result.because()).containsExactly("BRANCH: no branches here; use trigger rules");
    }

    @Test
    void what_differs_in_time_is_approximate_when_that_is_declared_and_what_comes_of_it_is_not() throws Exception {
        FaultyEngine early = FaultyEngine.of(local()).reading(DELAYS, "\"delay\":\"1ms\"");
        FaultyEngine declared = early.declaring(capability -> capability == Capability.RETRY
                ? new Support.Approximate(Support.Kind.TIMING, "it waits as it likes")
                : null);
        assertThat(judge(declared, "delays_fixed").outcome()).isEqualTo(Outcome.APPROXIMATE);
        assertThat(judge(declared, "delays_fixed").because()).containsExactly("RETRY: it waits as it likes");
        FaultyEngine other = declared.reading("\"max_attempts\":4", "\"max_attempts\":3");
        assertThat(judge(other, "delays_fixed").outcome()).isEqualTo(Outcome.DIFFERENT);
    }

    @Test
    void a_report_names_the_scenario_what_was_expected_what_was_found_and_what_happened() throws Exception {
        FaultyEngine it = FaultyEngine.of(local()).reading("\"max_attempts\":3", "\"max_attempts\":4");
        assertThat(judge(it, "retries_exhausted").report())
                .contains("scenario retries_exhausted on faulty: DIFFERENT")
                .contains("rules: attempts-count")
                .contains("bad has 4 attempts, expected 3")
                .contains("START bad round 1 attempt 4");
    }

    private void assertCaught(UnaryOperator<FaultyEngine> fault, String... names) throws Exception {
        for (String name : names) {
            ScenarioResult sound = judge(FaultyEngine.of(local()), name);
            assertThat(sound.outcome()).as(sound.report()).isEqualTo(Outcome.EQUAL);
            ScenarioResult broken = judge(fault.apply(FaultyEngine.of(local())), name);
            assertThat(broken.outcome()).as(broken.report()).isEqualTo(Outcome.DIFFERENT);
            assertThat(broken.report()).contains(name);
        }
    }

    private ScenarioResult judge(EngineUnderTest it, String name) throws InterruptedException {
        Scenario scenario = Scenarios.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no scenario " + name));
        return new Conformance(it, newRoot(), List.of(scenario)).run(scenario);
    }

    private Path newRoot() {
        return folder.resolve("root" + roots++);
    }

    private EngineUnderTest local() {
        return new OwnEngine("local", engine, new MemoryRunStore(), null, folder);
    }

    private static ObservedTask with(
            ObservedTask task, TaskState state, @Nullable String reason, @Nullable String output, int attempts) {
        return new ObservedTask(
                task.task(),
                task.mapIndex(),
                state,
                reason,
                attempts,
                output,
                task.allowedFailure(),
                task.error(),
                task.rowsWritten());
    }

    private static @Nullable String sorted(@Nullable String json) {
        if (json != null && Json.parse(json) instanceof Map<?, ?> map) {
            var sorted = new TreeMap<String, @Nullable Object>();
            map.forEach((key, value) -> sorted.put(key.toString(), value));
            return Json.write(sorted);
        }
        return json;
    }
}
