package io.onedag;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task of a pipeline, all defaults filled in.
 *
 * @param name unique in the pipeline
 * @param body what it does
 * @param needs its direct upstreams
 * @param when its trigger rule
 * @param forEach its mapping, or null
 * @param branch the direct successors it chooses among; empty: it doesn't branch
 * @param retry how often it is tried
 * @param timeout of one attempt, or null: none
 * @param pool the pool it takes a slot of, or null
 * @param priority among tasks that wait for the same slot; higher goes first
 * @param group for people: tasks shown together, or null
 * @param allowFailure whether its own failure counts as a success for the run and most rules
 * @param effect how often its effect may happen
 * @param maxRecoveries attempts lost with their process before it is given up
 * @param resources limits of an attempt
 * @param description for people; empty: none
 * @param aliases earlier names, which keep its history
 */
public record TaskDefinition(
        String name,
        TaskBody body,
        List<String> needs,
        TriggerRule when,
        @Nullable ForEach forEach,
        List<String> branch,
        RetryPolicy retry,
        @Nullable Duration timeout,
        @Nullable String pool,
        int priority,
        @Nullable String group,
        boolean allowFailure,
        Effect effect,
        int maxRecoveries,
        Resources resources,
        String description,
        List<String> aliases) {

    /** Attempts lost with their process before a task run is given up, unless a definition says otherwise. */
    public static final int DEFAULT_MAX_RECOVERIES = 10;

    public TaskDefinition {
        needs = List.copyOf(needs);
        branch = List.copyOf(branch);
        aliases = List.copyOf(aliases);
    }

    /** This definition with another body. */
    TaskDefinition withBody(TaskBody other) {
        return new TaskDefinition(
                name,
                other,
                needs,
                when,
                forEach,
                branch,
                retry,
                timeout,
                pool,
                priority,
                group,
                allowFailure,
                effect,
                maxRecoveries,
                resources,
                description,
                aliases);
    }

    /** Whether it has one instance for each element of a list. */
    public boolean isMapped() {
        return forEach != null;
    }

    /** Whether it chooses which of its successors run. */
    public boolean isBranching() {
        return !branch.isEmpty();
    }
}
