package io.onedag.engine;

import io.onedag.RunState;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list, newest first.
 *
 * @param pipeline those of one pipeline; null: of all
 * @param state those in one state; null: in any
 * @param limit at most so many
 */
public record RunFilter(@Nullable String pipeline, @Nullable RunState state, int limit) {}
