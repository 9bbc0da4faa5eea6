package io.onedag.run;

import io.onedag.plan.Explanation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a run is where it is.
 *
 * @param sentences for people, the most telling first
 * @param tasks its task runs that have not succeeded, the worst first
 * @param next what to do about it, a command; null: nothing needs doing
 */
public record RunExplanation(
        List<String> sentences,
        List<TaskRun> tasks,
        @Nullable String next) {

    public RunExplanation {
        sentences = List.copyOf(sentences);
        tasks = List.copyOf(tasks);
    }

    /**
     * Why one task run is where it is.
     *
     * @param plan what the plan says: rule and upstreams
     * @param details what the records say besides: attempts, failures, what it waits for
     * @param next what to do about it, a command; null: nothing needs doing
     */
    public record TaskRun(
            Explanation plan,
            List<String> details,
            @Nullable String next) {

        public TaskRun {
            details = List.copyOf(details);
        }
    }
}
