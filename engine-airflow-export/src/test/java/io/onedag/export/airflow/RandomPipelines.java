package io.onedag.export.airflow;

import io.onedag.Pipeline;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Small pipelines of any shape. */
final class RandomPipelines {

    private static final int MOST_TASKS = 8;

    private RandomPipelines() {}

    static Pipeline of(Random random) {
        return of("random", random);
    }

    static Pipeline of(String pipeline, Random random) {
        int size = 2 + random.nextInt(MOST_TASKS - 1);
        Map<Integer, List<Integer>> needs = new HashMap<>();
        Set<Integer> mapped = new HashSet<>();
        Map<Integer, List<Integer>> successors = new HashMap<>();
        for (int i = 0; i < size; i++) {
            var own = new ArrayList<Integer>();
            for (int n = 0; n < 3 && i > 0; n++) {
                int need = random.nextInt(i);
                if (random.nextInt(10) < 6 && !own.contains(need)) {
                    own.add(need);
                    successors.computeIfAbsent(need, each -> new ArrayList<>()).add(i);
                }
            }
            needs.put(i, own);
            if (!own.isEmpty() && random.nextInt(4) == 0) {
                mapped.add(i);
            }
        }
        Pipeline.Builder builder = Pipeline.named(pipeline);
        for (int i = 0; i < size; i++) {
            List<String> own = needs.get(i).stream().map(RandomPipelines::name).toList();
            List<String> next = successors.getOrDefault(i, List.of()).stream()
                    .map(RandomPipelines::name)
                    .toList();
            boolean branches = !next.isEmpty() && !mapped.contains(i) && random.nextInt(5) == 0;
            boolean maps = mapped.contains(i);
            builder.task(name(i), Samples.WORK, t -> {
                t.needs(own).allowFailure(random.nextInt(5) == 0);
                if (random.nextBoolean()) {
                    t.when(TriggerRule.values()[random.nextInt(TriggerRule.values().length)]);
                }
                if (branches) {
                    t.branch(next.subList(0, 1 + random.nextInt(next.size())).toArray(String[]::new));
                }
                return maps ? t.forEach(own.get(0)) : t;
            });
        }
        return builder.build();
    }

    private static String name(int task) {
        return "t" + task;
    }

    /** What its tasks do. */
    static Behaviour behaviour(Pipeline pipeline, Random random) {
        Behaviour behaviour = Behaviour.allSucceed();
        pipeline.tasks().forEach(task -> {
            for (int index = -1; index < 3; index++) {
                int chance = random.nextInt(10);
                behaviour
                        .ends()
                        .put(
                                Behaviour.label(task.name(), index),
                                chance < 6 ? TaskState.SUCCEEDED : chance < 8 ? TaskState.FAILED : TaskState.SKIPPED);
            }
            behaviour.lengths().put(task.name(), random.nextInt(4));
            if (task.isBranching()) {
                behaviour
                        .chosen()
                        .put(
                                task.name(),
                                task.branch().stream()
                                        .filter(each -> random.nextBoolean())
                                        .toList());
            }
        });
        return behaviour;
    }
}
