package io.onedag.plan;

import io.onedag.TaskState;
import io.onedag.TriggerRule;
import io.onedag.graph.PipelineGraph;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a task run is where it is, as far as the plan decides: its rule, its branches, the list it is mapped over, and how its upstreams
 * stand.
 *
 * @param task the task's name
 * @param mapIndex the index of a mapped instance; -1: not mapped, or all instances together
 * @param state where it stands
 * @param reason what a final state came from; null: a success, or not final
 * @param allowedFailure whether it failed with leave
 * @param rule its trigger rule
 * @param cause what it comes from
 * @param upstreams its direct upstreams in the order of its {@code needs}
 * @param roots where a chain of tasks that could not run, or were skipped, began, when that isn't a direct upstream; else empty
 * @param sentence all this for people: it names the rule and the states of the upstreams, and ends without a full stop
 */
public record Explanation(
        String task,
        int mapIndex,
        TaskState state,
        @Nullable Reason reason,
        boolean allowedFailure,
        TriggerRule rule,
        Cause cause,
        List<Upstream> upstreams,
        List<String> roots,
        String sentence) {

    /** What the state of a task run comes from. */
    public enum Cause {
        /** PENDING: its rule waits for upstreams that aren't over. */
        WAITS_FOR_UPSTREAMS,
        /** PENDING: a branching upstream hasn't chosen yet. */
        WAITS_FOR_BRANCH,
        /** PENDING: the upstream whose list it is mapped over isn't over. */
        WAITS_FOR_LIST,
        /** READY: its rule is met, the rest is the engine's. */
        WAITS_FOR_SLOT,
        /** RUNNING. */
        RUNS,
        /** RETRY_WAIT: the delay of its next attempt. */
        WAITS_FOR_RETRY,
        /** SUCCEEDED. */
        SUCCEEDED,
        /** SKIPPED: the task said so. */
        SKIPPED_ITSELF,
        /** SKIPPED, UPSTREAM_FAILED: its trigger rule. */
        RULE,
        /** SKIPPED: a branch chose others. */
        NOT_CHOSEN,
        /** SKIPPED: nothing to map over. */
        EMPTY_LIST,
        /** SKIPPED, UPSTREAM_FAILED: it follows the upstream whose list it is mapped over. */
        FOLLOWS_LIST,
        /** FAILED: its own attempts. */
        FAILED,
        /** CANCELLED: its run was cancelled, or timed out. */
        RUN_CUT,
        /** SUCCEEDED, SKIPPED, UPSTREAM_FAILED: the engine outside that drives the run said so. */
        MARKED
    }

    /**
     * A direct upstream.
     *
     * @param task its name
     * @param state where it stands; of a mapped one with instances: the least far of them, once all are over the worst
     * @param reason what a final state came from, or null
     * @param instances of a mapped one: how many of its instances are in which state; else empty
     * @param allowedFailure whether it failed with leave
     * @param decisive whether it speaks against a start, or is waited for
     * @param text where it stands, for people: {@code clean was SKIPPED (not chosen by decide)}
     */
    public record Upstream(
            String task,
            TaskState state,
            @Nullable Reason reason,
            Map<TaskState, Integer> instances,
            boolean allowedFailure,
            boolean decisive,
            String text) {}

    /**
     * Explains one task run; for several of the same run, an {@link Explainer} does less work.
     *
     * @param states the task runs that are not PENDING, as {@link RunPlan#write} gives them
     * @param mapIndex the index of a mapped instance; -1: not mapped, or all instances together
     * @throws IllegalArgumentException when there is no such task or instance
     */
    public static Explanation of(PipelineGraph graph, Collection<TaskRunState> states, String task, int mapIndex) {
        return Explainer.of(graph, states, null).explain(task, mapIndex);
    }

    /** {@code name} or {@code name[index]}. */
    public String label() {
        return label(task, mapIndex);
    }

    static String label(String task, int mapIndex) {
        return mapIndex < 0 ? task : task + "[" + mapIndex + "]";
    }
}
