package io.onedag.engine;

import io.onedag.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list, newest first by the time they were asked for.
 *
 * @param pipeline those of one pipeline; null: of all
 * @param state those in one state; null: in any
 * @param key those whose key begins so; null: with any
 * @param since those that were asked for then or later; null: from the first
 * @param until those that were asked for before; null: up to the latest
 * @param after those that come after this one in the list: the next page; null: from the top
 * @param limit at most so many
 */
public record RunFilter(
        @Nullable String pipeline,
        @Nullable RunState state,
        @Nullable String key,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable RunRecord after,
        int limit) {

    /** Those of a pipeline, in a state. */
    public RunFilter(@Nullable String pipeline, @Nullable RunState state, int limit) {
        this(pipeline, state, null, null, null, null, limit);
    }
}
