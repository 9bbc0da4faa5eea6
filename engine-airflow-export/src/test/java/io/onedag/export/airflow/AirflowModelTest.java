package io.onedag.export.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.export.airflow.wiring.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model agrees with what Airflow 2.11.2 and 3.3.2 were seen to do. */
class AirflowModelTest {

    private static final List<String> UPSTREAMS =
            List.of("S", "F", "K", "U", "SF", "SK", "SU", "FK", "FU", "KU", "SFK", "SFU", "SKU", "FKU");

    /** R runs, s skipped, u upstream_failed, * one of these two. */
    @ParameterizedTest
    @CsvSource({
        "ALL_SUCCESS,                 R u s u u s u * u * * u * *",
        "ALL_FAILED,                  s R s R s s s s R s s s s s",
        "ALL_DONE,                    R R R R R R R R R R R R R R",
        "ALL_SKIPPED,                 s s R s s s s s s s s s s s",
        "ALWAYS,                      R R R R R R R R R R R R R R",
        "NONE_FAILED,                 R u R u u R u u u u u u u u",
        "NONE_FAILED_MIN_ONE_SUCCESS, R u s u u R u u u u u u u u",
        "NONE_SKIPPED,                R R s R R s R s R s s R s s",
        "ONE_DONE,                    R R s s R R R R R s R R R R",
        "ONE_FAILED,                  s R s R R s R R R R R R R R",
        "ONE_SUCCESS,                 R u s u R R R u u u R R R u",
    })
    void decides_as_measured(TriggerRule rule, String cells) {
        List<String> seen =
                UPSTREAMS.stream().map(states -> decided(rule, states)).toList();
        assertThat(String.join(" ", seen)).isEqualTo(cells);
    }

    private static String decided(TriggerRule rule, String upstreams) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        var behaviour = Behaviour.allSucceed();
        var needs = new ArrayList<String>();
        for (char state : upstreams.toCharArray()) {
            String id = "u" + state;
            needs.add(id);
            String root = "r" + state;
            put(nodes, root, TriggerRule.ALL_SUCCESS, List.of());
            put(nodes, id, TriggerRule.ALL_SUCCESS, List.of(root));
            switch (state) {
                case 'F' -> behaviour.ends().put(id, TaskState.FAILED);
                case 'K' -> behaviour.ends().put(id, TaskState.SKIPPED);
                case 'U' -> behaviour.ends().put(root, TaskState.FAILED);
                default -> {}
            }
        }
        put(nodes, "t", rule, needs);
        Set<TaskState> decisions = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            decisions.add(new AirflowModel(nodes, behaviour, new Random(seed))
                    .run()
                    .get("t")
                    .get(0));
        }
        String all = decisions.stream()
                .map(state -> state == TaskState.SUCCEEDED ? "R" : state == TaskState.SKIPPED ? "s" : "u")
                .sorted()
                .collect(Collectors.joining());
        return all.equals("su") ? "*" : all;
    }

    private static void put(Map<String, Node> nodes, String id, TriggerRule rule, List<String> needs) {
        Pipeline own = Pipeline.named("p").task(id, Samples.WORK).build();
        nodes.put(id, new Node.Work(id, own.task(id), rule, needs, List.of()));
    }
}
