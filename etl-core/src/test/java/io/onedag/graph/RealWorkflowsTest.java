package io.onedag.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.json.Json;
import io.onedag.plan.Decisions;
import io.onedag.plan.Outcome;
import io.onedag.plan.Reason;
import io.onedag.plan.RunPlan;
import io.onedag.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** DAGs of real workflow runs. */
class RealWorkflowsTest {

    @Test
    void each_real_workflow_runs_in_an_order_that_respects_every_edge() throws IOException {
        List<Map<String, String>> workflows = SharedData.rows("wfinstances/INDEX.csv");
        assertThat(workflows).hasSize(9);
        for (Map<String, String> row : workflows) {
            Workflow workflow = Workflow.read(row.get("file"));
            assertThat(workflow.graph.size()).isEqualTo(Integer.parseInt(row.get("tasks")));
            assertThat(workflow.edges()).isEqualTo(Integer.parseInt(row.get("edges")));
            for (int seed = 0; seed < 5; seed++) {
                workflow.run(new Random(seed));
            }
        }
    }

    @Test
    void the_critical_path_of_each_is_as_long_as_recorded() throws IOException {
        for (Map<String, String> row : SharedData.rows("wfinstances/INDEX.csv")) {
            Workflow workflow = Workflow.read(row.get("file"));
            List<String> path = workflow.graph.criticalPath(task -> workflow.seconds.get(task.name()));
            double length = path.stream().mapToDouble(workflow.seconds::get).sum();
            assertThat(length)
                    .as(row.get("file"))
                    .isCloseTo(Double.parseDouble(row.get("critical_path_s")), within(0.051));
            for (int i = 1; i < path.size(); i++) {
                assertThat(workflow.graph.pipeline().task(path.get(i)).needs()).contains(path.get(i - 1));
            }
        }
    }

    private record Workflow(PipelineGraph graph, Map<String, Double> seconds) {

        static Workflow read(String file) throws IOException {
            Map<?, ?> json = (Map<?, ?>)
                    Json.parse(Files.readString(SharedData.path("wfinstances").resolve(file)));
            Map<?, ?> workflow = (Map<?, ?>) json.get("workflow");
            List<?> tasks = (List<?>) ((Map<?, ?>) workflow.get("specification")).get("tasks");
            Map<String, String> names = new HashMap<>();
            tasks.forEach(each -> names.put((String) ((Map<?, ?>) each).get("id"), "task_" + names.size()));
            Pipeline.Builder pipeline = Pipeline.named("real");
            for (Object each : tasks) {
                Map<?, ?> task = (Map<?, ?>) each;
                List<String> needs = ((List<?>) task.get("parents"))
                        .stream().map(names::get).distinct().toList();
                pipeline.task(names.get(task.get("id")), context -> TaskResult.success(), t -> t.needs(needs));
            }
            Map<String, Double> seconds = new HashMap<>();
            for (Object each : (List<?>) ((Map<?, ?>) workflow.get("execution")).get("tasks")) {
                Map<?, ?> task = (Map<?, ?>) each;
                seconds.put(names.get(task.get("id")), ((Number) task.get("runtimeInSeconds")).doubleValue());
            }
            return new Workflow(PipelineGraph.of(pipeline.build()), seconds);
        }

        int edges() {
            return graph.pipeline().tasks().stream()
                    .mapToInt(task -> task.needs().size())
                    .sum();
        }

        void run(Random order) {
            List<Integer> ready = new ArrayList<>();
            Set<String> done = new HashSet<>();
            var decisions = new Decisions() {
                @Override
                public void ready(int task, int mapIndex) {
                    assertThat(done).containsAll(graph.task(task).needs());
                    ready.add(task);
                }

                @Override
                public void decided(int task, int mapIndex, TaskState state, Reason reason) {
                    throw new AssertionError(graph.task(task).name() + " is " + state);
                }
            };
            RunPlan plan = RunPlan.of(graph);
            plan.begin(decisions);
            while (!ready.isEmpty()) {
                int task = ready.remove(order.nextInt(ready.size()));
                plan.started(task, -1);
                done.add(graph.task(task).name());
                plan.ended(task, -1, Outcome.SUCCEEDED, decisions);
            }
            assertThat(done).hasSize(graph.size());
            assertThat(plan.isDone()).isTrue();
            assertThat(plan.hasFailed()).isFalse();
        }
    }
}
