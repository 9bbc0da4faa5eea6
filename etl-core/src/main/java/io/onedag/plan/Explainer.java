package io.onedag.plan;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.graph.PipelineGraph;
import io.onedag.plan.Explanation.Cause;
import io.onedag.plan.Explanation.Upstream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Explains the task runs of one run as it stands. It decides by the plan: what a run's records don't say yet (which tasks are ready,
 * which will never start) is read off it. Confined to one thread.
 */
public final class Explainer {

    private static final int NOT_MAPPED = -1;

    private static final Decisions NOBODY = new Decisions() {
        @Override
        public void ready(int task, int mapIndex) {}

        @Override
        public void decided(int task, int mapIndex, TaskState state, Reason reason) {}
    };

    private final PipelineGraph graph;
    private final RunPlan plan;
    private final PlanSlice slice;
    private final Map<String, Map<Integer, TaskRunState>> rows = new HashMap<>();

    private Explainer(PipelineGraph graph, RunPlan plan) {
        this.graph = graph;
        this.plan = plan;
        for (TaskRunState row : plan.write()) {
            rows.computeIfAbsent(row.task(), task -> new HashMap<>()).put(row.mapIndex(), row);
        }
        this.slice = PlanSlice.of(graph, tasks -> {
            var read = new ArrayList<TaskRunState>();
            tasks.forEach(task -> read.addAll(rows(task).values()));
            return read;
        });
    }

    /**
     * Reads a run.
     *
     * @param states the task runs that are not PENDING
     * @param cut what ended the run before all its tasks were over; null: nothing did
     * @throws IllegalArgumentException when the states don't belong to this pipeline
     */
    public static Explainer of(PipelineGraph graph, Collection<TaskRunState> states, @Nullable Reason cut) {
        RunPlan plan = RunPlan.restore(graph, states);
        plan.begin(NOBODY);
        if (cut != null) {
            plan.cut(cut, NOBODY);
        }
        return new Explainer(graph, plan);
    }

    /** Explains all task runs, in the order of the definition, instances by index. */
    public List<Explanation> all() {
        var all = new ArrayList<Explanation>();
        for (int task = 0; task < graph.size(); task++) {
            int instances = plan.instances(task);
            for (int i = instances > 0 ? 0 : NOT_MAPPED; i < Math.max(instances, 0); i++) {
                all.add(explain(task, i));
            }
        }
        return all;
    }

    /**
     * Explains a task run.
     *
     * @param mapIndex the index of a mapped instance; -1: not mapped, or all instances together
     * @throws IllegalArgumentException when there is no such task or instance
     */
    public Explanation explain(String task, int mapIndex) {
        int index = graph.index(task);
        if (mapIndex >= Math.max(0, plan.instances(index))) {
            throw new IllegalArgumentException("task \"" + task + "\" has no instance " + mapIndex
                    + (plan.instances(index) < 0
                            ? (graph.producer(index) < 0 ? ": it isn't mapped" : " yet")
                            : ": it has " + plan.instances(index)));
        }
        return explain(index, mapIndex);
    }

    /** How many instances a mapped task has; -1: none yet, or it isn't mapped. */
    public int instances(String task) {
        return plan.instances(graph.index(task));
    }

    private Explanation explain(int task, int mapIndex) {
        TaskDefinition definition = graph.task(task);
        TaskState state = state(task, mapIndex);
        Reason reason = reason(task, mapIndex, state);
        PlanSlice.Evidence evidence = slice.evidenceOf(task);
        Cause cause = cause(state, reason, evidence);
        List<Upstream> upstreams = upstreams(task, cause, evidence);
        List<String> roots = roots(task, cause);
        var words = new ExplanationText(graph, task, Explanation.label(definition.name(), mapIndex), upstreams);
        String sentence = words.sentence(
                state,
                reason,
                cause,
                evidence,
                counts(task, mapIndex),
                chosen(task),
                roots.stream()
                        .map(root -> root + " " + stands(graph.index(root)))
                        .toList());
        return new Explanation(
                definition.name(),
                mapIndex,
                state,
                reason,
                isAllowed(task, state),
                definition.when(),
                cause,
                upstreams,
                roots,
                sentence);
    }

    /** What a state comes from, by the plan's own rules. */
    private static Cause cause(TaskState state, @Nullable Reason reason, PlanSlice.Evidence evidence) {
        if (reason == Reason.DRIVER && state != TaskState.FAILED && state != TaskState.CANCELLED) {
            return Cause.MARKED;
        }
        return switch (state) {
            case PENDING ->
                evidence.gate() < 0
                        ? Cause.WAITS_FOR_UPSTREAMS
                        : evidence.gateIsBranch() ? Cause.WAITS_FOR_BRANCH : Cause.WAITS_FOR_LIST;
            case READY -> Cause.WAITS_FOR_SLOT;
            case RUNNING -> Cause.RUNS;
            case RETRY_WAIT -> Cause.WAITS_FOR_RETRY;
            case SUCCEEDED -> Cause.SUCCEEDED;
            case FAILED -> Cause.FAILED;
            case CANCELLED -> Cause.RUN_CUT;
            case SKIPPED ->
                reason == Reason.SELF
                        ? Cause.SKIPPED_ITSELF
                        : reason == Reason.BRANCH
                                ? Cause.NOT_CHOSEN
                                : reason == Reason.EMPTY_MAP
                                        ? Cause.EMPTY_LIST
                                        : followsOr(evidence, Ruling.Items.SKIPPED);
            case UPSTREAM_FAILED -> followsOr(evidence, Ruling.Items.FAILED);
        };
    }

    private static Cause followsOr(PlanSlice.Evidence evidence, Ruling.Items left) {
        return evidence.items() == left ? Cause.FOLLOWS_LIST : Cause.RULE;
    }

    private List<Upstream> upstreams(int task, Cause cause, PlanSlice.Evidence evidence) {
        var all = new ArrayList<Upstream>();
        for (int upstream : graph.upstreams(task)) {
            TaskState state = state(upstream, NOT_MAPPED);
            all.add(new Upstream(
                    graph.task(upstream).name(),
                    state,
                    reason(upstream, NOT_MAPPED, state),
                    counts(upstream, NOT_MAPPED),
                    isAllowed(upstream, state),
                    isDecisive(task, upstream, cause, evidence),
                    graph.task(upstream).name() + " " + stands(upstream)));
        }
        return all;
    }

    private boolean isDecisive(int task, int upstream, Cause cause, PlanSlice.Evidence evidence) {
        Verdict alone = slice.alone(upstream, evidence.rule());
        return switch (cause) {
            case WAITS_FOR_UPSTREAMS ->
                evidence.isLeftOut() ? !state(upstream, NOT_MAPPED).isFinal() : alone == Verdict.WAIT;
            case WAITS_FOR_BRANCH, WAITS_FOR_LIST -> upstream == evidence.gate();
            case NOT_CHOSEN -> slice.leavesOut(upstream, task);
            case EMPTY_LIST, FOLLOWS_LIST -> upstream == graph.producer(task);
            case RULE ->
                evidence.ruling() == Ruling.UPSTREAM_FAILED ? alone == Verdict.UPSTREAM_FAILED : alone != Verdict.RUN;
            default -> false;
        };
    }

    /** Where the chain of tasks that did not run began, if not at a direct upstream. */
    private List<String> roots(int task, Cause cause) {
        if (cause != Cause.RULE && cause != Cause.FOLLOWS_LIST) {
            return List.of();
        }
        var seen = new BitSet();
        var roots = new TreeSet<Integer>();
        var next = new ArrayDeque<Integer>(List.of(task));
        while (!next.isEmpty()) {
            int each = next.remove();
            PlanSlice.Evidence evidence = slice.evidenceOf(each);
            TaskState state = state(each, NOT_MAPPED);
            Cause why = cause(state, reason(each, NOT_MAPPED, state), evidence);
            if (each != task && why != Cause.RULE && why != Cause.FOLLOWS_LIST) {
                roots.add(each);
                continue;
            }
            for (int upstream : graph.upstreams(each)) {
                if (!seen.get(upstream) && isDecisive(each, upstream, why, evidence)) {
                    seen.set(upstream);
                    next.add(upstream);
                }
            }
        }
        for (int upstream : graph.upstreams(task)) {
            roots.remove(upstream);
        }
        return roots.stream().map(root -> graph.task(root).name()).toList();
    }

    // ---- how a task stands

    /** {@code FAILED (no attempt was left)}, with a verb where one reads better. */
    private String stands(int task) {
        Map<TaskState, Integer> counts = counts(task, NOT_MAPPED);
        if (!counts.isEmpty()) {
            return ExplanationText.counts(counts);
        }
        TaskState state = state(task, NOT_MAPPED);
        Reason reason = reason(task, NOT_MAPPED, state);
        String by = reason == Reason.BRANCH ? branchThatLeftOut(task) : "";
        return ExplanationText.stands(state, reason, by, isAllowed(task, state));
    }

    private String branchThatLeftOut(int task) {
        for (int upstream : graph.upstreams(task)) {
            if (slice.leavesOut(upstream, task)) {
                return graph.task(upstream).name();
            }
        }
        return "";
    }

    private boolean isAllowed(int task, TaskState state) {
        return state == TaskState.FAILED && graph.task(task).allowFailure();
    }

    private TaskState state(int task, int mapIndex) {
        if (mapIndex >= 0
                || plan.instances(task) < 0
                || plan.state(task, NOT_MAPPED).isFinal()) {
            return plan.state(task, mapIndex);
        }
        Map<TaskState, Integer> counts = counts(task, NOT_MAPPED);
        for (TaskState each : List.of(TaskState.RUNNING, TaskState.RETRY_WAIT, TaskState.READY, TaskState.PENDING)) {
            if (counts.containsKey(each)) {
                return each;
            }
        }
        return plan.state(task, NOT_MAPPED);
    }

    private @Nullable Reason reason(int task, int mapIndex, TaskState state) {
        Map<Integer, TaskRunState> own = rows(graph.task(task).name());
        TaskRunState row = own.get(mapIndex);
        if (row == null && mapIndex < 0) { // all instances together: that of the first one in this state
            row = own.values().stream()
                    .filter(each -> each.state() == state)
                    .findFirst()
                    .orElse(null);
        }
        return row == null ? null : row.reason();
    }

    /** How many instances of a mapped task are in which state; empty for one instance, and for a task without instances. */
    private Map<TaskState, Integer> counts(int task, int mapIndex) {
        var counts = new EnumMap<TaskState, Integer>(TaskState.class);
        for (int i = 0; mapIndex < 0 && i < plan.instances(task); i++) {
            counts.merge(plan.state(task, i), 1, Integer::sum);
        }
        return counts;
    }

    /** What each branching upstream chose, for those that left a task out. */
    private Map<String, List<String>> chosen(int task) {
        var chosen = new HashMap<String, List<String>>();
        for (int upstream : graph.upstreams(task)) {
            if (slice.leavesOut(upstream, task)) {
                String name = graph.task(upstream).name();
                TaskRunState row = rows(name).get(NOT_MAPPED);
                chosen.put(name, row == null || row.chosen() == null ? List.of() : row.chosen());
            }
        }
        return chosen;
    }

    private Map<Integer, TaskRunState> rows(String task) {
        return rows.getOrDefault(task, Map.of());
    }
}
