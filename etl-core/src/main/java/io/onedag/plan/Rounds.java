package io.onedag.plan;

import io.onedag.TaskState;
import io.onedag.graph.PipelineGraph;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** Which task runs a new round puts back to {@link TaskState#PENDING}. */
public final class Rounds {

    private Rounds() {}

    /**
     * What a resume puts back: failures that aren't allowed, what failed upstream or was cancelled, and what a rule or a branch skipped
     * because of one of these. A success stays, and so does a task that skipped itself: neither runs again. What is unfinished goes on
     * where it is. A skip whose upstreams all stay would be decided the same, so it stays too; a run that succeeded has nothing to put
     * back.
     *
     * @param states the task runs on record; PENDING ones may be left out
     * @return those to put back, in the order given
     * @throws IllegalArgumentException when a task isn't in this pipeline
     */
    public static List<TaskRunState> forResume(PipelineGraph graph, Collection<TaskRunState> states) {
        var failed = new BitSet(graph.size());
        var skipped = new BitSet(graph.size());
        for (TaskRunState each : states) {
            int task = graph.index(each.task());
            if (isRetriedByResume(graph, task, each)) {
                failed.set(task);
            } else if (isDecidedSkip(each)) {
                skipped.set(task);
            }
        }
        BitSet back = (BitSet) failed.clone();
        for (int task : graph.order()) {
            if (skipped.get(task) && anyOf(graph.upstreams(task), back)) {
                back.set(task);
            }
        }
        return states.stream()
                .filter(each -> {
                    int task = graph.index(each.task());
                    return isRetriedByResume(graph, task, each)
                            || (isDecidedSkip(each) && anyOf(graph.upstreams(task), back));
                })
                .toList();
    }

    /**
     * What {@code rerun --from} puts back: the task and all after it, with all their instances, however they ended.
     *
     * @param states the task runs on record; PENDING ones may be left out
     * @param from the task's name
     * @return those to put back, in the order given
     * @throws IllegalArgumentException when a task isn't in this pipeline
     */
    public static List<TaskRunState> forRerun(PipelineGraph graph, Collection<TaskRunState> states, String from) {
        BitSet back = graph.withDescendants(List.of(graph.index(from)));
        return states.stream()
                .filter(each -> each.state() != TaskState.PENDING && back.get(graph.index(each.task())))
                .toList();
    }

    private static boolean isRetriedByResume(PipelineGraph graph, int task, TaskRunState run) {
        return switch (run.state()) {
            case FAILED -> !graph.task(task).allowFailure();
            case UPSTREAM_FAILED, CANCELLED -> true;
            default -> false;
        };
    }

    private static boolean isDecidedSkip(TaskRunState run) {
        return run.state() == TaskState.SKIPPED && run.reason() != Reason.SELF;
    }

    private static boolean anyOf(int[] tasks, BitSet set) {
        for (int task : tasks) {
            if (set.get(task)) {
                return true;
            }
        }
        return false;
    }
}
