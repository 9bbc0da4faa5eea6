package io.onedag.export.airflow;

import static io.onedag.engine.Support.Kind.OUTCOME;
import static io.onedag.engine.Support.Kind.TIMING;
import static io.onedag.engine.Support.NATIVE;

import io.onedag.ForEach;
import io.onedag.Overlap;
import io.onedag.ParamType;
import io.onedag.Pipeline;
import io.onedag.Schedule;
import io.onedag.TaskDefinition;
import io.onedag.TriggerRule;
import io.onedag.engine.Capability;
import io.onedag.engine.Exporter.Need;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Support;
import io.onedag.export.airflow.file.RetryArguments;
import io.onedag.graph.PipelineGraph;
import io.onedag.units.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one pipeline needs of Airflow, and how well the generated file does it for each of its tasks. */
final class AirflowNeeds {

    private static final Set<TriggerRule> STARTING_EARLY =
            Set.of(TriggerRule.ONE_SUCCESS, TriggerRule.ONE_FAILED, TriggerRule.ONE_DONE);
    private static final Set<TriggerRule> FAILING_EARLY =
            Set.of(TriggerRule.ALL_SUCCESS, TriggerRule.NONE_FAILED, TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS);

    private static final Set<ParamType> AS_AIRFLOW_KEEPS_THEM =
            Set.of(ParamType.NUMBER, ParamType.LIST, ParamType.OBJECT);

    private final Pipeline pipeline;
    private final Options options;
    private final Map<String, Set<String>> following = new HashMap<>();

    private AirflowNeeds(Pipeline pipeline, Options options) {
        this.pipeline = pipeline;
        this.options = options;
    }

    static List<Need> of(Pipeline pipeline, Options options) {
        var needs = new AirflowNeeds(pipeline, options);
        return Capability.neededBy(pipeline).entrySet().stream()
                .flatMap(need -> needs.split(need.getKey(), need.getValue()).stream())
                .toList();
    }

    /** What isn't native comes last, so that a report ends with what there is to read. */
    private List<Need> split(Capability capability, List<String> tasks) {
        if (tasks.isEmpty()) {
            return List.of(new Need(capability, tasks, ofPipeline(capability)));
        }
        Map<Support, List<String>> bySupport = new LinkedHashMap<>();
        bySupport.put(NATIVE, new ArrayList<>());
        for (String task : tasks) {
            bySupport
                    .computeIfAbsent(ofTask(capability, pipeline.task(task)), each -> new ArrayList<>())
                    .add(task);
        }
        return bySupport.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> new Need(capability, each.getValue(), each.getKey()))
                .toList();
    }

    private Support ofPipeline(Capability capability) {
        Support usual = AirflowSupport.of(capability, options);
        return switch (capability) {
            case PARAMS -> params();
            case SCHEDULE -> pipeline.schedule().map(AirflowNeeds::schedule).orElse(usual);
            case CATCHUP ->
                pipeline.schedule().filter(each -> each.start() == null).isPresent()
                        ? new Support.Refused(
                                "Airflow catches up from a start, and the schedule has none",
                                "write when it begins: schedule.start")
                        : usual;
            case OVERLAP_QUEUE, OVERLAP_ALLOW ->
                parallelRuns()
                        ? new Support.Approximate(
                                TIMING, "Airflow 2.11 counts max_parallel_tasks over all runs of the pipeline")
                        : usual;
            default -> usual;
        };
    }

    private boolean parallelRuns() {
        return pipeline.maxActiveRuns() > 1
                || pipeline.schedule()
                        .filter(each -> each.overlap() == Overlap.ALLOW)
                        .isPresent();
    }

    private Support params() {
        List<String> required = pipeline.params().entrySet().stream()
                .filter(each -> each.getValue().required())
                .map(Map.Entry::getKey)
                .toList();
        if (pipeline.schedule().isPresent() && !required.isEmpty()) {
            return new Support.Refused(
                    "Airflow doesn't load a scheduled DAG with a parameter that has no value: "
                            + String.join(", ", required),
                    "give it a default, or drop the schedule");
        }
        List<String> loose = pipeline.params().entrySet().stream()
                .filter(each -> AS_AIRFLOW_KEEPS_THEM.contains(each.getValue().type()))
                .map(Map.Entry::getKey)
                .toList();
        return loose.isEmpty()
                ? NATIVE
                : new Support.Approximate(
                        OUTCOME,
                        "Airflow has its own ways with " + String.join(", ", loose)
                                + ": 1.10 becomes 1.1, Airflow 3 reorders the keys of objects, and what is nested deep is refused");
    }

    private static Support schedule(Schedule schedule) {
        var differs = new ArrayList<String>();
        Support.Kind kind = TIMING;
        if (!schedule.jitter().isZero()) {
            differs.add("runs start without the schedule's jitter");
        }
        String clocks = AirflowCron.differs(schedule);
        if (clocks != null) {
            differs.add(clocks);
            kind = OUTCOME;
        }
        if (schedule.end() != null) {
            differs.add("Airflow starts no task of a run that is triggered by hand after the schedule's end");
            kind = OUTCOME;
        }
        return differs.isEmpty() ? NATIVE : new Support.Approximate(kind, String.join("; ", differs));
    }

    private Support ofTask(Capability capability, TaskDefinition task) {
        Support usual = AirflowSupport.of(capability, options);
        return switch (capability) {
            case BACKOFF -> backoff(task);
            case TRIGGER_RULES -> rule(task);
            case BRANCH -> branch(task, usual);
            case MAP -> map(task, usual);
            case NESTED_MAP -> usual;
            default -> usual;
        };
    }

    private static Support backoff(TaskDefinition task) {
        RetryArguments arguments = RetryArguments.of(task.retry());
        if (arguments instanceof RetryArguments.Constant constant) {
            return constant.exact()
                    ? NATIVE
                    : new Support.Approximate(
                            TIMING, "Airflow waits " + text(constant.delay()) + " before each further attempt");
        }
        if (arguments instanceof RetryArguments.Growing) {
            return new Support.Approximate(
                    TIMING,
                    "Airflow waits between one and two times as long, and before 3.2 the longest delay each time");
        }
        return new Support.Approximate(TIMING, "Airflow waits between one and two times as long");
    }

    static String text(Duration duration) {
        return Durations.format(duration);
    }

    private Support rule(TaskDefinition task) {
        if (STARTING_EARLY.contains(task.when()) && task.needs().size() > 1) {
            String awaited = awaited(task);
            if (awaited != null) {
                return new Support.Refused(
                        "Airflow starts it under " + task.when().yamlName() + " without waiting for " + awaited,
                        "let it need " + awaited + " alone, and put a task between the others and it");
            }
        }
        if (task.when() == TriggerRule.ALWAYS && task.needs().size() > 1 && isAwaiting(task)) {
            return new Support.Approximate(TIMING, "it starts when all that it needs is over");
        }
        if (task.when() == TriggerRule.ONE_SUCCESS) {
            String mapped = task.needs().stream()
                    .filter(need -> pipeline.task(need).isMapped()
                            && pipeline.task(need).allowFailure())
                    .collect(Collectors.joining(", "));
            return mapped.isEmpty()
                    ? NATIVE
                    : new Support.Approximate(TIMING, "it starts when all instances of " + mapped + " are over");
        }
        return NATIVE;
    }

    /** Whether it waits for a branch or a list. */
    private boolean isAwaiting(TaskDefinition task) {
        return task.isMapped()
                || task.needs().stream().anyMatch(need -> pipeline.task(need).isBranching());
    }

    /** An upstream that says whether a task is there at all, and that another one may end before. */
    private @Nullable String awaited(TaskDefinition task) {
        return task.needs().stream()
                .filter(need -> pipeline.task(need).isBranching()
                        || (task.forEach() != null && need.equals(task.forEach().task())))
                .filter(need -> isOvertaken(need, task))
                .findFirst()
                .orElse(null);
    }

    /** Whether another upstream of a task may end before this one. */
    private boolean isOvertaken(String need, TaskDefinition task) {
        return task.needs().size() > 1
                && !following.computeIfAbsent(need, this::endingAfter).containsAll(task.needs());
    }

    /** A task and those that can't end before it has. */
    private Set<String> endingAfter(String first) {
        PipelineGraph graph = PipelineGraph.of(pipeline);
        Set<String> after = new HashSet<>(Set.of(first));
        for (int index : graph.order()) {
            TaskDefinition task = graph.task(index);
            if (!task.needs().isEmpty() && task.when() != TriggerRule.ALWAYS && after.containsAll(task.needs())) {
                after.add(task.name());
            }
        }
        return after;
    }

    /** The successors of a branching task that something else upstream can fail before it has chosen. */
    private Support branch(TaskDefinition task, Support usual) {
        String early = pipeline.tasks().stream()
                .filter(each -> each.needs().contains(task.name())
                        && FAILING_EARLY.contains(each.when())
                        && isOvertaken(task.name(), each))
                .map(TaskDefinition::name)
                .collect(Collectors.joining(", "));
        return early.isEmpty()
                ? usual
                : new Support.Approximate(
                        OUTCOME,
                        "when another upstream of " + early
                                + " fails before the branch is chosen, Airflow has what follows as upstream_failed, also when the"
                                + " branch leaves it out");
    }

    private Support map(TaskDefinition task, Support usual) {
        ForEach forEach = Objects.requireNonNull(task.forEach());
        TaskDefinition producer = pipeline.task(forEach.task());
        if (producer.allowFailure()) {
            return new Support.Refused(
                    "Airflow can't map over " + producer.name() + ", whose failure is allowed: there may be no list",
                    "map over a task between the two, which answers with an empty list");
        }
        if (paths(producer) > 1) {
            return new Support.Refused(
                    "Airflow maps over one list of a task, and " + producer.name() + " answers with several",
                    "let a task for each list stand between the two");
        }
        if (producer.isMapped() && !isExactOverMapped(task)) {
            return new Support.Refused(
                    "mapped over the mapped task " + producer.name() + ", Airflow starts it under "
                            + task.when().yamlName() + " also when no instance succeeded",
                    "write when: all_success, or none_failed_min_one_success");
        }
        var differs = new ArrayList<String>();
        if (forEach.maxLength() > ForEach.DEFAULT_MAX_LENGTH) {
            differs.add("a list of more than " + ForEach.DEFAULT_MAX_LENGTH
                    + " elements fails unless Airflow's [core] max_map_length is raised to " + forEach.maxLength());
        }
        if (task.when() == TriggerRule.ALL_SUCCESS && (task.needs().size() > 1 || producer.isMapped())) {
            differs.add("when "
                    + (task.needs().size() > 1 ? "another upstream" : "an instance of " + producer.name())
                    + " is skipped, each of its instances is skipped by itself");
        }
        if (task.needs().size() > 1 && task.when() != TriggerRule.ALL_DONE && task.when() != TriggerRule.ALWAYS) {
            differs.add("when " + producer.name()
                    + " is skipped and another upstream fails, Airflow has it as skipped or as upstream_failed, by which came first;"
                    + " the run fails either way");
        }
        return differs.isEmpty() ? usual : new Support.Approximate(OUTCOME, String.join("; ", differs));
    }

    private boolean isExactOverMapped(TaskDefinition task) {
        return switch (task.when()) {
            case ALL_SUCCESS -> true;
            case NONE_FAILED_MIN_ONE_SUCCESS -> task.needs().size() == 1;
            default -> false;
        };
    }

    private long paths(TaskDefinition producer) {
        return pipeline.tasks().stream()
                .map(TaskDefinition::forEach)
                .filter(each -> each != null && each.task().equals(producer.name()))
                .map(ForEach::path)
                .distinct()
                .count();
    }
}
