package io.onedag.plan;

import io.onedag.ForEach;
import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.quicktheories.core.Gen;
import org.quicktheories.core.RandomnessSource;
import org.quicktheories.impl.Constraint;

/**
 * A random pipeline, and how each of its task runs ends if it runs: a choice made beforehand, so that the order in which they end is
 * the only thing left open.
 */
record Scenario(PipelineGraph graph, long outcomes, int failures) {

    private static final int MOST_TASKS = 9;
    private static final int LONGEST_LIST = 3;

    /** Random rules, branches, maps, allowed failures; defined upstreams first, or not. */
    static Gen<Scenario> any() {
        return random -> {
            Pipeline pipeline = pipeline(random);
            return new Scenario(
                    PipelineGraph.of(pipeline), random.next(Constraint.between(0, 1 << 20)), pick(random, 0, 60));
        };
    }

    /** The same pipeline, where task runs end in other ways. */
    Scenario withOutcomes(long other, int failuresInPercent) {
        return new Scenario(graph, other, failuresInPercent);
    }

    Pipeline pipeline() {
        return graph.pipeline();
    }

    /** How a task run ends if it runs. */
    Outcome outcome(int task, int mapIndex) {
        TaskDefinition definition = graph.task(task);
        var random = new Random(outcomes * 31 + definition.name().hashCode() * 1_000L + mapIndex);
        random.nextInt();
        int end = random.nextInt(100);
        if (end < failures) {
            return Outcome.of(TaskState.FAILED, Reason.ATTEMPTS_EXHAUSTED);
        }
        if (end < failures + 10) {
            return Outcome.of(TaskState.SKIPPED, Reason.SELF);
        }
        List<String> chosen = definition.isBranching()
                ? definition.branch().stream()
                        .filter(choice -> random.nextBoolean())
                        .toList()
                : null;
        Map<String, Integer> lengths = new HashMap<>();
        for (int successor : graph.successors(task)) {
            if (graph.producer(successor) == task && !definition.isMapped()) {
                lengths.put(graph.task(successor).name(), random.nextInt(LONGEST_LIST + 1));
            }
        }
        return new Outcome(TaskState.SUCCEEDED, null, chosen, lengths);
    }

    @Override
    public String toString() {
        return pipeline().tasks().stream()
                .map(task -> {
                    ForEach forEach = task.forEach();
                    return task.name() + " needs " + task.needs() + " when " + task.when()
                            + (forEach == null ? "" : " for each of " + forEach.task())
                            + (task.isBranching() ? " branch " + task.branch() : "")
                            + (task.allowFailure() ? " allow_failure" : "");
                })
                .collect(Collectors.joining("\n", "\n", "\noutcomes " + outcomes + ", " + failures + " % fail"));
    }

    private static Pipeline pipeline(RandomnessSource random) {
        int size = pick(random, 1, MOST_TASKS);
        int density = pick(random, 10, 70);
        List<List<Integer>> needs = new ArrayList<>();
        List<List<Integer>> successors = new ArrayList<>();
        for (int task = 0; task < size; task++) {
            needs.add(new ArrayList<>());
            successors.add(new ArrayList<>());
            for (int upstream = 0; upstream < task; upstream++) {
                if (pick(random, 0, 99) < density) {
                    needs.get(task).add(upstream);
                    successors.get(upstream).add(task);
                }
            }
        }
        Map<Integer, Integer> place = new LinkedHashMap<>();
        boolean shuffled = pick(random, 0, 2) == 2;
        Map<Integer, java.util.function.Consumer<Pipeline.Builder>> definitions = new LinkedHashMap<>();
        for (int task = 0; task < size; task++) {
            place.put(task, shuffled ? pick(random, 0, 1000) : task);
            List<Integer> own = needs.get(task);
            TriggerRule rule = TriggerRule.values()[Math.max(0, pick(random, -8, TriggerRule.values().length - 1))];
            int producer = !own.isEmpty() && pick(random, 0, 3) == 3 ? own.get(pick(random, 0, own.size() - 1)) : -1;
            List<String> choices = new ArrayList<>();
            if (producer < 0 && !successors.get(task).isEmpty() && pick(random, 0, 3) == 3) {
                for (int successor : successors.get(task)) {
                    if (pick(random, 0, 3) > 0) {
                        choices.add("t" + successor);
                    }
                }
            }
            boolean allowed = pick(random, 0, 4) == 4;
            String name = "t" + task;
            definitions.put(
                    task,
                    pipeline -> pipeline.task(name, context -> TaskResult.success(), t -> {
                        t.needs(own.stream().map(upstream -> "t" + upstream).toList())
                                .when(rule)
                                .branch(choices.toArray(String[]::new))
                                .allowFailure(allowed);
                        return producer < 0 ? t : t.forEach("t" + producer);
                    }));
        }
        Pipeline.Builder pipeline = Pipeline.named("random");
        place.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getValue))
                .forEach(entry -> definitions.get(entry.getKey()).accept(pipeline));
        return pipeline.build();
    }

    private static int pick(RandomnessSource random, int from, int to) {
        return (int) random.next(Constraint.between(from, to));
    }
}
