package io.onedag.plan;

import io.onedag.TaskState;
import io.onedag.graph.PipelineGraph;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a branching task leaves out. */
final class Branch {

    private Branch() {}

    /**
     * The direct successors that won't run, whatever their rules. After a success: those not chosen, unless a chosen one leads to them.
     * After an allowed failure: the ones that it declares as its choices, since it chose none. After any other end: none, the rules
     * decide.
     *
     * @param chosen what it chose; null: nothing
     */
    static BitSet leavesOut(PipelineGraph graph, int task, TaskState state, @Nullable List<String> chosen) {
        var left = new BitSet();
        if (state == TaskState.SUCCEEDED) {
            for (int successor : graph.successors(task)) {
                left.set(successor);
            }
            if (chosen != null && !chosen.isEmpty()) {
                left.andNot(
                        graph.withDescendants(chosen.stream().map(graph::index).toList()));
            }
        } else if (state == TaskState.FAILED && graph.task(task).allowFailure()) {
            graph.task(task).branch().forEach(choice -> left.set(graph.index(choice)));
        }
        return left;
    }
}
