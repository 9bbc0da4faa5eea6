package io.onedag.plan;

import io.onedag.ForEach;
import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Explanation.Cause;
import io.onedag.plan.Explanation.Upstream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Words an {@link Explanation}. */
final class ExplanationText {

    private static final int MOST_NAMED = 5;

    private final PipelineGraph graph;
    private final int task;
    private final String label;
    private final List<Upstream> upstreams;
    private final TriggerRule rule;

    ExplanationText(PipelineGraph graph, int task, String label, List<Upstream> upstreams) {
        this.graph = graph;
        this.task = task;
        this.label = label;
        this.upstreams = upstreams;
        this.rule = graph.rule(task);
    }

    String sentence(
            TaskState state,
            @Nullable Reason reason,
            Cause cause,
            PlanSlice.Evidence evidence,
            Map<TaskState, Integer> instances,
            Map<String, List<String>> chosen,
            List<String> roots) {
        String counted = instances.isEmpty() ? "" : " (" + counts(instances) + ")";
        return switch (cause) {
            case WAITS_FOR_UPSTREAMS ->
                label + " waits for " + waitedFor() + ": "
                        + (evidence.isLeftOut()
                                ? "it won't run, which is settled when all its upstreams have ended: "
                                        + (evidence.notChosen() ? choices(chosen) : all())
                                : need() + over());
            case WAITS_FOR_BRANCH -> label + " waits for " + waitedFor() + ", which chooses what runs after it";
            case WAITS_FOR_LIST -> label + " waits for " + waitedFor() + ", whose list it is mapped over";
            case WAITS_FOR_SLOT -> label + " is ready" + counted + ": " + met();
            case RUNS -> label + " is running" + counted + ": " + met();
            case WAITS_FOR_RETRY -> label + " waits for its next attempt" + counted + ": " + met();
            case SUCCEEDED -> label + " succeeded" + counted + ": " + met();
            case SKIPPED_ITSELF -> label + " skipped itself" + counted + ": " + met();
            case RULE -> label + verb(state) + counted + ": " + need() + "; " + all() + began(roots);
            case NOT_CHOSEN -> label + " was skipped: " + choices(chosen);
            case EMPTY_LIST -> label + " was skipped: " + nothingToMap();
            case FOLLOWS_LIST ->
                label + verb(state) + ": it is mapped over " + list() + ", and " + decisive() + began(roots);
            case FAILED ->
                label + " failed" + counted + ": " + meaning(Objects.requireNonNullElse(reason, Reason.FATAL))
                        + (graph.task(task).allowFailure()
                                ? "; its failure is allowed: one_failed and all_failed see it, other rules and the run see a success"
                                : "");
            case MARKED -> label + " counts as " + state + counted + ": the engine that drives the run said so";
            case RUN_CUT ->
                label + " was cancelled" + counted + ": "
                        + (reason == Reason.RUN_TIMEOUT
                                ? "the run ran out of its timeout"
                                : "the run was cancelled, which starts nothing more and ends what runs");
        };
    }

    private static String verb(TaskState state) {
        return state == TaskState.UPSTREAM_FAILED ? " could not run" : " was skipped";
    }

    private String need() {
        return upstreams.isEmpty() ? "it needs nothing" : "its rule " + rule.yamlName() + " needs " + needs(rule);
    }

    /** What a rule needs, to go on from "it needs". */
    private static String needs(TriggerRule rule) {
        return switch (rule) {
            case ALL_SUCCESS -> "every upstream to have succeeded";
            case ALL_FAILED -> "every upstream to have failed";
            case ALL_DONE -> "every upstream to be over";
            case ALL_SKIPPED -> "every upstream to have been skipped";
            case ONE_FAILED -> "an upstream to have failed";
            case ONE_SUCCESS -> "an upstream to have succeeded";
            case ONE_DONE -> "an upstream to have succeeded or failed";
            case NONE_FAILED -> "no upstream to have failed";
            case NONE_FAILED_MIN_ONE_SUCCESS -> "no upstream to have failed, and one to have succeeded";
            case NONE_SKIPPED -> "no upstream to have been skipped";
            case ALWAYS -> "nothing";
        };
    }

    private String met() {
        return upstreams.isEmpty()
                ? "it starts with the run"
                : "its rule " + rule.yamlName() + " is met (" + listed(upstreams) + ")";
    }

    /** {@code clean (RUNNING), audit (PENDING)}. */
    private String waitedFor() {
        return listed(
                upstreams.stream().filter(Upstream::decisive).toList(),
                each -> each.task() + " (" + (each.instances().isEmpty() ? each.state() : counts(each.instances()))
                        + ")");
    }

    private String decisive() {
        return upstreams.stream().filter(Upstream::decisive).map(Upstream::text).collect(Collectors.joining(", "));
    }

    private String over() {
        List<Upstream> others =
                upstreams.stream().filter(each -> !each.decisive()).toList();
        return others.isEmpty() ? "" : "; " + listed(others);
    }

    /** All upstreams, those that decided it first. */
    private String all() {
        return listed(upstreams.stream()
                .sorted(Comparator.comparing(each -> !each.decisive()))
                .toList());
    }

    private static String listed(List<Upstream> which) {
        return listed(which, Upstream::text);
    }

    private static String listed(List<Upstream> which, Function<Upstream, String> text) {
        var words = new ArrayList<String>();
        which.stream().limit(MOST_NAMED).forEach(each -> words.add(text.apply(each)));
        if (which.size() > MOST_NAMED) {
            var rest = new EnumMap<TaskState, Integer>(TaskState.class);
            which.stream().skip(MOST_NAMED).forEach(each -> rest.merge(each.state(), 1, Integer::sum));
            words.add("and " + (which.size() - MOST_NAMED) + " more ("
                    + rest.entrySet().stream()
                            .map(each -> each.getValue() + " " + each.getKey())
                            .collect(Collectors.joining(", "))
                    + ")");
        }
        return String.join(", ", words);
    }

    private String choices(Map<String, List<String>> chosen) {
        return upstreams.stream()
                .filter(each -> chosen.containsKey(each.task()))
                .map(each -> {
                    List<String> names = chosen.getOrDefault(each.task(), List.of());
                    if (each.state() == TaskState.FAILED) {
                        return each.task() + " FAILED (allowed), so it chose nothing";
                    }
                    return each.task() + " chose " + (names.isEmpty() ? "nothing" : String.join(", ", names))
                            + (names.isEmpty()
                                    ? ""
                                    : names.size() == 1 ? ", which doesn't lead to it" : ", none of which leads to it");
                })
                .collect(Collectors.joining("; "));
    }

    private String nothingToMap() {
        ForEach forEach = Objects.requireNonNull(graph.task(task).forEach());
        boolean failed = upstreams.stream()
                .anyMatch(each -> each.task().equals(forEach.task()) && each.state() == TaskState.FAILED);
        return failed
                ? "it is mapped over " + list() + ", which FAILED (allowed) and gave nothing to map over"
                : "it is mapped over " + list() + ", whose list is empty";
    }

    private String list() {
        ForEach forEach = Objects.requireNonNull(graph.task(task).forEach());
        return forEach.task();
    }

    private static String began(List<String> roots) {
        if (roots.isEmpty()) {
            return "";
        }
        int more = roots.size() - MOST_NAMED;
        return "; it began with " + roots.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    // ---- how an upstream stands

    static String counts(Map<TaskState, Integer> counts) {
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return counts.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", "))
                + " of " + all + (all == 1 ? " instance" : " instances");
    }

    /** {@code was SKIPPED (not chosen by decide)}. */
    static String stands(TaskState state, @Nullable Reason reason, String by, boolean allowed) {
        String verb = switch (state) {
            case SKIPPED, UPSTREAM_FAILED, CANCELLED -> "was ";
            case PENDING, READY, RUNNING, RETRY_WAIT -> "is ";
            case SUCCEEDED, FAILED -> "";
        };
        String why = reason == null
                ? ""
                : switch (reason) {
                    case BRANCH -> by.isEmpty() ? "not chosen" : "not chosen by " + by;
                    case RULE -> state == TaskState.SKIPPED ? "by its rule" : "";
                    case SELF -> "skipped itself";
                    default -> meaning(reason);
                };
        if (allowed) {
            why = why.isEmpty() ? "allowed" : "allowed; " + why;
        }
        return verb + state + (why.isEmpty() ? "" : " (" + why + ")");
    }

    private static String meaning(Reason reason) {
        return switch (reason) {
            case SELF -> "it said so itself";
            case RULE -> "by its rule";
            case BRANCH -> "not chosen";
            case EMPTY_MAP -> "nothing to map over";
            case ATTEMPTS_EXHAUSTED -> "no attempt was left";
            case FATAL -> "no retry can mend it";
            case RECOVERIES_EXHAUSTED -> "too many attempts were lost with their process";
            case OUTCOME_UNKNOWN -> "its effect may have happened, and a person decides";
            case CANCELLED -> "the run was cancelled";
            case RUN_TIMEOUT -> "the run timed out";
            case DRIVER -> "its driver said so";
        };
    }
}
