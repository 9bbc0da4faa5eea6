package io.onedag.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TriggerRulesTest {

    private static final TruthTable MEASURED = TruthTable.parse(TruthTable.MEASURED);

    @Test
    void the_table_has_every_rule_and_every_set_of_up_to_three_ends() {
        assertThat(MEASURED.cells()).containsOnlyKeys(TriggerRule.values());
        assertThat(MEASURED.cells().values()).allSatisfy(row -> assertThat(row).hasSize(14));
    }

    @Test
    void the_table_is_the_one_that_was_measured() throws IOException {
        Path facts = SharedData.path(".").resolve("../research/airflow-facts.md");
        assumeTrue(Files.exists(facts), "Skipped: there is no " + facts);
        assertThat(TruthTable.parse(Files.readString(facts)).cells()).isEqualTo(MEASURED.cells());
    }

    @Test
    void the_page_on_semantics_has_the_table_with_the_cells_that_depend_on_the_order_decided() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "semantics.md"));
        assertThat(TruthTable.parse(page).cells())
                .isEqualTo(
                        TruthTable.parse(TruthTable.MEASURED.replace('*', 'u')).cells());
    }

    static Stream<Arguments> cells() {
        return MEASURED.cells().entrySet().stream()
                .flatMap(row -> row.getValue().keySet().stream()
                        .map(ends -> Arguments.of(row.getKey(), ends, MEASURED.decision(row.getKey(), ends))));
    }

    @ParameterizedTest(name = "{0} after {1}: {2}")
    @MethodSource("cells")
    void a_rule_decides_as_measured_in_whatever_order_its_upstreams_end(TriggerRule rule, String ends, char decision) {
        for (String each : withOneRepeated(ends)) {
            for (List<Integer> order : permutations(each.length())) {
                PlayedRun run = PlayedRun.of(afterUpstreams(rule, each, 0));
                order.forEach(i -> end(run, i, each.charAt(i)));
                assertDecided(run, decision);
            }
        }
    }

    @ParameterizedTest(name = "{0} after {1}: {2}")
    @MethodSource("cells")
    void a_rule_decides_the_same_after_the_instances_of_a_mapped_task(TriggerRule rule, String ends, char decision) {
        if (ends.contains("U")) {
            return; // an instance starts together with the others: only a new round can leave it so
        }
        PlayedRun run = PlayedRun.of(pipeline()
                .task("list", context -> TaskResult.success())
                .task("u", context -> TaskResult.success(), t -> t.needs("list").forEach("list"))
                .task("t", context -> TaskResult.success(), t -> t.needs("u").when(rule)));
        run.succeedWith("list", "u", ends.length());
        for (int i = 0; i < ends.length(); i++) {
            switch (ends.charAt(i)) {
                case 'S' -> run.succeed("u[" + i + "]");
                case 'F' -> run.fail("u[" + i + "]");
                default -> run.skipItself("u[" + i + "]");
            }
        }
        assertDecided(run, decision);
    }

    @Test
    void each_rule_decides_as_in_airflows_own_tests() {
        List<Map<String, String>> cases = SharedData.rows("trigger-rule-cases.csv").stream()
                .filter(row -> !row.get("rule").equals("all_done_setup_success"))
                .toList();
        assertThat(cases).extracting(row -> row.get("rule")).hasSize(31);
        cases.forEach(TriggerRulesTest::assertDecidedAsInAirflow);
    }

    private static void assertDecidedAsInAirflow(Map<String, String> row) {
        String ends = "S".repeat(count(row, "success"))
                + "F".repeat(count(row, "failed"))
                + "K".repeat(count(row, "skipped"))
                + "U".repeat(count(row, "upstream_failed"));
        int unfinished = count(row, "upstream_total") - count(row, "removed") - ends.length();
        TriggerRule rule = TriggerRule.valueOf(row.get("rule").toUpperCase(Locale.ROOT));
        PlayedRun run = PlayedRun.of(afterUpstreams(rule, ends, unfinished));
        for (int i = 0; i < ends.length(); i++) {
            end(run, i, ends.charAt(i));
        }
        char decision = switch (row.get("decision")) {
            case "RUN" -> 'R';
            case "SKIPPED" -> 's';
            case "UPSTREAM_FAILED" -> 'u';
            case "WAIT" -> 'w';
            default -> throw new IllegalArgumentException(row.toString());
        };
        assertThat(run.state("t")).as(row.toString()).isEqualTo(stateOf(decision));
    }

    @ParameterizedTest
    @EnumSource
    void a_task_without_upstreams_starts_under_any_rule(TriggerRule rule) {
        assertThat(PlayedRun.of(afterUpstreams(rule, "", 0)).ready()).containsExactly("t");
    }

    @ParameterizedTest
    @EnumSource
    void what_will_not_run_is_decided_when_all_upstreams_have_ended(TriggerRule rule) {
        for (String ends : List.of("S", "F", "K", "U", "SF", "SK", "FK")) {
            PlayedRun run = PlayedRun.of(afterUpstreams(rule, ends, 1));
            for (int i = 0; i < ends.length(); i++) {
                end(run, i, ends.charAt(i));
            }
            assertThat(run.state("t")).isIn(TaskState.PENDING, TaskState.READY);
            boolean early = run.state("t") == TaskState.READY;
            assertThat(early)
                    .isEqualTo(rule == TriggerRule.ALWAYS
                            || (List.of(TriggerRule.ONE_SUCCESS, TriggerRule.ONE_FAILED, TriggerRule.ONE_DONE)
                                            .contains(rule)
                                    && MEASURED.decision(rule, ends) == 'R'));
        }
    }

    private static Pipeline.Builder pipeline() {
        return Pipeline.named("rules");
    }

    /** {@code t} after one upstream for each end, and some that never end here. */
    private static Pipeline.Builder afterUpstreams(TriggerRule rule, String ends, int unfinished) {
        Pipeline.Builder pipeline = pipeline();
        List<String> needs = new ArrayList<>();
        for (int i = 0; i < ends.length() + unfinished; i++) {
            String name = "u" + i;
            if (i < ends.length() && ends.charAt(i) == 'U') {
                pipeline.task("before_" + name, context -> TaskResult.success());
                pipeline.task(name, context -> TaskResult.success(), t -> t.needs("before_" + name));
            } else {
                pipeline.task(name, context -> TaskResult.success());
            }
            needs.add(name);
        }
        return pipeline.task(
                "t", context -> TaskResult.success(), t -> t.needs(needs).when(rule));
    }

    private static void end(PlayedRun run, int upstream, char end) {
        String name = "u" + upstream;
        switch (end) {
            case 'S' -> run.succeed(name);
            case 'F' -> run.fail(name);
            case 'K' -> run.skipItself(name);
            default -> run.fail("before_" + name);
        }
    }

    private static void assertDecided(PlayedRun run, char decision) {
        TaskState expected = stateOf(decision);
        assertThat(run.state("t")).isEqualTo(expected);
        assertThat(run.ready().contains("t")).isEqualTo(decision == 'R');
        assertThat(run.reason("t")).isEqualTo(expected.isFinal() ? Reason.RULE : null);
    }

    private static TaskState stateOf(char decision) {
        return switch (decision) {
            case 'R' -> TaskState.READY;
            case 's' -> TaskState.SKIPPED;
            case 'u' -> TaskState.UPSTREAM_FAILED;
            default -> TaskState.PENDING;
        };
    }

    private static int count(Map<String, String> row, String column) {
        return Integer.parseInt(row.get(column));
    }

    private static List<String> withOneRepeated(String ends) {
        return ends.length() == 3 ? List.of(ends) : List.of(ends, ends + ends.charAt(0));
    }

    private static List<List<Integer>> permutations(int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        var all = new ArrayList<List<Integer>>();
        for (List<Integer> shorter : permutations(size - 1)) {
            for (int at = 0; at <= shorter.size(); at++) {
                var longer = new ArrayList<>(shorter);
                longer.add(at, size - 1);
                all.add(Collections.unmodifiableList(longer));
            }
        }
        return all;
    }
}
